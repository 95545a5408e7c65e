#include "mwl/mllp/client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>

#include "mwl/mllp/frame.h"
#include "mwl/mllp/listener.h"
#include "unit/net/full_listener.h"
#include "unit/net/peers.h"

namespace mwl::mllp {
namespace {

using namespace std::chrono_literals;
using test::patience;

// A receiver that plays one script a connection: each entry answers one message with these bytes, as they
// are. After the last one it closes.
class ScriptedReceiver {
public:
    ScriptedReceiver(net::Deadlines& deadlines, std::vector<std::vector<std::string>> scripts)
        : scripts_(std::move(scripts)),
          acceptor_({.name = "test", .address = "127.0.0.1"}, deadlines, Log(),
                    [this](const net::Connection& connection) { play(connection); }) {
        acceptor_.start();
    }
    std::uint16_t port() const { return acceptor_.port(); }
    std::size_t connections() const { return played_; }

private:
    void play(const net::Connection& connection) {
        const auto& script = scripts_.at(played_++);
        FrameDecoder decoder;
        for (const auto& answer : script) {
            if (!wait_for_message(connection, decoder)) return;
            (void)net::write_all(connection.stream, answer, patience());
        }
    }
    static bool wait_for_message(const net::Connection& connection, FrameDecoder& decoder) {
        std::array<char, 4096> buffer{};
        for (;;) {
            const auto got = net::read_some(connection.stream, buffer, patience(), &connection.stop);
            if (got.status != net::IoStatus::done) return false;
            std::string_view input(buffer.data(), got.bytes);
            if (decoder.next(input)) return true;
        }
    }

    std::vector<std::vector<std::string>> scripts_;
    std::atomic<std::size_t> played_{0};
    net::Acceptor acceptor_;
};

class MllpClientTest : public ::testing::Test {
protected:
    Client client(std::uint16_t port, std::chrono::milliseconds reply_timeout = 60s, bool lenient = false) {
        return Client({.host = "127.0.0.1",
                       .port = port,
                       .reply_timeout = reply_timeout,
                       .frames = {.lenient_end = lenient}},
                      deadlines_);
    }

    net::Deadlines deadlines_;
};

// Something that ends the script but never comes.
const std::string kSilence;

TEST_F(MllpClientTest, SendsAndReturnsTheAnswerOverOneConnection) {
    Listener listener({.accept = {.name = "test", .address = "127.0.0.1"}}, deadlines_, Log(),
                      [](const ReceivedFrame& frame) {
                          return Reply{"ack " + frame.bytes, false};
                      });
    listener.start();
    auto sender = client(listener.port());
    for (const std::string message : {"1", "2", "3"}) EXPECT_EQ(*sender.send(message), "ack " + message);
    EXPECT_EQ(listener.counters().accepted, 1U);
}

TEST_F(MllpClientTest, G12_OnceTlsIsTurnedOnNoMessageGoesOutInPlainTextAnyMore) {
    ScriptedReceiver receiver(deadlines_, {{framed("ack 1"), framed("ack 2")}, {kSilence}});
    net::Tls tls;
    Client sender({.host = "127.0.0.1", .port = receiver.port(), .tls = tls}, deadlines_);
    ASSERT_EQ(*sender.send("1"), "ack 1");
    tls.replace(*net::Tls::outgoing({.mode = net::TlsMode::server}, "127.0.0.1"));
    const auto answer = sender.send("2");
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.problem().where, "connect");
    EXPECT_EQ(answer.problem().what.rfind("OUT-731", 0), 0U) << answer.problem().what;
    EXPECT_EQ(receiver.connections(), 2U) << "the plain connection is not used again";
}

TEST_F(MllpClientTest, G2_APeerThatNeverAnswersIsLeftAtTheTimeout) {
    ScriptedReceiver receiver(deadlines_, {{kSilence, kSilence}});
    auto sender = client(receiver.port(), 1ms);
    const auto answer = sender.send("A");
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.problem().where, "reply");
    EXPECT_TRUE(sender.closed());
}

