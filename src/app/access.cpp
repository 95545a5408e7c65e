#include "app/access.h"

#include "mwl/base/error.h"

namespace mwl::app {
namespace {

// What to write into a file and import, on one line of valid TOML without characters that a log escapes.
std::string stanza(const dicom::Caller& caller) {
    return "device = [{ae = '" + caller.calling.str() + "', networks = ['" + caller.address.ip.str() + "']}]";
}

dicom::Rejection unknown_device(const dicom::Caller& caller) {
    return dicom::Rejection::unknown_calling_ae("no such device; to let it in, import: " + stanza(caller));
}

std::optional<dicom::Rejection> check(const std::optional<domain::Device>& device,
                                      const dicom::Caller& caller) {
    if (!device) return unknown_device(caller);
    if (!device->enabled) return dicom::Rejection::unknown_calling_ae("the device is not enabled");
    const auto networks = net::AccessList::parse(device->networks);
    if (networks && networks->contains(caller.address.ip)) return std::nullopt;
    return dicom::Rejection::unknown_calling_ae("the device may not call from this address; add '" +
                                                caller.address.ip.str() +
                                                "' to the networks of its table and import it again, whole: "
                                                "an import replaces");
}

}  // namespace

bool Access::may_ask(const domain::Device& device, const dicom::Caller& caller) {
    return !check(device, caller);
}

// Nobody is turned away for what was read a second ago.
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

}  // namespace mwl::app
