#include "mwl/net/socket.h"

#include <unistd.h>

#include <utility>

namespace mwl::net {

Socket& Socket::operator=(Socket&& other) noexcept {
    if (this != &other) {
        close();
        fd_ = other.release();
    }
    return *this;
}

int Socket::release() noexcept { return std::exchange(fd_, -1); }

void Socket::close() noexcept {
    const int fd = release();
    if (fd >= 0) (void)::close(fd);
}

}  // namespace mwl::net
