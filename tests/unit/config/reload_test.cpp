// What reading the file again changes, key by key.
#include "mwl/config/reload.h"

#include <algorithm>
#include <set>

#include "support/certificates.h"
#include "unit/config/files.h"

namespace mwl::config {
namespace {

const std::string kRis = "[[destination]]\nname = \"ris\"\nhost = \"127.0.0.1\"\nport = 2576\n";

Settings read(const std::string& text, const std::vector<Override>& overrides = {}) {
    Files files;
    return read_settings(files.settings(text), overrides);
}

// Everything that a broker takes from its settings, to compare two of them.
std::vector<std::string> all_of(const Settings& s) {
    std::vector<std::string> all{s.site.zone.name(),
                                 std::string(text::dicom_term(s.site.answer_charset)),
                                 std::to_string(s.site.answer_limit),
                                 std::to_string(s.site.duplicate_window.count()),
                                 std::to_string(s.site.stale_tolerance.count()),
                                 std::to_string(s.site.fold_accents ? 1 : 0),
                                 std::to_string(static_cast<int>(s.log_level)),
                                 s.database.connection,
                                 std::to_string(s.database.sessions)};
    const auto add = [&](const auto&... values) { (all.push_back(std::to_string(values)), ...); };
    const auto add_texts = [&](const auto&... values) { (all.push_back(values), ...); };
    const auto add_list = [&](const auto& list) { all.push_back(text_of(policy_value(list))); };
    add_texts(s.mllp.address, s.dicom.address, s.dicom.ae.str(), s.http.address);
    add(s.site.expire_after.count(), s.retention.message_months, s.retention.status_months,
        s.retention.timeline_months, s.retention.association_months);
    add(s.mllp.port, s.mllp.max_message_bytes, s.mllp.max_connections, s.mllp.max_per_address,
        s.mllp.frame_deadline.count(), static_cast<int>(s.mllp.lenient_end), s.mllp.hold.count(),
        s.dicom.port, s.dicom.max_associations, s.dicom.max_per_address, s.dicom.request_deadline.count(),
        s.dicom.idle_timeout.count(), s.http.port);
    for (const auto* list : {&s.mllp.trusted_networks, &s.dicom.echo_networks, &s.dicom.trusted_networks})
        add_list(*list);
    add_list(s.http.host_names);
    const auto add_tls = [&](const net::TlsOptions& tls) {
        add(static_cast<int>(tls.mode));
        add_texts(tls.certificate, tls.key, tls.ca);
    };
    for (const auto* tls : {&s.mllp.tls, &s.dicom.tls, &s.http.tls}) add_tls(*tls);
    for (const auto& d : s.destinations) {
        add_texts(d.name.str(), d.host, d.sending_application, d.format.sending_application,
                  d.format.sending_facility, d.format.receiving_application, d.format.receiving_facility,
                  d.format.version, d.format.zone.name(), d.format.processing_id);
        add_tls(d.tls);
        add(d.port, d.ack_timeout.count(), d.give_up_after.count(), d.alarm_after.count(),
            static_cast<int>(d.park_on_refusal), static_cast<int>(d.format.charset));
    }
    for (const auto& profile : s.profiles) add_texts(profile.name, profile.sender.zone.name());
    return all;
}

// A value other than the default of each key, but for the profiles.
const std::vector<Override> kChanges{{"site.zone", "Asia/Tokyo"},
                                     {"site.answer_charset", "ISO_IR 192"},
                                     {"site.answer_limit", "7"},
                                     {"site.duplicate_window_hours", "7"},
                                     {"site.stale_tolerance_seconds", "7"},
                                     {"site.ignore_accents", "false"},
                                     {"worklist.expire_days", "70"},
                                     {"log.level", "error"},
                                     {"retention.message_months", "7"},
                                     {"retention.status_months", "7"},
                                     {"retention.timeline_months", "7"},
                                     {"retention.association_months", "7"},
                                     {"database.connection", "host=elsewhere"},
                                     {"database.sessions", "7"},
                                     {"mllp.address", "::1"},
                                     {"mllp.port", "2600"},
                                     {"mllp.max_message_bytes", "4096"},
                                     {"mllp.max_connections", "7"},
                                     {"mllp.max_per_address", "7"},
                                     {"mllp.frame_seconds", "7"},
                                     {"mllp.lenient_end", "true"},
                                     {"mllp.hold_seconds", "7"},
                                     {"mllp.trusted_networks", "[\"10.0.0.0/8\"]"},
                                     {"dicom.address", "::1"},
                                     {"dicom.port", "2600"},
                                     {"dicom.ae", "OTHER"},
                                     {"dicom.echo_networks", "[\"10.0.0.0/8\"]"},
                                     {"dicom.max_associations", "7"},
                                     {"dicom.max_per_address", "7"},
                                     {"dicom.request_seconds", "7"},
                                     {"dicom.idle_seconds", "7"},
                                     {"dicom.trusted_networks", "[\"10.0.0.0/8\"]"},
                                     {"http.address", "::1"},
                                     {"http.port", "2600"},
                                     {"http.host_names", "[\"broker\"]"},
                                     {"destination[0].name", "other"},
                                     {"destination[0].host", "127.0.0.9"},
                                     {"destination[0].port", "7"},
                                     {"destination[0].orders_from", "X"},
                                     {"destination[0].ack_seconds", "7"},
                                     {"destination[0].give_up_hours", "7"},
                                     {"destination[0].alarm_minutes", "7"},
                                     {"destination[0].park_on_refusal", "true"},
                                     {"destination[0].sending_application", "X"},
                                     {"destination[0].sending_facility", "X"},
                                     {"destination[0].receiving_application", "X"},
                                     {"destination[0].receiving_facility", "X"},
                                     {"destination[0].version", "2.5"},
                                     {"destination[0].charset", "8859/1"},
                                     {"destination[0].zone", "Asia/Tokyo"},
                                     {"destination[0].processing_id", "T"}};

// Files that every link can use, and a copy of each.
class TlsFiles {
public:
    TlsFiles() : ours_(authority_.issue("ours")) {
        for (const auto& file : {ours_.certificate, ours_.key, authority_.file()})
            std::filesystem::copy_file(file, file + ".copy");
    }
    std::string keys() const {
        return "tls = \"server\"\ntls_certificate = \"" + ours_.certificate + "\"\ntls_key = \"" + ours_.key +
               "\"\ntls_ca = \"" + authority_.file() + "\"\n";
    }
    std::vector<Override> changes(const std::string& link) const {
        return {{link + ".tls", "mutual"},
                {link + ".tls_certificate", ours_.certificate + ".copy"},
                {link + ".tls_key", ours_.key + ".copy"},
                {link + ".tls_ca", authority_.file() + ".copy"}};
    }

private:
    test::Authority authority_;
    test::Identity ours_;
};
const TlsFiles& tls_files() {
    static const TlsFiles kFiles;
    return kFiles;
}

// Every link with TLS, so that each of its keys may change by itself.
std::string base() {
    std::string text = kRis + tls_files().keys();
    for (const char* link : {"mllp", "dicom", "http"})
        text += "[" + std::string(link) + "]\n" + tls_files().keys();
    return text;
}
std::vector<Override> every_change() {
    auto all = kChanges;
    for (const char* link : {"mllp", "dicom", "http", "destination[0]"})
        for (auto& change : tls_files().changes(link)) all.push_back(std::move(change));
    return all;
}

TakesEffect effect_of(std::string key) {
    if (const auto index = key.find("[0]"); index != std::string::npos) key.erase(index, 3);
    for (const auto& row : describe_settings())
        if (row.key == key) return row.effect;
    ADD_FAILURE() << key << " is no key";
    return TakesEffect::live;
}

TEST(Reload, EachKeyTakesEffectWhenItsRowOfTheTableSays) {
    const auto started = read(base());
    for (const auto& change : every_change()) {
        const auto changed = read(base(), {change});
        ASSERT_NE(all_of(changed), all_of(started)) << change.key << " is compared with nothing here";
        const auto now = all_of(in_force(started, changed));
        const auto waiting = waiting_for_restart(started, changed);
        if (effect_of(change.key) == TakesEffect::live) {
            EXPECT_EQ(now, all_of(changed)) << change.key;
            EXPECT_EQ(waiting, std::vector<std::string>{}) << change.key;
        } else {
            EXPECT_EQ(now, all_of(started)) << change.key;
            EXPECT_EQ(waiting, std::vector{change.key});
        }
    }
}

TEST(Reload, NoKeyOfTheTableIsLeftOutHere) {
    std::set<std::string> tried{"profiles"};
    for (auto [key, value] : every_change()) {
        if (const auto index = key.find("[0]"); index != std::string::npos) key.erase(index, 3);
        tried.insert(key);
    }
    for (const auto& row : describe_settings()) EXPECT_TRUE(tried.contains(row.key)) << row.key;
}

TEST(Reload, ProfilesAreReadAgain) {
    Files files;
    const auto file = files.with_profile("name = \"old\"").settings("");
    const auto started = read_settings(file);
    files.write("profile.toml", "name = \"new\"");
    const auto again = read_settings(file);
    EXPECT_EQ(in_force(started, again).profiles.at(0).name, "new");
    EXPECT_EQ(waiting_for_restart(started, again), std::vector<std::string>{});
}

TEST(Reload, AKeyThatIsWrittenOutWithItsDefaultHasNotChanged) {
    const auto started = read(kRis);
    const auto again = read(
        "[mllp]\nport = 2575\ntrusted_networks = []\n[dicom]\necho_networks = [\"127.0.0.0/8\", "
        "\"::1/128\"]\n" +
        kRis + "ack_seconds = 30");
    EXPECT_EQ(waiting_for_restart(started, again), std::vector<std::string>{});
}

TEST(Reload, ANewDestinationWaitsForTheRestartAndOneThatIsGoneWorksOnUntilThen) {
    const std::string second = "[[destination]]\nname = \"second\"\nhost = \"127.0.0.1\"\nport = 9\n";
    const auto one = read(kRis);
    const auto two = read(kRis + second + "version = \"2.5\"");
    EXPECT_EQ(in_force(one, two).destinations.size(), 1U);
    const std::vector<std::string> waiting{"destination[1].name", "destination[1].host",
                                           "destination[1].port"};
    EXPECT_EQ(waiting_for_restart(one, two), waiting);
    EXPECT_EQ(all_of(in_force(two, one)), all_of(two));
    EXPECT_EQ(waiting_for_restart(two, one), waiting);
}

TEST(Reload, LiveKeysFindTheirDestinationByItsNameWhateverTheOrder) {
    const std::string second = "[[destination]]\nname = \"second\"\nhost = \"127.0.0.1\"\nport = 9\n";
    const auto started = read(kRis + second);
    const auto now = in_force(started, read(second + "version = \"2.5\"\n" + kRis));
    ASSERT_EQ(now.destinations.size(), 2U);
    EXPECT_EQ(now.destinations[0].name.str(), "ris");
    EXPECT_EQ(now.destinations[0].format.version, "2.3.1");
    EXPECT_EQ(now.destinations[1].format.version, "2.5");
}

}  // namespace
}  // namespace mwl::config
