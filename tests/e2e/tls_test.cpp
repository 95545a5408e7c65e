// TLS on the real program: every link, what is refused and why, and certificates that are replaced while it
// works.

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

#include "mwl/net/acceptor.h"
#include "support/broker.h"
#include "support/certificates.h"
#include "support/postgres.h"
#include "support/ris_book.h"
#include "unit/net/peers.h"

namespace mwl::test {
namespace tls_test {

const auto kSample = std::string(MWL_SOURCE_DIR) + "/samples/01-portable-chest.hl7";

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string keys_of(const std::string& mode, const Identity& shown, const std::string& ca) {
    std::string text = "tls = \"" + mode + "\"\ntls_certificate = \"" + shown.certificate +
                       "\"\ntls_key = \"" + shown.key + "\"\n";
    return ca.empty() ? text : text + "tls_ca = \"" + ca + "\"\n";
}

class TlsProgram : public ::testing::Test {
protected:
    TlsProgram()
        : ours_(authority_.issue("broker")),
          theirs_(authority_.issue("ris")),
          broker_({database_.connection(), 0, {}, {}, folder_.path() / "settings.toml"}) {
        folder_.write("profile.toml", "name = \"site\"\nsender.zone = \"UTC\"\n");
    }

    // `links`: "mllp" … with the text of its keys.
    void write(const std::map<std::string, std::string>& links, const std::string& destination = "") {
        std::string text = "profiles = [\"profile.toml\"]\n";
        for (const auto& [link, keys] : links) text += "[" + link + "]\n" + keys;
        text += "[[destination]]\nname = \"ris\"\nhost = \"127.0.0.1\"\n" + destination;
        folder_.write("settings.toml", text);
    }
    void start(std::uint16_t ris_port = 0) {
        broker_.options().ris_port = ris_port;
        broker_.start();
        broker_.import_devices();
    }
    void reload() {
        broker_.process().signal(SIGHUP);
        const auto done = "\nmwl_config_reloads_total " + std::to_string(++reloads_) + "\n";
        const auto until = std::chrono::steady_clock::now() + kPatience;
        while (!holds(page("/metrics"), done))
            if (!broker_.is_running() || std::chrono::steady_clock::now() > until)
                throw std::runtime_error("not read again:\n" + broker_.log());
    }
    std::string page(const std::string& path) const { return http_get(broker_.port("http"), path); }

    net::Tls calling(const std::string& ca) const {
        return *net::Tls::outgoing({net::TlsMode::server, "", "", ca}, "127.0.0.1");
    }
    net::Tls calling(const Identity& shown) const {
        return *net::Tls::outgoing({net::TlsMode::mutual, shown.certificate, shown.key, authority_.file()},
                                   "127.0.0.1");
    }
    net::Tls ris(const Identity& shown) const {
        return *net::Tls::listener({net::TlsMode::server, shown.certificate, shown.key, ""});
    }
    std::vector<std::string> words_of(const Identity& shown) const {
        return {"--tls-ca",        authority_.file(), "--tls-certificate",
                shown.certificate, "--tls-key",       shown.key};
    }
    Finished program(std::vector<std::string> words, const std::vector<std::string>& tls) const {
        words.insert(words.end(), tls.begin(), tls.end());
        return run_broker(words);
    }
    Finished replay(const std::vector<std::string>& tls) const {
        return program({"replay", kSample, "--to", broker_.mllp()}, tls);
    }
    Finished play(const std::vector<std::string>& tls) const {
        return program({"modality", "play", "--date", "any", "--to", broker_.dicom()}, tls);
    }
    Finished echoscu(const std::vector<std::string>& tls) const {
        std::vector<std::string> words{"echoscu"};
        words.insert(words.end(), tls.begin(), tls.end());
        words.insert(words.end(), {"-aec", "MWLBROKER", "127.0.0.1", std::to_string(broker_.port("dicom"))});
        return run(words);
    }

