#pragma once
// Stands between a peer and DCMTK: reads everything that the peer sends on one association (PS3.8 9.3,
// PS3.7 6.3) and rewrites it in one canonical form. DCMTK reads only what was written here, so the two cannot
// disagree about what was said.
//
// Canonical form. A-ASSOCIATE: what associate_pdu.h knows of it. P-DATA-TF: one PDV each; every fragment but
// the last of a command or data set is the largest even one that the announced maximum length allows, however
// the peer had cut and packed it. Command set: known elements only, values as command_values.h writes them,
// priority and data set type as the message needs them. Release, reject and abort: reserved bytes zero.
//
// It judges as early as it can: a PDU's type at its first byte, a length when it is complete, the items of an
// A-ASSOCIATE and the elements of a command set as they stream in. Of a PDU other than P-DATA-TF, and of
// a command set, nothing is written before it is whole. What is kept grows with what was sent, up to
// one A-ASSOCIATE, one command set and one fragment; never with what is claimed.
//
// A caller that reads ahead must give the gate its bytes only when DCMTK asks for more: PDUs that follow an
// A-ASSOCIATE-RQ are judged by what accepted() was told, and remarks() is about the command that DCMTK has
// just read.
//
// Data sets are framed and counted here; what is in them is for dataset_gate.h.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mwl/gate/bytes.h"
#include "mwl/gate/command_remark.h"
#include "mwl/gate/pdu_state.h"
#include "mwl/gate/verdict.h"

namespace mwl::gate {

// Which side we are. The acceptor reads an SCU's requests, the requestor an SCP's responses (and
// N-EVENT-REPORT requests).
enum class Role : std::uint8_t { acceptor, requestor };

struct PduLimits {
    std::uint32_t max_pdu_bytes = 16'384;  // the maximum length that we announced (PS3.8 D.1)
    std::uint32_t max_associate_bytes = 256 * 1024;
    std::size_t max_transfer_syntaxes = 64;         // in one presentation context
    std::size_t max_user_items = 512;               // role selections and extended negotiations mostly
    std::size_t max_pdvs_in_pdu = 64;               // peers send one, or a command and a data set
    std::size_t max_fragments_in_message = 16'384;  // 4 MiB in fragments of 256 bytes; empty ones count too
    std::uint32_t max_command_bytes = 64 * 1024;
    // Twice the largest data set that our SCPs take: one that is a little too large still gets its DIMSE
    // status, an endless one ends here.
    std::uint64_t max_dataset_bytes = 8UL * 1024 * 1024;
};

// PS3.8 9.3.2: bit 0 of the field, the one version there is.
inline constexpr std::uint16_t kProtocolVersion1 = 0x0001;

// Without padding; bytes that are no graphic characters are "?".
struct AeTitles {
    std::string called;
    std::string calling;
};

// One association, one thread. Movable. Throws nothing but std::bad_alloc.
class PduGate {
public:
    explicit PduGate(Role role, const PduLimits& limits = {});
    ~PduGate();
    PduGate(PduGate&&) noexcept;
    PduGate& operator=(PduGate&&) noexcept;

    // Takes the next bytes that the peer sent, cut anywhere, from the front of `bytes`; appends to `out`.
    // Returns when it has written (one PDU, or one whole command set) or when no bytes are left; call again
    // with the rest. The same stream is written alike, and gets the same verdict, however it is cut. The
    // first violation stays: every later call returns it and writes nothing.
    PduVerdict rewrite(Bytes& bytes, PduBytes& out);

    // Acceptor: we are about to send A-ASSOCIATE-AC with these presentation context ids accepted. Only they
    // may carry PDVs from now on. Without effect in any state but awaiting_our_answer. A requestor needs no
    // such call: it reads the ids from the A-ASSOCIATE-AC.
    void accepted(std::span<const std::uint8_t> contexts);

    // We are about to send A-RELEASE-RQ; without this call its response is unexpected. Without effect in any
    // state but established.
    void release_requested();

    PduState state() const noexcept;
    // Of the A-ASSOCIATE that the peer sent, once its fixed fields have come, whether or not the rest is well
    // formed.
    const AeTitles& titles() const noexcept;
    // As the peer sent it. The gate writes version 1 in any case: refusing others is for the caller.
    std::uint16_t protocol_version() const noexcept;
    // What was unusual about the command set written last.
    const std::vector<CommandRemark>& remarks() const noexcept;
    // The data set written last had an odd number of bytes, which PS3.5 7.1.1 does not allow: a zero was
    // added, without which DCMTK would end the association.
    bool has_odd_data_set() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mwl::gate