TEST_F(MllpClientTest, G3_ALateAnswerIsNeverTakenForTheNextMessage) {
    ScriptedReceiver receiver(deadlines_, {{framed("ack 1") + framed("late ack")}, {framed("ack 2")}});
    auto sender = client(receiver.port());
    ASSERT_EQ(*sender.send("1"), "ack 1");
    EXPECT_EQ(*sender.send("2"), "ack 2");
    EXPECT_EQ(receiver.connections(), 2U);
}

TEST_F(MllpClientTest, G4_GarbageIsNoAnswerAndClosesTheConnection) {
    const std::vector<std::string> garbage{framed(""), std::string(5000, 'x'),
                                           "\x0B"
                                           "ack\x0B"
                                           "ack\x1C\x0D",
                                           "\x0B"
                                           "half an ack"};
    for (const auto& bytes : garbage) {
        ScriptedReceiver receiver(deadlines_, {{bytes}});
        auto sender = client(receiver.port());
        EXPECT_FALSE(sender.send("A").ok());
        EXPECT_TRUE(sender.closed());
    }
}

TEST_F(MllpClientTest, G4_NoiseAndCommitBytesBeforeAnAnswerAreSkipped) {
    ScriptedReceiver receiver(deadlines_, {{framed("\x06") + "\r\n" + framed("ack")}});
    auto sender = client(receiver.port());
    EXPECT_EQ(*sender.send("A"), "ack");
}

TEST_F(MllpClientTest, G4_AnAnswerWithoutItsCarriageReturnCountsOnlyIfLenient) {
    ScriptedReceiver receiver(deadlines_, {{"\x0B"
                                            "ack\x1C"},
                                           {"\x0B"
                                            "ack\x1C"}});
    auto strict = client(receiver.port());
    EXPECT_EQ(strict.send("A").problem().code, Code::malformed);
    auto lenient = client(receiver.port(), 60s, true);
    EXPECT_EQ(*lenient.send("A"), "ack");
}

TEST_F(MllpClientTest, G4_AnAnswerOverTheLimitIsRefused) {
    ScriptedReceiver receiver(deadlines_, {{framed(std::string(100, 'x'))}});
    Client sender({.host = "127.0.0.1", .port = receiver.port(), .frames = {.max_message_bytes = 99}},
                  deadlines_);
    EXPECT_EQ(sender.send("A").problem().code, Code::too_large);
}

TEST_F(MllpClientTest, G5_APeerThatClosesAfterEachMessageIsConnectedAgain) {
    ScriptedReceiver receiver(deadlines_, {{framed("ack 1")}, {framed("ack 2")}});
    auto sender = client(receiver.port());
    EXPECT_EQ(*sender.send("1"), "ack 1");
    EXPECT_FALSE(sender.receive().ok());  // waits for the close to arrive
    EXPECT_EQ(*sender.send("2"), "ack 2");
}

TEST_F(MllpClientTest, G5_APeerThatClosesBeforeItsAnswerIsAProblemAndTheNextSendConnects) {
    ScriptedReceiver receiver(deadlines_, {{}, {framed("ack")}});
    auto sender = client(receiver.port());
    EXPECT_FALSE(sender.send("A").ok());
    EXPECT_TRUE(sender.closed());
    EXPECT_EQ(*sender.send("A"), "ack");
}

TEST_F(MllpClientTest, G11_ASecondAnswerIsReadOnRequest) {
    ScriptedReceiver receiver(deadlines_, {{framed("commit ack") + framed("application ack")}});
    auto sender = client(receiver.port());
    EXPECT_EQ(*sender.send("A"), "commit ack");
    EXPECT_EQ(*sender.receive(), "application ack");
}

