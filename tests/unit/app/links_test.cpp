// The certificates of every link: what a person is told before one expires.

#include "app/links.h"

#include <gtest/gtest.h>

#include "support/certificates.h"

namespace mwl::app {
namespace {

class LinksTest : public ::testing::Test {
protected:
    config::Settings with_certificate(int days) {
        const auto identity = authority_.issue("broker", "DNS:localhost,IP:127.0.0.1", days);
        config::Settings settings;
        settings.mllp.tls.mode = net::TlsMode::server;
        settings.mllp.tls.certificate = identity.certificate;
        settings.mllp.tls.key = identity.key;
        return settings;
    }
    test::Authority authority_;
    // A minute ahead: a certificate of so many days, made from now on, lasts a little less long from then.
    const Instant now_ = system_clock().now() + std::chrono::minutes(1);
};

TEST_F(LinksTest, WithoutTlsEveryLinkIsOffAndNothingExpires) {
    const Links links{config::Settings{}};
    EXPECT_TRUE(links.health(now_).good);
    EXPECT_EQ(links.health(now_).detail, "dicom: off; http: off; mllp: off");
    std::vector<web::Metric> metrics;
    links.add_to(metrics, now_);
    EXPECT_TRUE(metrics.empty());
}

TEST_F(LinksTest, AMonthBeforeACertificateExpiresAPersonShouldLook) {
    const Links links(with_certificate(90));
    using std::chrono::days;
    EXPECT_TRUE(links.health(now_ + days(59)).good);
    EXPECT_FALSE(links.health(now_ + days(61)).good);
    EXPECT_NE(links.health(now_).detail.find("mllp: on, its certificate expires in 89 days"),
              std::string::npos)
        << links.health(now_).detail;
    EXPECT_TRUE(links.health(now_ + days(88)).detail.ends_with("expires in 1 day"))
        << "one day is not \"1 days\": " << links.health(now_ + days(88)).detail;
    EXPECT_NE(links.health(now_ + days(91)).detail.find("expired 2 days ago"), std::string::npos)
        << links.health(now_ + days(91)).detail;
}

TEST_F(LinksTest, AReloadedCertificateIsTheOneThatCounts) {
    const Links links(with_certificate(10));
    EXPECT_FALSE(links.health(now_).good);
    links.use(Links::read(with_certificate(300)));
    EXPECT_TRUE(links.health(now_).good);
}

TEST_F(LinksTest, ADestinationThatLeftTheFileMayHaveLostItsFiles) {
    auto in_force = with_certificate(90);
    config::DestinationSettings gone;
    gone.name = DestinationName("gone");
    gone.tls.mode = net::TlsMode::server;
    gone.tls.ca = "/nowhere/ca.pem";
    in_force.destinations.push_back(gone);
    EXPECT_FALSE(Links::read(in_force, config::Settings{}).contains("destination.gone"));
    EXPECT_THROW((void)Links::read(in_force, in_force), ConfigError);
}

TEST_F(LinksTest, TheLinkWhoseFilesCannotBeReadIsNamed) {
    auto settings = with_certificate(90);
    settings.mllp.tls.key = "/nowhere/key.pem";
    try {
        (void)Links::read(settings);
        ADD_FAILURE() << "taken";
    } catch (const ConfigError& error) {
        EXPECT_EQ(std::string(error.what()).find("mllp.tls: "), 0U) << error.what();
    }
}

}  // namespace
}  // namespace mwl::app
