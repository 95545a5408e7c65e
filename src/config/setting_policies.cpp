#include "config/setting_policies.h"

#include "config/kinds.h"
#include "config/reader.h"
#include "config/tls.h"
#include "mwl/store/connection.h"

namespace mwl::config {
namespace {

constexpr std::array kLevels{std::pair{std::string_view("debug"), LogLevel::debug},
                             std::pair{std::string_view("info"), LogLevel::info},
                             std::pair{std::string_view("warn"), LogLevel::warn},
                             std::pair{std::string_view("error"), LogLevel::error}};

constexpr auto kAddress = "numeric address";
constexpr auto kNetworks = "list of addresses and networks";
constexpr auto kZoneName = "IANA name";

std::string connection_of(const PolicyInput& input) {
    auto text = input.text();
    if (const auto checked = store::check_connection(text); !checked) input.fail(checked.problem().what);
    return text;
}

PolicyValue written_zone(const Zone& zone) { return policy_value(zone.name()); }
PolicyValue written_dicom_charset(text::Charset charset) {
    return policy_value(std::string(text::dicom_term(charset)));
}
PolicyValue written_hl7_charset(text::Charset charset) {
    return policy_value(std::string(text::hl7_name(charset)));
}

std::vector<Policy<SiteSettings>> site_policies() {
    using Row = Rows<SiteSettings>;
    using S = SiteSettings;
    return {
        Row::written(PolicyKind::text, "site.zone", kZoneName,
                     "time zone of devices and senders that name none", kLive, &S::zone, zone_of,
                     written_zone),
        Row::written(PolicyKind::text, "site.answer_charset", "defined term",
                     "character set of answers to queries that name none", kLive, &S::answer_charset,
                     dicom_charset_of, written_dicom_charset),
        Row::number("site.answer_limit", 1, 10'000, "worklist items in one answer; more end with A700", kLive,
                    &S::answer_limit),
        Row::number("site.duplicate_window_hours", 1, 8760,
                    "hours that an equal HL7 message counts as a repeat", kLive, &S::duplicate_window),
        Row::number("site.stale_tolerance_seconds", 0, 86'400,
                    "how much older than the sender's newest message for an order or patient another may be, "
                    "in seconds",
                    kLive, &S::stale_tolerance),
        Row::flag("site.ignore_accents", "names on worklist queries match whatever their accents", kLive,
                  &S::fold_accents),
        Row::number("worklist.expire_days", 1, 3650,
                    "how many days past its day an open step leaves every worklist; a later date brings it "
                    "back",
                    kLive, &S::expire_after),
    };
}

std::vector<Policy<RawSettings>> file_policies() {
    using Row = Rows<RawSettings>;
    return {
        Row::word(
            "log.level", kLevels, "least level written", kLive,
            [](auto& s) -> auto& { return s.settings.log_level; }),
        Row::of(
            PolicyKind::texts, "profiles", "list of files",
            "profiles in force, relative to this file; the one that names a sender most closely reads its "
            "messages",
            kLive, [](auto& s) -> auto& { return s.profile_files; },
            [](const PolicyInput& in) { return in.texts(); }),
    };
}

std::vector<Policy<DatabaseSettings>> database_policies() {
    using Row = Rows<DatabaseSettings>;
    return {
        Row::of(PolicyKind::text, "connection", "libpq keywords",
                "how to reach PostgreSQL, without a password (use PGPASSFILE)", kOnRestart,
                &DatabaseSettings::connection, connection_of),
        Row::number("sessions", 2, 64, "database sessions at most", kOnRestart, &DatabaseSettings::sessions),
    };
}

std::vector<Policy<RetentionSettings>> retention_policies() {
    const auto months = [](const char* key, const char* meaning, int RetentionSettings::*member) {
        return Rows<RetentionSettings>::number(key, 0, 1200, meaning, kLive, member);
    };
    return {
        months("message_months",
               "whole months that received HL7 messages are kept beside the present one; 0: for ever",
               &RetentionSettings::message_months),
        months("status_months", "the same of status messages that were sent",
               &RetentionSettings::status_months),
        months("timeline_months", "the same of what happened to each order",
               &RetentionSettings::timeline_months),
        months("association_months", "the same of DICOM associations and worklist queries",
               &RetentionSettings::association_months),
    };
}

std::vector<Policy<MllpSettings>> mllp_policies() {
    using Row = Rows<MllpSettings>;
    using S = MllpSettings;
    return {
        Row::of(PolicyKind::text, "address", kAddress,
                "where HL7 is listened for; \"::\" is every address, v4 and v6", kOnRestart, &S::address,
                address_of),
        Row::number("port", 0, 65535, "TCP port; 0: any free one", kOnRestart, &S::port),
        Row::number("max_message_bytes", 1024, 16 << 20, "longest message taken, in bytes", kOnRestart,
                    &S::max_message_bytes),
        Row::number("max_connections", 1, 512, "connections in total", kOnRestart, &S::max_connections),
        Row::number("max_per_address", 1, 512, "connections per address", kOnRestart, &S::max_per_address),
        Row::number("frame_seconds", 1, 600, "seconds for one message from its first byte to its last",
                    kOnRestart, &S::frame_deadline),
        Row::flag("lenient_end", "accept a message that ends with 0x1C alone, after 2 s of silence",
                  kOnRestart, &S::lenient_end),
        Row::number("hold_seconds", 0, 600,
                    "seconds that a message waits for a database that is away before it is left unanswered",
                    kLive, &S::hold),
        Row::of(PolicyKind::texts, "trusted_networks", kNetworks,
                "who is bound by no cap per address (an interface engine)", kOnRestart, &S::trusted_networks,
                networks_of),
    };
}

std::vector<Policy<DicomSettings>> dicom_policies() {
    using Row = Rows<DicomSettings>;
    using S = DicomSettings;
    return {
        Row::of(PolicyKind::text, "address", kAddress,
                "where DICOM is listened for; \"::\" is every address, v4 and v6", kOnRestart, &S::address,
                address_of),
        Row::number("port", 0, 65535, "TCP port; 0: any free one", kOnRestart, &S::port),
        Row::of(PolicyKind::text, "ae", "AE title", "called AE title that is answered to", kOnRestart, &S::ae,
                ae_of),
        Row::of(PolicyKind::texts, "echo_networks", kNetworks,
                "whose C-ECHO is answered whatever its AE title", kLive, &S::echo_networks, networks_of),
        Row::number("max_associations", 1, 512, "associations in total; more are refused (2/3/2)", kOnRestart,
                    &S::max_associations),
        Row::number("max_per_address", 1, 512, "associations per address", kOnRestart, &S::max_per_address),
        Row::number("request_seconds", 1, 30, "seconds for an association request", kOnRestart,
                    &S::request_deadline),
        Row::number("idle_seconds", 1, 300, "seconds that an association may be silent", kOnRestart,
                    &S::idle_timeout),
        Row::of(PolicyKind::texts, "trusted_networks", kNetworks, "who is bound by no cap per address",
                kOnRestart, &S::trusted_networks, networks_of),
    };
}

std::vector<Policy<HttpSettings>> http_policies() {
    using Row = Rows<HttpSettings>;
    using S = HttpSettings;
    return {
        Row::of(PolicyKind::text, "address", kAddress, "of the page; it has no login, keep it on loopback",
                kOnRestart, &S::address, address_of),
        Row::number("port", 0, 65535, "TCP port; 0: any free one", kOnRestart, &S::port),
        Row::of(PolicyKind::texts, "host_names", "list of host names",
                "under which the page may be opened, beside its address and localhost", kOnRestart,
                &S::host_names, host_names_of),
    };
}

std::vector<Policy<mapping::StatusFormat>> format_policies() {
    using Row = Rows<mapping::StatusFormat>;
    using F = mapping::StatusFormat;
    return {
        Row::text("sending_application", "MSH-3 of status messages", kLive, &F::sending_application),
        Row::text("sending_facility", "MSH-4", kLive, &F::sending_facility),
        Row::text("receiving_application", "MSH-5", kLive, &F::receiving_application),
        Row::text("receiving_facility", "MSH-6", kLive, &F::receiving_facility),
        Row::text("version", "MSH-12", kLive, &F::version),
        Row::written(PolicyKind::text, "charset", "name of table 0211", "MSH-18", kLive, &F::charset,
                     hl7_charset_of, written_hl7_charset),
        with_default(Row::written(PolicyKind::text, "zone", kZoneName,
                                  "time zone of its times; the site's if not given", kLive, &F::zone, zone_of,
                                  written_zone),
                     "site.zone"),
        Row::text("processing_id", "MSH-11", kLive, &F::processing_id),
    };
}

// The table of a listener with its TLS.
template <typename S, typename Find>
void add_listener(std::vector<Policy<RawSettings>>& all, const std::string& prefix,
                  std::vector<Policy<S>> rows, Find find) {
    add_part(rows, "", tls_policies(kListenerTls), &S::tls);
    add_part(all, prefix, rows, find);
}

}  // namespace

std::vector<Policy<RawSettings>> setting_policies() {
    std::vector<Policy<RawSettings>> all;
    add_part(
        all, "", site_policies(), [](auto& s) -> auto& { return s.settings.site; });
    for (auto& row : file_policies()) all.push_back(std::move(row));
    add_part(
        all, "database.", database_policies(), [](auto& s) -> auto& { return s.settings.database; });
    add_part(
        all, "retention.", retention_policies(), [](auto& s) -> auto& { return s.settings.retention; });
    add_listener(
        all, "mllp.", mllp_policies(), [](auto& s) -> auto& { return s.settings.mllp; });
    add_listener(
        all, "dicom.", dicom_policies(), [](auto& s) -> auto& { return s.settings.dicom; });
    add_listener(
        all, "http.", http_policies(), [](auto& s) -> auto& { return s.settings.http; });
    return all;
}

std::vector<Policy<DestinationSettings>> destination_policies() {
    using Row = Rows<DestinationSettings>;
    using D = DestinationSettings;
    std::vector<Policy<DestinationSettings>> all{
        with_default(
            Row::text("name", "what this receiver is called in logs and on the page", kOnRestart, &D::name),
            kMustBeGiven),
        with_default(Row::text("host", "name or address of the receiver", kOnRestart, &D::host),
                     kMustBeGiven),
        with_default(Row::number("port", 0, 65535, "its TCP port", kOnRestart, &D::port), kMustBeGiven),
        Row::text("orders_from", "only orders of this sending application (MSH-3); empty: all", kLive,
                  &D::sending_application),
        Row::number("ack_seconds", 1, 600, "seconds that an acknowledgement is waited for", kOnRestart,
                    &D::ack_timeout),
        Row::number("give_up_hours", 1, 8760, "hours that a message is tried again", kLive,
                    &D::give_up_after),
        Row::number("alarm_minutes", 1, 10'080, "minutes that a status waits until that is an alarm", kLive,
                    &D::alarm_after),
        Row::flag("park_on_refusal", "on AE or AR hold the order for a person instead of trying again", kLive,
                  &D::park_on_refusal),
    };
    add_part(all, "", format_policies(), &D::format);
    add_part(all, "", tls_policies(kOutgoingTls), &D::tls);
    return all;
}

}  // namespace mwl::config
