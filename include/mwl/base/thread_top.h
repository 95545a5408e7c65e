#pragma once
// What every thread of the program begins with.

#include <cstddef>
#include <memory>
#include <string_view>

namespace mwl::base {

// Names the thread (15 characters count), for debuggers and for the line of a crash (fatal.h), and gives it a
// stack for signal handlers, so that an overflow of its own stack can be reported. The first object in
// the thread's top function; one thread.
class ThreadTop {
public:
    explicit ThreadTop(std::string_view name) noexcept;
    ~ThreadTop();
    ThreadTop(const ThreadTop&) = delete;
    ThreadTop& operator=(const ThreadTop&) = delete;

private:
    std::unique_ptr<std::byte[]> signal_stack_;  // none if the thread had one, or if there is no memory
};

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
