#pragma once
// Devices as people write and read them: files, words of a command, listings. One table of policies holds
// every key of a device: what it is (here) and how it is answered (domain/device_policies.h). Pure except
// read_devices().

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "mwl/base/policy.h"
#include "mwl/domain/device.h"

namespace mwl::config {

const std::vector<Policy<domain::Device>>& device_table();
std::vector<PolicyDescription> describe_devices();

struct ReadDevices {
    std::vector<domain::Device> devices;
    // What works but is probably not meant, as in Settings::warnings.
    std::vector<std::string> warnings;
};
// Reads a file such as config/devices.toml. Throws ConfigError as read_settings does; two devices with one AE
// title are an error, and so is an enabled device without networks.
ReadDevices read_devices(const std::filesystem::path& file);

// TOML that read_devices() takes: for each device what differs from the defaults. Throws ConfigError if one
// of them has a policy that cannot be followed: a copy without it would be another device.
std::string export_devices(const std::vector<domain::Device>& devices);

// The device, with each "key=value" set; "key=" sets the default, and removes a policy that this program does
// not know. Throws ConfigError with one line for each word that is wrong.
struct ChangedDevice {
    domain::Device device;
    std::vector<std::string> warnings;
};
ChangedDevice change_device(const domain::Device& device, const std::vector<std::string>& words);

// A key whose value has changed, with both values as they would be written in a file.
struct DeviceDifference {
    std::string key;
    std::string before;
    std::string after;
};
std::vector<DeviceDifference> differences(const domain::Device& before, const domain::Device& after);
// "CT1: answer_limit 0 -> 20, zone \"\" -> \"Asia/Tokyo\"".
std::string told(const AeTitle& ae, const std::vector<DeviceDifference>& differences);

// Every key of a device with its value, including those that cannot be followed.
struct DeviceLine {
    std::string key;
    std::string value;  // as one would write it
    bool is_default = false;
    std::string meaning;  // or what is wrong
};
std::vector<DeviceLine> lines_of(const domain::Device& device);

// The devices with these AE titles, in the order of `titles`. Throws ConfigError that names every unknown
// title and the one that was probably meant.
std::vector<domain::Device> devices_named(const std::vector<domain::Device>& among,
                                          const std::vector<std::string>& titles);

}  // namespace mwl::config
