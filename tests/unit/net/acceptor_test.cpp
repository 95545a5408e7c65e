#include "mwl/net/acceptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>

#include <future>
#include <memory>
#include <stdexcept>

#include "mwl/base/error.h"
#include "unit/net/peers.h"

namespace mwl::net {
namespace {

using namespace std::chrono_literals;
using test::KeptLog;
using test::RawPeer;
using test::Tally;

// Says one byte when served and one when it is told to stop; otherwise waits for the peer.
void serve_until_either_ends(Connection connection) {
    (void)write_all(connection.stream, "+", test::patience());
    std::array<char, 64> buffer{};
    IoStatus status = IoStatus::done;
    while (status == IoStatus::done)
        status = read_some(connection.stream, buffer, kNever, &connection.stop).status;
    if (status == IoStatus::stopping) (void)write_all(connection.stream, ".", test::patience());
}

void refuse_with_a_letter(const Connection& connection, Refusal reason) {
    (void)write_all(connection.stream, reason == Refusal::too_many ? "M" : "A", test::patience());
}

class AcceptorTest : public ::testing::Test {
protected:
    Acceptor& start(AcceptorOptions options, Acceptor::Handler handler = serve_until_either_ends,
                    Acceptor::RefusalHandler refuse = refuse_with_a_letter) {
        options.name = "test";
        if (options.address == "::") options.address = "127.0.0.1";
        acceptor_ = std::make_unique<Acceptor>(std::move(options), deadlines_, Log(log_), std::move(handler),
                                               std::move(refuse));
        acceptor_->start();
        return *acceptor_;
    }
    RawPeer peer() const { return RawPeer(acceptor_->port()); }

