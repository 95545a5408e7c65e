// What a good file becomes.
#include <algorithm>
#include <set>

#include "mwl/config/devices.h"
#include "unit/config/files.h"

namespace mwl::config {
namespace {

const std::filesystem::path kShipped = std::filesystem::path(MWL_SOURCE_DIR) / "config";

Settings settings_from(const std::string& text, const std::vector<Override>& overrides = {}) {
    Files files;
    return read_settings(files.settings(text), overrides);
}
mapping::SiteProfile profile_from(const std::string& text, const std::string& settings = "") {
    Files files;
    return read_settings(files.with_profile(text).settings(settings)).profiles.at(0);
}
std::vector<domain::Device> devices_from(const std::string& text) {
    Files files;
    return read_devices(files.write("devices.toml", text)).devices;
}

void expect_equal(const Settings& a, const Settings& b) {
    const auto all = [](const Settings& s) {
        return std::tuple(s.site.zone.name(), s.site.answer_charset, s.site.answer_limit,
                          s.site.duplicate_window, s.site.stale_tolerance, s.site.fold_accents,
                          s.database.sessions, s.log_level, s.http.address, s.http.port);
    };
    const auto mllp = [](const Settings& s) {
        return std::tie(s.mllp.address, s.mllp.port, s.mllp.max_message_bytes, s.mllp.max_connections,
                        s.mllp.max_per_address, s.mllp.frame_deadline, s.mllp.lenient_end, s.mllp.hold,
                        s.mllp.trusted_networks);
    };
    const auto dicom = [](const Settings& s) {
        return std::tie(s.dicom.address, s.dicom.port, s.dicom.ae, s.dicom.echo_networks,
                        s.dicom.max_associations, s.dicom.max_per_address, s.dicom.request_deadline,
                        s.dicom.idle_timeout, s.dicom.trusted_networks);
    };
    EXPECT_EQ(all(a), all(b));
    EXPECT_EQ(mllp(a), mllp(b));
    EXPECT_EQ(dicom(a), dicom(b));
}

auto all_of(const DestinationSettings& d) {
    return std::tuple(d.sending_application, d.ack_timeout, d.give_up_after, d.park_on_refusal,
                      d.format.sending_application, d.format.sending_facility, d.format.receiving_application,
                      d.format.receiving_facility, d.format.version, d.format.charset, d.format.zone.name(),
                      d.format.processing_id);
}

// Every target with where it is read from and what a missing value means.
std::string written_map(const mapping::SiteProfile& profile) {
    std::string out;
    for (const auto& row : mapping::targets()) {
        out += std::string(row.key) + ":";
        for (const auto& source : profile.sources(row.target)) out += " " + to_string(source) + ",";
        out += " " + std::string(name_of(profile.missing(row.target))) + profile.rule(row.target).otherwise +
               "\n";
    }
    return out;
}

auto all_of(const mapping::SenderRules& s) {
    return std::tuple(s.match.applications, s.match.facilities, s.match.peers, s.charsets, s.read_declared,
                      s.zone.name(), s.msh7_offset, s.patient_issuer, s.accession_issuer, s.placer_issuer,
                      s.filler_issuer, s.shares_issuers, s.preferred_id_types);
}

auto all_of(const mapping::SiteProfile& p) {
    return std::tuple(all_of(p.sender),
                      std::tuple(p.intake.take, p.intake.other, p.intake.on_error, p.intake.update_of_unknown,
                                 p.intake.processing_ids, p.intake.demographics_from_updates),
                      std::tuple(written_map(p), p.station_rules.size()));
}

using Codes = std::map<std::string, std::vector<std::string>, std::less<>>;

TEST(ShippedSettings, HoldTheDefaults) {
    const auto shipped = read_settings(kShipped / "mwlbroker.toml");
    expect_equal(shipped, Settings{});
    ASSERT_EQ(shipped.destinations.size(), 1U);
    EXPECT_EQ(all_of(shipped.destinations[0]), all_of(DestinationSettings{}));
    EXPECT_EQ(shipped.destinations[0].port, 2576);
    ASSERT_EQ(shipped.profiles.size(), 1U);
    EXPECT_EQ(all_of(shipped.profiles[0]), all_of(mapping::SiteProfile{}));
    EXPECT_EQ(shipped.profiles[0].tables.at("sections").rows(), (Codes{{"RAD", {"DX"}}, {"RUS", {"US"}}}));
}

TEST(ShippedSettings, AFileThatOnlyNamesAProfileHasTheDefaultsToo) {
    const auto settings = settings_from("");
    expect_equal(settings, Settings{});
    EXPECT_TRUE(settings.destinations.empty());
    EXPECT_EQ(all_of(settings.profiles.at(0)), all_of(mapping::SiteProfile{}));
}

TEST(ShippedDevices, HoldTheDefaultsBesideWhatMakesThemThemselves) {
    const auto [devices, warnings] = read_devices(kShipped / "devices.toml");
    EXPECT_TRUE(warnings.empty());
    ASSERT_EQ(devices.size(), 2U);
    for (const auto& device : devices) {
        domain::Device plain;
        plain.ae = device.ae;
        plain.networks = {"127.0.0.0/8", "::1/128"};
        plain.modality = device.modality;
        plain.description = device.description;
        EXPECT_EQ(device, plain);
    }
    EXPECT_EQ(devices[0].ae, AeTitle("XRAY1"));
    EXPECT_EQ(devices[1].modality, "US");
}

TEST(Settings, EveryDescribedKeyHasAMeaningAndADefault) {
    std::set<std::string> seen;
    for (const auto& table : {describe_settings(), describe_profile(), describe_devices()})
        for (const auto& row : table) {
            EXPECT_FALSE(row.meaning.empty()) << row.key;
            EXPECT_FALSE(row.standard.empty()) << row.key;
            seen.insert(row.key);
        }
    for (const auto* const key :
         {"mllp.port", "destination.orders_from", "map.TARGET.from", "station.stations",
          "sender.read_declared.*", "intake.on_error", "device.strict_mpps"})
        EXPECT_TRUE(seen.contains(key)) << key;
}

TEST(Settings, UnitsAreTheOnesOfTheKeysName) {
    const auto settings = settings_from(
        "[site]\nduplicate_window_hours = 24\nstale_tolerance_seconds = 90\n[mllp]\nframe_seconds = "
        "5\nhold_seconds = 6\n[dicom]\nrequest_seconds = 7\n"
        "idle_seconds = 8\n[[destination]]\nname = \"r\"\nhost = \"h\"\nport = 9\nack_seconds = 11\n"
        "give_up_hours = 12");
    EXPECT_EQ(settings.site.duplicate_window, std::chrono::hours(24));
    EXPECT_EQ(settings.site.stale_tolerance, std::chrono::seconds(90));
    EXPECT_EQ(settings.mllp.frame_deadline, std::chrono::seconds(5));
    EXPECT_EQ(settings.mllp.hold, std::chrono::seconds(6));
    EXPECT_EQ(settings.dicom.request_deadline, std::chrono::seconds(7));
    EXPECT_EQ(settings.dicom.idle_timeout, std::chrono::seconds(8));
    EXPECT_EQ(settings.destinations.at(0).ack_timeout, std::chrono::seconds(11));
    EXPECT_EQ(settings.destinations.at(0).give_up_after, std::chrono::hours(12));
}

TEST(Settings, SeveralDestinationsKeepTheirOrderAndTheirOwnValues) {
    const auto found = settings_from(
                           "[[destination]]\nname = \"ris\"\nhost = \"h1\"\nport = 1\norders_from = \"A\"\n"
                           "park_on_refusal = true\n[[destination]]\nname = \"pacs\"\nhost = "
                           "\"h2\"\nport = 2\ncharset = \"8859/1\"\nsending_application = \"X\"")
                           .destinations;
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].name.str(), "ris");
    EXPECT_EQ(found[0].sending_application, "A");
    EXPECT_TRUE(found[0].park_on_refusal);
    EXPECT_EQ(found[0].format.charset, text::Charset::utf8);
    EXPECT_EQ(found[1].host, "h2");
    EXPECT_EQ(found[1].sending_application, "") << "whose orders, not who we say we are";
    EXPECT_EQ(found[1].format.sending_application, "X");
    EXPECT_EQ(found[1].format.charset, text::Charset::latin1);
}

