#pragma once
// The devices that may ask, read again when a row has changed. Thread-safe. Borrows the store, which must
// outlive it.

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

    // The device with this calling AE title as the database has it now: one version check per call, one round
    // trip if nothing has changed. If the database is away, the devices read last are used, so that it never
    // causes a refusal; throws StoreError only if nothing was read yet.
    std::optional<domain::Device> find(const AeTitle& ae);
    // As it was read last, without asking the database; reads only if nothing was read yet (then throws
    // StoreError as find()). Enough to admit a device; before one is refused, look it up with find().
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
