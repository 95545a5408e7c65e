#include "app/access.h"

#include "mwl/base/error.h"
#include "mwl/domain/device_policies.h"

namespace mwl::app {
namespace {

// The lines to write into a file for `device import`, as one line of TOML without characters that a log
// escapes.
std::string stanza(const dicom::Caller& caller) {
    return "device = [{ae = '" + caller.calling.str() + "', networks = ['" + caller.address.ip.str() + "']}]";
}

dicom::Rejection unknown_device(const dicom::Caller& caller) {
    return dicom::Rejection::unknown_calling_ae("no such device; to let it in, import: " + stanza(caller));
}

// For a device whose networks cannot be read: why, and the command that corrects it.
std::string unreadable_networks(const domain::Device& device, const Problem& problem) {
    return "device " + device.ae.str() + ": networks" + to_string(problem) + "; mwlbroker device set '" +
           device.ae.str() + "' networks=NETWORK,NETWORK mends it";
}

std::optional<dicom::Rejection> check(const std::optional<domain::Device>& device,
                                      const dicom::Caller& caller) {
    using dicom::Rejection;
    if (!device) return unknown_device(caller);
    if (!device->enabled) return Rejection::unknown_calling_ae("the device is not enabled");
    if (const auto* fault = refusing_fault(*device))
        return Rejection::unknown_calling_ae(to_string(*device, *fault));
    const auto networks = AccessList::parse(device->networks);
    if (!networks) return Rejection::unknown_calling_ae(unreadable_networks(*device, networks.problem()));
    if (networks->contains(caller.address.ip)) return std::nullopt;
    std::string wider;
    for (const auto& network : device->networks) wider += network + ",";
    return Rejection::unknown_calling_ae(
        "the device may not call from this address; to let it: mwlbroker device set '" + device->ae.str() +
        "' networks=" + wider + caller.address.ip.str());
}

// Adds what is wrong with one enabled device, one sentence each.
void add_faults(std::vector<std::string>& all, const domain::Device& device) {
    if (!device.enabled) return;
    for (const auto& fault : device.faults) all.push_back(to_string(device, fault));
    if (const auto networks = AccessList::parse(device.networks); !networks)
        all.push_back(unreadable_networks(device, networks.problem()));
}

}  // namespace

bool Access::may_ask(const domain::Device& device, const dicom::Caller& caller) {
    return !check(device, caller);
}

// Before a device is refused, the database is asked again.
std::optional<dicom::Rejection> Access::admit(const dicom::Caller& caller) const {
    if (caller.proposes_only_verification() && echo_networks_.get()->contains(caller.address.ip))
        return std::nullopt;
    try {
        if (!check(devices_.known(caller.calling), caller)) return std::nullopt;
        return check(devices_.find(caller.calling), caller);
    } catch (const StoreError&) {
        return dicom::Rejection::temporary_congestion("the devices cannot be read: the database is away");
    }
}

web::HealthCheck Access::health() const {
    constexpr std::size_t kMostShown = 3;
    std::vector<std::string> faults;
    const auto devices = devices_.all_known();
    for (const auto& device : devices) add_faults(faults, device);
    web::HealthCheck check{"devices", faults.empty(), std::to_string(devices.size()) + " known", false};
    if (faults.empty()) return check;
    check.detail.clear();
    for (std::size_t i = 0; i < faults.size() && i < kMostShown; ++i)
        check.detail += (i == 0 ? "" : " | ") + faults[i];
    if (faults.size() > kMostShown)
        check.detail += " | and " + std::to_string(faults.size() - kMostShown) + " more";
    return check;
}

}  // namespace mwl::app
