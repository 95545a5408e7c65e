#include "mwl/services/devices.h"

namespace mwl::services {

std::shared_ptr<const DeviceDirectory::Devices> DeviceDirectory::read(std::int64_t version) {
    auto fresh = std::make_shared<Devices>();
    for (auto& device : store_.devices()) {
        const AeTitle ae = device.ae;
        fresh->emplace(ae, std::move(device));
    }
    const Lock lock(mutex_);
    devices_ = fresh;
    version_ = version;
    return fresh;
}

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
        return read(version);
    } catch (const StoreError&) {
        if (!known) throw;
        return known;  // the query itself will tell the modality that the database is away
    }
}

std::optional<domain::Device> DeviceDirectory::among(const Devices& devices, const AeTitle& ae) {
    const auto found = devices.find(ae);
    if (found == devices.end()) return std::nullopt;
    return found->second;
}

std::optional<domain::Device> DeviceDirectory::find(const AeTitle& ae) { return among(*current(), ae); }

std::optional<domain::Device> DeviceDirectory::known(const AeTitle& ae) {
    std::shared_ptr<const Devices> known;
    {
        const Lock lock(mutex_);
        known = devices_;
    }
    return known ? among(*known, ae) : find(ae);
}

std::vector<domain::Device> DeviceDirectory::all_known() {
    std::shared_ptr<const Devices> known;
    {
        const Lock lock(mutex_);
        known = devices_;
    }
    std::vector<domain::Device> all;
    if (known)
        for (const auto& [ae, device] : *known) all.push_back(device);
    return all;
}

void DeviceDirectory::notice(std::int64_t version) noexcept {
    try {
        {
            const Lock lock(mutex_);
            if (devices_ && version == version_) return;
        }
        (void)read(version);
    } catch (const std::exception&) {
        return;  // the next pulse tries again
    }
}

}  // namespace mwl::services
