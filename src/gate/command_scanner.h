#pragma once
// One command set as it streams in (PS3.7 6.3.1: Implicit VR Little Endian, always): group 0000 only, group
// length first and right, elements ascending, lengths inside and fitting, what its message requires present.
// What passed is rewritten by write_command(), from the values that were read.

#include <cstdint>
#include <optional>
#include <vector>

#include "gate/byte_field.h"
#include "gate/command_rules.h"
#include "gate/command_values.h"
#include "gate/scan_fault.h"
#include "mwl/gate/pdu_gate.h"

namespace mwl::gate {

// One command set, one thread. Keeps no more bytes than were sent, and at most `max_bytes`.
class CommandScanner {
public:
    CommandScanner(Role role, std::uint32_t max_bytes) : role_(role), max_bytes_(max_bytes) {}

    Objection accept(Bytes fragment);

    // The last fragment was accepted. No objection: the command is whole, what follows is valid.
    Objection finish();

    // As the peer announced it.
    bool has_data_set() const noexcept { return data_set_type_ != kNoDataSet; }
    DataSetUse data_set_use() const noexcept;
    const std::vector<CommandRemark>& remarks() const noexcept { return remarks_; }
    // Known elements in ascending order, each value in its canonical form, the group length first.
    void write_command(PduBytes& out) const;

private:
    enum class Stage : std::uint8_t { header, value };

    Objection step(Bytes& fragment);
    Objection element_header();
    Objection fits(std::uint16_t element, std::uint32_t length) const;
    Objection end_of_value();
    Objection number();
    Objection field_is_taken() const;
    Objection all_present() const;
    void complete();
    void put_in_place(CommandElementValue value);
    void remark_on(std::uint16_t element, Oddity oddity) { remarks_.push_back({element, oddity}); }
    Objection at_element(const GateRule& rule, const char* what) const;

    Role role_;
    std::uint32_t max_bytes_;
    Stage stage_ = Stage::header;
    ByteField field_;
    std::uint32_t claimed_ = 0;                  // bytes of the elements so far, with the values they claim
    std::uint32_t announced_ = 0;                // by the group length, with its own element
    std::uint32_t value_left_ = 0;               // of the element in hand
    std::optional<std::uint16_t> element_ = {};  // in hand
    std::vector<std::uint8_t> value_ = {};       // of the element in hand, if it is a known one
    CommandElementMask seen_ = 0;
    std::uint16_t command_field_ = 0;
    std::uint16_t data_set_type_ = kNoDataSet;
    std::vector<CommandElementValue> values_ = {};
    std::vector<CommandRemark> remarks_ = {};
};

}  // namespace mwl::gate
