#pragma once
// Receives HL7 messages over MLLP. What a message means is the handler's business.
// Logs MLLP-2xx: 200 noise skipped, 201 too much noise, 202 no end, 203 wrong protocol, 204 too slow,
// 205 cut off, 206 truncated, 207 too large, 208 acknowledgment not sent, 209 not stored, 220 commit bytes.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mwl/mllp/frame_decoder.h"
#include "mwl/net/acceptor.h"

namespace mwl::mllp {

struct ListenerOptions {
    net::AcceptorOptions accept{.name = "mllp", .port = 2575};
    FrameLimits frames{};
    std::chrono::seconds message_timeout{
        30};  // from the first byte of a message to its last; no limit while idle
    std::chrono::seconds write_timeout{30};       // for one acknowledgment
    std::chrono::milliseconds end_silence{2000};  // after 0x1C without 0x0D (FrameLimits::lenient_end)
};

struct ReceivedFrame {
    std::string bytes;  // the message without its frame, as received; may be empty
    net::PeerAddress peer;
    std::uint64_t connection = 0;  // unique within the process
    bool oversized = false;        // bytes holds only the first kTooLargeHeadBytes; closed after the reply
    bool truncated = false;        // a new message began before this one ended
};

struct Reply {
    std::string bytes;  // the acknowledgment without frame; empty = send nothing
    bool close_after = false;
    std::vector<std::string> further;  // sent after `bytes`, each in a frame of its own (enhanced mode)
};

// Called in the connection's thread, for several connections at once; for one connection in the order of
// arrival, the next only after this reply was written. An exception closes the connection without an
// acknowledgment: senders repeat.
using MessageHandler = std::function<Reply(const ReceivedFrame&)>;

// Thread-safe. start() and stop() as in net::Acceptor; at stop() an idle link is closed at once, and a
// message in progress is answered first. `deadlines` outlives the listener.
class Listener {
public:
    Listener(ListenerOptions options, net::Deadlines& deadlines, const Log& log, MessageHandler handler);
    ~Listener();

    void start();  // throws NetworkError
    void stop(std::chrono::milliseconds grace = net::Acceptor::kStopGrace);
    std::uint16_t port() const;
    net::Acceptor::Counters counters() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mwl::mllp
