#include "mwl/mllp/client.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "mwl/base/error.h"
#include "mwl/mllp/frame.h"
#include "mwl/net/connect.h"

namespace mwl::mllp {
namespace {

using Kind = FrameEvent::Kind;
using net::Steady;

constexpr auto kNoAnswer = Code::internal;      // base has no code of its own for a peer that does not answer
constexpr std::chrono::seconds kEndSilence{2};  // after 0x1C without 0x0D (FrameLimits::lenient_end)

Problem garbage(std::string what) { return {Code::malformed, "reply", std::move(what)}; }

// The Problem that an event is, if it is one: empty for what may stand before an answer.
std::optional<Problem> problem_of(const FrameEvent& event) {
    switch (event.kind) {
        case Kind::commit_byte:
        case Kind::noise:
            return std::nullopt;
        case Kind::message:
            return garbage("the peer answered with an empty message");
        case Kind::truncated:
            return garbage("the peer began an answer inside another");
        case Kind::too_much_noise:
            return garbage("the peer answered with bytes that are not MLLP");
        case Kind::no_end:
            return garbage("the peer's answer ends in 0x1C without 0x0D");
        case Kind::too_large:
            return Problem{Code::too_large, "reply", "the peer's answer is too large"};
        case Kind::cut_off:
            return Problem{kNoAnswer, "reply", "the peer closed inside its answer"};
    }
    return std::nullopt;
}

Problem cannot_be_framed() {
    return {Code::not_encodable, "send", "the message holds 0x0B, or 0x1C before 0x0D"};
}

bool is_line_ends(std::string_view bytes) noexcept {
    return bytes.find_first_not_of("\r\n") == std::string_view::npos;
}

}  // namespace

Client::Client(ClientOptions options, net::Deadlines& deadlines)
    : options_(std::move(options)), deadlines_(deadlines), decoder_(options_.frames) {}

Result<void> Client::connect() {
    if (stream_ && (made_with_ != options_.tls.context() || !is_quiet())) close();
    if (stream_) return {};
    if (no_more_connections_.raised()) return Problem{Code::not_allowed, "connect", "stopping"};
    made_with_ = options_.tls.context();
    try {
        stream_ = net::connect_to(options_.host, options_.port, Steady::now() + options_.connect_timeout,
                                  &no_more_connections_, options_.tls);
    } catch (const NetworkError& error) {
        return Problem{kNoAnswer, "connect", error.what()};
    }
    guard_ = deadlines_.watch(stream_);
    decoder_ = FrameDecoder(options_.frames);
    unread_.clear();
    return {};
}

Result<std::string> Client::send(std::string_view message) {
    if (!can_be_framed(message)) return cannot_be_framed();
    if (const auto connected = connect(); !connected) return connected.problem();
    return exchange(message, [] { return true; });
}

Result<std::string> Client::exchange(std::string_view message, const std::function<bool()>& may_write) {
    if (!can_be_framed(message)) return cannot_be_framed();
    if (!stream_) return Problem{kNoAnswer, "send", "not connected"};
    const auto bytes = framed(message);
    const auto until = Steady::now() + options_.reply_timeout;
    if (!may_write()) return Problem{Code::not_allowed, "send", "not written"};
    const auto put = net::write_all(stream_, bytes, until);
    if (put.status != net::IoStatus::done)
        return failed({kNoAnswer, "send", net::words_for(put.status, stream_)});
    return receive();
}

Result<std::string> Client::receive() {
    if (!stream_) return Problem{kNoAnswer, "reply", "not connected"};
    const auto until = Steady::now() + options_.reply_timeout;
    for (;;) {
        auto event = next_event(until);
        if (!event) return failed(event.problem());
        if (event->kind == Kind::message && !event->bytes.empty()) return std::move(event->bytes);
        if (const auto problem = problem_of(*event)) return failed(*problem);
    }
}

Result<FrameEvent> Client::next_event(net::Deadline until) {
    for (;;) {
        std::string_view input(unread_);
        auto event = decoder_.next(input);
        unread_.erase(0, unread_.size() - input.size());
        if (event) return std::move(*event);

        std::array<char, kReadBytes> buffer{};
        const auto pause = decoder_.awaits_end() ? std::min(until, Steady::now() + kEndSilence) : until;
        const auto got = net::read_some(stream_, buffer, pause);
        unread_.assign(buffer.data(), got.bytes);
        if (got.status == net::IoStatus::done) continue;
        event = got.status == net::IoStatus::timed_out ? decoder_.silence() : decoder_.end_of_stream();
        if (event) return std::move(*event);
        return Problem{kNoAnswer, "reply", net::words_for(got.status, stream_)};
    }
}

void Client::close() noexcept {
    guard_.release();
    stream_.close();
}

// Whether nothing has arrived since the last answer: neither the peer's close nor an unexpected message. Line
// ends do not count.
bool Client::is_quiet() noexcept {
    if (decoder_.in_message() || !is_line_ends(unread_)) return false;
    std::array<char, 64> arrived{};
    const auto got = net::read_some(stream_, arrived, Steady::now());
    if (got.status == net::IoStatus::timed_out) return true;
    return got.status == net::IoStatus::done && is_line_ends({arrived.data(), got.bytes});
}

Problem Client::failed(Problem problem) noexcept {
    close();
    return problem;
}

}  // namespace mwl::mllp
