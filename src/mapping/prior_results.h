#pragma once
// The prior results behind the orders of an OMG (HL7 2.5.1, 4.4.4): they may speak of the patient under
// another name, and their values are not those of the order. Private to mapping.

#include <optional>
#include <set>
#include <vector>

#include "mapping/grammar.h"

namespace mwl::mapping {

// They begin with PID, PV1, PV2, PD1 or AL1 behind an order, and an ORC that is empty or PR follows, or
// behind PID and PV1 an OBR without one; else these segments stand in an odd place. Lives no longer than the
// message.
class PriorResults {
public:
    PriorResults(const hl7::Message& message, const Grammar& grammar);

    bool holds(const hl7::Segment& segment) const { return aside_.contains(segment.ordinal()); }
    const std::vector<MappingNote>& notes() const noexcept { return notes_; }
    // An order behind prior results of somebody else: whose it is cannot be told.
    const std::optional<Problem>& problem() const noexcept { return problem_; }

private:
    void find_next();
    bool begin_at(std::size_t at) const;
    void open(const hl7::Segment& segment);
    void take(const hl7::Segment& segment);
    void close();

    const std::vector<hl7::Segment>& segments_;
    std::vector<std::size_t> next_;  // of each segment: the next ORC or OBR
    bool is_open_ = false;
    const hl7::Segment* patient_ = nullptr;
    std::set<int> aside_;  // ordinals
    std::vector<MappingNote> notes_;
    std::optional<Problem> problem_;
};

}  // namespace mwl::mapping
