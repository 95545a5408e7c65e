#pragma once
// The inspector of everything a peer sends on one association, before DCMTK reads it (PS3.8 9.3, PS3.7 6.3).
// It judges as early as it can: a PDU's type at its first byte, a length when it is complete, the items of an
// A-ASSOCIATE and the elements of a command set as they stream in. It stores no bytes and allocates nothing
// that grows with what a peer claims or sends; each byte is looked at once.
//
// Holding back. The transport connection shows the gate each piece that recv() returned and hands it on only
// if the verdict is ok; after a violation it hands on nothing more. Earlier pieces of the same PDU or command
// may then be with DCMTK already. That does no harm: DCMTK parses a PDU, and a command set, only when its
// last byte has arrived, and that byte passes only if the whole was well formed.
//
// A connection that reads ahead shows the gate its bytes when it hands them on, not before: PDUs that follow
// an A-ASSOCIATE-RQ are judged by what accepted() was told.
//
// Data sets are framed and counted here; what is in them is for dataset_gate.h.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "mwl/gate/bytes.h"
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
    // Twice the largest data set that an SCP of ours takes: one that is a little too large still gets its
    // DIMSE status, an endless one ends here.
    std::uint64_t max_dataset_bytes = 8UL * 1024 * 1024;
};

// One association, one thread. Movable. Throws nothing but std::bad_alloc (the text of a violation).
class PduGate {
public:
    explicit PduGate(Role role, const PduLimits& limits = {});
    ~PduGate();
    PduGate(PduGate&&) noexcept;
    PduGate& operator=(PduGate&&) noexcept;

    // The next bytes that the peer sent, cut anywhere; the same stream gets the same verdict however it is
    // cut. The first violation stays: every later call returns it.
    Verdict accept(Bytes bytes);

    // Acceptor: we are about to send A-ASSOCIATE-AC with these presentation context ids accepted. Only they
    // may carry PDVs from now on. Without effect in any state but awaiting_our_answer. A requestor needs no
    // such call: it reads the ids from the A-ASSOCIATE-AC.
    void accepted(std::span<const std::uint8_t> contexts);

    // We are about to send A-RELEASE-RQ; without this call its response is unexpected. Without effect in any
    // state but established.
    void release_requested();

    PduState state() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mwl::gate
