#include "mwl/mllp/listener.h"

#include <gtest/gtest.h>

#include <array>
#include <future>
#include <memory>

#include "mwl/base/error.h"
#include "mwl/mllp/frame.h"
#include "unit/net/peers.h"

namespace mwl::mllp {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using test::KeptLog;
using test::RawPeer;
using test::Tally;

// Answers "x" with "ack x", and says in what state it came.
Reply acknowledge(const ReceivedFrame& frame) {
    if (frame.oversized) return {"reject, first byte " + frame.bytes.substr(0, 1), false};
    if (frame.truncated) return {};
    return {"ack " + frame.bytes, false};
}

class MllpListenerTest : public ::testing::Test {
protected:
    void start(ListenerOptions options = {}, MessageHandler handler = acknowledge) {
        options.accept.address = "127.0.0.1";
        options.accept.port = 0;
        options.accept.max_per_address = 64;
        listener_ = std::make_unique<Listener>(std::move(options), deadlines_, Log(log_), std::move(handler));
        listener_->start();
    }
    RawPeer peer() const { return RawPeer(listener_->port()); }

    static std::string heard(RawPeer& peer, std::string_view acknowledgment) {
        return peer.hear(framed(acknowledgment).size());
    }

    std::shared_ptr<KeptLog> log_ = std::make_shared<KeptLog>();
    net::Deadlines deadlines_;
    std::unique_ptr<Listener> listener_;
};

TEST_F(MllpListenerTest, B4_FiftyMessagesInOneSegmentAreAnsweredInOrder) {
    start();
    std::string sent;
    std::string expected;
    for (int i = 0; i < 50; ++i) {
        sent += framed(std::to_string(i));
        expected += framed("ack " + std::to_string(i));
    }
    auto sender = peer();
    ASSERT_TRUE(sender.say(sent));
    EXPECT_EQ(sender.hear(expected.size()), expected);
}

TEST_F(MllpListenerTest, B5_AMessageCutAtAnyByteIsAnsweredTheSame) {
    start();
    auto sender = peer();
    const std::string bytes = framed("MSH|^~\\&|A\rPID|\x1C|");
    const std::string answer = framed("ack MSH|^~\\&|A\rPID|\x1C|");
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
        ASSERT_TRUE(sender.say(bytes.substr(0, cut)));
        ASSERT_TRUE(sender.say(bytes.substr(cut)));
        ASSERT_EQ(sender.hear(answer.size()), answer) << cut;
    }
}

TEST_F(MllpListenerTest, A3_ADrippingSenderDelaysNobody) {
    start({.message_timeout = 10min});
    auto dripping = peer();
    ASSERT_TRUE(dripping.say("\x0BM"));
    auto healthy = peer();
    ASSERT_TRUE(healthy.say(framed("A")));
    EXPECT_EQ(heard(healthy, "ack A"), framed("ack A"));
    EXPECT_TRUE(dripping.is_open_and_silent());
}

// It is cut while it goes on: a deadline for each byte would never come.
TEST_F(MllpListenerTest, A3_ADrippingSenderIsClosedAtTheDeadlineOfItsMessageAndAnIdleOneIsNot) {
    start({.message_timeout = 1s});
    auto idle = peer();
    auto dripping = peer();
    ASSERT_TRUE(dripping.say("\x0B"));
    std::array<char, 1> none{};
    auto heard = net::IoStatus::timed_out;
    while (heard == net::IoStatus::timed_out) {
        (void)dripping.say("x");
        heard = net::read_some(dripping.stream(), none, net::Steady::now() + 10ms).status;  // the drip's pace
    }
    EXPECT_NE(heard, net::IoStatus::done);
    EXPECT_TRUE(log_->wait_for("MLLP-204"));
    EXPECT_TRUE(idle.is_open_and_silent());
}

TEST_F(MllpListenerTest, A1_AnIdleLinkIsNotBoundByTheDeadlineOfMessages) {
    start({.message_timeout = 0s});
    auto idle = peer();
    auto slow = peer();
    ASSERT_TRUE(slow.say("\x0B"));
    EXPECT_TRUE(slow.is_closed());
    EXPECT_TRUE(idle.is_open_and_silent());
}

