#pragma once
// The P-DATA-TF PDUs of one association: PDVs that add up (PS3.8 9.3.5), fragments in the order of a DIMSE
// message (PS3.7 6.3.1, PS3.8 E.2): a command set, then the data set that it announced, on one context.

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
    // `body` holds no byte after the PDU's last.
    Objection accept(Bytes body);

private:
    enum class Stage : std::uint8_t { length, context, control, value };
    enum class Phase : std::uint8_t { idle, command, data_set };

    Objection step(Bytes& body);
    Objection pdv_length();
    Objection context();
    Objection control();
    Objection in_order(bool is_command) const;
    Objection value(Bytes& body);
    Objection end_of_pdv();

    Role role_;
    PduLimits limits_;
    ContextSet contexts_;
    Stage stage_ = Stage::length;
    Phase phase_ = Phase::idle;
    ByteField field_;
    CommandScanner command_;
    std::uint32_t pdu_left_ = 0;    // bytes of the PDU not yet claimed by a PDV
    std::uint32_t value_left_ = 0;  // bytes of the fragment in hand
    std::uint64_t data_set_bytes_ = 0;
    std::uint32_t command_bytes_ = 0;
    std::size_t pdvs_ = 0;       // in this PDU
    std::size_t fragments_ = 0;  // in this message
    std::uint8_t pdv_context_ = 0;
    std::uint8_t message_context_ = 0;
    bool is_last_ = false;
};

}  // namespace mwl::gate
