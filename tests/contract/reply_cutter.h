#pragma once
// The worst moment of a connection to the database, on demand (faults.md F9).

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/broker.h"

namespace mwl::test {

inline sockaddr_un address_of(const std::string& folder) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (folder + "/.s.PGSQL.5432").copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

inline int connected_to(const std::string& folder) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = address_of(folder);
    EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return fd;
}

// Stands between the store and the server; on demand it lets one statement through and swallows its reply.
class ReplyCutter {
public:
    explicit ReplyCutter(std::string server_folder) : server_(std::move(server_folder)) {
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = address_of(scratch_.path().string());
        EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(listener_, 16), 0);
        acceptor_ = std::jthread([this] { accept_all(); });
    }
    // The store must be gone by now: its sessions end the pumps.
    ~ReplyCutter() {
        ::shutdown(listener_, SHUT_RDWR);
        acceptor_.join();
        pumps_.clear();
        ::close(listener_);
    }
    ReplyCutter(const ReplyCutter&) = delete;
    ReplyCutter& operator=(const ReplyCutter&) = delete;

    std::string folder() const { return scratch_.path().string(); }
    void cut_next_commit_reply() { cut_next_reply(std::string("COMMIT\0", 7)); }
    // The reply that holds this command tag. Before the statement is sent.
    void cut_next_reply(const std::string& tag) {
        tag_ = tag;
        armed_ = true;
    }
    int cuts() const { return cuts_; }

private:
    void accept_all() {
        for (int client = -1; (client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;)
            pumps_.emplace_back([this, client] { pump(client); });
    }
    void pump(int client) {
        const int server = connected_to(server_);
        while (forward_either(client, server)) continue;
        ::close(client);
        ::close(server);
    }
    bool forward_either(int client, int server) {
        pollfd ends[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
        if (::poll(ends, 2, -1) < 0) return false;
        if (ends[0].revents != 0) return forward(client, server, false);
        return forward(server, client, true);
    }
    bool forward(int from, int to, bool is_reply) {
        std::string bytes(65536, '\0');
        const auto got = ::recv(from, bytes.data(), bytes.size(), 0);
        if (got <= 0) return false;
        bytes.resize(static_cast<std::size_t>(got));
        if (is_reply && armed_ && bytes.find(tag_) != std::string::npos && armed_.exchange(false)) {
            ++cuts_;
            return false;
        }
        return ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL) == got;
    }

    std::string server_;
    ScratchFolder scratch_;
    int listener_ = -1;
    std::string tag_;  // read only while armed
    std::atomic<bool> armed_{false};
    std::atomic<int> cuts_{0};
    std::vector<std::jthread> pumps_;  // touched by the acceptor only, until it is joined
    std::jthread acceptor_;
};

inline std::string folder_of(const std::string& connection) {
    const auto begin = connection.find("host=") + 5;
    return connection.substr(begin, connection.find(' ', begin) - begin);
}

inline std::string through(const std::string& connection, const std::string& folder) {
    std::string changed = connection;
    return changed.replace(changed.find(folder_of(connection)), folder_of(connection).size(), folder);
}

}  // namespace mwl::test
