#include "app/access.h"

#include "mwl/base/error.h"

namespace mwl::app {
namespace {

// What to write into a file and import, on one line of valid TOML without characters that a log escapes.
std::string stanza(const dicom::Caller& caller) {
    return "device = [{ae = '" + caller.calling.str() + "', networks = ['" + caller.address.ip.str() + "']}]";
}

}  // namespace

std::optional<dicom::Rejection> Access::admit(const dicom::Caller& caller) const {
    if (caller.proposes_only_verification() && echo_networks_.get()->contains(caller.address.ip))
        return std::nullopt;
    std::optional<domain::Device> device;
    try {
        device = devices_.find(caller.calling);
    } catch (const StoreError&) {
        return dicom::Rejection::temporary_congestion("the devices cannot be read: the database is away");
    }
    if (!device)
        return dicom::Rejection::unknown_calling_ae("no such device; to let it in, import: " +
                                                    stanza(caller));
    if (!device->enabled) return dicom::Rejection::unknown_calling_ae("the device is not enabled");
    const auto networks = net::AccessList::parse(device->networks);
    if (!networks || !networks->contains(caller.address.ip))
        return dicom::Rejection::unknown_calling_ae(
            "the device may not call from this address; add '" + caller.address.ip.str() +
            "' to the networks of its table and import it again, whole: an import replaces");
    return std::nullopt;
}

}  // namespace mwl::app
