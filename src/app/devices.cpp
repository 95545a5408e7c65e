// The devices in the database, by hand. Each change is one transaction with its record.
#include "mwl/config/devices.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "app/act.h"
#include "app/commands.h"
#include "app/options.h"

#include "mwl/base/parts.h"

namespace mwl::app {
namespace {

using domain::Device;

std::unique_ptr<store::Store> store_with_devices(const ConfigOptions& options) {
    const auto settings = settings_of(options);
    return store::open_store(store_options(settings), system_clock(), log_to_stderr(settings.log_level));
}

std::vector<std::string> titles_of(const std::vector<Device>& devices) {
    std::vector<std::string> titles;
    for (const auto& device : devices) titles.push_back(device.ae.str());
    return titles;
}

// The devices with these titles; all devices if no title is given.
std::vector<Device> chosen(const std::vector<Device>& all, const std::vector<std::string>& titles) {
    return titles.empty() ? all : config::devices_named(all, titles);
}

// What is new in `device`, compared with the stored one of its title, if any; empty: nothing.
std::string told_beside(const std::vector<Device>& before, const Device& device) {
    const auto same = std::ranges::find(before, device.ae, &Device::ae);
    if (same == before.end()) return "new " + config::told(device.ae, config::differences(Device{}, device));
    const auto changed = config::differences(*same, device);
    return changed.empty() ? "" : config::told(device.ae, changed);
}

std::string shown_text(const std::string& text, const char* standard) {
    return text.empty() ? std::string(standard) : escape_for_log(text);
}

void print_device(const Device& device) {
    std::printf("device %s\n", escape_for_log(device.ae.str()).c_str());
    std::size_t width = 0;
    const auto lines = config::lines_of(device);
    for (const auto& line : lines) width = std::max(width, line.value.size());
    for (const auto& line : lines)
        std::printf("  %-18s %-*s  %-9s  %s\n", line.key.c_str(), static_cast<int>(width), line.value.c_str(),
                    line.is_default ? "(default)" : "", line.meaning.c_str());
}

}  // namespace

int device_import(const DeviceImportCommand& command) {
    const auto store = store_with_devices(command.config);
    const auto read = config::read_devices(command.file);
    print_warnings(read.warnings);
    int changed = 0;
    store->edit_devices("device import", act_of_this_user(command.why),
                        [&](const std::vector<Device>& before) {
                            store::DeviceChanges changes;
                            changed = 0;
                            for (const auto& device : read.devices) {
                                const auto sentence = told_beside(before, device);
                                if (sentence.empty()) continue;
                                append_part(changes.detail, sentence, "; ");
                                changes.save.push_back(device);
                                ++changed;
                            }
                            return changes;
                        });
    std::printf("%zu device(s) read, %d changed\n", read.devices.size(), changed);
    return kDone;
}

// Everything is read before the first line is printed: a failure prints its error alone.
int device_list(const ConfigOptions& options) {
    const auto devices = store_with_devices(options)->devices();
    constexpr const char* kRow = "%-16s  %-8s  %-7s  %-16s  %-10s  %-24s  %s\n";
    std::printf(kRow, "AE title", "modality", "enabled", "zone", "charset", "networks", "description");
    for (const auto& device : devices) {
        std::string networks;
        for (const auto& network : device.networks) networks += (networks.empty() ? "" : ",") + network;
        std::printf(kRow, escape_for_log(device.ae.str()).c_str(), shown_text(device.modality, "-").c_str(),
                    device.enabled ? "yes" : "no", shown_text(device.zone, "the site's").c_str(),
                    shown_text(device.charset, "as asked").c_str(), shown_text(networks, "-").c_str(),
                    escape_for_log(device.description).c_str());
    }
    return kDone;
}

int device_show(const ConfigOptions& options, const std::string& title) {
    const auto device = config::devices_named(store_with_devices(options)->devices(), {title}).front();
    print_device(device);
    return kDone;
}

int device_export(const ConfigOptions& options, const std::vector<std::string>& titles) {
    const auto text = config::export_devices(chosen(store_with_devices(options)->devices(), titles));
    const bool is_written =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!is_written) throw std::system_error(errno, std::generic_category(), "standard output");
    return kDone;
}

int device_set(const DeviceSetCommand& command) {
    const auto store = store_with_devices(command.config);
    std::vector<config::DeviceDifference> differences;
    std::vector<std::string> warnings;
    store->edit_devices("device set", act_of_this_user(command.why), [&](const std::vector<Device>& devices) {
        const auto before = config::devices_named(devices, {command.title}).front();
        auto changed = config::change_device(before, command.words);
        differences = config::differences(before, changed.device);
        warnings = std::move(changed.warnings);
        store::DeviceChanges changes;
        if (differences.empty()) return changes;
        changes.detail = config::told(before.ae, differences);
        changes.save.push_back(std::move(changed.device));
        return changes;
    });
    print_warnings(warnings);
    for (const auto& one : differences)
        std::printf("%s: %s -> %s\n", one.key.c_str(), one.before.c_str(), one.after.c_str());
    if (differences.empty())
        std::printf("nothing changed: device %s was so already\n", command.title.c_str());
    return kDone;
}

int device_remove(const DeviceRemoveCommand& command) {
    const auto store = store_with_devices(command.config);
    std::vector<Device> removed;
    store->edit_devices(
        "device remove", act_of_this_user(command.why), [&](const std::vector<Device>& devices) {
            removed = config::devices_named(devices, command.titles);
            store::DeviceChanges changes;
            for (const auto& device : removed) {
                append_part(changes.detail, config::told(device.ae, config::differences(device, Device{})),
                            "; ");
                changes.remove.push_back(device.ae);
            }
            return changes;
        });
    for (const auto& title : titles_of(removed)) std::printf("removed: device %s\n", title.c_str());
    return kDone;
}

}  // namespace mwl::app
