// The HTTP listener as its peers meet it, over real sockets: faults.md A1, A3, A13 and J on a server whose
// store is in memory.

#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "mwl/net/deadlines.h"
#include "mwl/web/server.h"
#include "support/fake_store.h"
#include "unit/net/peers.h"

namespace mwl::test {
namespace web_http_test {

using namespace std::chrono_literals;

const std::string kGet = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

class WebServer : public ::testing::Test {
protected:
    // As the program does: a peer that goes away is no reason to die.
    static void SetUpTestSuite() { (void)std::signal(SIGPIPE, SIG_IGN); }

    void start(const web::ServerOptions& more = {}) {
        auto options = more;
        options.port = 0;
        server_ =
            std::make_unique<web::HttpServer>(options,
                                              web::Sources{[] { return std::vector<web::HealthCheck>{}; },
                                                           [] { return std::vector<web::Metric>{}; }},
                                              store_, deadlines_, system_clock(), Log(log_));
        server_->start();
    }
    RawPeer peer() const { return RawPeer(server_->port()); }
    std::string ask(const std::string& request) const {
        auto asking = peer();
        (void)asking.say(request);
        return asking.hear_all();
    }
    static std::string status_of(const std::string& answer) { return answer.substr(0, 12); }
    static bool holds(const std::string& text, std::string_view part) {
        return text.find(part) != std::string::npos;
    }