TEST_F(MllpListenerTest, A1_TimeSpentByTheHandlerIsNotThePeers) {
    Tally handling;
    std::promise<void> release;
    start({.message_timeout = 1s}, [&, go = release.get_future().share()](const ReceivedFrame& frame) {
        handling.add();
        go.wait();
        return acknowledge(frame);
    });
    auto sender = peer();
    const std::string long_message(20'000, 'x');  // read in pieces, so that its deadline is set
    ASSERT_TRUE(sender.say(framed(long_message)));
    ASSERT_TRUE(handling.reaches(1));
    auto late = peer();
    ASSERT_TRUE(late.say("\x0B"));
    ASSERT_TRUE(late.is_closed());  // its second, begun later, is over: so would be the first one's
    release.set_value();
    EXPECT_EQ(heard(sender, "ack " + long_message), framed("ack " + long_message));
}

TEST_F(MllpListenerTest, B1_NoiseIsSkippedAndTooMuchOfItEndsTheConnection) {
    start();
    auto sender = peer();
    ASSERT_TRUE(sender.say("hello there" + framed("A")));
    EXPECT_EQ(heard(sender, "ack A"), framed("ack A"));
    EXPECT_TRUE(log_->wait_for("MLLP-200"));
    ASSERT_TRUE(sender.say(std::string(5000, 'x')));
    EXPECT_TRUE(sender.is_closed());
    EXPECT_TRUE(log_->wait_for("MLLP-201"));
}

TEST_F(MllpListenerTest, B2_EndWithoutCarriageReturnClosesUnlessLenient) {
    start({.end_silence = 1ms});
    auto strict = peer();
    ASSERT_TRUE(
        strict.say("\x0B"
                   "A\x1C"));
    EXPECT_TRUE(strict.is_closed());
    EXPECT_TRUE(log_->wait_for("MLLP-202"));

    start({.frames = {.lenient_end = true}, .end_silence = 1ms});
    auto lenient = peer();
    ASSERT_TRUE(
        lenient.say("\x0B"
                    "A\x1C"));
    EXPECT_EQ(heard(lenient, "ack A"), framed("ack A"));
}

TEST_F(MllpListenerTest, B7_ATruncatedMessageIsHandedOverMarkedAndTheNextIsAnswered) {
    std::vector<std::pair<std::string, bool>> seen;
    start({}, [&](const ReceivedFrame& frame) {
        seen.emplace_back(frame.bytes, frame.truncated);
        return acknowledge(frame);
    });
    auto sender = peer();
    ASSERT_TRUE(
        sender.say("\x0B"
                   "first" +
                   framed("second")));
    EXPECT_EQ(heard(sender, "ack second"), framed("ack second"));
    EXPECT_EQ(seen, (std::vector<std::pair<std::string, bool>>{{"first", true}, {"second", false}}));
}

TEST_F(MllpListenerTest, B8_AMessageOverTheLimitIsAnsweredFromItsHeadAndTheConnectionCloses) {
    start({.frames = {.max_message_bytes = 10000}});
    auto sender = peer();
    (void)sender.say("\x0B" + std::string(200000, 'M'));  // the end may already meet a closed connection
    EXPECT_EQ(heard(sender, "reject, first byte M"), framed("reject, first byte M"));
    sender.finish_sending();
    EXPECT_TRUE(sender.is_closed());
    EXPECT_EQ(log_->count("MLLP-207"), 1U);
}

TEST_F(MllpListenerTest, B9_AnEmptyFrameReachesTheHandler) {
    start();
    auto sender = peer();
    ASSERT_TRUE(sender.say(framed("")));
    EXPECT_EQ(heard(sender, "ack "), framed("ack "));
}

TEST_F(MllpListenerTest, B11_CommitBytesAreIgnoredAndLoggedOnceAConnection) {
    start();
    auto sender = peer();
    ASSERT_TRUE(sender.say(framed("\x06") + "\x15" + framed("A")));
    EXPECT_EQ(heard(sender, "ack A"), framed("ack A"));
    EXPECT_EQ(log_->count("MLLP-220"), 1U);
}

TEST_F(MllpListenerTest, B12_AMessageCountsWhenItsSenderHalfClosesRightAfterIt) {
    start();
    auto sender = peer();
    ASSERT_TRUE(sender.say(framed("A")));
    sender.finish_sending();
    EXPECT_EQ(sender.hear_all(), framed("ack A"));
}

TEST_F(MllpListenerTest, B12_AMessageCountsWhenItsSenderIsGoneBeforeTheAnswer) {
    Tally handling;
    std::promise<void> release;
    start({}, [&, go = release.get_future().share()](const ReceivedFrame&) {
        handling.add();
        go.wait();
        return Reply{std::string(8U << 20U, 'x'), false};  // more than the buffers hold
    });
    auto sender = peer();
    ASSERT_TRUE(sender.say(framed("A")));
    ASSERT_TRUE(handling.reaches(1));
    sender.reset();
    release.set_value();
    EXPECT_TRUE(log_->wait_for("MLLP-208"));
}

TEST_F(MllpListenerTest, A5_PeersThatResetInsideAMessageHandOverNothing) {
    Tally handled;
    start({}, [&](const ReceivedFrame& frame) {
        handled.add();
        return acknowledge(frame);
    });
    for (int i = 0; i < 20; ++i) {
        auto resetting = peer();
        ASSERT_TRUE(
            resetting.say("\x0B"
                          "half"));
        resetting.reset();
    }
    auto healthy = peer();
    ASSERT_TRUE(healthy.say(framed("A")));
    EXPECT_EQ(heard(healthy, "ack A"), framed("ack A"));
    healthy.finish_sending();
    EXPECT_TRUE(healthy.is_closed());
    listener_->stop(60s);
    EXPECT_EQ(handled.count(), 1);
}

TEST_F(MllpListenerTest, A13_OtherProtocolsAreNamedAndClosedAtOnce) {
    start();
    const std::vector<std::pair<std::string_view, std::string>> strangers{
        {"GET / HTTP/1.1\r\nHost: x\r\n\r\n"sv, "looks_like=HTTP"},
        {"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\x0B"sv, "looks_like=TLS"},
        {"\x01\x00\x00\x00\x0B\xCD\x00\x01\x00\x00"sv, "looks_like=DICOM"}};
    for (const auto& [bytes, named] : strangers) {
        auto stranger = peer();
        ASSERT_TRUE(stranger.say(bytes));
        EXPECT_TRUE(stranger.is_closed());
        EXPECT_TRUE(log_->wait_for(named));
    }
}

TEST_F(MllpListenerTest, A9_OverTheCapConnectionsAreClosedAndLogged) {
    start({.accept = {.max_connections = 1}});
    auto served = peer();
    ASSERT_TRUE(served.say(framed("A")));
    ASSERT_EQ(heard(served, "ack A"), framed("ack A"));
    auto refused = peer();
    EXPECT_TRUE(refused.is_closed());
    EXPECT_TRUE(log_->wait_for("NET-120"));
}

TEST_F(MllpListenerTest, WithoutStoreTheConnectionClosesWithoutAcknowledgment) {
    start({}, [](const ReceivedFrame&) -> Reply { throw StoreError("the database is away"); });
    auto sender = peer();
    ASSERT_TRUE(sender.say(framed("A")));
    EXPECT_TRUE(sender.is_closed());
    EXPECT_TRUE(log_->wait_for("MLLP-209"));
}

TEST_F(MllpListenerTest, C33_ADefectClosesItsConnectionWithoutAcknowledgmentAndTheNextIsServed) {
    start({}, [](const ReceivedFrame& frame) -> Reply {
        if (frame.bytes == "A") throw 42;
        return {"well"};
    });
    auto sender = peer();
    ASSERT_TRUE(sender.say(framed("A")));
    EXPECT_TRUE(sender.is_closed());
    EXPECT_TRUE(log_->wait_for("MLLP-210"));
    auto next = peer();
    ASSERT_TRUE(next.say(framed("B")));
    EXPECT_EQ(next.hear(framed("well").size()), framed("well"));
}

TEST_F(MllpListenerTest, AReplyMayCloseAndMayBeEmpty) {
    start({}, [](const ReceivedFrame& frame) {
        return frame.bytes == "silent" ? Reply{} : Reply{"bye", true};
    });
    auto sender = peer();
    ASSERT_TRUE(sender.say(framed("silent") + framed("B") + framed("never answered")));
    sender.finish_sending();
    EXPECT_EQ(sender.hear_all(), framed("bye"));
}

TEST_F(MllpListenerTest, ConnectionsAreToldApartAndPeersNamed) {
    std::promise<ReceivedFrame> first;
    std::promise<ReceivedFrame> second;
    start({}, [&](const ReceivedFrame& frame) {
        (frame.bytes == "1" ? first : second).set_value(frame);
        return Reply{};
    });
    auto one = peer();
    auto two = peer();
    ASSERT_TRUE(one.say(framed("1")));
    ASSERT_TRUE(two.say(framed("2")));
    const auto from_one = first.get_future().get();
    EXPECT_NE(from_one.connection, second.get_future().get().connection);
    EXPECT_EQ(from_one.peer, net::local_of(one.stream()));
}

TEST_F(MllpListenerTest, H19_StopAnswersTheMessageInHandAndClosesIdleLinksAtOnce) {
    Tally handling;
    std::promise<void> release;
    start({}, [&, go = release.get_future().share()](const ReceivedFrame& frame) {
        handling.add();
        go.wait();
        return acknowledge(frame);
    });
    auto idle = peer();
    auto busy = peer();
    ASSERT_TRUE(busy.say(framed("A") + framed("B")));
    ASSERT_TRUE(handling.reaches(1));
    auto stopping = std::async(std::launch::async, [&] { listener_->stop(60s); });
    EXPECT_TRUE(idle.is_closed());
    EXPECT_TRUE(busy.is_open_and_silent());
    release.set_value();
    busy.finish_sending();
    EXPECT_EQ(busy.hear_all(), framed("ack A"));
    stopping.get();
}

}  // namespace
}  // namespace mwl::mllp
