// TLS of links: what is refused, and where it says so.
#include <filesystem>

#include "support/certificates.h"
#include "support/process.h"
#include "unit/config/files.h"

namespace mwl::config {
namespace {

const test::Authority& ca() {
    static const test::Authority kOne;
    return kOne;
}
const test::Identity& identity() {
    static const test::Identity kOne = ca().issue("broker");
    return kOne;
}
std::string key_value(const std::string& key, const std::string& value) {
    return key + " = \"" + value + "\"\n";
}
std::string certificate(const std::string& file = identity().certificate) {
    return key_value("tls_certificate", file);
}
std::string key(const std::string& file = identity().key) { return key_value("tls_key", file); }
std::string receiver(const std::string& tls) {
    return "[[destination]]\nname = \"ris\"\nhost = \"ris.example\"\nport = 2576\n" + tls;
}
std::vector<std::string> tls_warnings_of(const std::string& text) {
    Files files;
    auto warnings = read_settings(files.settings(text), {}, Certificates::read).warnings;
    for (auto& warning : warnings) warning = without_folders(warning);
    return warnings;
}
bool begins(const std::string& text, const std::string& start) { return text.starts_with(start); }

TEST(TlsSettings, AListenerWithTlsWantsCertificateAndKey) {
    EXPECT_EQ(complaint_about_settings("[mllp]\ntls = \"server\""),
              "settings.toml:3:7: mllp.tls: \"server\" wants mllp.tls_certificate, the path of a PEM file\n"
              "settings.toml:3:7: mllp.tls: \"server\" wants mllp.tls_key, the path of a PEM file");
    EXPECT_EQ(complaint_about_settings("[dicom]\ntls = \"on\""),
              "settings.toml:3:7: dicom.tls: \"on\" is none of: off, server, mutual");
}

TEST(TlsSettings, FilesThatCannotBeUsedAreNamedAtTheirKeys) {
    const auto text = ca().path("broker.csr");
    EXPECT_TRUE(
        begins(complaint_about_settings("[mllp]\ntls = \"server\"\n" + certificate("nowhere.pem") + key()),
               "settings.toml:4:19: mllp.tls_certificate: \""));
    EXPECT_EQ(complaint_about_settings("[http]\ntls = \"server\"\n" + certificate(text) + key()),
              "settings.toml:4:19: http.tls_certificate: \"" + text +
                  "\" holds no certificate in PEM form that TLS 1.2 or later may use");
    EXPECT_EQ(complaint_about_settings("[dicom]\ntls = \"server\"\n" + certificate() + key("/nowhere")),
              "settings.toml:5:11: dicom.tls_key: \"/nowhere\" cannot be read: No such file or directory");
    const auto other = ca().issue("other");
    EXPECT_EQ(complaint_about_settings("[dicom]\ntls = \"server\"\n" + certificate() + key(other.key)),
              "settings.toml:5:11: dicom.tls_key: \"" + other.key + "\" does not fit the certificate \"" +
                  identity().certificate + "\"");
}

TEST(TlsSettings, MutualTlsOfAListenerWantsACaAndThatOfAWayOutACertificate) {
    EXPECT_EQ(complaint_about_settings("[mllp]\ntls = \"mutual\"\n" + certificate() + key()),
              "settings.toml:3:7: mllp.tls: \"mutual\" wants mllp.tls_ca, the path of a PEM file");
    EXPECT_TRUE(
        begins(complaint_about_settings(receiver("tls = \"mutual\"\n")),
               "settings.toml:6:7: destination[0].tls: \"mutual\" wants destination[0].tls_certificate"));
    EXPECT_EQ(complaint_about_settings(receiver("tls = \"server\"\n" + key_value("tls_ca", identity().key))),
              "settings.toml:7:10: destination[0].tls_ca: \"" + identity().key +
                  "\" holds no certificate in PEM form");
}

TEST(TlsSettings, PathsAreRelativeToTheFile) {
    Files files;
    files.write("broker.pem", test::read_text(identity().certificate));
    files.write("broker.key", test::read_text(identity().key));
    const auto file =
        files.settings("[mllp]\ntls = \"server\"\n" + certificate("broker.pem") + key("broker.key"));
    EXPECT_EQ(read_settings(file).mllp.tls.key, (file.parent_path() / "broker.key").string());
}

TEST(TlsSettings, FilesAreLeftAloneUnlessTheyAreAskedFor) {
    Files files;
    const auto unreadable = certificate("nowhere.pem") + key("nowhere.key");
    const auto file = files.settings("[mllp]\ntls = \"server\"\n" + unreadable);
    EXPECT_EQ(read_settings(file).mllp.tls.key, (file.parent_path() / "nowhere.key").string());
    const auto incomplete = files.settings("[mllp]\ntls = \"server\"\n" + certificate("nowhere.pem"));
    EXPECT_TRUE(begins(complaint([&] { return read_settings(incomplete); }),
                       "settings.toml:3:7: mllp.tls: \"server\" wants mllp.tls_key"));
}

TEST(TlsSettings, AWayOutTrustsTheSystemUnlessACaIsNamed) {
    Files files;
    const auto settings =
        read_settings(files.settings(receiver("tls = \"server\"\n")), {}, Certificates::read);
    EXPECT_EQ(settings.destinations.at(0).tls.mode, net::TlsMode::server);
    EXPECT_EQ(settings.destinations.at(0).tls.ca, "");
    EXPECT_EQ(settings.warnings, std::vector<std::string>{});
}

TEST(TlsSettings, AKeyThatEverybodyMayReadIsAWarning) {
    const auto open = ca().issue("open");
    std::filesystem::permissions(open.key, std::filesystem::perms(0644));
    const auto warnings =
        tls_warnings_of("[http]\ntls = \"server\"\n" + certificate(open.certificate) + key(open.key));
    EXPECT_EQ(warnings, std::vector<std::string>{
                            "settings.toml:5:11: http.tls_key: everybody on this machine may read \"" +
                            open.key + "\"; chmod o-r"});
}

TEST(TlsSettings, WhatHasNoEffectAndWhatExpiredIsAWarning) {
    EXPECT_EQ(tls_warnings_of("[mllp]\n" + certificate()),
              std::vector<std::string>{
                  "settings.toml:3:19: mllp.tls_certificate: has no effect while mllp.tls is \"off\""});
    const auto late = ca().issue("late", "DNS:late", -1);
    const auto warnings =
        tls_warnings_of("[mllp]\ntls = \"server\"\n" + certificate(late.certificate) + key(late.key));
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_TRUE(begins(warnings[0], "settings.toml:4:19: mllp.tls_certificate: the certificate expired on "));
}

}  // namespace
}  // namespace mwl::config
