#pragma once
// Bytes from a connection -> messages (faults.md B1 to B9). Pure: no clock, no socket. However the bytes are
// split between calls, the events are the same.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "mwl/mllp/frame_states.h"

namespace mwl::mllp {

struct FrameLimits {
    std::size_t max_message_bytes = 1U << 20U;
    std::size_t max_noise_bytes = 4096;  // before a 0x0B; more is not MLLP
    bool lenient_end = false;            // accept a message that ends in 0x1C without 0x0D
};

// How many bytes the event of a too large message keeps: enough to answer its MSH.
constexpr std::size_t kTooLargeHeadBytes = 4096;

struct FrameEvent {
    enum class Kind {
        message,         // `bytes` = one message without its frame, possibly empty
        commit_byte,     // release 2's 0x06 or 0x15 on a release 1 link, framed or bare: ignored
        noise,           // `size` bytes before a 0x0B were skipped, not all of them line ends
        truncated,       // a new message began before this one ended; `bytes` = what there was
        too_large,       // failed: `bytes` = the first kTooLargeHeadBytes of the message
        too_much_noise,  // failed (MLLP-201)
        no_end,          // failed (MLLP-202): 0x1C and then nothing; `bytes` = the message
        cut_off,         // failed: the peer closed inside a message; `bytes` = what there was
    };
    Kind kind;
    std::string bytes{};
    std::size_t size = 0;  // bytes there were, of which `bytes` may hold only the first, or none

    friend bool operator==(const FrameEvent&, const FrameEvent&) = default;
};

// The kind's name, for logs and tests. Static storage.
const char* name_of(FrameEvent::Kind kind) noexcept;

// One thread. Holds one message, so at most twice max_message_bytes (a string that grows).
class FrameDecoder {
public:
    explicit FrameDecoder(FrameLimits limits = {}) : limits_(limits) {}

    // Takes bytes off the front of `input` until there is an event; empty: all bytes are taken.
    std::optional<FrameEvent> next(std::string_view& input);

    // To be called when end_silence passed without a byte while awaits_end(), or when the peer has finished
    // sending: what that means for the message in progress. Empty: there is no event.
    std::optional<FrameEvent> silence();
    std::optional<FrameEvent> end_of_stream();

    bool in_message() const noexcept { return state_ == FrameState::body || awaits_end(); }
    bool awaits_end() const noexcept { return state_ == FrameState::ending; }
    // Nothing more will come; the connection is to be closed.
    bool failed() const noexcept { return state_ == FrameState::failed; }
    // Counts starts, so that a reader can give each message its own deadline.
    std::size_t messages_begun() const noexcept { return begun_; }

private:
    std::optional<FrameEvent> apply(FrameAction action, char byte);
    std::optional<FrameEvent> skip(char byte);
    std::optional<FrameEvent> commit(char byte);
    std::optional<FrameEvent> begin();
    std::optional<FrameEvent> keep(std::string_view bytes);
    std::optional<FrameEvent> cut();
    FrameEvent finish();
    FrameEvent take(FrameEvent::Kind kind);
    FrameEvent fail(FrameEvent event);

    FrameLimits limits_;
    FrameState state_ = FrameState::between;
    std::string body_;
    std::size_t skipped_ = 0;     // bytes since the last message
    bool skipped_noise_ = false;  // not all of them line ends
    std::size_t begun_ = 0;
};

}  // namespace mwl::mllp
