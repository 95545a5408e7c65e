#pragma once
// What went wrong in the database, with what follows from it for the unit of work. Private to store: outside
// it is a StoreError.

#include <string>

#include "mwl/base/error.h"

namespace mwl::store {

// SQLSTATE of a connection that could not be made, whatever the reason.
inline constexpr const char* kCannotConnect = "08001";

enum class Cure {
    none,         // no retry: the statement is wrong, refused, too slow, or there is no server
    run_again,    // another transaction was in the way
    new_session,  // the session is dead; the unit of work runs again on another
    not_now,  // the server is silent: the session was cut, others may be dead too, another try takes too long
};

class DatabaseError : public StoreError {
public:
    DatabaseError(const std::string& what, const std::string& sqlstate, Cure cure)
        : StoreError(what, sqlstate), cure_(cure) {}

    Cure cure() const noexcept { return cure_; }

private:
    Cure cure_;
};

// From the table of SQLSTATEs (PostgreSQL, Appendix A); `session_is_dead` as libpq sees it. An error without
// SQLSTATE did not come from the server: after a crash libpq (15) still calls such a session connected.
Cure cure_of(const std::string& sqlstate, bool session_is_dead) noexcept;

}  // namespace mwl::store
