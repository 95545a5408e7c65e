#pragma once
// The worst moment of a connection to the database, on demand (faults.md F9).

#include <atomic>

#include "contract/database_proxy.h"

namespace mwl::test {

// On demand it lets one statement through and swallows its reply.
class ReplyCutter {
public:
    explicit ReplyCutter(std::string server_folder)
        : proxy_(std::move(server_folder), [this] { return std::make_unique<Cutter>(*this); }) {}

    std::string folder() const { return proxy_.folder(); }
    void cut_next_commit_reply() { cut_next_reply(std::string("COMMIT\0", 7)); }
    // The reply that holds this command tag. Before the statement is sent.
    void cut_next_reply(const std::string& tag) {
        tag_ = tag;
        armed_ = true;
    }
    int cuts() const { return cuts_; }

private:
    class Cutter final : public DatabaseProxy::Watcher {
    public:
        explicit Cutter(ReplyCutter& owner) : owner_(owner) {}
        bool asked(const std::string& /*bytes*/) override { return true; }
        bool answered(const std::string& bytes) override { return !owner_.cuts(bytes); }

    private:
        ReplyCutter& owner_;
    };

    bool cuts(const std::string& reply) {
        if (!armed_ || reply.find(tag_) == std::string::npos || !armed_.exchange(false)) return false;
        ++cuts_;
        return true;
    }

    std::string tag_;  // read only while armed
    std::atomic<bool> armed_{false};
    std::atomic<int> cuts_{0};
    DatabaseProxy proxy_;  // last: its threads use everything above
};

}  // namespace mwl::test
