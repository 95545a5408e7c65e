#pragma once
// The subcommands. Each returns the program's exit code: 0 done, 1 failed, 2 wrong use or configuration.
// StoreError, NetworkError (1) and ConfigError (2) go through to main.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "mwl/base/ids.h"
#include "mwl/config/settings.h"

namespace mwl::app {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUse = 2;

// Where settings come from: every subcommand that reads them has these.
struct ConfigOptions {
    std::filesystem::path file = "config/mwlbroker.toml";
    std::vector<std::string> overrides;  // "mllp.port=2600"
};
config::Settings settings_of(const ConfigOptions& options,
                             config::Certificates certificates = config::Certificates::unread);
// That of the file (`zone` where it names none), or, if the name is empty, those of the settings. Warnings
// are printed.
std::vector<mapping::SiteProfile> profiles_of(const std::filesystem::path& file, const Zone& zone,
                                              const ConfigOptions& options);
// Of an option; throws ConfigError with what to write instead.
Zone zone_named(const std::string& name);
// To standard error, one line each.
void print_warnings(const std::vector<std::string>& warnings);

struct ServeOptions {
    ConfigOptions config;
    std::filesystem::path ready_file;  // empty: none
    bool migrate = true;
};
int serve(const ServeOptions& options);

int migrate(const ConfigOptions& options);

// Does all chores at once that the broker does by itself every hour (and, for forgetting, every day).
int purge(const ConfigOptions& options);

struct PatientDeleteCommand {
    ConfigOptions config;
    std::string id;
    std::string issuer;
    std::string why;
    bool is_sure = false;
};
int patient_delete(const PatientDeleteCommand& command);

struct CheckCommand {
    ConfigOptions config;
    std::filesystem::path devices;  // a file of devices to look at too; empty: none
    bool print_keys = false;
};
int check_config(const CheckCommand& command);

struct ExplainCommand {
    ConfigOptions config;
    std::vector<std::filesystem::path> files;
    std::filesystem::path profile;  // empty: those of the settings, by sender
    std::string zone = "UTC";       // of a profile that names none, and of {{today}} and {{now}} in samples
    bool as_json = false;
};
// Prints what each message would do, value by value. kFailed if one of them would be refused.
int explain(const ExplainCommand& command);

struct OrderShowCommand {
    ConfigOptions config;
    std::string accession;
    std::string issuer;  // empty: those of the profiles
    bool as_json = false;
};
// Prints where each value of a stored order comes from. kFailed if there is no such order.
int order_show(const OrderShowCommand& command);

// One of the tables that the reading of messages runs on.
int tables(const std::string& name);

struct LabCommand {
    ConfigOptions config;
    std::vector<std::filesystem::path> files;
    std::filesystem::path profile;  // that is tried
    std::filesystem::path against;  // empty: the profiles of the settings, by sender
    std::string zone = "UTC";       // of a profile that names none, and of samples
    bool stored = false;            // the messages in the database too
    std::string since = "7d";       // of those: how far back, "12h" or "7d"
};
// Prints what the tried profile would change of messages. kFailed if it would change something.
int lab(const LabCommand& command);

struct DeviceImportCommand {
    ConfigOptions config;
    std::filesystem::path file;
    std::string why;
};
int device_import(const DeviceImportCommand& command);
int device_list(const ConfigOptions& options);
int device_show(const ConfigOptions& options, const std::string& title);
// To standard output, as TOML; without titles all of them.
int device_export(const ConfigOptions& options, const std::vector<std::string>& titles);

struct DeviceSetCommand {
    ConfigOptions config;
    std::string title;
    std::vector<std::string> words;  // "answer_limit=20"
    std::string why;
};
int device_set(const DeviceSetCommand& command);

struct DeviceRemoveCommand {
    ConfigOptions config;
    std::vector<std::string> titles;
    std::string why;
};
int device_remove(const DeviceRemoveCommand& command);

struct HostAndPort {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
};
// "host:port", "[::1]:2575". Throws ConfigError.
HostAndPort host_and_port(const std::string& text);

// TLS of a simulator, in files: on as soon as one is named.
struct TlsWords {
    std::string ca;
    std::string certificate;
    std::string key;
};

struct ReplayCommand {
    TlsWords tls;
    std::vector<std::filesystem::path> files;
    std::string to = "127.0.0.1:2575";
    std::string zone = "UTC";
    int attempts = 1;
};
int replay(const ReplayCommand& command);

struct PlayCommand {
    TlsWords tls;
    std::string to = "127.0.0.1:11112";
    std::string called = "MWLBROKER";
    std::string ae = "XRAY1";
    std::string modality = "DX";
    std::string zone = "UTC";
    std::string date = "today";
    std::string accession;
    int images = 2;
    bool discontinue = false;
};
int modality_play(const PlayCommand& command);

struct ListenCommand {
    TlsWords tls;
    std::string address = "127.0.0.1";
    std::uint16_t port = 2576;
    std::filesystem::path ready_file;
    std::string answer = "accept";
    int late_s = 0;
    std::filesystem::path record;  // one line for each message received; empty: standard output only
};
int ris_listen(const ListenCommand& command);

inline constexpr const char* kVersion = "mwlbroker " MWL_VERSION;
int version();

}  // namespace mwl::app