TEST(Settings, ProfilesAndDestinationsThatNameNoZoneHaveTheSites) {
    const std::string receiver = "[[destination]]\nname = \"r\"\nhost = \"h\"\nport = 1\n";
    const auto settings = settings_from("[site]\nzone = \"Asia/Tokyo\"\n" + receiver);
    EXPECT_EQ(settings.profiles.at(0).sender.zone.name(), "Asia/Tokyo");
    EXPECT_EQ(settings.destinations.at(0).format.zone.name(), "Asia/Tokyo");
    EXPECT_EQ(
        profile_from("sender.zone = \"Europe/Berlin\"", "[site]\nzone = \"Asia/Tokyo\"").sender.zone.name(),
        "Europe/Berlin");
}

TEST(Settings, ProfilesStandInTheOrderOfTheList) {
    Files files;
    files.write("b.toml", "name = \"b\"\nsender.shares_issuers = true\nsender.application = [\"B\"]");
    files.write("a.toml", "name = \"a\"\nsender.shares_issuers = true");
    const auto settings = read_settings(files.write("settings.toml", "profiles = [\"b.toml\", \"a.toml\"]"));
    ASSERT_EQ(settings.profiles.size(), 2U);
    EXPECT_EQ(settings.profiles[0].name, "b");
    EXPECT_EQ(settings.profiles[1].name, "a");
}

