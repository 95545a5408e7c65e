#include "app/act.h"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace mwl::app {
namespace {

std::string user_name() {
    std::array<char, 4096> space{};
    passwd entry{};
    passwd* found = nullptr;
    (void)::getpwuid_r(::getuid(), &entry, space.data(), space.size(), &found);
    return found == nullptr ? "uid " + std::to_string(::getuid()) : std::string(found->pw_name);
}

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

store::Act act_of_this_user(const std::string& why) { return {user_name(), host_name(), why}; }

}  // namespace mwl::app
