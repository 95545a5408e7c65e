#pragma once
// The P-DATA-TF PDUs of one association: PDVs that add up (PS3.8 9.3.5), fragments in the order of a DIMSE
// message (PS3.7 6.3.1, PS3.8 E.2): a command set, then the data set that it announced, on one context.
//
// Rewritten: each command set when it is whole, each data set as it streams in; both cut into the largest
// fragments that a PDU holds, one per PDU, whatever the peer's fragments were. At most one such fragment of a
// data set is kept.

#include <cstddef>
#include <cstdint>

#include "gate/associate_scanner.h"
#include "gate/command_scanner.h"

namespace mwl::gate {

// One association, one thread.
class MessageScanner {
public:
    MessageScanner(Role role, const PduLimits& limits)
        : role_(role), limits_(limits), command_(role, limits.max_command_bytes) {}

    void use_contexts(const ContextSet& contexts) { contexts_ = contexts; }

    // A P-DATA-TF with this length in its header begins.
    Objection begin_pdu(std::uint32_t length);
    // Takes bytes from the front of `body`, which holds no byte after the PDU's last; appends to `out`.
    // Returns at the latest when it has written.
    Objection step(Bytes& body, PduBytes& out);

    // Of the command set written last.
    const std::vector<CommandRemark>& remarks() const noexcept { return remarks_; }
    // The data set written last had an odd number of bytes.
    bool has_odd_data_set() const noexcept { return has_odd_data_set_; }

private:
    enum class Stage : std::uint8_t { length, context, control, value };
    enum class Phase : std::uint8_t {
        idle,
        command,
        data_set,
        needless,  // after a command that cannot have the data set it announced: dropped if it comes
    };

    Objection pdv_length();
    Objection context();
    Objection control(PduBytes& out);
    Objection in_order(bool is_command) const;
    Objection count_value();
    Objection value(Bytes& body, PduBytes& out);
    Objection end_of_pdv(PduBytes& out);
    Objection end_of_command(PduBytes& out);
    void write_command(PduBytes& out) const;
    void write_data(PduBytes& out, std::uint8_t last_bit);
    void end_message();

    Role role_;
    PduLimits limits_;
    ContextSet contexts_;
    Stage stage_ = Stage::length;
    Phase phase_ = Phase::idle;
    ByteField field_;
    CommandScanner command_;
    std::vector<CommandRemark> remarks_;
    PduBytes data_;                 // of the data set, not yet written: at most one fragment
    std::uint32_t pdu_left_ = 0;    // bytes of the PDU not yet claimed by a PDV
    std::uint32_t value_left_ = 0;  // bytes of the fragment in hand
    std::uint64_t data_set_bytes_ = 0;
    std::uint32_t command_bytes_ = 0;
    std::size_t pdvs_ = 0;       // in this PDU
    std::size_t fragments_ = 0;  // in this message
    std::uint8_t pdv_context_ = 0;
    std::uint8_t message_context_ = 0;
    bool is_last_ = false;
    bool has_odd_data_set_ = false;
};

}  // namespace mwl::gate