TEST(Settings, C27_TwoProfilesNeedIssuersOfTheirOwnUnlessBothSayThatTheyShareThem) {
    const std::string own =
        "sender.accession_issuer = \"X\"\nsender.placer_issuer = \"X\"\nsender.filler_issuer = \"X\"\n";
    const auto read = [](const std::string& a, const std::string& b) {
        Files files;
        files.write("a.toml", "name = \"a\"\n" + a + "\nsender.application = [\"A\"]");
        files.write("b.toml", "name = \"b\"\n" + b);
        const auto file = files.write("settings.toml", "profiles = [\"a.toml\", \"b.toml\"]");
        return read_settings(file).profiles.size();
    };
    EXPECT_EQ(read(own, ""), 2U);
    EXPECT_EQ(read("sender.shares_issuers = true", "sender.shares_issuers = true"), 2U);
    const auto wanted = [](const std::string& key, const std::string& issuer) {
        return key + ": profiles \"a\" and \"b\" have the issuer \"" + issuer +
               "\" in common; give each its own accession_issuer, placer_issuer and filler_issuer, or "
               "shares_issuers = true in both";
    };
    const auto clash = [&](const std::string& a, const std::string& b) {
        return complaint([&] { return read(a, b); });
    };
    EXPECT_EQ(clash("", ""), "settings.toml:1:12: " + wanted("sender.accession_issuer", "HOSPITAL"));
    EXPECT_EQ(clash("sender.shares_issuers = true", ""),
              "settings.toml:1:12: " + wanted("sender.accession_issuer", "HOSPITAL"));
    EXPECT_EQ(clash("sender.accession_issuer = \"X\"\nsender.placer_issuer = \"RIS\"", ""),
              "a.toml:3:24: " + wanted("sender.placer_issuer", "RIS"))
        << "where it is written, not where it is only meant";
    EXPECT_EQ(clash(own, "sender.accession_issuer = \"Y\"\nsender.filler_issuer = \"X\""),
              "b.toml:3:24: " + wanted("sender.filler_issuer", "X"));
}

TEST(Settings, ListenersMayShareAPortOnAddressesOfTheirOwnAndPortZeroAlways) {
    const auto settings = settings_from(
        "[mllp]\naddress = \"127.0.0.1\"\nport = 2600\n[dicom]\naddress = \"127.0.0.2\"\nport = 2600\n"
        "[http]\naddress = \"::1\"\nport = 2600");
    EXPECT_EQ(settings.dicom.port, 2600);
    EXPECT_EQ(settings_from("[mllp]\nport = 0\n[dicom]\nport = 0\n[http]\nport = 0").http.port, 0);
}

TEST(Settings, WhatWasGivenIsKnownWithItsPlace) {
    const auto given =
        settings_from("[mllp]\nport = 2600\nlenient_end = true\ntrusted_networks = [\"::1\", \"10.0.0.1\"]",
                      {{"dicom.ae", "MINE"}})
            .given;
    EXPECT_EQ(given.at("mllp.port").value, "2600");
    EXPECT_TRUE(given.at("mllp.port").place.ends_with("settings.toml:3:8")) << given.at("mllp.port").place;
    EXPECT_EQ(given.at("mllp.lenient_end").value, "true");
    EXPECT_EQ(given.at("mllp.trusted_networks").value, "[\"::1\", \"10.0.0.1\"]");
    EXPECT_EQ(given.at("dicom.ae"), (Given{"\"MINE\"", "command line"}));
    EXPECT_FALSE(given.contains("http.port"));
}

