#pragma once
// Observations are written in batches, never in the answer path: they wait in a bounded queue in memory; what
// does not fit is dropped and counted. An association and its queries are written together or not at all.

#include <cstdint>
#include <thread>
#include <vector>

#include "mwl/base/log.h"
#include "mwl/base/mutex.h"
#include "mwl/store/store.h"

namespace mwl::services {

// Thread-safe, except start() and stop(), which are the owner's. Borrows the store, which must outlive it.
class AssociationRecorder {
public:
    static constexpr std::size_t kQueueLimit = 2000;  // associations and queries

    AssociationRecorder(store::Store& store, Log log);
    ~AssociationRecorder();

    void start();
    // Tries once to write what is queued, then joins the thread. May be called twice; it is not started
    // again.
    void stop();
    // Never waits. When the queue is full the association is dropped and counted with its queries; so is one
    // that the database refuses.
    void record(store::AssociationRecord record);
    std::int64_t dropped() const;

private:
    void work();
    bool write_batch();
    bool drop(const std::vector<store::AssociationRecord>& batch);
    void put_back(std::vector<store::AssociationRecord> batch);

    store::Store& store_;
    Log log_;
    mutable Mutex mutex_;
    Condition changed_;
    std::vector<store::AssociationRecord> queue_ GUARDED_BY(mutex_);
    std::size_t queued_ GUARDED_BY(mutex_) = 0;  // associations and queries in it
    std::int64_t dropped_ GUARDED_BY(mutex_) = 0;
    bool stopping_ GUARDED_BY(mutex_) = false;
    std::jthread thread_;  // owner's thread only
};

}  // namespace mwl::services
