#include "mwl/net/tls.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "mwl/base/error.h"
#include "mwl/net/acceptor.h"
#include "support/certificates.h"
#include "support/process.h"
#include "unit/net/peers.h"

namespace mwl::net {
namespace {

using namespace std::chrono_literals;
using test::Authority;
using test::Identity;
using test::KeptLog;
using test::patience;
using test::RawPeer;

const Authority& authority() {
    static const Authority kOne;
    return kOne;
}
const Authority& stranger() {
    static const Authority kOther("Somebody Else");
    return kOther;
}
const Identity& ours() {
    static const Identity kOne = authority().issue("broker");
    return kOne;
}

TlsOptions shown(const Identity& identity, TlsMode mode = TlsMode::server) {
    return {mode, identity.certificate, identity.key, mode == TlsMode::mutual ? authority().file() : ""};
}
Tls trusting(const std::string& ca, const std::string& host = "127.0.0.1") {
    return *Tls::outgoing({TlsMode::server, "", "", ca}, host);
}
Tls showing(const Identity& identity) {
    return *Tls::outgoing({TlsMode::mutual, identity.certificate, identity.key, authority().file()},
                          "127.0.0.1");
}
std::string problem(const Result<Tls>& made) { return made ? "none" : to_string(made.problem()); }
bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(TlsFiles, WhatIsMissingOrWrongIsNamedByItsField) {
    const auto with = [](const TlsOptions& options) { return problem(Tls::listener(options)); };
    const auto text = authority().path("broker.csr");
    EXPECT_EQ(with({TlsMode::server}), "mode: a certificate is wanted");
    EXPECT_EQ(with({TlsMode::server, ours().certificate}), "mode: the key of the certificate is wanted");
    EXPECT_TRUE(
        holds(with({TlsMode::server, "/nowhere", ours().key}), "certificate: \"/nowhere\" cannot be"));
    EXPECT_TRUE(holds(with({TlsMode::server, text, ours().key}), "holds no certificate in PEM"));
    EXPECT_TRUE(holds(with({TlsMode::server, ours().certificate, "/nowhere"}), "No such file"));
    EXPECT_TRUE(holds(with({TlsMode::server, ours().certificate, text}), "holds no private key in PEM"));
    EXPECT_TRUE(holds(with({TlsMode::server, ours().certificate, stranger().path("ca.key")}),
                      "does not fit the certificate"));
    EXPECT_TRUE(holds(with({TlsMode::mutual, ours().certificate, ours().key}), "the CA is wanted"));
    EXPECT_TRUE(holds(with({TlsMode::mutual, ours().certificate, ours().key, text}), "ca: "));
    EXPECT_EQ(with(shown(ours(), TlsMode::mutual)), "none");
}

TEST(TlsFiles, AnEncryptedKeyIsRefusedAndNobodyIsAsked) {
    const auto key = authority().path("locked.key");
    ASSERT_EQ(test::run({"openssl", "ec", "-aes128", "-passout", "pass:x", "-in", ours().key, "-out", key})
                  .exit_code,
              0);
    EXPECT_TRUE(
        holds(problem(Tls::listener({TlsMode::server, ours().certificate, key})), "without a passphrase"));
}

TEST(TlsFiles, AKeyOfAnotherKindThanTheCertificateIsRefused) {
    const auto certificate = authority().path("rsa.pem");
    ASSERT_EQ(test::run({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=rsa",
                         "-keyout", authority().path("rsa.key"), "-out", certificate})
                  .exit_code,
              0);
    EXPECT_TRUE(holds(problem(Tls::listener({TlsMode::server, certificate, ours().key})),
                      "does not fit the certificate"));
    EXPECT_EQ(problem(Tls::listener({TlsMode::server, certificate, authority().path("rsa.key")})), "none");
}

TEST(TlsFiles, TheExpiryIsThatOfTheCertificateShown) {
    const auto days = std::chrono::floor<std::chrono::days>(*Tls::listener(shown(ours()))->expires() -
                                                            system_clock().now());
    EXPECT_TRUE(days == std::chrono::days(89) || days == std::chrono::days(90)) << days.count();
    EXPECT_FALSE(trusting(authority().file()).expires());
    EXPECT_FALSE(Tls().is_on());
}

// An echo behind TLS. It says what it hears, until the peer has finished.
class TlsListener : public ::testing::Test {
protected:
    void start(const TlsOptions& options, std::chrono::milliseconds first_request_time = 5min,
               std::size_t max_connections = 16) {
        tls_ = *Tls::listener(options);
        acceptor_ = std::make_unique<Acceptor>(
            AcceptorOptions{.name = "test",
                            .address = "127.0.0.1",
                            .max_connections = max_connections,
                            .tls = tls_,
                            .first_request_time = first_request_time},
            deadlines_, Log(log_), [this](const Connection& connection) { echo(connection); },
            [](const Connection& connection, Refusal) {
                (void)write_all(connection.stream, "full", patience());
                drain_before_close(connection.stream, patience());
            });
        acceptor_->start();
    }
    void echo(const Connection& connection) {
        std::array<char, 65536> buffer{};
        for (;;) {
            const auto got = read_some(connection.stream, buffer, patience(), &connection.stop);
            ended_ = got.status;
            if (got.status != IoStatus::done) break;
            (void)write_all(connection.stream, {buffer.data(), got.bytes}, patience());
        }
        ended_times_.add();
        drain_before_close(connection.stream, patience());
    }
    RawPeer peer(const Tls& tls) const { return RawPeer(acceptor_->port(), "127.0.0.1", tls); }
    RawPeer plain_peer() const { return RawPeer(acceptor_->port()); }
    std::string refusal(const Tls& tls) const {
        try {
            (void)peer(tls);
            return "none";
        } catch (const NetworkError& error) {
            return error.what();
        }
    }
    // What openssl's client has to say; it sends one line.
    test::Finished client(const std::string& words) const {
        return test::run({"sh", "-c",
                          "echo hello | timeout 60 openssl s_client -connect 127.0.0.1:" +
                              std::to_string(acceptor_->port()) + " -CAfile " + authority().file() +
                              " -verify_return_error " + words + " 2>&1"});
    }

