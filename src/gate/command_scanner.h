#pragma once
// One command set as it streams in (PS3.7 6.3.1: Implicit VR Little Endian, always): group 0000 only, group
// length first and right, elements ascending, lengths inside and fitting, what its message requires present.

#include <cstdint>
#include <optional>

#include "gate/byte_field.h"
#include "gate/command_rules.h"
#include "gate/scan_fault.h"
#include "mwl/gate/pdu_gate.h"

namespace mwl::gate {

// One command set, one thread.
class CommandScanner {
public:
    CommandScanner(Role role, std::uint32_t max_bytes) : role_(role), max_bytes_(max_bytes) {}

    Objection accept(Bytes fragment);

    // The last fragment was accepted. No objection: the command may pass whole, has_data_set() is valid.
    Objection finish() const;
    bool has_data_set() const noexcept { return data_set_type_ != kNoDataSet; }

private:
    enum class Stage : std::uint8_t { header, number, bytes };

    Objection step(Bytes& fragment);
    Objection element_header();
    Objection fits(std::uint16_t element, std::uint32_t length) const;
    Objection number();
    Objection field_is_taken() const;
    Objection at_element(const PduRule& rule, const char* what) const;

    Role role_;
    std::uint32_t max_bytes_;
    Stage stage_ = Stage::header;
    ByteField field_;
    std::uint32_t claimed_ = 0;                  // bytes of the elements so far, with the values they claim
    std::uint32_t announced_ = 0;                // by the group length, with its own element
    std::uint32_t value_left_ = 0;               // of the element in hand
    std::optional<std::uint16_t> element_ = {};  // in hand
    CommandElementMask seen_ = 0;
    std::uint16_t command_field_ = 0;
    std::uint16_t data_set_type_ = kNoDataSet;
};

}  // namespace mwl::gate
