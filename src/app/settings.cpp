#include <charconv>
#include <cstdio>

#include "app/commands.h"
#include "mwl/base/parts.h"
#include "mwl/config/devices.h"

namespace mwl::app {

config::Settings settings_of(const ConfigOptions& options, config::Certificates certificates) {
    std::vector<config::Override> overrides;
    for (const auto& text : options.overrides) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            throw ConfigError("--set " + text + ": write KEY=VALUE");
        overrides.push_back({text.substr(0, equals), text.substr(equals + 1)});
    }
    return config::read_settings(options.file, overrides, certificates);
}

void print_warnings(const std::vector<std::string>& warnings) {
    for (const auto& warning : warnings)
        (void)std::fprintf(stderr, "mwlbroker: warning: %s\n", warning.c_str());
}

std::vector<mapping::SiteProfile> profiles_of(const std::filesystem::path& file, const Zone& zone,
                                              const ConfigOptions& options) {
    if (file.empty()) {
        auto settings = settings_of(options);
        print_warnings(settings.warnings);
        return std::move(settings.profiles);
    }
    auto lone = config::read_lone_profile(file, zone);
    print_warnings(lone.warnings);
    return {std::move(lone.profile)};
}

HostAndPort host_and_port(const std::string& text) {
    const auto colon = text.rfind(':');
    HostAndPort found;
    if (colon != std::string::npos) {
        const char* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, found.port);
        found.host = text.substr(0, colon);
        if (found.host.starts_with('[') && found.host.ends_with(']'))
            found.host = found.host.substr(1, found.host.size() - 2);
        if (error == std::errc{} && stop == end && found.port != 0 && !found.host.empty()) return found;
    }
    throw ConfigError("\"" + text + "\" is not an address of the form HOST:PORT");
}

namespace {

void print_all_keys() {
    for (const auto& table :
         {config::describe_settings(), config::describe_profile(), config::describe_devices()})
        for (const auto& row : table)
            std::printf("| `%s` | %s | %s | `%s` | %s |\n", row.key.c_str(), row.takes.c_str(),
                        row.meaning.c_str(), row.standard.c_str(), std::string(name_of(row.effect)).c_str());
}

// Errors in the settings must not hide errors in the devices.
struct Checked {
    config::Settings settings;
    config::ReadDevices devices;
};
Checked read_both(const ConfigOptions& options, const std::filesystem::path& devices) {
    Checked checked;
    std::string wrong;
    const auto keep_errors = [&](const auto& read) {
        try {
            read();
        } catch (const ConfigError& error) {
            append_part(wrong, error.what(), "\n");
        }
    };
    keep_errors([&] { checked.settings = settings_of(options, config::Certificates::read); });
    if (!devices.empty()) keep_errors([&] { checked.devices = config::read_devices(devices); });
    if (!wrong.empty()) throw ConfigError(wrong);
    return checked;
}

}  // namespace

int check_config(const CheckCommand& command) {
    if (command.print_keys) {
        print_all_keys();
        return kDone;
    }
    const auto& options = command.config;
    const auto [settings, devices] = read_both(options, command.devices);
    print_warnings(settings.warnings);
    print_warnings(devices.warnings);
    if (!command.devices.empty())
        std::printf("%s is good: %zu device(s)\n", command.devices.c_str(), devices.devices.size());
    std::printf("%s is good: %zu profile(s), %zu destination(s), MLLP %s:%u, DICOM %s:%u (%s), HTTP %s:%u\n",
                options.file.c_str(), settings.profiles.size(), settings.destinations.size(),
                settings.mllp.address.c_str(), settings.mllp.port, settings.dicom.address.c_str(),
                settings.dicom.port, settings.dicom.ae.str().c_str(), settings.http.address.c_str(),
                settings.http.port);
    return kDone;
}

int version() {
    std::puts(kVersion);
    return kDone;
}

}  // namespace mwl::app
