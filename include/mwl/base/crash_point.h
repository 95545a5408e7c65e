#pragma once
// Named places where a test build may kill itself (faults.md H): CRASH_AT=name:n in the environment sends
// SIGKILL to this process at the n-th pass of that place. In a hospital's build the call does nothing.

namespace mwl::base {

// Thread-safe, both.
void crash_point(const char* name) noexcept;
// Whether CRASH_AT names this place. Work that has to be split in two for a death between its halves is done
// in one piece otherwise. Always false in a hospital's build.
bool crash_point_is_wanted(const char* name) noexcept;

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
