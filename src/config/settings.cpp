#include "mwl/config/settings.h"

#include <set>

#include "config/checks.h"
#include "config/kinds.h"
#include "config/tls.h"
#include "mwl/base/enum_names.h"
#include "mwl/store/connection.h"

namespace mwl::config {
namespace {

constexpr std::array kLevels{std::pair{std::string_view("debug"), LogLevel::debug},
                             std::pair{std::string_view("info"), LogLevel::info},
                             std::pair{std::string_view("warn"), LogLevel::warn},
                             std::pair{std::string_view("error"), LogLevel::error}};

// What a file may say, before files named by it are read.
struct RawSettings {
    Settings settings;
    std::vector<std::string> profile_files;
};

using SettingKey = Key<RawSettings>;
using DestinationKey = Key<DestinationSettings>;

std::string connection_of(const Input& input) {
    auto text = input.text();
    if (const auto checked = store::check_connection(text); !checked) input.fail(checked.problem().what);
    return text;
}

std::vector<SettingKey> site_keys() {
    return {
        {"site.zone", "IANA time zone of devices and senders that name none", "\"UTC\"", kLive,
         [](auto& s, const Input& in) { s.settings.site.zone = zone_of(in); }},
        {"site.answer_charset", "defined term of answers to queries that name no character set",
         "\"ISO_IR 100\"", kLive,
         [](auto& s, const Input& in) { s.settings.site.answer_charset = dicom_charset_of(in); }},
        {"site.answer_limit", "worklist items in one answer, 1 to 10000; more end with A700", "1000", kLive,
         [](auto& s, const Input& in) {
             s.settings.site.answer_limit = static_cast<int>(in.number(1, 10'000));
         }},
        {"site.duplicate_window_hours", "how long an equal HL7 message counts as a repeat, 1 to 8760", "168",
         kLive,
         [](auto& s, const Input& in) {
             s.settings.site.duplicate_window = std::chrono::hours(in.number(1, 8760));
         }},
        {"site.stale_tolerance_seconds",
         "how much older than the sender's newest message for an order or patient another may be, 0 to 86400 "
         "s",
         "60", kLive,
         [](auto& s, const Input& in) {
             s.settings.site.stale_tolerance = std::chrono::seconds(in.number(0, 86'400));
         }},
        {"site.ignore_accents", "names on worklist queries match whatever their accents", "true", kLive,
         [](auto& s, const Input& in) { s.settings.site.fold_accents = in.flag(); }},
        {"worklist.expire_days",
         "how many days past its day an open step leaves every worklist, 1 to 3650; a later date brings it "
         "back",
         "7", kLive,
         [](auto& s, const Input& in) {
             s.settings.site.expire_after = std::chrono::days(in.number(1, 3650));
         }},
        {"log.level", "least level written: debug, info, warn, error", "\"info\"", kLive,
         [](auto& s, const Input& in) { s.settings.log_level = word_of(in, kLevels); }},
        {"profiles", "profile files in the order they are tried, relative to this file", "[]", kLive,
         [](auto& s, const Input& in) { s.profile_files = in.texts(); }},
        {"database.connection", "libpq keywords without a password (use PGPASSFILE)", "\"\"", kOnRestart,
         [](auto& s, const Input& in) { s.settings.database.connection = connection_of(in); }},
        {"database.sessions", "database sessions at most, 2 to 64", "8", kOnRestart,
         [](auto& s, const Input& in) { s.settings.database.sessions = static_cast<int>(in.number(2, 64)); }},
    };
}

int months_of(const Input& input) { return static_cast<int>(input.number(0, 1200)); }

std::vector<SettingKey> retention_keys() {
    return {
        {"retention.message_months",
         "whole months that received HL7 messages are kept beside the present one, 0 = for ever, at most "
         "1200",
         "24", kLive, [](auto& s, const Input& in) { s.settings.retention.message_months = months_of(in); }},
        {"retention.status_months", "the same of status messages that were sent", "24", kLive,
         [](auto& s, const Input& in) { s.settings.retention.status_months = months_of(in); }},
        {"retention.timeline_months", "the same of what happened to each order", "60", kLive,
         [](auto& s, const Input& in) { s.settings.retention.timeline_months = months_of(in); }},
        {"retention.association_months", "the same of DICOM associations", "6", kLive,
         [](auto& s, const Input& in) { s.settings.retention.association_months = months_of(in); }},
    };
}

std::vector<SettingKey> mllp_keys() {
    return {
        {"mllp.address", "address to listen on for HL7; \"::\" is every address, v4 and v6", "\"127.0.0.1\"",
         kOnRestart, [](auto& s, const Input& in) { s.settings.mllp.address = address_of(in); }},
        {"mllp.port", "TCP port, 0 = any free one", "2575", kOnRestart,
         [](auto& s, const Input& in) { s.settings.mllp.port = in.port(); }},
        {"mllp.max_message_bytes", "longest message taken, 1024 to 16777216 bytes", "1048576", kOnRestart,
         [](auto& s, const Input& in) {
             s.settings.mllp.max_message_bytes = static_cast<std::size_t>(in.number(1024, 16 << 20));
         }},
        {"mllp.max_connections", "connections in total, 1 to 512", "64", kOnRestart,
         [](auto& s, const Input& in) {
             s.settings.mllp.max_connections = static_cast<int>(in.number(1, 512));
         }},
        {"mllp.max_per_address", "connections per address, 1 to 512", "8", kOnRestart,
         [](auto& s, const Input& in) {
             s.settings.mllp.max_per_address = static_cast<int>(in.number(1, 512));
         }},
        {"mllp.frame_seconds", "time for one message from its first byte to its last, 1 to 600 s", "30",
         kOnRestart,
         [](auto& s, const Input& in) {
             s.settings.mllp.frame_deadline = std::chrono::seconds(in.number(1, 600));
         }},
        {"mllp.lenient_end", "accept a message that ends with 0x1C alone, after 2 s of silence", "false",
         kOnRestart, [](auto& s, const Input& in) { s.settings.mllp.lenient_end = in.flag(); }},
        {"mllp.hold_seconds",
         "how long a message waits for a database that is away before it is left unanswered, 0 to 600 s",
         "10", kLive,
         [](auto& s, const Input& in) { s.settings.mllp.hold = std::chrono::seconds(in.number(0, 600)); }},
        {"mllp.trusted_networks", "networks without the per-address cap (an interface engine)", "[]",
         kOnRestart, [](auto& s, const Input& in) { s.settings.mllp.trusted_networks = networks_of(in); }},
    };
}

std::vector<SettingKey> dicom_keys() {
    return {
        {"dicom.address", "address to listen on for DICOM; \"::\" is every address, v4 and v6",
         "\"127.0.0.1\"", kOnRestart,
         [](auto& s, const Input& in) { s.settings.dicom.address = address_of(in); }},
        {"dicom.port", "TCP port, 0 = any free one", "11112", kOnRestart,
         [](auto& s, const Input& in) { s.settings.dicom.port = in.port(); }},
        {"dicom.ae", "called AE title that is answered to", "\"MWLBROKER\"", kOnRestart,
         [](auto& s, const Input& in) { s.settings.dicom.ae = ae_of(in); }},
        {"dicom.echo_networks", "networks whose C-ECHO is answered whatever their AE title",
         "[\"127.0.0.0/8\", \"::1/128\"]", kLive,
         [](auto& s, const Input& in) { s.settings.dicom.echo_networks = networks_of(in); }},
        {"dicom.max_associations", "associations in total, 1 to 512; more are refused (2/3/2)", "50",
         kOnRestart,
         [](auto& s, const Input& in) {
             s.settings.dicom.max_associations = static_cast<int>(in.number(1, 512));
         }},
        {"dicom.max_per_address", "associations per address, 1 to 512", "8", kOnRestart,
         [](auto& s, const Input& in) {
             s.settings.dicom.max_per_address = static_cast<int>(in.number(1, 512));
         }},
        {"dicom.request_seconds", "time for an association request, 1 to 30 s", "10", kOnRestart,
         [](auto& s, const Input& in) {
             s.settings.dicom.request_deadline = std::chrono::seconds(in.number(1, 30));
         }},
        {"dicom.idle_seconds", "time an association may be silent, 1 to 300 s", "60", kOnRestart,
         [](auto& s, const Input& in) {
             s.settings.dicom.idle_timeout = std::chrono::seconds(in.number(1, 300));
         }},
        {"dicom.trusted_networks", "networks without the per-address cap", "[]", kOnRestart,
         [](auto& s, const Input& in) { s.settings.dicom.trusted_networks = networks_of(in); }},
    };
}

std::vector<SettingKey> http_keys() {
    return {
        {"http.address", "address of the page; it has no login, keep it on loopback", "\"127.0.0.1\"",
         kOnRestart, [](auto& s, const Input& in) { s.settings.http.address = address_of(in); }},
        {"http.port", "TCP port, 0 = any free one", "8080", kOnRestart,
         [](auto& s, const Input& in) { s.settings.http.port = in.port(); }},
        {"http.host_names", "names under which the page may be opened, beside its address and localhost",
         "[]", kOnRestart, [](auto& s, const Input& in) { s.settings.http.host_names = host_names_of(in); }},
    };
}

template <typename Find>
std::vector<SettingKey> listener_tls_keys(const char* prefix, Find tls) {
    return tls_keys<RawSettings>(prefix, kListenerTls, tls);
}

std::vector<SettingKey> setting_keys() {
    auto keys = site_keys();
    const auto add = [&](const std::vector<SettingKey>& group) {
        keys.insert(keys.end(), group.begin(), group.end());
    };
    add(retention_keys());
    add(mllp_keys());
    add(listener_tls_keys(
        "mllp.", [](RawSettings & s) -> auto& { return s.settings.mllp.tls; }));
    add(dicom_keys());
    add(listener_tls_keys(
        "dicom.", [](RawSettings & s) -> auto& { return s.settings.dicom.tls; }));
    add(http_keys());
    add(listener_tls_keys(
        "http.", [](RawSettings & s) -> auto& { return s.settings.http.tls; }));
    return keys;
}

std::vector<DestinationKey> destination_keys() {
    std::vector<DestinationKey> keys{
        {"name", "what this receiver is called in logs and on the page", "(must be given)", kOnRestart,
         [](auto& d, const Input& in) { d.name = DestinationName(in.text()); }},
        {"host", "name or address of the receiver", "(must be given)", kOnRestart,
         [](auto& d, const Input& in) { d.host = in.text(); }},
        {"port", "its TCP port", "(must be given)", kOnRestart,
         [](auto& d, const Input& in) { d.port = in.port(); }},
        {"orders_from", "only orders of this sending application (MSH-3); empty: all", "\"\"", kLive,
         [](auto& d, const Input& in) { d.sending_application = in.text(); }},
        {"ack_seconds", "how long an acknowledgement is waited for, 1 to 600 s", "30", kOnRestart,
         [](auto& d, const Input& in) { d.ack_timeout = std::chrono::seconds(in.number(1, 600)); }},
        {"give_up_hours", "how long a message is tried again, 1 to 8760", "168", kLive,
         [](auto& d, const Input& in) { d.give_up_after = std::chrono::hours(in.number(1, 8760)); }},
        {"alarm_minutes", "how long a status waits until that is an alarm, 1 to 10080", "5", kLive,
         [](auto& d, const Input& in) { d.alarm_after = std::chrono::minutes(in.number(1, 10080)); }},
        {"park_on_refusal", "on AE or AR hold the order for a person instead of trying again", "false", kLive,
         [](auto& d, const Input& in) { d.park_on_refusal = in.flag(); }},
        {"sending_application", "MSH-3 of status messages", "\"MWLBROKER\"", kLive,
         [](auto& d, const Input& in) { d.format.sending_application = in.text(); }},
        {"sending_facility", "MSH-4", "\"\"", kLive,
         [](auto& d, const Input& in) { d.format.sending_facility = in.text(); }},
        {"receiving_application", "MSH-5", "\"\"", kLive,
         [](auto& d, const Input& in) { d.format.receiving_application = in.text(); }},
        {"receiving_facility", "MSH-6", "\"\"", kLive,
         [](auto& d, const Input& in) { d.format.receiving_facility = in.text(); }},
        {"version", "MSH-12", "\"2.3.1\"", kLive,
         [](auto& d, const Input& in) { d.format.version = in.text(); }},
        {"charset", "MSH-18, a name of table 0211", "\"UNICODE UTF-8\"", kLive,
         [](auto& d, const Input& in) { d.format.charset = hl7_charset_of(in); }},
        {"zone", "IANA time zone of its times; the site's if not given", "site.zone", kLive,
         [](auto& d, const Input& in) { d.format.zone = zone_of(in); }},
        {"processing_id", "MSH-11", "\"P\"", kLive,
         [](auto& d, const Input& in) { d.format.processing_id = in.text(); }},
    };
    const auto tls = tls_keys<DestinationSettings>(
        "", kOutgoingTls, [](auto& d) -> auto& { return d.tls; });
    keys.insert(keys.end(), tls.begin(), tls.end());
    return keys;
}

// A value of the command line takes the kind that its text has; lists and quoted texts are written as in the
// file.
Value override_value(const std::string& key, const std::string& text) {
    Value value;
    if (text.starts_with('[') || text.starts_with('"')) {
        const auto document = parse_document("value = " + text, "command line, " + key);
        const auto found = document.values.find("value");
        if (found == document.values.end()) document.fail({}, key + ": a value is wanted, not a table");
        value.items = found->second.items;
        value.is_list = found->second.is_list;
        return value;
    }
    if (text == "true" || text == "false")
        value.items.emplace_back(text == "true");
    else if (!text.empty() && text.size() < 18 && text.find_first_not_of("0123456789") == std::string::npos)
        value.items.emplace_back(static_cast<std::int64_t>(std::stoll(text)));
    else
        value.items.emplace_back(text);
    return value;
}

void apply_overrides(Document& document, const std::vector<Override>& overrides) {
    for (const auto& [key, text] : overrides) {
        document.values[key] = override_value(key, text);
        const std::size_t count = document.count("destination");
        if (key.starts_with(table_name("destination", count) + "."))
            document.tables["destination"].push_back({});
    }
}

std::vector<DestinationSettings> read_destinations(const Document& document,
                                                   const std::filesystem::path& folder, const Zone& site_zone,
                                                   Certificates certificates, Findings& findings) {
    std::vector<DestinationSettings> found;
    std::set<DestinationName> seen;
    for (std::size_t i = 0; i < document.count("destination"); ++i) {
        const Place& at = document.tables.at("destination")[i];
        const auto errors = findings.errors();
        DestinationSettings destination;
        destination.format.zone = site_zone;
        read_keys(document, table_name("destination", i), destination_keys(), destination, findings);
        if (findings.errors() > errors) continue;
        if (destination.name.empty() || destination.host.empty() || destination.port == 0)
            findings.error(document, at, "[[destination]] needs name, host and port");
        else if (!seen.insert(destination.name).second)
            findings.error(document, at, "two destinations have the name " + destination.name.str());
        if (!destination.host.empty())
            check_tls(document, folder, {table_name("destination", i) + ".", destination.host},
                      destination.tls, certificates, findings);
        found.push_back(std::move(destination));
    }
    return found;
}

// [destination] instead of [[destination]].
void refuse_single_table(Document& document, Findings& findings) {
    std::erase_if(document.values, [&](const auto& entry) {
        if (!entry.first.starts_with("destination.")) return false;
        findings.error(document, entry.second.place, entry.first + ": write [[destination]]");
        return true;
    });
}

std::vector<ReadProfile> read_profiles(const Document& document, const std::filesystem::path& folder,
                                       const RawSettings& raw, Findings& findings) {
    std::vector<ReadProfile> profiles;
    const auto given = document.values.find("profiles");
    for (const auto& name : raw.profile_files)
        findings.collect(document, given->second.place, [&] {
            profiles.push_back(read_profile(folder / name, raw.settings.site.zone, findings));
        });
    const bool is_read =
        given == document.values.end() || !findings.has_error_at(document, given->second.place);
    if (raw.profile_files.empty() && is_read)
        findings.file_error(document, "profiles names no file; without one no message can be read");
    return profiles;
}

std::map<std::string, Given> given_in(const Document& document) {
    std::map<std::string, Given> given;
    for (const auto& [name, value] : document.values)
        given[name] = {text_of(value), document.place_text(value.place)};
    return given;
}

constexpr auto kTakesEffectNames = enum_names<TakesEffect>({
    {TakesEffect::live, "live"},
    {TakesEffect::on_restart, "restart"},
    {TakesEffect::on_import, "import"},
});

}  // namespace

Settings read_settings(const std::filesystem::path& file, const std::vector<Override>& overrides,
                       Certificates certificates) {
    Findings findings;
    Document document = read_document(file);
    apply_overrides(document, overrides);
    check_tables(document, "destination", findings);
    refuse_single_table(document, findings);
    RawSettings raw;
    read_keys(document, "", setting_keys(), raw, findings);
    raw.settings.destinations =
        read_destinations(document, file.parent_path(), raw.settings.site.zone, certificates, findings);
    raw.settings.given = given_in(document);
    check_listeners(document, raw.settings, findings);
    check_tls(document, file.parent_path(), {"mllp.", ""}, raw.settings.mllp.tls, certificates, findings);
    check_tls(document, file.parent_path(), {"dicom.", ""}, raw.settings.dicom.tls, certificates, findings);
    check_tls(document, file.parent_path(), {"http.", ""}, raw.settings.http.tls, certificates, findings);
    auto profiles = read_profiles(document, file.parent_path(), raw, findings);
    check_profiles(document, profiles, findings);
    findings.throw_if_wrong();
    raw.settings.warnings = findings.warnings();
    for (auto& read : profiles) raw.settings.profiles.push_back(std::move(read.profile));
    return raw.settings;
}

std::string_view name_of(TakesEffect effect) noexcept { return kTakesEffectNames.of(effect); }

std::vector<KeyDescription> describe_settings() {
    std::vector<KeyDescription> rows;
    describe(rows, "", setting_keys());
    describe(rows, "destination.", destination_keys());
    return rows;
}

}  // namespace mwl::config