    FakeStore store_;
    std::shared_ptr<KeptLog> log_ = std::make_shared<KeptLog>();  // shared with the log's copies
    net::Deadlines deadlines_;
    std::unique_ptr<web::HttpServer> server_;  // last: it uses everything above
};

TEST_F(WebServer, J1_J12_EveryAnswerCarriesTheSecurityHeadersAndEndsTheConnection) {
    start();
    for (const auto* const target :
         {"/", "/healthz", "/readyz", "/metrics", "/assets/page.css", "/nothing"}) {
        const auto answer = ask("GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_TRUE(
            holds(answer,
                  "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "
                  "'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri "
                  "'none'\r\n"))
            << answer;
        EXPECT_TRUE(holds(answer, "X-Content-Type-Options: nosniff\r\n")) << target;
        EXPECT_TRUE(holds(answer, "Cache-Control: no-store\r\n")) << target;
        EXPECT_TRUE(holds(answer, "Referrer-Policy: no-referrer\r\n")) << target;
        EXPECT_TRUE(holds(answer, "Connection: Close\r\n")) << target;
        EXPECT_FALSE(holds(answer, "Server:")) << target;
    }
}

TEST_F(WebServer, HeadIsGetWithoutItsBody) {
    start();
    const auto answer = ask("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(status_of(answer), "HTTP/1.1 200");
    EXPECT_TRUE(holds(answer, "Content-Length: 6\r\n"));
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(WebServer, J4_AnEndlessBodyIsRefusedUnread) {
    start();
    EXPECT_EQ(status_of(ask("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4294967296\r\n\r\nabc")),
              "HTTP/1.1 413");
    EXPECT_EQ(status_of(ask(
                  "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n")),
              "HTTP/1.1 413");
}

TEST_F(WebServer, J7_ForeignHostsMethodsAndSplitHeadersAreRefused) {
    start();
    EXPECT_EQ(status_of(ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")), "HTTP/1.1 421");
    EXPECT_EQ(status_of(ask("GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\n\r\n")),
              "HTTP/1.1 421");
    EXPECT_EQ(status_of(ask("TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n")), "HTTP/1.1 405");
    const auto split = ask("GET /?names=%0d%0aX-Evil:1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(status_of(split), "HTTP/1.1 404");
    EXPECT_FALSE(holds(split, "X-Evil"));
}

TEST_F(WebServer, J7_ANameOfOursOpensThePage) {
    web::ServerOptions options;
    options.host_names = {"broker.hospital.example"};
    start(options);
    EXPECT_EQ(status_of(ask("GET /healthz HTTP/1.1\r\nHost: broker.hospital.example:8080\r\n\r\n")),
              "HTTP/1.1 200");
    EXPECT_EQ(status_of(ask("GET /healthz HTTP/1.1\r\nHost: other.hospital.example:8080\r\n\r\n")),
              "HTTP/1.1 421");
}

TEST_F(WebServer, J3_LongAndClimbingPathsAreRefused) {
    start();
    EXPECT_EQ(status_of(ask("GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n")), "HTTP/1.1 404");
    EXPECT_EQ(status_of(ask("GET /" + std::string(3000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n")),
              "HTTP/1.1 414");
    EXPECT_EQ(status_of(ask("GET /" + std::string(40000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n")),
              "HTTP/1.1 400");
}

TEST_F(WebServer, J5_TheHealthyAreAnsweredBesideTheSilent) {
    web::ServerOptions options;
    options.header_time = 10min;
    start(options);
    std::vector<RawPeer> silent;
    for (int i = 0; i < 15; ++i) silent.push_back(peer());
    EXPECT_EQ(status_of(ask(kGet)), "HTTP/1.1 200");
    for (auto& waiting : silent) EXPECT_TRUE(waiting.is_open_and_silent());
}

TEST_F(WebServer, J5_OneTooManyHearsWhenToComeBack) {
    web::ServerOptions options;
    options.max_connections = 2;
    start(options);
    auto first = peer();
    auto second = peer();
    const auto answer = peer().hear_all();
    EXPECT_EQ(status_of(answer), "HTTP/1.1 503");
    EXPECT_TRUE(holds(answer, "Retry-After: 2\r\n"));
    const auto body = answer.substr(answer.find("\r\n\r\n") + 4);
    EXPECT_TRUE(holds(answer, "Content-Length: " + std::to_string(body.size()) + "\r\n"));
}

TEST_F(WebServer, A1_A3_J5_ADrippingHeaderIsCutAtTheTotalDeadlineAndFreesItsPlace) {
    web::ServerOptions options;
    options.max_connections = 1;
    options.header_time = 300ms;
    start(options);
    auto dripping = peer();
    std::array<char, 16> none{};
    net::IoResult heard{net::IoStatus::timed_out, 0};
    for (std::size_t i = 0; heard.status == net::IoStatus::timed_out; ++i) {
        (void)dripping.say(kGet.substr(i % 10, 1));
        heard = net::read_some(dripping.stream(), none, Steady::now() + 20ms);  // the pace of the drip
    }
    EXPECT_NE(heard.status, net::IoStatus::done);  // cut without a word, not answered
    EXPECT_TRUE(log_->wait_for("WEB-111"));
    std::string answer;
    do answer = ask(kGet);  // its thread may still be about to end
    while (status_of(answer) == "HTTP/1.1 503");
    EXPECT_EQ(status_of(answer), "HTTP/1.1 200");
}

TEST_F(WebServer, A1_WhoSaysNothingIsClosedAtTheDeadline) {
    web::ServerOptions options;
    options.header_time = 50ms;
    start(options);
    auto silent = peer();
    EXPECT_TRUE(silent.is_closed());
    EXPECT_TRUE(log_->wait_for("WEB-111"));
}

TEST_F(WebServer, A13_AnotherProtocolIsNamedInTheLog) {
    start();
    auto tls = peer();
    (void)tls.say(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xFC", 9));
    EXPECT_TRUE(tls.is_closed());
    EXPECT_TRUE(log_->wait_for("TLS"));
    auto mllp = peer();
    (void)mllp.say("\x0BMSH|^~\\&|");
    EXPECT_TRUE(mllp.is_closed());
    EXPECT_TRUE(log_->wait_for("MLLP"));
}

TEST_F(WebServer, WhatIsNoRequestIsAnsweredSo) {
    start();
    EXPECT_EQ(status_of(ask("nonsense without an end\r\n\r\n")), "HTTP/1.1 505");
    EXPECT_EQ(status_of(ask(std::string(100, 'x') + "\r\n\r\n")), "HTTP/1.1 400");
    EXPECT_EQ(status_of(ask("GET / HTTP/1.1\r\n\r\n")), "HTTP/1.1 400");
}

TEST_F(WebServer, StoppingCutsWhoeverSaysNothing) {
    start();
    auto silent = peer();
    EXPECT_EQ(status_of(ask(kGet)), "HTTP/1.1 200");  // so the silent one was accepted before
    server_->stop(0ms);
    EXPECT_TRUE(silent.is_closed());
    EXPECT_EQ(server_->port(), 0);
}

}  // namespace web_http_test
}  // namespace mwl::test
