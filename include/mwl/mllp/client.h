#pragma once
// Sends HL7 messages over MLLP and waits for each answer (faults.md G2 to G5).

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "mwl/base/result.h"
#include "mwl/mllp/frame_decoder.h"
#include "mwl/net/deadlines.h"
#include "mwl/net/stop_signal.h"
#include "mwl/net/stream.h"
#include "mwl/net/tls.h"

namespace mwl::mllp {

struct ClientOptions {
    std::string host{};
    std::uint16_t port = 2575;
    std::chrono::milliseconds connect_timeout{5000};
    std::chrono::milliseconds reply_timeout{30000};  // for writing the message and for its answer, each
    FrameLimits frames{};                            // of the answers
    net::Tls tls{};                                  // on: nothing is sent in plain text
};

// One thread. After any failure the connection is closed, so that a late answer is never taken for the answer
// to the next message.
class Client {
public:
    // `deadlines` outlives the client; its cut_all() ends a send() in progress.
    Client(ClientOptions options, net::Deadlines& deadlines);

    // Connects if the connection is closed, if the peer has closed it while idle or sent something
    // unexpected, or if the link's TLS was replaced. Afterwards a message can be written at once.
    Result<void> connect();
    // One message out, the next message in; connects first. The Problem's `where` is "connect" (OUT-73x as in
    // net::connect_to), "send" or "reply"; its code is malformed or too_large if the peer answered with
    // garbage.
    Result<std::string> send(std::string_view message);
    // The same on the connection as connect() left it. `may_write` is called directly before the first byte
    // is sent: if it returns false, nothing is written and the connection stays open.
    Result<std::string> exchange(std::string_view message, const std::function<bool()>& may_write);
    // One more message on the open connection: the application acknowledgment after an accept acknowledgment.
    Result<std::string> receive();

    // Ends a connect() in progress, from any thread; later ones fail at once. An open connection stays.
    void stop_connecting() const noexcept { no_more_connections_.raise(); }

    bool closed() const noexcept { return !stream_; }
    void close() noexcept;

private:
    bool is_quiet() noexcept;
    Result<FrameEvent> next_event(net::Deadline until);
    Problem failed(Problem problem) noexcept;

    ClientOptions options_;
    net::Deadlines& deadlines_;
    net::StopSignal no_more_connections_;
    net::Tls::Context made_with_;  // the TLS in force just before the connection was made
    net::Stream stream_;
    net::Deadlines::Guard guard_;  // after stream_: it goes first
    FrameDecoder decoder_;
    std::string unread_;  // received, not yet decoded
};

}  // namespace mwl::mllp
