#pragma once
// MLLP framing as a table: what each kind of byte does in each state. The decoder executes it, the tests
// check it.

#include <array>
#include <cstddef>

namespace mwl::mllp {

enum class FrameState : unsigned char {
    between,  // before a 0x0B: whatever comes is noise
    body,     // inside a message
    ending,   // inside a message, after a 0x1C that may be its end
    failed,   // after an error that only closing the connection ends
};
constexpr std::size_t kFrameStates = 4;

enum class FrameInput : unsigned char { start_block, end_block, carriage_return, commit, other };
constexpr std::size_t kFrameInputs = 5;

enum class FrameAction : unsigned char {
    skip,       // noise
    commit,     // a commit byte of release 2, unless it is part of noise
    begin,      // a message starts
    keep,       // the byte belongs to the message
    hold,       // 0x1C: not yet known whether it is data
    keep_held,  // the 0x1C held was data; this one is held now
    keep_both,  // the 0x1C held was data, and so is this byte
    finish,     // the message is whole
    cut,        // the message lost its end; another starts
    cut_held,   // the same after a 0x1C: a lenient receiver takes the first for whole
    drop,       // the connection is to be closed; nothing counts any more
};

struct FrameStep {
    FrameAction action;
    FrameState next;
};

using FrameRow = std::array<FrameStep, kFrameInputs>;

// clang-format off
constexpr std::array<FrameRow, kFrameStates> kFrameTable = [] {
    using enum FrameAction;
    using S = FrameState;
    return std::array<FrameRow, kFrameStates>{
        //               0x0B                   0x1C                    0x0D                   0x06, 0x15               other
        /* between */ FrameRow{{{begin,    S::body},   {skip,      S::between}, {skip,   S::between}, {commit,    S::between}, {skip,      S::between}}},
        /* body    */ FrameRow{{{cut,      S::body},   {hold,      S::ending},  {keep,   S::body},    {keep,      S::body},    {keep,      S::body}}},
        /* ending  */ FrameRow{{{cut_held, S::body},   {keep_held, S::ending},  {finish, S::between}, {keep_both, S::body},    {keep_both, S::body}}},
        /* failed  */ FrameRow{{{drop,     S::failed}, {drop,      S::failed},  {drop,   S::failed},  {drop,      S::failed},  {drop,      S::failed}}},
    };
}();
// clang-format on

constexpr FrameInput input_of(char byte) noexcept {
    switch (byte) {
        case 0x0B:
            return FrameInput::start_block;
        case 0x1C:
            return FrameInput::end_block;
        case 0x0D:
            return FrameInput::carriage_return;
        case 0x06:  // ACK
        case 0x15:  // NAK
            return FrameInput::commit;
        default:
            return FrameInput::other;
    }
}

constexpr FrameStep step_of(FrameState state, FrameInput input) noexcept {
    return kFrameTable[static_cast<std::size_t>(state)][static_cast<std::size_t>(input)];
}

}  // namespace mwl::mllp
