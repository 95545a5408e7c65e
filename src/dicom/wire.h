#pragma once
// The socket of one association: the PDU gate, deadlines and coalesced writes, all below DCMTK and free of
// it. DCMTK never reads what the peer sent, only what the gate wrote of it. The last PDU that we send, and
// why a connection ended, are decided here.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mwl/gate/pdu_gate.h"
#include "mwl/net/deadlines.h"
#include "mwl/net/stop_signal.h"
#include "mwl/net/stream.h"
#include "mwl/net/tls.h"

namespace mwl::dicom {

enum class WireEnd : std::uint8_t {
    none,
    peer_closed,   // without a release or abort
    reset,         // broken
    too_slow,      // the peer did not send what it had to in time
    send_blocked,  // the peer did not take what we sent in time
    violation,     // the gate refused bytes; A-ABORT was sent
    no_memory,     // for what the gate writes; A-ABORT was sent
    cut,           // shut down by the acceptor: the server stops
};

struct WireOptions {
    std::chrono::milliseconds send_time{30'000};
    gate::Role role = gate::Role::acceptor;
    gate::PduLimits limits;
};

// One thread; nothing throws, for DCMTK is above. Writes are kept until the peer must be waited for, so that
// a command and its data set travel together (field-notes.md, Nagle).
class Wire {
public:
    Wire(net::Stream stream, net::Deadlines::Guard guard, const WireOptions& options);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    // Of TLS, if the stream has it. False: see handshake().
    bool shake_hands() noexcept;
    const net::Handshake& handshake() const noexcept { return handshake_; }

    // Everything read from now on must have arrived by then.
    void expect_until(net::Deadline at) noexcept { read_until_ = at; }

    // At least one byte that the gate wrote, or 0: see end().
    std::size_t read(std::span<char> into) noexcept;
    // False once the connection has ended. Bytes may stay in the buffer.
    bool write(std::string_view bytes) noexcept;
    bool flush() noexcept;

    // False if read() would wait. It may also wait if true: for the rest of a PDU of which a part is there.
    bool has_input() noexcept;
    enum class Waited : std::uint8_t { input, stopping };
    // Until there is something to read, the end included, or `stop` is raised.
    Waited wait_for_input(const net::StopSignal& stop) noexcept;

    // The last PDU, after what is buffered; also possible after the peer was too slow.
    // A-ABORT (PS3.8 9.3.8); source 0 is the service user, 2 the provider.
    void abort(std::uint8_t source, std::uint8_t reason) noexcept;
    // A-ASSOCIATE-RJ (PS3.8 9.3.4).
    void reject(std::uint8_t result, std::uint8_t source, std::uint8_t reason) noexcept;
    // Sends what is buffered. Nothing may be written afterwards.
    void finish() noexcept;
    // Finishes, gives the peer two seconds to read what was sent and to close, then closes. May be called
    // twice.
    void close() noexcept;

    gate::PduGate& gate() noexcept { return gate_; }
    int fd() const noexcept { return stream_.fd(); }
    WireEnd end() const noexcept { return end_; }
    const std::optional<gate::Violation>& violation() const noexcept { return violation_; }
    std::size_t bytes_read() const noexcept { return bytes_read_; }

private:
    bool fill(net::Deadline until, const net::StopSignal* stop) noexcept;
    net::IoStatus receive(net::Deadline until, const net::StopSignal* stop) noexcept;
    bool rewrite() noexcept;
    void say_last(std::string_view pdu) noexcept;
    bool ended_with(net::IoStatus status, WireEnd when_late) noexcept;
    bool has_written() const noexcept { return written_begin_ < written_.size(); }
    bool has_unread() const noexcept { return in_begin_ < in_end_; }

    net::Stream stream_;
    net::Deadlines::Guard guard_;  // dies before the stream
    std::chrono::milliseconds send_time_;
    net::Deadline read_until_ = net::kNever;
    net::Handshake handshake_{};
    gate::PduGate gate_;
    std::array<char, 16384> in_{};  // the peer's bytes, not yet shown to the gate from in_begin_ on
    std::size_t in_begin_ = 0;
    std::size_t in_end_ = 0;
    gate::PduBytes written_;  // by the gate, not yet read from written_begin_ on
    std::size_t written_begin_ = 0;
    std::string out_;
    std::size_t bytes_read_ = 0;
    WireEnd end_ = WireEnd::none;
    std::optional<gate::Violation> violation_;
};

}  // namespace mwl::dicom
