#include "mwl/mllp/frame_decoder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mwl/mllp/frame.h"

namespace mwl::mllp {
namespace {

using Kind = FrameEvent::Kind;
using Events = std::vector<FrameEvent>;

void collect(FrameDecoder& decoder, std::string_view bytes, Events& into) {
    while (auto event = decoder.next(bytes)) into.push_back(std::move(*event));
}

// All events of a connection that carries these pieces and is then closed by the peer.
Events decoded(const std::vector<std::string_view>& pieces, FrameLimits limits = {}) {
    FrameDecoder decoder(limits);
    Events events;
    for (const auto piece : pieces) collect(decoder, piece, events);
    if (auto last = decoder.end_of_stream()) events.push_back(std::move(*last));
    return events;
}

FrameEvent event(Kind kind, const std::string& bytes) { return {kind, bytes, bytes.size()}; }
FrameEvent message(const std::string& bytes) { return event(Kind::message, bytes); }
FrameEvent skipped(Kind kind, std::size_t size) { return {kind, {}, size}; }

TEST(FrameTable, EveryStateSaysWhatEveryInputDoesAndOnlyFailedIsForEver) {
    for (std::size_t state = 0; state < kFrameStates; ++state)
        for (std::size_t input = 0; input < kFrameInputs; ++input) {
            const auto step = kFrameTable[state][input];
            const bool is_failed = static_cast<FrameState>(state) == FrameState::failed;
            EXPECT_EQ(step.next == FrameState::failed, is_failed) << state << ' ' << input;
            EXPECT_EQ(step.action == FrameAction::drop, is_failed) << state << ' ' << input;
        }
}

TEST(FrameTable, AStartBlockAlwaysLeadsIntoAMessage) {
    for (const auto state : {FrameState::between, FrameState::body, FrameState::ending})
        EXPECT_EQ(step_of(state, FrameInput::start_block).next, FrameState::body);
}

TEST(Frame, IsWhatTheDecoderTakesOff) {
    EXPECT_EQ(framed("MSH|"), "\x0BMSH|\x1C\x0D");
    EXPECT_EQ(decoded({framed("MSH|")}), Events{message("MSH|")});
}

TEST(Frame, AMessageThatWouldBeSeenAsOthersCannotBeFramed) {
    EXPECT_TRUE(
        can_be_framed("a\x1C"
                      "b\x0D\x1C"));
    EXPECT_FALSE(
        can_be_framed("a\x0B"
                      "b"));
    EXPECT_FALSE(
        can_be_framed("a\x1C\x0D"
                      "b"));
}

TEST(FrameDecoder, B1_JustUpToTheLimitOfNoiseIsSkippedAndCounted) {
    const std::string noise(4096, 'x');
    EXPECT_EQ(decoded({noise + framed("A")}), (Events{skipped(Kind::noise, 4096), message("A")}));
}

TEST(FrameDecoder, B1_MoreNoiseFailsAndNothingAfterItCounts) {
    const std::string noise(4097, 'x');
    EXPECT_EQ(decoded({noise + framed("A")}), Events{skipped(Kind::too_much_noise, 4097)});
}

TEST(FrameDecoder, B1_LineEndsBetweenMessagesAreNotWorthAWord) {
    EXPECT_EQ(decoded({framed("A") + "\r\n" + framed("B") + "\n"}), (Events{message("A"), message("B")}));
}

TEST(FrameDecoder, B1_TheLimitIsForOneGapNotForTheConnection) {
    const std::string noise(3000, 'x');
    EXPECT_EQ(decoded({noise + framed("A") + noise + framed("B")}),
              (Events{skipped(Kind::noise, 3000), message("A"), skipped(Kind::noise, 3000), message("B")}));
}

TEST(FrameDecoder, B2_EndWithoutCarriageReturnFailsAtSilenceUnlessLenient) {
    for (const bool lenient : {false, true}) {
        FrameDecoder decoder({.lenient_end = lenient});
        Events events;
        collect(decoder,
                "\x0B"
                "A\x1C",
                events);
        ASSERT_TRUE(events.empty());
        ASSERT_TRUE(decoder.awaits_end());
        EXPECT_EQ(decoder.silence(), lenient ? message("A") : event(Kind::no_end, "A"));
        EXPECT_EQ(decoder.failed(), !lenient);
    }
}

TEST(FrameDecoder, B2_SilenceInsideOrBetweenMessagesMeansNothing) {
    FrameDecoder decoder;
    Events events;
    EXPECT_EQ(decoder.silence(), std::nullopt);
    collect(decoder,
            "\x0B"
            "A",
            events);
    EXPECT_EQ(decoder.silence(), std::nullopt);
    collect(decoder, "B\x1C\x0D", events);
    EXPECT_EQ(events, Events{message("AB")});
}

TEST(FrameDecoder, B2_ANewMessageRightAfterABareEndEndsTheFirstOnlyIfLenient) {
    const std::string bytes =
        "\x0B"
        "A\x1C" +
        framed("B");
    EXPECT_EQ(decoded({bytes}, {.lenient_end = true}), (Events{message("A"), message("B")}));
    EXPECT_EQ(decoded({bytes}), (Events{event(Kind::truncated, "A\x1C"), message("B")}));
}

TEST(FrameDecoder, B3_EndBlockInsideABodyIsDataUnlessACarriageReturnFollows) {
    EXPECT_EQ(decoded({framed("A\x1C"
                              "B\x1C\x1C"
                              "C\rD\x1C")}),
              Events{message("A\x1C"
                             "B\x1C\x1C"
                             "C\rD\x1C")});
}

TEST(FrameDecoder, B4_FiftyMessagesInOneSegmentComeOutInOrder) {
    std::string bytes;
    Events expected;
    for (int i = 0; i < 50; ++i) {
        bytes += framed(std::to_string(i));
        expected.push_back(message(std::to_string(i)));
    }
    EXPECT_EQ(decoded({bytes}), expected);
}

// One connection with a bit of everything.
std::string everything() {
    return "noise\r\n" +
           framed(
               "MSH|1\rPID|\x1C"
               "x\r") +
           "\n\x06" + framed("") + framed("\x15") +
           "\x0B"
           "half" +
           framed("whole\x1C") +
           "\x0B\x0B"
           "twice\x1C\x0D" +
           "\x0B"
           "bare\x1C" +
           framed("last") +
           "\x0B"
           "cut off";
}

TEST(FrameDecoder, B5_TheResultIsTheSameForEverySplit) {
    const std::string bytes = everything();
    for (const bool lenient : {false, true}) {
        const FrameLimits limits{.lenient_end = lenient};
        const Events whole = decoded({bytes}, limits);
        ASSERT_EQ(whole.size(), 11U);
        const std::string_view view(bytes);
        for (std::size_t cut = 0; cut <= bytes.size(); ++cut)
            for (std::size_t length = 0; length <= 3 && cut + length <= bytes.size(); ++length)
                EXPECT_EQ(decoded({view.substr(0, cut), view.substr(cut, length), view.substr(cut + length)},
                                  limits),
                          whole)
                    << cut << ' ' << length;
    }
}

TEST(FrameDecoder, B5_OneByteAtATimeGivesTheSameAlsoAtTheLimits) {
    for (std::size_t limit = 0; limit < 8; ++limit) {
        const FrameLimits limits{.max_message_bytes = limit, .max_noise_bytes = 7};
        const std::string bytes = everything();
        std::vector<std::string_view> single;
        for (std::size_t i = 0; i < bytes.size(); ++i) single.push_back(std::string_view(bytes).substr(i, 1));
        EXPECT_EQ(decoded(single, limits), decoded({bytes}, limits)) << limit;
    }
}

TEST(FrameDecoder, B7_ANewStartTruncatesTheFirstMessageAndTheSecondIsWhole) {
    EXPECT_EQ(decoded({"\x0B"
                       "first" +
                       framed("second")}),
              (Events{event(Kind::truncated, "first"), message("second")}));
}

TEST(FrameDecoder, B7_ADoubledStartByteIsNoTruncatedMessage) {
    EXPECT_EQ(decoded({"\x0B" + framed("A")}), Events{message("A")});
}

TEST(FrameDecoder, B8_AMessageMayHaveTheLimitAndNotAByteMore) {
    const std::string full(1U << 20U, 'x');
    EXPECT_EQ(decoded({framed(full)}), Events{message(full)});
    const Events events = decoded({framed(full + "x")});
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].kind, Kind::too_large);
    EXPECT_EQ(events[0].size, (1U << 20U) + 1);
    EXPECT_EQ(events[0].bytes, std::string(kTooLargeHeadBytes, 'x'));
}

