#pragma once
// A receiver to which connecting hangs, as to a host that swallows every packet: a listener on loopback that
// accepts nobody and whose queue is full. One thread, but for is_being_connected_to().

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "mwl/net/socket.h"
#include "unit/net/peers.h"

namespace mwl::test {

class FullListener {
public:
    FullListener() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in at = loopback(0);
        if (::bind(listener_.fd(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
            ::listen(listener_.fd(), 0) != 0)
            ADD_FAILURE() << "no listener";
        socklen_t length = sizeof at;
        (void)::getsockname(listener_.fd(), reinterpret_cast<sockaddr*>(&at), &length);
        port_ = ntohs(at.sin_port);
        at = loopback(port_);
        for (int i = 0; i < kFillers; ++i) {
            fillers_.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            (void)::connect(fillers_.back().fd(), reinterpret_cast<const sockaddr*>(&at), sizeof at);
        }
        hanging_before_ = hanging();
        EXPECT_GT(hanging_before_, 0) << "the queue is not full";
    }

    std::uint16_t port() const noexcept { return port_; }
    // Waits until one more connection is being made; false if none is.
    bool is_being_connected_to() const {
        for (const auto until = patience(); Steady::now() < until; std::this_thread::yield())
            if (hanging() > hanging_before_) return true;
        return false;
    }

private:
    static constexpr int kFillers = 4;

    static sockaddr_in loopback(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }
    // Connections to us in the state SYN_SENT, as proc(5) lists them: "0: local remote 02 ...".
    int hanging() const {
        std::array<char, 32> wanted{};
        (void)std::snprintf(wanted.data(), wanted.size(), ":%04X 02 ", static_cast<unsigned>(port_));
        int found = 0;
        std::ifstream table("/proc/net/tcp");
        for (std::string line; std::getline(table, line);)
            found += line.find(wanted.data()) != std::string::npos ? 1 : 0;
        return found;
    }

    net::Socket listener_;
    std::vector<net::Socket> fillers_;
    std::uint16_t port_ = 0;
    int hanging_before_ = 0;
};

}  // namespace mwl::test
