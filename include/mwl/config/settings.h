#pragma once
// The settings of one broker as plain values, read from one TOML file. Immutable once read. `app` hands each
// layer its own part.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "mwl/base/access_list.h"
#include "mwl/base/error.h"
#include "mwl/base/ids.h"
#include "mwl/base/log.h"
#include "mwl/base/policy.h"
#include "mwl/mapping/profile.h"
#include "mwl/mapping/status.h"
#include "mwl/net/tls.h"
#include "mwl/text/charset.h"
#include "mwl/time/zone.h"

namespace mwl::config {

struct SiteSettings {
    Zone zone;                                             // of devices and senders that name none
    text::Charset answer_charset = text::Charset::latin1;  // of answers to queries that name none
    int answer_limit = 1000;                               // worklist items in one answer
    std::chrono::hours duplicate_window{24 * 7};
    std::chrono::seconds stale_tolerance{60};
    bool fold_accents = true;
    std::chrono::days expire_after{7};  // after its day an open step leaves every worklist
};

// How many whole months of growing data are kept besides the present one; 0: for ever.
struct RetentionSettings {
    int message_months = 24;
    int status_months = 24;
    int timeline_months = 60;
    int association_months = 6;
};

struct DatabaseSettings {
    std::string connection;  // libpq keywords, no password
    int sessions = 8;
};

struct MllpSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 2575;
    std::size_t max_message_bytes = 1 << 20;
    int max_connections = 64;
    int max_per_address = 8;
    std::chrono::seconds frame_deadline{30};
    bool lenient_end = false;
    std::chrono::seconds hold{10};  // how long a message waits for a database that is away
    AccessList trusted_networks;
    net::TlsOptions tls;
};

struct DicomSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 11112;
    AeTitle ae{"MWLBROKER"};
    AccessList echo_networks = loopback();
    int max_associations = 50;
    int max_per_address = 8;
    std::chrono::seconds request_deadline{10};
    std::chrono::seconds idle_timeout{60};
    AccessList trusted_networks;
    net::TlsOptions tls;
};

struct HttpSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    std::vector<std::string>
        host_names;  // under which the page may be opened, besides its address and localhost
    net::TlsOptions tls;
};

// A receiver of status messages.
struct DestinationSettings {
    DestinationName name;
    std::string host;
    std::uint16_t port = 0;
    std::string sending_application;  // orders of this sender only (MSH-3); empty: of any sender
    std::chrono::seconds ack_timeout{30};
    std::chrono::hours give_up_after{24 * 7};
    net::TlsOptions tls;
    std::chrono::minutes alarm_after{5};  // a status that waits longer is an alarm
    bool park_on_refusal = false;         // AE, AR: hold the order for a person instead of trying again
    mapping::StatusFormat format;
};

// A key that was given, in the file or on the command line.
struct Given {
    std::string value;  // as one would write it
    std::string place;  // "mwlbroker.toml:12:8" or "command line"
    friend bool operator==(const Given&, const Given&) = default;
};

struct Settings {
    SiteSettings site;
    RetentionSettings retention;
    DatabaseSettings database;
    MllpSettings mllp;
    DicomSettings dicom;
    HttpSettings http;
    LogLevel log_level = LogLevel::info;
    std::vector<DestinationSettings> destinations;
    std::vector<mapping::SiteProfile> profiles;  // which one reads a message: mapping/sender.h
    std::map<std::string, Given> given;          // by dotted key: "mllp.port", "destination[0].host"
    // What works but is probably not meant, or is a risk: "place: key: what". For check-config and the log.
    std::vector<std::string> warnings;
};

// A value given on the command line, by dotted key: "mllp.port" = "2600". It wins over the file.
struct Override {
    std::string key;
    std::string value;
};

// Whether certificates and keys of TLS are read and checked. Only commands that listen or send, or check the
// configuration for those, need permission to read them.
enum class Certificates { unread, read };

// Reads the file and every profile it names (relative to it). Throws ConfigError with one line for each
// error, all of them: file, line, column, key and what to write instead.
Settings read_settings(const std::filesystem::path& file, const std::vector<Override>& overrides = {},
                       Certificates certificates = Certificates::unread);

// One profile without settings around it: `site_zone` is that of a profile that names none. Throws
// ConfigError as above.
struct LoneProfile {
    mapping::SiteProfile profile;
    std::vector<std::string> warnings;
};
LoneProfile read_lone_profile(const std::filesystem::path& file, const Zone& site_zone);

// The tables of policies, for the documentation, the shipped files and `check-config --keys`.
std::vector<PolicyDescription> describe_settings();  // [site], [database], … and [[destination]]
std::vector<PolicyDescription> describe_profile();

}  // namespace mwl::config
