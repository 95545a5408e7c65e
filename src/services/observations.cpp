#include "mwl/services/observations.h"

#include <chrono>
#include <iterator>
#include <utility>

#include "mwl/base/thread_top.h"
#include "mwl/base/thrown.h"

namespace mwl::services {
namespace {

constexpr std::chrono::milliseconds kBetweenBatches{500};

// What one association counts for.
std::size_t size_of(const store::AssociationRecord& record) { return 1 + record.queries.size(); }

std::size_t size_of(const std::vector<store::AssociationRecord>& batch) {
    std::size_t size = 0;
    for (const auto& record : batch) size += size_of(record);
    return size;
}

}  // namespace

AssociationRecorder::AssociationRecorder(store::Store& store, Log log)
    : store_(store), log_(std::move(log)) {}

AssociationRecorder::~AssociationRecorder() { stop(); }

void AssociationRecorder::start() {
    if (!thread_.joinable()) thread_ = std::jthread([this] { work(); });
}

void AssociationRecorder::stop() {
    {
        const Lock lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

void AssociationRecorder::record(store::AssociationRecord record) {
    const Lock lock(mutex_);
    const auto size = size_of(record);
    if (queued_ + size > kQueueLimit) {
        dropped_ += static_cast<std::int64_t>(size);
        return;
    }
    queued_ += size;
    queue_.push_back(std::move(record));
    changed_.notify_one();
}

std::int64_t AssociationRecorder::dropped() const {
    const Lock lock(mutex_);
    return dropped_;
}

void AssociationRecorder::work() {
    const ThreadTop top("observations");
    for (bool stopping = false; !stopping;) {
        {
            const Lock lock(mutex_);
            while (queue_.empty() && !stopping_) changed_.wait(mutex_);
            stopping = stopping_;
        }
        const bool written = write_batch();
        const Lock lock(mutex_);
        const auto until =
            std::chrono::steady_clock::now() + (written ? kBetweenBatches : 4 * kBetweenBatches);
        while (!stopping_ && changed_.wait_until(mutex_, until)) {
        }
    }
}

// A batch that the database refuses would be refused again and keep every later record out. Inside a catch
// block only.
bool AssociationRecorder::drop(const std::vector<store::AssociationRecord>& batch) {
    log_.error("association records cannot be written and are dropped",
               {{"records", size_of(batch)}, {"why", what_was_thrown()}});
    const Lock lock(mutex_);
    dropped_ += static_cast<std::int64_t>(size_of(batch));
    return true;
}

// Before what arrived meanwhile, as far as there is room.
void AssociationRecorder::put_back(std::vector<store::AssociationRecord> batch) {
    const Lock lock(mutex_);
    std::vector<store::AssociationRecord> kept;
    for (auto& record : batch) {
        const auto size = size_of(record);
        if (queued_ + size > kQueueLimit) {
            dropped_ += static_cast<std::int64_t>(size);
            continue;
        }
        queued_ += size;
        kept.push_back(std::move(record));
    }
    queue_.insert(queue_.begin(), std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()));
}

bool AssociationRecorder::write_batch() {
    std::vector<store::AssociationRecord> batch;
    {
        const Lock lock(mutex_);
        batch.swap(queue_);
        queued_ = 0;
    }
    if (batch.empty()) return true;
    try {
        store_.save_associations(batch);
        return true;
    } catch (const StoreError& error) {
        if (is_about_content(error)) return drop(batch);
        log_.warn("association records wait for the database",
                  {{"records", size_of(batch)}, {"why", error.what()}});
    } catch (...) {
        return drop(batch);
    }
    put_back(std::move(batch));
    return false;
}

}  // namespace mwl::services