    std::shared_ptr<KeptLog> log_ = std::make_shared<KeptLog>();
    Deadlines deadlines_;
    std::unique_ptr<Acceptor> acceptor_;
};

TEST_F(AcceptorTest, A9_OverTheCapAPeerIsRefusedAloudAndOneThatComesLaterIsServed) {
    start({.max_connections = 2});
    auto first = std::make_unique<RawPeer>(peer());
    auto second = peer();
    ASSERT_EQ(first->hear(1) + second.hear(1), "++");
    auto third = peer();
    EXPECT_EQ(third.hear_all(), "M");
    EXPECT_EQ(log_->count("NET-120"), 1U);
    EXPECT_EQ(acceptor_->counters().refused[static_cast<std::size_t>(Refusal::too_many)], 1U);

    first.reset();
    std::string answer = "M";
    while (answer == "M") answer = peer().hear(1);  // until the slot is free
    EXPECT_EQ(answer, "+");
}

TEST_F(AcceptorTest, A9_RefusalsByTheThousandLeaveOneLogLineAndAreAllCounted) {
    start({.max_connections = 1});
    auto served = peer();
    ASSERT_EQ(served.hear(1), "+");
    for (int i = 0; i < 200; ++i) ASSERT_EQ(peer().hear_all(), "M");
    EXPECT_EQ(acceptor_->counters().refused[static_cast<std::size_t>(Refusal::too_many)], 200U);
    EXPECT_EQ(log_->count("NET-120"), 1U);
    EXPECT_TRUE(served.is_open_and_silent());
}

TEST_F(AcceptorTest, A10_AGreedyAddressIsRefusedWhileOthersAreServed) {
    start({.address = "0.0.0.0", .max_per_address = 2});
    auto first = peer();
    auto second = peer();
    ASSERT_EQ(first.hear(1) + second.hear(1), "++");
    EXPECT_EQ(peer().hear_all(), "A");

    Socket other(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));  // the same machine as 127.0.0.2
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    ASSERT_EQ(::bind(other.fd(), reinterpret_cast<const sockaddr*>(&from), sizeof from), 0);
    sockaddr_in to = from;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(acceptor_->port());
    ASSERT_EQ(::connect(other.fd(), reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    std::array<char, 1> answer{};
    ASSERT_EQ(read_some(Stream(std::move(other)), answer, test::patience()).status, IoStatus::done);
    EXPECT_EQ(answer[0], '+');
}

TEST_F(AcceptorTest, A10_TrustedNetworksAreNotBoundByTheCapPerAddress) {
    start({.max_connections = 3, .max_per_address = 1, .trusted = *AccessList::parse({"127.0.0.0/8"})});
    auto first = peer();
    auto second = peer();
    auto third = peer();
    EXPECT_EQ(first.hear(1) + second.hear(1) + third.hear(1), "+++");
    EXPECT_EQ(peer().hear_all(), "M");
}

TEST_F(AcceptorTest, AConnectionThatIsRefusedSlowlyDelaysNobody) {
    Tally refusing;
    std::promise<void> release;
    start({.max_connections = 1}, serve_until_either_ends,
          [&, go = release.get_future().share()](const Connection& connection, Refusal) {
              refusing.add();
              if (connection.peer.ip.is_known()) go.wait();
          });
    auto served = std::make_unique<RawPeer>(peer());
    ASSERT_EQ(served->hear(1), "+");
    auto refused = peer();
    ASSERT_TRUE(refusing.reaches(1));
    served.reset();
    std::string answer;
    while (answer != "+") {
        if (acceptor_->counters().open > 0) continue;  // the slot becomes free when its peer's close is seen
        answer = peer().hear(1);
    }
    EXPECT_TRUE(refused.is_open_and_silent());
    release.set_value();
    EXPECT_TRUE(refused.is_closed());
}

TEST_F(AcceptorTest, A11_ATakenPortIsAnErrorThatNamesAddressPortAndRemedy) {
    start({});
    const auto port = acceptor_->port();
    Acceptor second({.name = "second", .address = "127.0.0.1", .port = port}, deadlines_, Log(),
                    serve_until_either_ends);
    try {
        second.start();
        FAIL() << "two listeners on one port";
    } catch (const NetworkError& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("127.0.0.1 port " + std::to_string(port)), std::string::npos) << text;
        EXPECT_NE(text.find("pid"), std::string::npos) << text;
    }
    EXPECT_EQ(second.port(), 0);
}

TEST_F(AcceptorTest, A11_AnAddressThisMachineDoesNotHaveIsNamed) {
    for (const auto* address : {"192.0.2.1", "not-an-address"}) {
        Acceptor acceptor({.name = "test", .address = address}, deadlines_, Log(), serve_until_either_ends);
        try {
            acceptor.start();
            FAIL() << address;
        } catch (const NetworkError& error) {
            EXPECT_NE(std::string(error.what()).find(address), std::string::npos) << error.what();
        }
    }
}

// Holds every descriptor the process may still open.
class NoDescriptorsLeft {
public:
    NoDescriptorsLeft() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        held_.emplace_back(::dup(2));
        const rlimit tight{static_cast<rlim_t>(held_[0].fd()) + 8, before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &tight);
        while (held_.back()) held_.emplace_back(::dup(2));
    }
    ~NoDescriptorsLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoDescriptorsLeft(const NoDescriptorsLeft&) = delete;
    NoDescriptorsLeft& operator=(const NoDescriptorsLeft&) = delete;

private:
    rlimit before_{};
    std::vector<Socket> held_;
};

TEST_F(AcceptorTest, A12_WithoutDescriptorsAcceptingPausesAndRecovers) {
    start({});
    Socket waiting(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(acceptor_->port());
    {
        const NoDescriptorsLeft exhausted;
        ASSERT_EQ(::connect(waiting.fd(), reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
        ASSERT_TRUE(log_->wait_for("NET-131"));
        EXPECT_EQ(acceptor_->counters().accepted, 0U);
    }
    std::array<char, 1> answer{};
    EXPECT_EQ(read_some(Stream(std::move(waiting)), answer, test::patience()).status, IoStatus::done);
    EXPECT_EQ(log_->count("NET-131"), 1U);
}

TEST_F(AcceptorTest, A5_PeersThatConnectAndResetLeaveNothingBehind) {
    start({.max_connections = 64, .max_per_address = 64});
    for (int i = 0; i < 50; ++i) peer().reset();
    auto healthy = peer();
    EXPECT_EQ(healthy.hear(1), "+");
    acceptor_->stop(0ms);
    EXPECT_EQ(acceptor_->counters().open, 0U);
}

TEST_F(AcceptorTest, AHandlerThatThrowsEndsItsOwnConnectionOnly) {
    start({}, [](const Connection&) { throw std::runtime_error("handler broke"); });
    EXPECT_TRUE(peer().is_closed());
    EXPECT_TRUE(log_->wait_for("NET-121"));
    EXPECT_TRUE(peer().is_closed());
}

TEST_F(AcceptorTest, C33_AHandlerThatThrowsNoExceptionTypeEndsItsOwnConnectionOnly) {
    start({}, [](const Connection&) { throw 42; });
    EXPECT_TRUE(peer().is_closed());
    EXPECT_TRUE(log_->wait_for("an exception of type int"));
    EXPECT_TRUE(peer().is_closed());
}

TEST_F(AcceptorTest, StopTellsIdleConnectionsAndLetsThemFinish) {
    start({});
    auto idle = peer();
    ASSERT_EQ(idle.hear(1), "+");
    acceptor_->stop(60s);
    EXPECT_EQ(idle.hear_all(), ".");
    EXPECT_THROW(RawPeer(acceptor_->port()), NetworkError);
}

TEST_F(AcceptorTest, StopCutsConnectionsThatDoNotEndInTime) {
    start({}, [](const Connection& connection) {
        (void)write_all(connection.stream, "+", test::patience());
        std::array<char, 1> byte{};
        (void)read_some(connection.stream, byte, kNever);  // deaf to the stop signal
    });
    auto deaf = peer();
    ASSERT_EQ(deaf.hear(1), "+");
    acceptor_->stop(1ms);
    EXPECT_TRUE(deaf.is_closed());
    EXPECT_EQ(acceptor_->counters().open, 0U);
}

TEST_F(AcceptorTest, StartAndStopMayBothBeCalledTwiceAndTheListenerStartsAgain) {
    auto& acceptor = start({});
    const auto port = acceptor.port();
    acceptor.start();
    EXPECT_EQ(acceptor.port(), port);
    acceptor.stop(0ms);
    acceptor.stop(0ms);
    EXPECT_EQ(acceptor.port(), 0);
    acceptor.start();
    EXPECT_EQ(peer().hear(1), "+");
}

TEST_F(AcceptorTest, EveryAddressMeansIpv4PeersKeepTheirIpv4Address) {
    std::promise<PeerAddress> seen;
    Acceptor acceptor({.name = "test"}, deadlines_, Log(),
                      [&](const Connection& connection) { seen.set_value(connection.peer); });
    acceptor.start();
    const RawPeer peer(acceptor.port());
    EXPECT_EQ(seen.get_future().get().ip.str(), "127.0.0.1");
}

TEST_F(AcceptorTest, AcceptedSocketsAreTunedCloseOnExecAndDoNotBlock) {
    std::promise<std::array<int, 5>> seen;
    start({}, [&](const Connection& connection) {
        const auto option = [&](int level, int name) {
            int value = 0;
            socklen_t length = sizeof value;
            ::getsockopt(connection.stream.fd(), level, name, &value, &length);
            return value;
        };
        seen.set_value({option(IPPROTO_TCP, TCP_NODELAY), option(IPPROTO_TCP, TCP_KEEPIDLE),
                        option(SOL_SOCKET, SO_KEEPALIVE),
                        ::fcntl(connection.stream.fd(), F_GETFL) & O_NONBLOCK,
                        ::fcntl(connection.stream.fd(), F_GETFD) & FD_CLOEXEC});
    });
    const auto connected = peer();
    EXPECT_EQ(seen.get_future().get(), (std::array<int, 5>{1, 60, 1, O_NONBLOCK, FD_CLOEXEC}));
}

TEST_F(AcceptorTest, ConnectionThreadsHaveSmallStacks) {
    std::promise<std::size_t> seen;
    start({}, [&](const Connection&) {
        pthread_attr_t attributes;
        std::size_t bytes = 0;
        ::pthread_getattr_np(::pthread_self(), &attributes);
        ::pthread_attr_getstacksize(&attributes, &bytes);
        ::pthread_attr_destroy(&attributes);
        seen.set_value(bytes);
    });
    const auto connected = peer();
    EXPECT_LE(seen.get_future().get(), 1U << 20U);
}

}  // namespace
}  // namespace mwl::net
