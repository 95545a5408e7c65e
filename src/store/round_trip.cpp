#include "store/round_trip.h"

#include <fcntl.h>
#include <unistd.h>

namespace mwl::store {
namespace {

int copy_of(int socket) {
    const int copy = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
    if (copy < 0 && socket >= 0)
        throw DatabaseError("no descriptor left to watch the database connection", "", Cure::none);
    return copy;  // -1: not connected, nothing can hang
}

}  // namespace

RoundTrip::RoundTrip(Deadlines& deadlines, int socket, std::chrono::milliseconds limit)
    : socket_(copy_of(socket)), limit_(limit) {
    if (socket_ >= 0) guard_ = deadlines.watch(socket_, Steady::now() + limit);
}

RoundTrip::~RoundTrip() {
    guard_.release();
    if (socket_ >= 0) (void)::close(socket_);
}

}  // namespace mwl::store