    std::shared_ptr<KeptLog> log_ = std::make_shared<KeptLog>();
    Deadlines deadlines_;
    Tls tls_;
    std::atomic<IoStatus> ended_{IoStatus::done};
    test::Tally ended_times_;
    std::unique_ptr<Acceptor> acceptor_;
};

TEST_F(TlsListener, BytesCrossBothWaysWhateverTheirNumber) {
    start(shown(ours()));
    auto one = peer(trusting(authority().file()));
    const std::string much(3U << 20U, 'x');
    std::string heard;
    {
        const std::jthread reader([&] { heard = one.hear(much.size() + 1); });
        ASSERT_TRUE(one.say("a"));
        ASSERT_TRUE(one.say(much));
    }
    EXPECT_EQ(heard, "a" + much);
}

TEST_F(TlsListener, ADeadlineInThePastOnlyLooksUnderTlsToo) {
    start(shown(ours()));
    auto one = peer(trusting(authority().file()));
    EXPECT_TRUE(one.is_open_and_silent());
    ASSERT_TRUE(one.say("abc"));
    EXPECT_EQ(one.hear(1), "a");  // the rest is decrypted already: no poll() would see it
    EXPECT_EQ(one.hear(2), "bc");
}

TEST_F(TlsListener, G12_ACertificateThatIsNotInOrderIsRefusedWithItsReason) {
    start(shown(authority().issue("expired", "IP:127.0.0.1", -1)));
    EXPECT_TRUE(holds(refusal(trusting(authority().file())), "OUT-730"));
    EXPECT_TRUE(holds(refusal(trusting(authority().file())), "certificate has expired; nothing was sent"));
    tls_.replace(*Tls::listener(shown(authority().issue("other", "DNS:other.example,IP:127.0.0.9"))));
    EXPECT_TRUE(holds(refusal(trusting(authority().file())), "OUT-730"));
    EXPECT_TRUE(holds(refusal(trusting(authority().file())), "IP address mismatch"));
    EXPECT_TRUE(holds(refusal(trusting(authority().file(), "localhost")), "hostname mismatch"));
    tls_.replace(*Tls::listener(shown(stranger().issue("stranger"))));
    EXPECT_TRUE(holds(refusal(trusting(authority().file())), "OUT-730"));
    EXPECT_EQ(refusal(trusting(stranger().file())), "none");
}

TEST_F(TlsListener, ANameIsComparedWithTheCertificate) {
    start(shown(authority().issue("named", "DNS:ris.example")));
    EXPECT_EQ(refusal(trusting(authority().file(), "ris.example")), "none");
    EXPECT_TRUE(holds(refusal(trusting(authority().file(), "ris.example.org")), "OUT-730"));
}

TEST_F(TlsListener, B14_MutualTlsTakesOnlyCertificatesOfItsCa) {
    start(shown(ours(), TlsMode::mutual));
    const auto said = [&](const Tls& tls) {
        auto one = peer(tls);  // TLS 1.3: a client learns what the server thinks of it by its first read
        (void)one.say("hello");
        return one.hear(5) == "hello" ? std::string("hello") : words_for(IoStatus::reset, one.stream());
    };
    EXPECT_EQ(said(showing(authority().issue("modality"))), "hello");
    EXPECT_TRUE(holds(said(trusting(authority().file())), "OUT-731 TLS: tlsv13 alert certificate required"));
    EXPECT_TRUE(holds(said(showing(stranger().issue("intruder"))), "alert unknown ca"));
    EXPECT_TRUE(holds(said(showing(authority().issue("late", "DNS:late", -1))), "certificate expired"));
    EXPECT_TRUE(log_->wait_for("peer did not return a certificate"));
    EXPECT_TRUE(log_->wait_for("unable to get local issuer certificate"));
    EXPECT_TRUE(log_->wait_for("certificate has expired"));
    EXPECT_EQ(log_->count("NET-140"), 3U);
    EXPECT_EQ(log_->count("certificate=refused"), 2U);
}

TEST_F(TlsListener, B14_OldVersionsAndWeakCiphersAreRefused) {
    start(shown(ours()));
    EXPECT_TRUE(holds(client("-brief").output, "Protocol version: TLSv1.3"));
    EXPECT_TRUE(holds(client("-brief -tls1_2").output, "ECDHE-ECDSA-AES"));
    const std::string weak = " -cipher ALL:COMPLEMENTOFALL:@SECLEVEL=0";
    const auto expect_alert = [&](const std::string& words) {
        const auto said = client(words);
        EXPECT_NE(said.exit_code, 0) << words;
        EXPECT_TRUE(holds(said.output, "alert")) << words << ": " << said.output;
    };
    expect_alert("-brief -tls1_1" + weak);
    expect_alert("-brief -tls1" + weak);
    for (const std::string cipher :
         {"AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "AES128-GCM-SHA256", "eNULL", "aNULL"})
        expect_alert("-brief -tls1_2 -cipher " + cipher + ":@SECLEVEL=0");
    EXPECT_GE(log_->count("NET-140"), 2U);
}

TEST_F(TlsListener, D22_RenegotiationIsRefused) {
    start(shown(ours()));
    const std::string ask_once_connected =
        "coproc C { exec openssl s_client -tls1_2 -connect 127.0.0.1:" + std::to_string(acceptor_->port()) +
        " -CAfile " + authority().file() +
        " 2>&1; }; "
        "while read -r line <&${C[0]}; do case $line in *'Extended master'*) break;; esac; done; "
        "echo R >&${C[1]}; timeout 60 cat <&${C[0]}";
    const auto said = test::run({"bash", "-c", ask_once_connected});
    EXPECT_TRUE(holds(said.output, "no renegotiation")) << said.output;
}

TEST_F(TlsListener, D22_ATruncatedCloseIsNotAnEnd) {
    start(shown(ours()));
    {
        auto orderly = peer(trusting(authority().file()));
        ASSERT_TRUE(orderly.say("a"));
        ASSERT_EQ(orderly.hear(1), "a");
        drain_before_close(orderly.stream(), patience());
    }
    ASSERT_TRUE(ended_times_.reaches(1));
    EXPECT_EQ(ended_, IoStatus::closed);
    auto cut = peer(trusting(authority().file()));
    ASSERT_TRUE(cut.say("a"));
    ASSERT_EQ(cut.hear(1), "a");
    cut.finish_sending();  // of TCP, without a word of TLS
    ASSERT_TRUE(ended_times_.reaches(2));
    EXPECT_EQ(ended_, IoStatus::reset);
}

TEST_F(TlsListener, A13_APlainPeerIsNamedByWhatItSpeaks) {
    start(shown(ours()));
    for (const std::string words : {"\x0BMSH|^~\\&|", "GET / HTTP/1.1\r\n"}) {
        auto one = plain_peer();
        ASSERT_TRUE(one.say(words));
        EXPECT_TRUE(one.is_closed());
    }
    EXPECT_TRUE(log_->wait_for("NET-141 plain connection on a TLS port"));
    EXPECT_TRUE(log_->wait_for("looks_like=MLLP"));
    EXPECT_TRUE(log_->wait_for("looks_like=HTTP"));
}

TEST_F(TlsListener, A3_SilentAndDrippingHandshakesDelayNobody) {
    start(shown(ours()));
    auto silent = plain_peer();
    auto dripping = plain_peer();
    ASSERT_TRUE(dripping.say(std::string("\x16\x03\x01\x02\x00\x01", 6)));
    auto healthy = peer(trusting(authority().file()));
    ASSERT_TRUE(healthy.say("a"));
    EXPECT_EQ(healthy.hear(1), "a");
}

TEST_F(TlsListener, A3_SilentAndDrippingHandshakesEndAtTheDeadlineAndMadeOnesDoNot) {
    start(shown(ours()), 3s);
    auto healthy = peer(trusting(authority().file()));
    auto silent = plain_peer();
    auto dripping = plain_peer();
    (void)dripping.say(std::string("\x16\x03\x01\x02\x00\x01", 6));
    auto heard = IoStatus::timed_out;
    while (heard == IoStatus::timed_out) {
        (void)dripping.say("x");
        std::array<char, 1> none{};
        heard = read_some(dripping.stream(), none, Steady::now() + 10ms).status;  // the drip's pace
    }
    EXPECT_NE(heard, IoStatus::done);
    EXPECT_TRUE(silent.is_closed());
    EXPECT_TRUE(log_->wait_for("NET-142"));
    EXPECT_TRUE(healthy.is_open_and_silent()) << "the deadline was that of the handshake";
}

TEST_F(TlsListener, A9_OverTheCapTheRefusalIsSaidInTls) {
    start(shown(ours()), 5min, 1);
    auto served = peer(trusting(authority().file()));
    ASSERT_TRUE(served.say("a"));
    ASSERT_EQ(served.hear(1), "a");
    EXPECT_EQ(peer(trusting(authority().file())).hear_all(), "full");
}

TEST_F(TlsListener, StoppingDoesNotWaitForAHandshake) {
    start(shown(ours()));
    auto silent = plain_peer();
    auto begun = plain_peer();
    ASSERT_TRUE(begun.say("\x16\x03"));
    acceptor_->stop(5min);
    EXPECT_TRUE(silent.is_closed());
    EXPECT_TRUE(begun.is_closed());
}

TEST_F(TlsListener, NewCertificatesAreForNewConnectionsAndOldOnesGoOn) {
    start(shown(ours()));
    auto before = peer(trusting(authority().file()));
    ASSERT_TRUE(before.say("a"));
    ASSERT_EQ(before.hear(1), "a");
    tls_.replace(*Tls::listener(shown(stranger().issue("next"))));
    EXPECT_EQ(refusal(trusting(stranger().file())), "none");
    EXPECT_TRUE(holds(refusal(trusting(authority().file())), "OUT-730"));
    ASSERT_TRUE(before.say("b"));
    EXPECT_EQ(before.hear(1), "b");
}

// What a listener without TLS hears of a client that wants it.
class PlainListener : public ::testing::Test {
protected:
    void start(const std::string& answer) {
        acceptor_ =
            std::make_unique<Acceptor>(AcceptorOptions{.name = "plain", .address = "127.0.0.1"}, deadlines_,
                                       Log(), [this, answer](const Connection& connection) {
                                           std::array<char, 4096> buffer{};
                                           const auto got = read_some(connection.stream, buffer, patience());
                                           heard_ = std::string(buffer.data(), got.bytes);
                                           if (answer.empty())
                                               (void)read_some(connection.stream, buffer, patience());
                                           (void)write_all(connection.stream, answer, patience());
                                           drain_before_close(connection.stream, patience());
                                       });
        acceptor_->start();
    }
    std::string refusal(Deadline until) {
        try {
            (void)connect_to("127.0.0.1", acceptor_->port(), until, nullptr, trusting(authority().file()));
            return "none";
        } catch (const NetworkError& error) {
            return error.what();
        }
    }

    Deadlines deadlines_;
    std::string heard_;
    std::unique_ptr<Acceptor> acceptor_;
};

TEST_F(PlainListener, G12_IsToldApartAndHearsNothingButAHello) {
    start("\x0BMSH|^~\\&|\x1C\r");
    EXPECT_TRUE(holds(refusal(patience()), "OUT-731")) << refusal(patience());
    EXPECT_TRUE(holds(refusal(patience()), "plain text"));
    acceptor_->stop();
    EXPECT_TRUE(heard_.starts_with("\x16\x03"));
}

TEST_F(PlainListener, G12_OneThatSaysNothingIsLeftAtTheDeadline) {
    start("");
    EXPECT_TRUE(holds(refusal(Steady::now() + 3s), "OUT-732"));
}

}  // namespace
}  // namespace mwl::net
