#include "mwl/services/observations.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "mwl/base/thread_top.h"
#include "mwl/base/thrown.h"

namespace mwl::services {
namespace {

constexpr std::chrono::milliseconds kBetweenBatches{500};

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
    if (queue_.size() >= kQueueLimit) {
        ++dropped_;
        return;
    }
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

// What cannot be written the second time either would keep every later record out. Inside a catch block only.
bool AssociationRecorder::drop(std::size_t records) {
    log_.error("association records cannot be written and are dropped",
               {{"records", records}, {"why", what_was_thrown()}});
    const Lock lock(mutex_);
    dropped_ += static_cast<std::int64_t>(records);
    return true;
}

bool AssociationRecorder::write_batch() {
    std::vector<store::AssociationRecord> batch;
    {
        const Lock lock(mutex_);
        batch.swap(queue_);
    }
    if (batch.empty()) return true;
    try {
        store_.save_associations(batch);
        return true;
    } catch (const StoreError& error) {
        if (is_about_content(error)) return drop(batch.size());
        log_.warn("association records wait for the database",
                  {{"records", batch.size()}, {"why", error.what()}});
    } catch (...) {
        return drop(batch.size());
    }
    const Lock lock(mutex_);
    const std::size_t room = kQueueLimit - std::min(kQueueLimit, queue_.size());
    if (batch.size() > room) {
        dropped_ += static_cast<std::int64_t>(batch.size() - room);
        batch.resize(room);
    }
    queue_.insert(queue_.begin(), std::make_move_iterator(batch.begin()),
                  std::make_move_iterator(batch.end()));
    return false;
}

}  // namespace mwl::services
