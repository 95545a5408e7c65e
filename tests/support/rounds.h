#pragma once
// How often a test of chance repeats itself: by default often enough to notice a change, and as often as
// MWL_ROUNDS says for a long run by hand (faults.md E5: 10,000; F2: 1,000).

#include <cstdlib>

namespace mwl::test {

inline int rounds(int usual) {
    const char* const wanted = std::getenv("MWL_ROUNDS");  // NOLINT(concurrency-mt-unsafe): nobody changes it
    const int number = wanted == nullptr ? 0 : static_cast<int>(std::strtol(wanted, nullptr, 10));
    return number > 0 ? number : usual;
}

}  // namespace mwl::test
