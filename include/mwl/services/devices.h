#pragma once
// The devices that may ask, read again when a row changed. Thread-safe.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "mwl/base/mutex.h"
#include "mwl/store/store.h"

namespace mwl::services {

class DeviceDirectory {
public:
    explicit DeviceDirectory(store::Store& store) : store_(store) {}

    // By calling AE title, as it stands now: one version check per call, one round trip. Throws StoreError
    // only if nothing was ever read and the database is away: else the last known devices stand, so that a
    // refusal is never caused by the database.
    std::optional<domain::Device> find(const AeTitle& ae);
    // As it was read last, without asking; reads only if nothing was read yet. Good for a welcome; whoever is
    // to be turned away is looked up with find() first.
    std::optional<domain::Device> known(const AeTitle& ae);
    // All of them, as they were read last; none if nothing was read yet. By AE title.
    std::vector<domain::Device> all_known();
    // Reads again if the devices' version is another one. Never throws.
    void notice(std::int64_t version) noexcept;

private:
    using Devices = std::map<AeTitle, domain::Device>;
    static std::optional<domain::Device> among(const Devices& devices, const AeTitle& ae);
    std::shared_ptr<const Devices> read(std::int64_t version);
    std::shared_ptr<const Devices> current();  // shared: an immutable snapshot, used outside the lock

    store::Store& store_;
    Mutex mutex_;
    std::int64_t version_ GUARDED_BY(mutex_) = -1;
    std::shared_ptr<const Devices> devices_ GUARDED_BY(mutex_);
};

}  // namespace mwl::services
