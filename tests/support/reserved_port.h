#pragma once
// A port of loopback where nobody listens and that no other program is given meanwhile, so that connecting is
// refused for as long as a test wants; a listener of the test that names the port gets it all the same.

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <stdexcept>

#include "support/descriptor.h"

namespace mwl::test {

class ReservedPort {
public:
    ReservedPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const int yes = 1;
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof at;
        if (::setsockopt(socket_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
            ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
            ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&at), &length) != 0)
            throw std::runtime_error("no port can be reserved");
        number_ = ntohs(at.sin_port);
    }
    std::uint16_t number() const noexcept { return number_; }

private:
    Descriptor socket_;
    std::uint16_t number_ = 0;
};

}  // namespace mwl::test