    Authority authority_;
    Authority stranger_{"Somebody Else"};
    Identity ours_;
    Identity theirs_;
    MigratedDatabase database_;
    ScratchFolder folder_;
    RunningBroker broker_;
    int reloads_ = 0;
};

TEST_F(TlsProgram, AnOrderAnExaminationAndItsStatusCrossMutualTls) {
    RisBook book(
        *net::Tls::listener({net::TlsMode::mutual, theirs_.certificate, theirs_.key, authority_.file()}));
    const auto mutual = keys_of("mutual", ours_, authority_.file());
    write({{"mllp", mutual}, {"dicom", mutual}}, mutual);
    start(book.port());
    const auto sender = authority_.issue("sender", "DNS:sender");
    const auto sent = replay(words_of(sender));
    EXPECT_TRUE(holds(sent.output, "1 sent, 1 accepted")) << sent.output;
    const auto played = play(words_of(sender));
    EXPECT_EQ(played.exit_code, 0) << played.output << broker_.log();
    ASSERT_TRUE(book.wait_for(2)) << broker_.log();
    EXPECT_EQ(book.told(), (std::vector<std::string>{"A1001 IP", "A1001 CM"}));
    EXPECT_TRUE(holds(page("/readyz"), "destination.ris: on, its certificate expires in")) << page("/readyz");

    EXPECT_TRUE(holds(replay({"--tls-ca", authority_.file()}).output, "certificate required"));
    EXPECT_TRUE(holds(replay({}).output, "none")) << "plain";
    EXPECT_TRUE(holds(replay({"--tls-ca", stranger_.file()}).output, "OUT-730"));
    const auto intruder = stranger_.issue("intruder");
    auto words = words_of(intruder);
    EXPECT_TRUE(holds(replay(words).output, "unknown ca"));
    EXPECT_NE(play({"--tls-ca", authority_.file()}).exit_code, 0);
    EXPECT_NE(play({}).exit_code, 0);
    EXPECT_TRUE(broker_.process().says("NET-141 plain connection on a TLS port"));
    EXPECT_TRUE(holds(broker_.log(), "looks_like=MLLP")) << broker_.log();
    EXPECT_TRUE(broker_.process().says("looks_like=DICOM"));
    EXPECT_EQ(broker_.stop(), 0);
}

TEST_F(TlsProgram, D22_DcmtksOwnClientIsServedUnlessItsCertificateOrVersionIsNot) {
    write({{"dicom", keys_of("mutual", ours_, authority_.file())}});
    start();
    const auto modality = authority_.issue("modality");
    const auto late = authority_.issue("late", "DNS:late", -1);
    const auto intruder = stranger_.issue("intruder");
    const std::vector<std::string> trust{"+cf", authority_.file()};
    const auto with = [&](std::vector<std::string> words) {
        words.insert(words.end(), trust.begin(), trust.end());
        return echoscu(words);
    };
    const auto good = with({"+tls", modality.key, modality.certificate});
    EXPECT_EQ(good.exit_code, 0) << good.output << broker_.log();
    EXPECT_NE(with({"+tla"}).exit_code, 0) << "no certificate";
    EXPECT_NE(with({"+tls", late.key, late.certificate}).exit_code, 0) << "expired";
    EXPECT_NE(with({"+tls", intruder.key, intruder.certificate}).exit_code, 0) << "another CA";
    EXPECT_NE(with({"+tls", modality.key, modality.certificate, "+pa"}).exit_code, 0) << "CBC ciphers";
    EXPECT_NE(echoscu({}).exit_code, 0) << "plain";
    EXPECT_TRUE(broker_.process().says("peer did not return a certificate"));
    EXPECT_TRUE(broker_.process().says("certificate has expired"));
    EXPECT_TRUE(broker_.process().says("looks_like=DICOM"));
    EXPECT_EQ(with({"+tls", modality.key, modality.certificate}).exit_code, 0);
}

TEST_F(TlsProgram, APlainPortSaysThatAClientWantsTls) {
    write({});
    start();
    EXPECT_NE(echoscu({"+tla", "-ic"}).exit_code, 0);
    EXPECT_TRUE(holds(replay({"--tls-ca", authority_.file()}).output, "OUT-731"));
    EXPECT_TRUE(broker_.process().says("MLLP-203 wrong protocol"));
    EXPECT_TRUE(holds(broker_.log(), "looks_like=TLS")) << broker_.log();
    EXPECT_TRUE(holds(page("/readyz"), "mllp: off")) << page("/readyz");
}

TEST_F(TlsProgram, ThePageIsServedOverTlsAndOnlySo) {
    write({{"http", keys_of("server", ours_, "")}});
    start();
    RawPeer browser(broker_.port("http"), "127.0.0.1", calling(authority_.file()));
    ASSERT_TRUE(browser.say("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    const auto answer = browser.hear_all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK")) << answer;
    EXPECT_TRUE(holds(answer, "http: on")) << answer;
    EXPECT_EQ(page("/readyz"), "") << "in plain text";
    EXPECT_TRUE(broker_.process().says("looks_like=HTTP"));
}

// Whoever calls there is written down and heard out, but never answered.
class Eavesdropper {
public:
    Eavesdropper()
        : acceptor_({.name = "eavesdropper", .address = "127.0.0.1"}, deadlines_, Log(),
                    [this](const net::Connection& connection) {
                        std::array<char, 4096> buffer{};
                        const auto got = net::read_some(connection.stream, buffer, patience());
                        const std::lock_guard lock(mutex_);
                        heard_.append(buffer.data(), got.bytes);
                    }) {
        acceptor_.start();
    }
    std::uint16_t port() const { return acceptor_.port(); }
    std::string heard() {
        acceptor_.stop();
        const std::lock_guard lock(mutex_);
        return heard_;
    }

private:
    std::mutex mutex_;
    std::string heard_;
    net::Deadlines deadlines_;
    net::Acceptor acceptor_;
};

TEST_F(TlsProgram, G12_AReceiverWithoutTlsHearsNoWordInPlainText) {
    Eavesdropper plain;
    write({}, "tls = \"server\"\ntls_ca = \"" + authority_.file() + "\"\n");
    start(plain.port());
    ASSERT_EQ(replay({}).exit_code, 0);
    ASSERT_EQ(play({}).exit_code, 0);
    EXPECT_TRUE(broker_.process().says("status not delivered"));
    EXPECT_TRUE(holds(broker_.log(), "OUT-731")) << broker_.log();
    broker_.stop();
    const auto heard = plain.heard();
    EXPECT_TRUE(heard.starts_with("\x16\x03"));
    EXPECT_FALSE(holds(heard, "MSH|"));
}

TEST_F(TlsProgram, G12_AReceiverWhoseCertificateIsNotInOrderIsToldNothingUntilItIs) {
    RisBook book(ris(theirs_));
    write({}, "tls = \"server\"\ntls_ca = \"" + stranger_.file() + "\"\n");
    start(book.port());
    ASSERT_EQ(replay({}).exit_code, 0);
    ASSERT_EQ(play({}).exit_code, 0);
    EXPECT_TRUE(broker_.process().says("OUT-730 the certificate of 127.0.0.1 port"));
    EXPECT_TRUE(holds(broker_.log(), "unable to get local issuer certificate")) << broker_.log();
    EXPECT_TRUE(book.received().empty());

    write({}, "tls = \"server\"\ntls_ca = \"" + authority_.file() + "\"\n");
    reload();
    ASSERT_TRUE(book.wait_for(2)) << broker_.log();
    EXPECT_EQ(book.told(), (std::vector<std::string>{"A1001 IP", "A1001 CM"}));
}

TEST_F(TlsProgram, G12_ExpiredAndMisnamedReceiversAreNamedAsSuch) {
    auto tls = ris(authority_.issue("expired", "IP:127.0.0.1", -1));
    RisBook book(tls);
    write({}, "tls = \"server\"\ntls_ca = \"" + authority_.file() + "\"\n");
    start(book.port());
    ASSERT_EQ(replay({}).exit_code, 0);
    ASSERT_EQ(play({}).exit_code, 0);
    EXPECT_TRUE(broker_.process().says("certificate has expired; nothing was sent"));
    tls.replace(ris(authority_.issue("misnamed", "DNS:another.example")));
    EXPECT_TRUE(broker_.process().says("IP address mismatch; nothing was sent"));
    EXPECT_TRUE(book.received().empty());
}

TEST_F(TlsProgram, CertificatesAreReadAgainAndWhatIsConnectedStays) {
    folder_.write("broker.pem", read_text(ours_.certificate));
    folder_.write("broker.key", read_text(ours_.key));
    write({{"mllp", "tls = \"server\"\ntls_certificate = \"broker.pem\"\ntls_key = \"broker.key\"\n"}});
    start();
    RawPeer before(broker_.port("mllp"), "127.0.0.1", calling(authority_.file()));
    ASSERT_TRUE(before.say("\x0B"));

    const auto next = stranger_.issue("next");
    folder_.write("broker.pem", read_text(next.certificate));
    reload();  // the key does not fit yet
    EXPECT_TRUE(broker_.process().says("CFG-801"));
    EXPECT_TRUE(holds(broker_.log(), "mllp.tls_key: ")) << broker_.log();
    EXPECT_EQ(RawPeer(broker_.port("mllp"), "127.0.0.1", calling(authority_.file())).hear(0), "");

    folder_.write("broker.key", read_text(next.key));
    reload();
    EXPECT_EQ(RawPeer(broker_.port("mllp"), "127.0.0.1", calling(stranger_.file())).hear(0), "");
    EXPECT_THROW(RawPeer(broker_.port("mllp"), "127.0.0.1", calling(authority_.file())), NetworkError);
    ASSERT_TRUE(before.say("MSH|^~\\&|A|B|C|D|20260101||ZZZ^Z01|1|P|2.5\r\x1C\r"));
    EXPECT_EQ(before.hear(1), "\x0B") << "answered on the connection of before";
}

TEST_F(TlsProgram, ACertificateThatSoonExpiresShowsInHealthAndMetrics) {
    const auto soon = authority_.issue("soon", "DNS:localhost", 10);
    write({{"mllp", keys_of("server", ours_, "")}, {"dicom", keys_of("server", soon, "")}});
    start();
    const auto health = page("/readyz");
    EXPECT_TRUE(holds(health, "200 OK")) << "the broker works";
    EXPECT_TRUE(holds(health, "dicom: on, its certificate expires in 9 days") ||
                holds(health, "dicom: on, its certificate expires in 10 days"))
        << health;
    EXPECT_TRUE(holds(health, "\"name\": \"tls\",\n      \"good\": false")) << health;
    const auto metrics = page("/metrics");
    EXPECT_TRUE(holds(metrics, "mwl_tls_certificate_expires_seconds{link=\"dicom\"} 86")) << metrics;
    EXPECT_TRUE(holds(metrics, "mwl_tls_certificate_expires_seconds{link=\"mllp\"} 77")) << metrics;
}

}  // namespace tls_test
}  // namespace mwl::test
