#pragma once
// Stands between a store and its server, and sees every byte.

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <functional>
#include <memory>
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

// One thread a connection; `watch` makes what looks at one.
class DatabaseProxy {
public:
    // Of one connection, on its thread. False: the connection ends, and these bytes are swallowed.
    class Watcher {
    public:
        virtual ~Watcher() = default;
        virtual bool asked(const std::string& bytes) = 0;
        virtual bool answered(const std::string& bytes) = 0;
    };
    using Watch = std::function<std::unique_ptr<Watcher>()>;

    DatabaseProxy(std::string server_folder, Watch watch)
        : server_(std::move(server_folder)), watch_(std::move(watch)) {
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = address_of(scratch_.path().string());
        EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(listener_, 16), 0);
        acceptor_ = std::jthread([this] { accept_all(); });
    }
    // The store must be gone by now: its sessions end the pumps.
    ~DatabaseProxy() {
        ::shutdown(listener_, SHUT_RDWR);
        acceptor_.join();
        pumps_.clear();
        ::close(listener_);
    }
    DatabaseProxy(const DatabaseProxy&) = delete;
    DatabaseProxy& operator=(const DatabaseProxy&) = delete;

    std::string folder() const { return scratch_.path().string(); }

private:
    void accept_all() {
        for (int client = -1; (client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;)
            pumps_.emplace_back([this, client] { pump(client); });
    }
    void pump(int client) {
        const int server = connected_to(server_);
        const auto watcher = watch_();
        while (forward_either(client, server, *watcher)) continue;
        ::close(client);
        ::close(server);
    }
    static bool forward_either(int client, int server, Watcher& watcher) {
        pollfd ends[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
        if (::poll(ends, 2, -1) < 0) return false;
        const bool is_question = ends[0].revents != 0;
        return is_question
                   ? forward(client, server, [&](const auto& bytes) { return watcher.asked(bytes); })
                   : forward(server, client, [&](const auto& bytes) { return watcher.answered(bytes); });
    }
    static bool forward(int from, int to, const std::function<bool(const std::string&)>& passes) {
        std::string bytes(65536, '\0');
        const auto got = ::recv(from, bytes.data(), bytes.size(), 0);
        if (got <= 0) return false;
        bytes.resize(static_cast<std::size_t>(got));
        return passes(bytes) && ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL) == got;
    }

    std::string server_;
    Watch watch_;
    ScratchFolder scratch_;
    int listener_ = -1;
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
