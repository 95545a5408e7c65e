#include "mwl/mllp/frame_decoder.h"

#include <algorithm>
#include <utility>

#include "mwl/base/enum_names.h"
#include "mwl/mllp/frame.h"

namespace mwl::mllp {
namespace {

constexpr std::string_view kHeld(&kEndBlock, 1);

bool is_line_end(char byte) noexcept { return byte == '\r' || byte == '\n'; }

// Bytes that a message in hand simply keeps; the table is asked for all others.
bool is_plain(char byte) noexcept { return byte != kStartBlock && byte != kEndBlock; }

bool is_commit(std::string_view body) noexcept {
    return body.size() == 1 && input_of(body.front()) == FrameInput::commit;
}

constexpr auto kEventNames = enum_names<FrameEvent::Kind>({
    {FrameEvent::Kind::message, "message"},
    {FrameEvent::Kind::commit_byte, "commit byte"},
    {FrameEvent::Kind::noise, "noise"},
    {FrameEvent::Kind::truncated, "truncated"},
    {FrameEvent::Kind::too_large, "too large"},
    {FrameEvent::Kind::too_much_noise, "too much noise"},
    {FrameEvent::Kind::no_end, "no end"},
    {FrameEvent::Kind::cut_off, "cut off"},
});

}  // namespace

const char* name_of(FrameEvent::Kind kind) noexcept { return kEventNames.of(kind); }

std::optional<FrameEvent> FrameDecoder::next(std::string_view& input) {
    std::optional<FrameEvent> event;
    while (!event && !input.empty()) {
        if (state_ == FrameState::body && is_plain(input.front())) {
            const auto run = std::find_if_not(input.begin(), input.end(), is_plain) - input.begin();
            event = keep(input.substr(0, static_cast<std::size_t>(run)));
            input.remove_prefix(static_cast<std::size_t>(run));
            continue;
        }
        const char byte = input.front();
        input.remove_prefix(1);
        const FrameStep step = step_of(state_, input_of(byte));
        state_ = step.next;
        event = apply(step.action, byte);
    }
    return event;
}

std::optional<FrameEvent> FrameDecoder::apply(FrameAction action, char byte) {
    switch (action) {
        case FrameAction::skip:
            return skip(byte);
        case FrameAction::commit:
            return commit(byte);
        case FrameAction::begin:
            return begin();
        case FrameAction::keep:
            return keep({&byte, 1});
        case FrameAction::keep_held:
            return keep(kHeld);
        case FrameAction::keep_both: {
            const std::array both{kEndBlock, byte};
            return keep({both.data(), both.size()});
        }
        case FrameAction::finish:
            return finish();
        case FrameAction::cut:
            return cut();
        case FrameAction::cut_held:
            if (!limits_.lenient_end) body_ += kEndBlock;
            if (!limits_.lenient_end) return cut();
            ++begun_;
            return finish();
        case FrameAction::hold:
        case FrameAction::drop:
            break;
    }
    return std::nullopt;
}

std::optional<FrameEvent> FrameDecoder::skip(char byte) {
    ++skipped_;
    skipped_noise_ = skipped_noise_ || !is_line_end(byte);
    if (skipped_ <= limits_.max_noise_bytes) return std::nullopt;
    return fail({FrameEvent::Kind::too_much_noise, {}, skipped_});
}

std::optional<FrameEvent> FrameDecoder::commit(char byte) {
    if (skipped_noise_) return skip(byte);
    if (++skipped_ > limits_.max_noise_bytes) return fail({FrameEvent::Kind::too_much_noise, {}, skipped_});
    return FrameEvent{FrameEvent::Kind::commit_byte, {byte}, 1};
}

std::optional<FrameEvent> FrameDecoder::begin() {
    ++begun_;
    const FrameEvent noise{FrameEvent::Kind::noise, {}, std::exchange(skipped_, 0)};
    if (std::exchange(skipped_noise_, false)) return noise;
    return std::nullopt;
}

std::optional<FrameEvent> FrameDecoder::keep(std::string_view bytes) {
    const std::size_t room = limits_.max_message_bytes - body_.size();
    body_ += bytes.substr(0, room);
    if (bytes.size() <= room) return std::nullopt;
    return fail(
        {FrameEvent::Kind::too_large, body_.substr(0, kTooLargeHeadBytes), limits_.max_message_bytes + 1});
}

// A start block before the end of the previous message. An empty fragment is only a doubled start byte.
std::optional<FrameEvent> FrameDecoder::cut() {
    ++begun_;
    if (body_.empty()) return std::nullopt;
    return take(FrameEvent::Kind::truncated);
}

FrameEvent FrameDecoder::finish() {
    return take(is_commit(body_) ? FrameEvent::Kind::commit_byte : FrameEvent::Kind::message);
}

std::optional<FrameEvent> FrameDecoder::silence() {
    if (!awaits_end()) return std::nullopt;
    if (!limits_.lenient_end) return fail(take(FrameEvent::Kind::no_end));
    state_ = FrameState::between;
    return finish();
}

std::optional<FrameEvent> FrameDecoder::end_of_stream() {
    if (awaits_end()) return silence();
    if (state_ == FrameState::body) return fail(take(FrameEvent::Kind::cut_off));
    if (!std::exchange(skipped_noise_, false)) return std::nullopt;
    return FrameEvent{FrameEvent::Kind::noise, {}, std::exchange(skipped_, 0)};
}

FrameEvent FrameDecoder::take(FrameEvent::Kind kind) {
    const std::size_t size = body_.size();
    return {kind, std::exchange(body_, {}), size};
}

FrameEvent FrameDecoder::fail(FrameEvent event) {
    state_ = FrameState::failed;
    body_ = {};
    skipped_noise_ = false;
    return event;
}

}  // namespace mwl::mllp
