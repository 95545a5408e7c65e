#include "mwl/base/deadlines.h"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "mwl/base/thread_top.h"

namespace mwl::base {

Deadlines::Guard::Guard(Guard&& other) noexcept
    : owner_(std::exchange(other.owner_, nullptr)), id_(std::exchange(other.id_, 0)) {}

Deadlines::Guard& Deadlines::Guard::operator=(Guard&& other) noexcept {
    if (this != &other) {
        release();
        owner_ = std::exchange(other.owner_, nullptr);
        id_ = std::exchange(other.id_, 0);
    }
    return *this;
}

void Deadlines::Guard::arm(Deadline at) noexcept {
    if (owner_ == nullptr) return;
    const Lock lock(owner_->mutex_);
    owner_->watches_.at(id_).at = at;
    if (at < owner_->wakes_at_) owner_->changed_.notify_one();
}

Deadlines::Cut Deadlines::Guard::cut() const noexcept {
    if (owner_ == nullptr) return Cut::none;
    const Lock lock(owner_->mutex_);
    return owner_->watches_.at(id_).cut;
}

void Deadlines::Guard::release() noexcept {
    if (owner_ == nullptr) return;
    const Lock lock(owner_->mutex_);
    owner_->watches_.erase(id_);
    owner_ = nullptr;
    id_ = 0;
}

Deadlines::Deadlines() : thread_([this] { run(); }) {}

Deadlines::~Deadlines() {
    const Lock lock(mutex_);
    stopping_ = true;
    changed_.notify_one();
}

Deadlines::Guard Deadlines::watch(int fd, Deadline at) {
    const Lock lock(mutex_);
    watches_.emplace(++last_id_, Watch{fd, at});
    if (at < wakes_at_) changed_.notify_one();
    return {*this, last_id_};
}

void Deadlines::cut(WatchId id) noexcept {
    const Lock lock(mutex_);
    const auto found = watches_.find(id);
    if (found != watches_.end()) shut_down(found->second, Cut::stopped);
}

void Deadlines::cut_all() noexcept {
    const Lock lock(mutex_);
    for (auto& [id, watch] : watches_) shut_down(watch, Cut::stopped);
}

void Deadlines::run() {
    const ThreadTop top("deadlines");
    const Lock lock(mutex_);
    while (!stopping_) {
        wakes_at_ = cut_due(Steady::now());
        if (wakes_at_ == kNever)
            changed_.wait(mutex_);
        else
            (void)changed_.wait_until(mutex_, wakes_at_);  // due or changed: looked at again either way
    }
}

// Cuts what is due; returns the next instant at which something may be.
Deadline Deadlines::cut_due(Deadline now) {
    Deadline next = kNever;
    for (auto& [id, watch] : watches_) {
        if (watch.cut != Cut::none) continue;
        if (watch.at <= now)
            shut_down(watch, Cut::late);
        else
            next = std::min(next, watch.at);
    }
    return next;
}

void Deadlines::shut_down(Watch& watch, Cut why) noexcept {
    if (watch.cut != Cut::none) return;
    watch.cut = why;
    (void)::shutdown(watch.fd,
                     SHUT_RDWR);  // fails only if the peer has gone already, which ends reads as well
}

}  // namespace mwl::base
