#include "store/database_error.h"

#include <array>
#include <string_view>

namespace mwl::store {
namespace {

struct Rule {
    std::string_view sqlstate;  // a class (two characters) or a state (five)
    Cure cure;
};

constexpr std::array kCures{
    Rule{"40001", Cure::run_again},    // serialization failure
    Rule{"40P01", Cure::run_again},    // deadlock
    Rule{"23505", Cure::run_again},    // unique race: the next load sees the other's row
    Rule{"08", Cure::new_session},     // connection exceptions
    Rule{"57P", Cure::new_session},    // terminated, crashed, shutting down, idle session ended
    Rule{"25P03", Cure::new_session},  // idle in transaction: the server ended the session
};

}  // namespace

Cure cure_of(const std::string& sqlstate, bool session_is_dead) noexcept {
    if (session_is_dead || sqlstate.empty()) return Cure::new_session;
    for (const auto& rule : kCures)
        if (sqlstate.starts_with(rule.sqlstate)) return rule.cure;
    return Cure::none;
}

}  // namespace mwl::store
