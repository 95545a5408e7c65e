#include "mwl/config/devices.h"

#include <algorithm>
#include <set>

#include "config/device_table.h"
#include "config/reader.h"
#include "mwl/base/error.h"
#include "mwl/base/parts.h"
#include "mwl/domain/device_policies.h"

namespace mwl::config {
namespace {

using domain::Device;

// Of one [[device]] that could be read.
void check_device(const Document& document, std::size_t index, const Device& device, Findings& findings) {
    const Place& at = document.tables.at("device")[index];
    if (device.ae.empty()) findings.error(document, at, "[[device]] needs ae");
    const auto wrong = fault_of_networks(device);
    if (wrong.empty()) return;
    const auto written = document.values.find(table_name("device", index) + ".networks");
    findings.error(document, written == document.values.end() ? at : written->second.place, wrong);
}

std::string exported(const Device& device) {
    if (!device.faults.empty()) throw ConfigError(to_string(device, device.faults.front()));
    static const Device kPlain;
    std::string text = "[[device]]\n";
    for (const auto& row : device_table()) {
        const auto value = row.write(device);
        const bool must_be_given = row.standard == kMustBeGiven;
        if (must_be_given || value != row.write(kPlain)) text += row.key + " = " + text_of(value) + "\n";
    }
    return text;
}

}  // namespace

ReadDevices read_devices(const std::filesystem::path& file) {
    Findings findings;
    const Document document = read_document(file);
    check_tables(document, "device", findings);
    for (const auto& [name, value] : document.values)
        if (!is_in_table_array(name))
            findings.error(document, value.place, name + ": write it below [[device]]");
    ReadDevices read;
    std::set<AeTitle> seen;
    for (std::size_t i = 0; i < document.count("device"); ++i) {
        const auto errors = findings.errors();
        Device device;
        read_keys(document, table_name("device", i), device_table(), device, findings);
        if (findings.errors() == errors) check_device(document, i, device, findings);
        if (!device.ae.empty() && !seen.insert(device.ae).second)
            findings.error(document, document.tables.at("device")[i],
                           "two devices have the AE title " + device.ae.str());
        read.devices.push_back(std::move(device));
    }
    findings.throw_if_wrong();
    read.warnings = findings.warnings();
    return read;
}

std::string export_devices(const std::vector<Device>& devices) {
    std::string text;
    for (const auto& device : devices) append_part(text, exported(device), "\n");
    return text;
}

}  // namespace mwl::config
