#include "dicom/wire.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace mwl::dicom {
namespace {

constexpr std::size_t kFlushAt = 64UL * 1024;
constexpr std::size_t kLargestWrite = 132UL * 1024;  // DCMTK's largest PDV
constexpr std::chrono::seconds kLastWordsTime{2};

// A PDU of four bytes of content.
std::array<char, 10> short_pdu(std::uint8_t type, std::array<std::uint8_t, 3> last) noexcept {
    return {
        static_cast<char>(type),   0, 0, 0, 0, 4, 0, static_cast<char>(last[0]), static_cast<char>(last[1]),
        static_cast<char>(last[2])};
}

}  // namespace

Wire::Wire(net::Stream stream, net::Deadlines::Guard guard, const WireOptions& options)
    : stream_(std::move(stream)),
      guard_(std::move(guard)),
      send_time_(options.send_time),
      gate_(options.role, options.limits) {
    out_.reserve(kFlushAt + kLargestWrite);
}

Wire::~Wire() { close(); }

bool Wire::shake_hands() noexcept {
    handshake_ = net::shake_hands(stream_, read_until_);
    return handshake_.status == net::IoStatus::done || ended_with(handshake_.status, WireEnd::too_slow);
}

std::size_t Wire::read(std::span<char> into) noexcept {
    while (!has_written()) {
        if (!has_unread() && !fill(read_until_, nullptr)) return 0;
        if (!rewrite()) return 0;
    }
    const auto taken = std::min(into.size(), written_.size() - written_begin_);
    std::memcpy(into.data(), written_.data() + written_begin_, taken);
    written_begin_ += taken;
    return taken;
}

// Sends what is kept, then waits for bytes. False: the connection has ended or `stop` was raised.
bool Wire::fill(net::Deadline until, const net::StopSignal* stop) noexcept {
    if (!flush()) return false;
    const auto got = receive(until, stop);
    if (got == net::IoStatus::stopping) return false;
    return got == net::IoStatus::done || ended_with(got, WireEnd::too_slow);
}

net::IoStatus Wire::receive(net::Deadline until, const net::StopSignal* stop) noexcept {
    const auto got = net::read_some(stream_, in_, until, stop);
    in_begin_ = 0;
    in_end_ = got.bytes;
    bytes_read_ += got.bytes;
    if (got.status == net::IoStatus::done) net::acknowledge_at_once(stream_);
    return got.status;
}

// Shows the gate what is unread, up to the end of what it writes next.
bool Wire::rewrite() noexcept {
    if (end_ != WireEnd::none) return false;
    const auto* const raw = reinterpret_cast<const std::uint8_t*>(in_.data());  // NOLINT: char is a byte
    gate::Bytes rest(raw + in_begin_, in_end_ - in_begin_);
    written_.clear();
    written_begin_ = 0;
    try {
        const auto verdict = gate_.rewrite(rest, written_);
        in_begin_ = in_end_ - rest.size();
        if (verdict.ok()) return true;
        violation_ = verdict.violation();
        abort(violation_->abort_source, violation_->abort_reason);
        end_ = WireEnd::violation;
    } catch (const std::bad_alloc&) {
        abort(gate::kAbortSourceProvider, 0);
        end_ = WireEnd::no_memory;
    }
    return false;
}

bool Wire::ended_with(net::IoStatus status, WireEnd when_late) noexcept {
    if (end_ == WireEnd::none) {
        const bool was_cut = guard_.cut() == net::Deadlines::Cut::stopped;
        if (was_cut)
            end_ = WireEnd::cut;
        else if (status == net::IoStatus::timed_out || guard_.fired())
            end_ = when_late;
        else if (status == net::IoStatus::closed)
            end_ = WireEnd::peer_closed;
        else
            end_ = WireEnd::reset;
    }
    return false;
}

bool Wire::write(std::string_view bytes) noexcept {
    if (end_ != WireEnd::none) return false;
    out_ += bytes;
    return out_.size() < kFlushAt || flush();
}

bool Wire::flush() noexcept {
    if (end_ != WireEnd::none) return false;
    if (out_.empty()) return true;
    const auto sent = net::write_all(stream_, out_, net::Steady::now() + send_time_);
    out_.clear();
    return sent.status == net::IoStatus::done || ended_with(sent.status, WireEnd::send_blocked);
}

bool Wire::has_input() noexcept {
    if (has_written() || has_unread() || end_ != WireEnd::none) return true;
    return receive(net::Steady::now(), nullptr) != net::IoStatus::timed_out;  // read() finds an end again
}

Wire::Waited Wire::wait_for_input(const net::StopSignal& stop) noexcept {
    if (stop.raised()) return Waited::stopping;
    if (has_written() || has_unread() || end_ != WireEnd::none) return Waited::input;
    if (fill(read_until_, &stop) || end_ != WireEnd::none) return Waited::input;
    return Waited::stopping;
}

void Wire::abort(std::uint8_t source, std::uint8_t reason) noexcept {
    const auto pdu = short_pdu(7, {0, source, reason});
    say_last({pdu.data(), pdu.size()});
}

void Wire::reject(std::uint8_t result, std::uint8_t source, std::uint8_t reason) noexcept {
    const auto pdu = short_pdu(3, {result, source, reason});
    say_last({pdu.data(), pdu.size()});
}

void Wire::say_last(std::string_view pdu) noexcept {
    if (end_ == WireEnd::none || end_ == WireEnd::too_slow) out_ += pdu;
}

void Wire::finish() noexcept {
    const bool can_hear = end_ != WireEnd::reset && end_ != WireEnd::send_blocked;
    if (stream_ && can_hear) (void)net::write_all(stream_, out_, net::Steady::now() + kLastWordsTime);
    out_.clear();
}

void Wire::close() noexcept {
    if (!stream_) return;
    finish();
    if (end_ != WireEnd::reset && end_ != WireEnd::send_blocked)
        net::drain_before_close(stream_, net::Steady::now() + kLastWordsTime);
    guard_.release();
    stream_.close();
}

}  // namespace mwl::dicom