TEST(FrameDecoder, B8_AnEndlessMessageIsToldOnceAndTheRestIsDropped) {
    FrameDecoder decoder({.max_message_bytes = 1000});
    Events events;
    collect(decoder, "\x0B", events);
    const std::string piece(700, 'x');
    for (int i = 0; i < 100; ++i) collect(decoder, piece, events);
    collect(decoder, framed("A"), events);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].kind, Kind::too_large);
    EXPECT_TRUE(decoder.failed());
    EXPECT_EQ(decoder.end_of_stream(), std::nullopt);
}

TEST(FrameDecoder, B9_AnEmptyFrameAndOneOfSpacesAreMessages) {
    EXPECT_EQ(decoded({framed("") + framed("   ")}), (Events{message(""), message("   ")}));
}

TEST(FrameDecoder, B11_CommitBytesFramedOrBareAreNoMessages) {
    EXPECT_EQ(decoded({framed("\x06") + "\x15" + framed("A")}),
              (Events{event(Kind::commit_byte, "\x06"), event(Kind::commit_byte, "\x15"), message("A")}));
}

TEST(FrameDecoder, B11_CommitBytesWithoutEndAreNoise) {
    const std::string bytes(4097, '\x06');
    const Events events = decoded({bytes});
    ASSERT_EQ(events.size(), 4097U);
    EXPECT_EQ(events.back(), skipped(Kind::too_much_noise, 4097));
}

TEST(FrameDecoder, A5_AConnectionThatEndsInsideAMessageYieldsNoMessage) {
    EXPECT_EQ(decoded({framed("A") + "\x0B"
                                     "half"}),
              (Events{message("A"), event(Kind::cut_off, "half")}));
}

TEST(FrameDecoder, CountsStartsAndKnowsWhetherItIsInsideAMessage) {
    FrameDecoder decoder;
    Events events;
    EXPECT_FALSE(decoder.in_message());
    collect(decoder,
            framed("A") +
                "\x0B"
                "B",
            events);
    EXPECT_TRUE(decoder.in_message());
    EXPECT_EQ(decoder.messages_begun(), 2U);
    collect(decoder, framed("C"), events);
    EXPECT_FALSE(decoder.in_message());
    EXPECT_EQ(decoder.messages_begun(), 3U);
}

}  // namespace
}  // namespace mwl::mllp