TEST(Overrides, WinOverTheFile) {
    const auto settings = settings_from("[mllp]\nport = 2600\n[dicom]\nae = \"OTHER\"",
                                        {{"mllp.port", "0"},
                                         {"mllp.lenient_end", "true"},
                                         {"dicom.ae", "MINE"},
                                         {"database.connection", "host=/tmp dbname=mwl"}});
    EXPECT_EQ(settings.mllp.port, 0);
    EXPECT_TRUE(settings.mllp.lenient_end);
    EXPECT_EQ(settings.dicom.ae, AeTitle("MINE"));
    EXPECT_EQ(settings.database.connection, "host=/tmp dbname=mwl");
}

TEST(Overrides, ListsAndTextsThatLookLikeNumbersAreWrittenAsInTheFile) {
    const auto settings =
        settings_from("", {{"mllp.trusted_networks", "[\"10.0.0.0/8\", \"::1\"]"}, {"dicom.ae", "\"4711\""}});
    EXPECT_EQ(settings.mllp.trusted_networks, *AccessList::parse({"10.0.0.0/8", "::1"}));
    EXPECT_EQ(settings.dicom.ae, AeTitle("4711"));
}

TEST(Overrides, ChangeADestinationOfTheFileOrMakeTheNextOne) {
    const auto found = settings_from("[[destination]]\nname = \"ris\"\nhost = \"h\"\nport = 1",
                                     {{"destination[0].port", "2"},
                                      {"destination[1].name", "second"},
                                      {"destination[1].host", "127.0.0.1"},
                                      {"destination[1].port", "3"}})
                           .destinations;
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].port, 2);
    EXPECT_EQ(found[1].name.str(), "second");
    EXPECT_EQ(found[1].host, "127.0.0.1");
}

TEST(Profiles, TablesOfCodesTakeAnyCode) {
    const auto profile = profile_from(
        "[tables.sections]\nRAD = \"CR\"\n\"A.B\" = \"MR\"\n\"X[0]\" = \"US\"\n[tables.procedures]\n71020 = "
        "\"DX\"");
    EXPECT_EQ(profile.tables.at("sections").rows(),
              (Codes{{"RAD", {"CR"}}, {"A.B", {"MR"}}, {"X[0]", {"US"}}}));
    EXPECT_EQ(profile.tables.at("procedures").rows(), (Codes{{"71020", {"DX"}}}));
}

TEST(Profiles, StationRulesKeepTheirOrder) {
    const auto rules =
        profile_from(
            "[[station]]\nprocedure = [\"CHEST*\"]\nmodality = \"DX\"\nlocation = [\"ICU*\"]\n"
            "transport = \"PORT\"\npriority = \"STAT\"\nsender = [\"RIS\"]\n"
            "stations = [\"XRAY1\", \"XRAY2\"]\nstation_name = \"Portable\"\nstation_location = "
            "\"Ward\"\n[[station]]\nstations = [\"CT1\"]")
            .station_rules;
    ASSERT_EQ(rules.size(), 2U);
    EXPECT_EQ(rules[0].modality, "DX");
    EXPECT_EQ(rules[0].procedures, std::vector<std::string>{"CHEST*"});
    EXPECT_EQ(rules[0].locations, std::vector<std::string>{"ICU*"});
    EXPECT_EQ(rules[0].priority, "STAT");
    EXPECT_EQ(rules[0].senders, std::vector<std::string>{"RIS"});
    EXPECT_EQ(rules[0].transport, "PORT");
    EXPECT_EQ(rules[0].stations, (std::vector{AeTitle("XRAY1"), AeTitle("XRAY2")}));
    EXPECT_EQ(rules[0].station_name, "Portable");
    EXPECT_EQ(rules[0].location, "Ward");
    EXPECT_EQ(rules[1].modality, "");
    EXPECT_EQ(rules[1].stations, std::vector{AeTitle("CT1")});
}

