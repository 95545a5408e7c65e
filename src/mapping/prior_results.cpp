#include "mapping/prior_results.h"

#include <algorithm>
#include <array>
#include <string>

namespace mwl::mapping {
namespace {

std::set<std::string> patient_numbers(const hl7::Segment& pid) {
    std::set<std::string> out;
    for (const auto& cx : pid.field(3).each_repetition()) out.insert(trimmed(cx.component(1).text()));
    out.erase("");
    return out;
}

bool is_of_results(const hl7::Segment& orc) {
    const auto control = trimmed(orc.field(1).text());
    return control.empty() || control == "PR";
}

bool is_order(const hl7::Segment& segment) { return segment.name() == "ORC" && !is_of_results(segment); }

}  // namespace

PriorResults::PriorResults(const hl7::Message& message, const Grammar& grammar)
    : segments_(message.segments()) {
    if (!grammar.has_prior_results) return;
    find_next();
    bool is_behind_order = false;
    for (std::size_t i = 0; i < segments_.size(); ++i) {
        const auto& segment = segments_[i];
        if (is_open_ && is_order(segment)) {
            close();
            is_behind_order = false;
        }
        if (!is_open_ && is_behind_order && begin_at(i)) open(segment);
        if (is_open_) take(segment);
        if (!is_open_ && segment.name() == "ORC") is_behind_order = false;
        if (!is_open_ && segment.name() == "OBR") is_behind_order = true;
    }
}

void PriorResults::find_next() {
    next_.assign(segments_.size(), segments_.size());
    for (auto i = segments_.size(); i > 1; --i) {
        const auto name = segments_[i - 1].name();
        next_[i - 2] = name == "ORC" || name == "OBR" ? i - 1 : next_[i - 1];
    }
}

// Nothing but what follows tells prior results from segments in an odd place.
bool PriorResults::begin_at(std::size_t at) const {
    constexpr std::array<std::string_view, 5> kBegin{"PID", "PV1", "PV2", "PD1", "AL1"};
    const auto first = segments_[at].name();
    const auto next = next_[at];
    if (std::ranges::find(kBegin, first) == kBegin.end() || next == segments_.size()) return false;
    return segments_[next].name() == "ORC" ? is_of_results(segments_[next])
                                           : first == "PID" || first == "PV1";
}

void PriorResults::open(const hl7::Segment& segment) {
    is_open_ = true;
    notes_.push_back({NoteKind::ignored, "", place_of_segment(segment),
                      "begins prior results behind the order; they are left aside"});
}

void PriorResults::take(const hl7::Segment& segment) {
    aside_.insert(segment.ordinal());
    if (segment.name() == "PID") patient_ = &segment;
}

void PriorResults::close() {
    is_open_ = false;
    const auto first = std::ranges::find(segments_, "PID", &hl7::Segment::name);
    if (patient_ == nullptr || first == segments_.end() || problem_) return;
    const auto numbers = patient_numbers(*first);
    const bool is_same = std::ranges::any_of(
        patient_numbers(*patient_), [&](const std::string& number) { return numbers.contains(number); });
    if (!is_same)
        problem_ = Problem{Code::segment_sequence, place_of_segment(*patient_),
                           "an order follows prior results of another patient id; one message speaks of "
                           "one patient"};
}

}  // namespace mwl::mapping
