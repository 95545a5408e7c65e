#include <cstdio>

#include "app/act.h"
#include "app/commands.h"
#include "app/options.h"
#include "mwl/store/migrate.h"

namespace mwl::app {

int migrate(const ConfigOptions& options) {
    const auto settings = settings_of(options);
    const auto report = store::migrate(store_options(settings), log_to_stderr(settings.log_level));
    for (const auto& file : report.applied) std::printf("applied %s\n", file.c_str());
    std::printf("schema version %d\n", report.version);
    return kDone;
}

int device_import(const ConfigOptions& options, const std::filesystem::path& file) {
    const auto settings = settings_of(options);
    const auto [devices, warnings] = config::read_devices(file);
    print_warnings(warnings);
    const auto store =
        store::open_store(store_options(settings), system_clock(), log_to_stderr(settings.log_level));
    const int changed = store->import_devices(devices, act_of_this_user(""));
    std::printf("%zu device(s) read, %d changed\n", devices.size(), changed);
    return kDone;
}

// Everything is read before the first line is printed: a failure prints its error alone.
int device_list(const ConfigOptions& options) {
    const auto settings = settings_of(options);
    const auto store =
        store::open_store(store_options(settings), system_clock(), log_to_stderr(settings.log_level));
    const auto devices = store->devices();
    constexpr const char* kRow = "%-16s  %-8s  %-7s  %-16s  %-10s  %-24s  %s\n";
    std::printf(kRow, "AE title", "modality", "enabled", "zone", "charset", "networks", "description");
    for (const auto& device : devices) {
        std::string networks;
        for (const auto& network : device.networks) networks += (networks.empty() ? "" : ",") + network;
        const auto shown = [](const std::string& text, const char* standard) {
            return text.empty() ? std::string(standard) : escape_for_log(text);
        };
        std::printf(kRow, escape_for_log(device.ae.str()).c_str(), shown(device.modality, "-").c_str(),
                    device.enabled ? "yes" : "no", shown(device.zone, "the site's").c_str(),
                    shown(device.charset, "as asked").c_str(), shown(networks, "-").c_str(),
                    escape_for_log(device.description).c_str());
    }
    return kDone;
}

}  // namespace mwl::app
