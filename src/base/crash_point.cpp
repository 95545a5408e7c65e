#include "mwl/base/crash_point.h"

#ifdef MWL_CRASH_POINTS

#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <string_view>

namespace mwl::base {
namespace {

struct Wanted {
    std::string_view name;
    long pass = 0;
};

Wanted read_wanted() noexcept {
    const char* text =
        std::getenv("CRASH_AT");  // NOLINT(concurrency-mt-unsafe): nobody changes the environment
    if (text == nullptr) return {};
    const std::string_view all(text);
    const auto colon = all.rfind(':');
    if (colon == std::string_view::npos) return {};
    return {all.substr(0, colon), std::strtol(text + colon + 1, nullptr, 10)};
}

const Wanted& wanted() noexcept {
    static const Wanted read = read_wanted();
    return read;
}

}  // namespace

void crash_point(const char* name) noexcept {
    static std::atomic<long> passes{0};
    if (crash_point_is_wanted(name) && ++passes == wanted().pass) ::raise(SIGKILL);
}

bool crash_point_is_wanted(const char* name) noexcept { return wanted().name == name; }

}  // namespace mwl::base

#else

namespace mwl::base {

void crash_point(const char* /*name*/) noexcept {}
bool crash_point_is_wanted(const char* /*name*/) noexcept { return false; }

}  // namespace mwl::base

#endif