TEST(Profiles, PoliciesAreWords) {
    const auto profile = profile_from(
        "[sender]\ncharsets = [\"BIG-5\", \"8859/9\"]\nmsh7_offset = \"ignore\"\n"
        "application = [\"HIS\", \"HIS-*\"]\npeers = [\"10.2.0.0/16\"]\n"
        "read_declared = { \"8859\" = \"8859/1\" }\n"
        "[intake]\ntake = [\"ORM^O01\", \"ADT\"]\nother = \"ignore\"\non_error = \"aa-and-quarantine\"\n"
        "update_of_unknown = \"reject\"\n"
        "[map.accession]\nfrom = [\"IPC-1\", \"OBR-20\"]\nmissing = \"generate\"\n"
        "[map.\"step.start\"]\nmissing = \"order-time\"\n[map.patient.name]\nmissing = \"placeholder\"\n"
        "[map.\"step.modality\"]\notherwise = \"DX\"");
    using mapping::Missing;
    using mapping::Target;
    EXPECT_EQ(profile.missing(Target::order_accession), Missing::generate);
    EXPECT_EQ(profile.missing(Target::step_start), Missing::order_time);
    EXPECT_EQ(profile.missing(Target::patient_name), Missing::placeholder);
    EXPECT_EQ(profile.missing(Target::step_modality), Missing::reject);
    EXPECT_EQ(profile.rule(Target::step_modality).otherwise, "DX");
    const auto& sender = profile.sender;
    EXPECT_EQ(sender.charsets, (std::vector{text::Charset::big5, text::Charset::latin5}));
    EXPECT_EQ(sender.msh7_offset, mapping::Msh7Offset::ignore);
    EXPECT_EQ(sender.match.applications, (std::vector<std::string>{"HIS", "HIS-*"}));
    EXPECT_TRUE(sender.match.peers.contains(*IpAddress::parse("10.2.9.9")));
    EXPECT_EQ(sender.read_declared, (hl7::CharsetNames{{"8859", text::Charset::latin1}}));
    const auto& intake = profile.intake;
    EXPECT_EQ(intake.take, (std::vector<std::string>{"ORM^O01", "ADT"}));
    EXPECT_EQ(intake.other, mapping::OtherMessages::ignore);
    EXPECT_EQ(intake.on_error, mapping::OnError::aa_and_quarantine);
    EXPECT_EQ(intake.update_of_unknown, mapping::UpdateOfUnknown::reject);
    const auto& sources = profile.sources(Target::order_accession);
    ASSERT_EQ(sources.size(), 2U);
    EXPECT_EQ(to_string(sources[0]) + " " + to_string(sources[1]), "IPC-1 OBR-20");
}

TEST(Devices, EveryKeyReachesItsPlace) {
    const auto devices = devices_from(
        "[[device]]\nae = \"CT1\"\nnetworks = [\"10.1.2.0/24\", \"fe80::1\"]\nmodality = \"CT\"\ndescription "
        "= "
        "\"Room 4\"\nzone = \"Asia/Tokyo\"\ncharset = \"ISO_IR 192\"\nenabled = false\nown_worklist_only = "
        "true\nhide_started = true\nstrict_mpps = true\nalways_ff00 = true\nanswer_limit = 20");
    domain::Device wanted;
    wanted.ae = AeTitle("CT1");
    wanted.networks = {"10.1.2.0/24", "fe80::1"};
    wanted.modality = "CT";
    wanted.description = "Room 4";
    wanted.zone = "Asia/Tokyo";
    wanted.charset = "ISO_IR 192";
    wanted.enabled = false;
    wanted.own_worklist_only = wanted.hide_started = wanted.strict_mpps = wanted.always_ff00 = true;
    wanted.answer_limit = 20;
    EXPECT_EQ(devices, std::vector{wanted});
}

TEST(Devices, AnEmptyZoneOrCharacterSetMeansTheSites) {
    const auto devices =
        devices_from("[[device]]\nae = \"CT1\"\nenabled = false\nzone = \"\"\ncharset = \"\"");
    ASSERT_EQ(devices.size(), 1U);
    EXPECT_EQ(devices[0].zone, "");
    EXPECT_EQ(devices[0].charset, "");
}

TEST(Devices, K7_FiveThousandAreAllReadAndTheLastIsStillChecked) {
    std::string text;
    for (int n = 0; n < 5000; ++n)
        text += "[[device]]\nae = \"D" + std::to_string(n) +
                "\"\nnetworks = [\"10.0.0.0/8\"]\nmodality = \"CT\"\n";
    const auto devices = devices_from(text);
    ASSERT_EQ(devices.size(), 5000U);
    EXPECT_EQ(devices.back().ae, AeTitle("D4999"));
    EXPECT_EQ(complaint_about_devices(text + "[[device]]\nae = \"D17\"\nenabled = false"),
              "devices.toml:20001:1: two devices have the AE title D17");
}

}  // namespace
}  // namespace mwl::config
