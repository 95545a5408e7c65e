#include "config/device_table.h"

#include "config/kinds.h"
#include "config/reader.h"
#include "mwl/config/devices.h"

namespace mwl::config {
namespace {

using domain::Device;

// As they are written: a single address stays one.
std::vector<std::string> written_networks_of(const PolicyInput& input) {
    (void)networks_of(input);
    return input.texts();
}

// What it is: columns in the database.
std::vector<Policy<Device>> identity() {
    using Row = Rows<Device>;
    return {
        with_default(
            Row::of(PolicyKind::text, "ae", "AE title", "calling AE title", kOnImport, &Device::ae, ae_of),
            kMustBeGiven),
        with_default(Row::of(PolicyKind::texts, "networks", "list of addresses and networks",
                             "where it may call from; may be empty only if it is not enabled", kLive,
                             &Device::networks, written_networks_of),
                     kMustBeGiven),
        Row::of(PolicyKind::text, "modality", kModalityOrEmpty,
                "what it is: DX, US, CR, CT, MR …; narrows no answer", kLive, &Device::modality,
                modality_or_any_of),
        Row::text("description", "for people", kLive, &Device::description),
        Row::flag("enabled", "false: its associations are refused", kLive, &Device::enabled),
    };
}

}  // namespace

const std::vector<Policy<Device>>& device_table() {
    static const auto kTable = [] {
        auto table = identity();
        const auto& policies = domain::device_policies();
        table.insert(table.end(), policies.begin(), policies.end());
        return table;
    }();
    return kTable;
}

std::vector<PolicyDescription> describe_devices() {
    std::vector<PolicyDescription> rows;
    describe(rows, "device.", device_table());
    return rows;
}

std::string fault_of_networks(const Device& device) {
    if (!device.networks.empty() || !device.enabled) return {};
    return "networks: " + (device.ae.empty() ? std::string("it") : device.ae.str()) +
           " may call from nowhere; write its address, for example networks = [\"10.1.2.30\"], or "
           "enabled = false";
}

}  // namespace mwl::config
