#include "mwl/net/stream.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <thread>

#include "mwl/base/error.h"
#include "mwl/net/acceptor.h"
#include "mwl/net/connect.h"
#include "mwl/net/stop_signal.h"
#include "unit/net/full_listener.h"
#include "unit/net/peers.h"
#include "unit/net/stream_pair.h"

namespace mwl::net {
namespace {

using test::patience;
using test::stream_pair;

TEST(ReadSome, ReturnsWhatIsThereWithoutWaitingForMore) {
    auto [ours, theirs] = stream_pair();
    ASSERT_EQ(write_all(theirs, "abc", patience()).bytes, 3U);
    std::array<char, 10> buffer{};
    const auto got = read_some(ours, buffer, patience());
    EXPECT_EQ(got.status, IoStatus::done);
    EXPECT_EQ(std::string(buffer.data(), got.bytes), "abc");
}

TEST(ReadSome, ADeadlineInThePastOnlyLooks) {
    auto [ours, theirs] = stream_pair();
    std::array<char, 10> buffer{};
    EXPECT_EQ(read_some(ours, buffer, Steady::now()).status, IoStatus::timed_out);
    theirs.close();
    EXPECT_EQ(read_some(ours, buffer, Steady::now()).status, IoStatus::closed);
}

TEST(ReadSome, BytesThatArrivedComeBeforeTheStopSignal) {
    auto [ours, theirs] = stream_pair();
    ASSERT_EQ(write_all(theirs, "abc", patience()).status, IoStatus::done);
    const StopSignal stop;
    stop.raise();
    std::array<char, 10> buffer{};
    EXPECT_EQ(read_some(ours, buffer, patience(), &stop).bytes, 3U);
    EXPECT_EQ(read_some(ours, buffer, patience(), &stop).status, IoStatus::stopping);
}

TEST(ReadSome, AStopSignalRaisedLaterEndsTheWait) {
    auto [ours, theirs] = stream_pair();
    const StopSignal stop;
    IoStatus status = IoStatus::done;
    {
        const std::jthread reader([&, fd = &ours] {
            std::array<char, 10> buffer{};
            status = read_some(*fd, buffer, kNever, &stop).status;
        });
        stop.raise();
    }
    EXPECT_EQ(status, IoStatus::stopping);
}

TEST(WriteAll, A6_APeerThatDoesNotReadEndsAtTheDeadlineWithTheBytesCounted) {
    auto [ours, theirs] = stream_pair();
    const std::string much(8U << 20U, 'x');
    const auto put = write_all(ours, much, Steady::now());
    EXPECT_EQ(put.status, IoStatus::timed_out);
    EXPECT_GT(put.bytes, 0U);
    EXPECT_LT(put.bytes, much.size());
}

TEST(WriteAll, APeerThatIsGoneIsAStatusAndNoSignal) {
    auto [ours, theirs] = stream_pair();
    theirs.close();
    EXPECT_EQ(write_all(ours, "abc", patience()).status, IoStatus::reset);
}

TEST(ConnectTo, NamesHostAndPortWhenNobodyListens) {
    try {
        (void)connect_to("127.0.0.1", 1, patience());
        FAIL() << "nobody listens on port 1";
    } catch (const NetworkError& error) {
        EXPECT_NE(std::string(error.what()).find("127.0.0.1 port 1"), std::string::npos) << error.what();
    }
}

TEST(ConnectTo, ANameThatIsNoneIsANetworkError) {
    EXPECT_THROW((void)connect_to("not a host", 104, patience()), NetworkError);
}

TEST(ConnectTo, AnAddressNeedsNoName) {
    Deadlines deadlines;
    test::Tally served;
    Acceptor listener(AcceptorOptions{.name = "nameless", .address = "127.0.0.9"}, deadlines, Log(),
                      [&served](const Connection&) { served.add(); });
    listener.start();
    const auto stream = connect_to("127.0.0.9", listener.port(), patience());
    EXPECT_TRUE(served.reaches(1));
}

TEST(ConnectTo, APeerThatDoesNotAnswerInTimeIsToldInTheWordsOfTheSystem) {
    const test::FullListener deaf;
    try {
        (void)connect_to("127.0.0.1", deaf.port(), Steady::now());
        FAIL() << "nobody accepts";
    } catch (const NetworkError& error) {
        EXPECT_TRUE(std::string_view(error.what()).ends_with(": Connection timed out")) << error.what();
    }
}

TEST(ConnectTo, AStopSignalEndsTheWaitForAPeerThatSaysNothing) {
    const test::FullListener deaf;
    const StopSignal stop;
    std::string why;
    {
        const std::jthread connecting([&] {
            try {
                (void)connect_to("127.0.0.1", deaf.port(), kNever, &stop);
            } catch (const NetworkError& error) {
                why = error.what();
            }
        });
        EXPECT_TRUE(deaf.is_being_connected_to());
        stop.raise();
    }
    EXPECT_NE(why.find("cancel"), std::string::npos) << why;
}

}  // namespace
}  // namespace mwl::net
