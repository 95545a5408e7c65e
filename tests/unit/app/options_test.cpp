// What each part takes from the settings: a setting that reaches nobody is a setting that lies.

#include "app/options.h"

#include <gtest/gtest.h>

namespace mwl::app {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Links& no_tls() {
    static const Links links{config::Settings{}};
    return links;
}

TEST(Options, OfTheMllpListener) {
    config::MllpSettings settings;
    settings.address = "192.0.2.1";
    settings.port = 2600;
    settings.max_message_bytes = 4096;
    settings.max_connections = 11;
    settings.max_per_address = 3;
    settings.frame_deadline = seconds(7);
    settings.lenient_end = true;
    settings.trusted_networks = *AccessList::parse({"10.0.0.0/8"});
    const auto options = mllp_options(settings, no_tls());
    EXPECT_EQ(options.accept.address, "192.0.2.1");
    EXPECT_EQ(options.accept.port, 2600);
    EXPECT_EQ(options.accept.max_connections, 11U);
    EXPECT_EQ(options.accept.max_per_address, 3U);
    EXPECT_TRUE(options.accept.trusted.contains(*IpAddress::parse("10.2.3.4")));
    EXPECT_EQ(options.frames.max_message_bytes, 4096U);
    EXPECT_TRUE(options.frames.lenient_end);
    EXPECT_EQ(options.message_timeout, seconds(7));
}

TEST(Options, OfTheDicomServer) {
    config::DicomSettings settings;
    settings.address = "192.0.2.1";
    settings.port = 104;
    settings.ae = AeTitle("RADIOLOGY");
    settings.max_associations = 9;
    settings.max_per_address = 2;
    settings.request_deadline = seconds(4);
    settings.idle_timeout = seconds(5);
    settings.trusted_networks = *AccessList::parse({"10.0.0.0/8"});
    const auto options = dicom_options(settings, no_tls());
    EXPECT_EQ(options.address, "192.0.2.1");
    EXPECT_EQ(options.port, 104);
    EXPECT_EQ(options.ae, AeTitle("RADIOLOGY"));
    EXPECT_EQ(options.max_associations, 9U);
    EXPECT_EQ(options.max_per_address, 2U);
    EXPECT_EQ(options.request_time, seconds(4));
    EXPECT_EQ(options.idle_time, seconds(5));
    EXPECT_TRUE(options.trusted.contains(*IpAddress::parse("10.2.3.4")));
}

TEST(Options, OfTheUseCases) {
    config::Settings settings;
    settings.site.duplicate_window = hours(5);
    settings.site.stale_tolerance = seconds(6);
    settings.site.answer_limit = 77;
    settings.site.fold_accents = false;
    settings.site.expire_after = std::chrono::days(3);
    settings.mllp.hold = seconds(8);
    settings.database.connection = "host=/somewhere";
    settings.database.sessions = 4;
    const auto intake = intake_options(settings);
    EXPECT_EQ(intake.duplicate_window, hours(5));
    EXPECT_EQ(intake.stale_tolerance, seconds(6));
    EXPECT_EQ(intake.hold, seconds(8));
    EXPECT_EQ(intake.expire_after, std::chrono::days(3));
    EXPECT_EQ(answer_options(settings.site).limit, 77);
    EXPECT_FALSE(answer_options(settings.site).fold_accents);
    EXPECT_EQ(store_options(settings).connection, "host=/somewhere");
    EXPECT_EQ(store_options(settings).sessions, 4);
}

TEST(Options, EveryDestinationIsAReceiverOfStatusMessages) {
    config::Settings settings;
    settings.destinations.resize(2);
    settings.destinations[0].name = DestinationName("ris");
    settings.destinations[0].sending_application = "RIS";
    settings.destinations[1].name = DestinationName("archive");
    const auto receivers = mpps_options(settings).receivers;
    ASSERT_EQ(receivers.size(), 2U);
    EXPECT_EQ(receivers[0].name, DestinationName("ris"));
    EXPECT_EQ(receivers[0].sending_application, "RIS");
    EXPECT_EQ(names_of(settings.destinations),
              (std::vector{DestinationName("ris"), DestinationName("archive")}));
}

TEST(Options, WhatIsKeptForEverIsNeverForgotten) {
    config::Settings settings;
    settings.retention.message_months = 0;
    settings.retention.status_months = 12;
    const auto kept = chore_options(settings).months_kept;
    EXPECT_FALSE(kept.contains(store::Kept::messages));
    EXPECT_EQ(kept.at(store::Kept::statuses), 12);
}

}  // namespace
}  // namespace mwl::app
