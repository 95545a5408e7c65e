#pragma once
// A value that is replaced as a whole while others read it.

#include <memory>
#include <utility>

#include "mwl/base/mutex.h"

namespace mwl::base {

// Thread-safe. A caller of get() keeps one and the same value, however often set() is called meanwhile.
// Shared, because the last of its readers frees an old value, and it is not known which one that is.
template <typename T>
class Snapshot {
public:
    explicit Snapshot(T first) : now_(std::make_shared<const T>(std::move(first))) {}

    std::shared_ptr<const T> get() const {
        const Lock lock(mutex_);
        return now_;
    }
    void set(T next) {
        auto made = std::make_shared<const T>(std::move(next));
        const Lock lock(mutex_);
        now_.swap(made);  // an old value without readers dies after the lock
    }

private:
    mutable Mutex mutex_;
    std::shared_ptr<const T> now_ GUARDED_BY(mutex_);
};

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
