#pragma once
// The time limit of one exchange with the server (faults.md, A17, F17): the server's own statement_timeout
// says nothing while the server is stopped or the network swallows what it says. Private to store.

#include <chrono>
#include <string>

#include "mwl/base/deadlines.h"
#include "store/database_error.h"

namespace mwl::store {

// One thread. Shuts the connection down when its time is over: libpq then reports it closed. It watches a
// copy of the descriptor, because libpq closes its own whenever it finds the connection broken.
class RoundTrip {
public:
    // Throws DatabaseError when there is no descriptor left for the copy.
    RoundTrip(Deadlines& deadlines, int socket, std::chrono::milliseconds limit);
    ~RoundTrip();
    RoundTrip(const RoundTrip&) = delete;
    RoundTrip& operator=(const RoundTrip&) = delete;

    // The server said something: the limit counts from now.
    void heard() noexcept { guard_.arm(Steady::now() + limit_); }
    bool was_cut() const noexcept { return guard_.fired(); }

private:
    int socket_;
    std::chrono::milliseconds limit_;
    Deadlines::Guard guard_;  // goes first
};

}  // namespace mwl::store
