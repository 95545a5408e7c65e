#include "mllp/session.h"

#include <array>
#include <utility>

#include "mwl/base/crash_point.h"
#include "mwl/base/thrown.h"
#include "mwl/mllp/frame.h"
#include "mwl/net/protocol_guess.h"

namespace mwl::mllp {
namespace {

using Kind = FrameEvent::Kind;
using net::Steady;

constexpr std::chrono::seconds kLastWords{2};  // for the peer to read the last reply before the close

}  // namespace

Session::Session(net::Connection connection, const ListenerOptions& options, const Log& log,
                 const MessageHandler& handler)
    : options_(options),
      log_(log),
      handler_(handler),
      connection_(std::move(connection)),
      decoder_(options.frames) {}

void Session::run() {
    std::array<char, kReadBytes> buffer{};
    while (open_) {
        const auto until = decoder_.awaits_end() ? Steady::now() + options_.end_silence : net::kNever;
        const auto* const stop = decoder_.in_message() ? nullptr : &connection_.stop;
        const auto got = net::read_some(connection_.stream, buffer, until, stop);
        if (got.status == net::IoStatus::done)
            received({buffer.data(), got.bytes});
        else
            ended(got.status);
    }
}

void Session::received(std::string_view bytes) {
    if (is_other_protocol(bytes)) return;
    while (open_) {
        auto event = decoder_.next(bytes);
        if (!event) break;
        handle(std::move(*event));
    }
    set_deadline();
}

// Looked at before decoding, since a TLS hello or a DICOM request may hold a 0x0B.
bool Session::is_other_protocol(std::string_view bytes) {
    if (first_bytes_.size() == net::kGuessBytes) return false;
    first_bytes_ += bytes.substr(0, net::kGuessBytes - first_bytes_.size());
    const auto guess = net::looks_like(first_bytes_);
    if (guess == net::WireProtocol::unknown || guess == net::WireProtocol::mllp) return false;
    log_.warn("MLLP-203 wrong protocol", {{"connection", connection_.id},
                                          {"peer", connection_.peer.str()},
                                          {"looks_like", net::name_of(guess)}});
    open_ = false;
    return true;
}

// Each message has message_timeout from its first byte on; time spent in the handler is not the peer's.
void Session::set_deadline() {
    const auto message = decoder_.in_message() ? decoder_.messages_begun() : 0;
    if (message == message_with_deadline_) return;
    message_with_deadline_ = message;
    connection_.deadline.arm(message == 0 ? net::kNever : Steady::now() + options_.message_timeout);
}

void Session::ended(net::IoStatus status) {
    if (status == net::IoStatus::timed_out) {  // end_silence
        if (auto event = decoder_.silence()) handle(std::move(*event));
        return set_deadline();
    }
    // A socket that was cut reads as closed, or as reset if its peer goes on sending.
    switch (connection_.deadline.cut()) {
        case net::Deadlines::Cut::late:
            warn("MLLP-204 message too slow", 0);
            break;
        case net::Deadlines::Cut::stopped:
            break;
        case net::Deadlines::Cut::none:
            peer_went(status);
            break;
    }
    open_ = false;
}

void Session::peer_went(net::IoStatus status) {
    if (status == net::IoStatus::stopping) return;
    auto event = decoder_.end_of_stream();
    if (event && (status == net::IoStatus::closed || event->kind == Kind::cut_off)) handle(std::move(*event));
}

void Session::handle(FrameEvent event) {
    switch (event.kind) {
        case Kind::message:
            return answer(frame_of(event));
        case Kind::commit_byte:
            return note_commit_byte();
        case Kind::noise:
            return warn("MLLP-200 noise skipped", event.size);
        case Kind::truncated:
            warn("MLLP-206 message truncated by a new one", event.size);
            return answer(frame_of(event));
        case Kind::too_large:
            warn("MLLP-207 message too large", event.size);
            answer(frame_of(event));
            return close_politely();
        case Kind::too_much_noise:
            warn("MLLP-201 no start of a message", event.size);
            break;
        case Kind::no_end:
            warn("MLLP-202 0x1C without 0x0D", event.size);
            break;
        case Kind::cut_off:
            warn("MLLP-205 connection ended inside a message", event.size);
            break;
    }
    open_ = false;
}

ReceivedFrame Session::frame_of(FrameEvent& event) const {
    return {std::move(event.bytes), connection_.peer, connection_.id, event.kind == Kind::too_large,
            event.kind == Kind::truncated};
}

void Session::answer(const ReceivedFrame& frame) {
    connection_.deadline.disarm();
    message_with_deadline_ = 0;
    crash_point("mllp.read");
    try {
        send(handler_(frame));
    } catch (const StoreError& error) {
        log_.error(
            "MLLP-209 not stored, closed without acknowledgment",
            {{"connection", connection_.id}, {"peer", connection_.peer.str()}, {"reason", error.what()}});
        open_ = false;
    } catch (...) {
        log_.error("MLLP-210 defect, closed without acknowledgment", {{"connection", connection_.id},
                                                                      {"peer", connection_.peer.str()},
                                                                      {"reason", what_was_thrown()}});
        open_ = false;
    }
    if (connection_.stopping()) close_politely();
}

void Session::send(const Reply& reply) {
    send_message(reply.bytes);
    for (const auto& message : reply.further) send_message(message);
    if (reply.close_after && open_) close_politely();
}

void Session::send_message(const std::string& message) {
    if (!open_ || message.empty()) return;
    if (!can_be_framed(message)) {
        warn("MLLP-208 acknowledgment holds frame bytes, not sent", message.size());
        open_ = false;
        return;
    }
    crash_point("mllp.answering");
    const auto written = put(framed(message));
    if (written.status != net::IoStatus::done) {
        log_.warn("MLLP-208 acknowledgment not sent", {{"connection", connection_.id},
                                                       {"peer", connection_.peer.str()},
                                                       {"reason", net::name_of(written.status)}});
        open_ = false;
        return;
    }
    crash_point("mllp.answered");
}

// In one piece, unless a test asks for a crash between the halves (faults.md H5).
net::IoResult Session::put(std::string_view frame) {
    const auto until = Steady::now() + options_.write_timeout;
    if (crash_point_is_wanted("mllp.half_answered")) {
        const auto half = net::write_all(connection_.stream, frame.substr(0, frame.size() / 2), until);
        if (half.status != net::IoStatus::done) return half;
        crash_point("mllp.half_answered");
        frame.remove_prefix(frame.size() / 2);
    }
    return net::write_all(connection_.stream, frame, until);
}

void Session::close_politely() {
    if (open_) net::drain_before_close(connection_.stream, Steady::now() + kLastWords);
    open_ = false;
}

void Session::note_commit_byte() {
    if (!std::exchange(commit_byte_noted_, true)) warn("MLLP-220 commit bytes of MLLP release 2 ignored", 1);
}

// Logs no bytes of the message: it holds names.
void Session::warn(std::string_view event, std::size_t bytes) const {
    log_.warn(event, {{"connection", connection_.id}, {"peer", connection_.peer.str()}, {"bytes", bytes}});
}

}  // namespace mwl::mllp
