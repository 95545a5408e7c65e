#include "mwl/services/devices.h"

namespace mwl::services {

std::shared_ptr<const DeviceDirectory::Devices> DeviceDirectory::current() {
    std::shared_ptr<const Devices> known;
    std::int64_t known_version = -1;
    {
        const Lock lock(mutex_);
        known = devices_;
        known_version = version_;
    }
    try {
        const std::int64_t version = store_.devices_version();
        if (known && version == known_version) return known;
        auto fresh = std::make_shared<Devices>();
        for (auto& device : store_.devices()) {
            const AeTitle ae = device.ae;
            fresh->emplace(ae, std::move(device));
        }
        const Lock lock(mutex_);
        devices_ = fresh;
        version_ = version;
        return fresh;
    } catch (const StoreError&) {
        if (!known) throw;
        return known;  // the query itself will tell the modality that the database is away
    }
}

std::optional<domain::Device> DeviceDirectory::find(const AeTitle& ae) {
    const auto devices = current();
    const auto found = devices->find(ae);
    if (found == devices->end()) return std::nullopt;
    return found->second;
}

}  // namespace mwl::services
