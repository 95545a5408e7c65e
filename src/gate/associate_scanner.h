#pragma once
// The body of one A-ASSOCIATE-RQ or -AC as it streams in: lengths that add up, items where they belong and as
// often as they may be. AE titles, UIDs and versions are read and judged by the association, with a proper
// rejection.

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>

#include "gate/associate_items.h"
#include "gate/associate_pdu.h"
#include "gate/byte_field.h"
#include "gate/scan_fault.h"
#include "mwl/gate/pdu_gate.h"

namespace mwl::gate {

using ContextSet = std::bitset<256>;

// One PDU, one thread.
class AssociateScanner {
public:
    AssociateScanner(PduType pdu, std::uint32_t body_bytes, const PduLimits& limits);

    // Takes all of `body`, which holds no byte after the PDU's last. The PDU is whole when that byte is taken
    // without an objection.
    Objection accept(Bytes body);

    // Precondition: the PDU is whole. The ids proposed, or, of an A-ASSOCIATE-AC, those accepted.
    const ContextSet& contexts() const noexcept { return contexts_; }
    // What has been read so far; whole when the PDU is.
    const AssociatePdu& said() const noexcept { return said_; }

private:
    enum class Stage : std::uint8_t { fixed, header, context, text_length, bytes };

    // An open item that holds others.
    struct Frame {
        std::uint8_t type = kPduBody;
        std::uint32_t left = 0;                         // bytes of its value not yet claimed by an item in it
        std::map<std::uint8_t, std::size_t> seen = {};  // at most one entry a type: 256
    };

    Objection step(Bytes& body);
    void keep(Bytes taken);
    Objection fixed_fields();
    Objection item_header();
    Objection within_limits(const Frame& frame, const ItemRule& rule, std::size_t times) const;
    Objection context_header();
    Objection text_length();
    Objection next_part();
    Objection next_item();
    void end_of_item();
    void end_of_role();
    Objection close_frame();
    Objection missing(std::string_view what) const;

    PduType pdu_;
    PduLimits limits_;
    Stage stage_ = Stage::fixed;
    ByteField field_;
    std::uint32_t skipping_ = kAssociateFixedBytes;
    std::array<Frame, 2> frames_;  // the PDU, and a context or the user information in it
    std::size_t open_ = 1;
    const ItemRule* item_ = nullptr;
    std::string_view parts_;       // of item_, still to come
    std::uint32_t item_left_ = 0;  // bytes of item_, still to come
    PduBytes value_;               // of item_ (or the fixed fields) so far, if it is said again
    AssociatePdu said_;
    std::size_t user_items_ = 0;
    ContextSet ids_;
    ContextSet contexts_;
};

}  // namespace mwl::gate