TEST_F(MllpClientTest, G14_AMessageThatMayNotBeWrittenAnyMoreIsNotAndTheConnectionStays) {
    Listener listener({.accept = {.name = "test", .address = "127.0.0.1"}}, deadlines_, Log(),
                      [](const ReceivedFrame& frame) {
                          return Reply{"ack " + frame.bytes, false};
                      });
    listener.start();
    auto sender = client(listener.port());
    ASSERT_TRUE(sender.connect());
    const auto refused = sender.exchange("1", [] { return false; });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.problem().code, Code::not_allowed);
    EXPECT_EQ(*sender.exchange("2", [] { return true; }), "ack 2") << "1 never arrived";
    EXPECT_EQ(listener.counters().accepted, 1U);
}

TEST_F(MllpClientTest, G14_AnExchangeNeverConnectsByItself) {
    ScriptedReceiver receiver(deadlines_, {{framed("ack")}});
    auto sender = client(receiver.port());
    const auto refused = sender.exchange("1", [] { return true; });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.problem().where, "send");
    EXPECT_EQ(receiver.connections(), 0U);
}

TEST_F(MllpClientTest, LineEndsAfterAnAnswerDoNotCostTheConnection) {
    ScriptedReceiver receiver(deadlines_, {{framed("ack 1") + "\r\n", framed("ack 2")}});
    auto sender = client(receiver.port());
    EXPECT_EQ(*sender.send("1"), "ack 1");
    EXPECT_EQ(*sender.send("2"), "ack 2");
    EXPECT_EQ(receiver.connections(), 1U);
}

TEST_F(MllpClientTest, NobodyListeningIsAProblemOfConnect) {
    auto sender = client(1);
    EXPECT_EQ(sender.connect().problem().where, "connect");
    EXPECT_EQ(sender.send("A").problem().where, "connect");
}

TEST_F(MllpClientTest, AMessageThatCannotBeFramedIsNotSent) {
    ScriptedReceiver receiver(deadlines_, {{framed("ack")}});
    auto sender = client(receiver.port());
    EXPECT_EQ(sender
                  .send("a\x0B"
                        "b")
                  .problem()
                  .code,
              Code::not_encodable);
    EXPECT_EQ(*sender.send("A"), "ack");
}

TEST_F(MllpClientTest, CutAllEndsASendInProgress) {
    test::Tally received;
    std::promise<void> release;
    Listener listener({.accept = {.name = "test", .address = "127.0.0.1"}}, deadlines_, Log(),
                      [&, go = release.get_future().share()](const ReceivedFrame&) {
                          received.add();
                          go.wait();
                          return Reply{};
                      });
    listener.start();
    auto sending = std::async(std::launch::async, [&] { return client(listener.port()).send("A").ok(); });
    ASSERT_TRUE(received.reaches(1));
    deadlines_.cut_all();
    EXPECT_FALSE(sending.get());
    release.set_value();
}

// A stop waited for the connect time-out of a RIS that is down.
TEST_F(MllpClientTest, AConnectToAPeerThatSaysNothingCanBeEndedAndNoneFollows) {
    const test::FullListener deaf;
    Client sender({.host = "127.0.0.1", .port = deaf.port(), .connect_timeout = 1h}, deadlines_);
    auto connecting = std::async(std::launch::async, [&] { return sender.connect(); });
    ASSERT_TRUE(deaf.is_being_connected_to());
    sender.stop_connecting();
    EXPECT_EQ(connecting.get().problem().where, "connect");
    EXPECT_FALSE(sender.connect());
}

TEST_F(MllpClientTest, WithoutFurtherConnectionsTheOpenOneIsStillUsed) {
    ScriptedReceiver receiver(deadlines_, {{framed("one"), framed("two")}});
    auto sender = client(receiver.port());
    ASSERT_EQ(*sender.send("A"), "one");
    sender.stop_connecting();
    EXPECT_EQ(*sender.send("B"), "two");
}

}  // namespace
}  // namespace mwl::mllp
