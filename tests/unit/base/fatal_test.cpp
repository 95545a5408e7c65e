// A crash says where: each test dies in a process of its own.
#include "mwl/base/fatal.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>

#include "mwl/base/thread_top.h"

namespace mwl {
namespace {

// What runs in a thread with the small stack of a connection.
void in_thread(const char* name, void (*work)()) {
    tell_fatal_signals();
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 1UL << 20U);
    pthread_setattr_default_np(&attributes);
    std::thread([&] {
        const ThreadTop top(name);
        work();
    }).join();
}

// Of the processes that die here: a sanitizer leaves SIGSEGV to the program.
void leave_to_the_program(const char* sanitizer_options) {
    const char* const before = std::getenv(sanitizer_options);  // NOLINT(concurrency-mt-unsafe): one thread
    const auto options = (before == nullptr ? "" : std::string(before) + ":") + "handle_segv=0";
    ::setenv(sanitizer_options, options.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): one thread
}

class Crash : public ::testing::Test {
protected:
    Crash() {
        GTEST_FLAG_SET(death_test_style, "threadsafe");
        for (const auto* options : {"ASAN_OPTIONS", "TSAN_OPTIONS"}) leave_to_the_program(options);
    }
};
using CrashDeathTest = Crash;

// A place is module+offset.
constexpr const char* kPlaces = " backtrace=\"[^ \"]+\\+0x[0-9a-f]+ [^\"]*\\+0x[0-9a-f]+\"\n";

TEST_F(CrashDeathTest, H22_ASignalIsToldWithThreadAndBacktraceAndEndsTheProcessAsItWould) {
    EXPECT_EXIT(
        in_thread("dicom 17", [] { ::raise(SIGABRT); }), ::testing::KilledBySignal(SIGABRT),
        std::string(
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z error APP-900 fatal signal "
            "signal=SIGABRT sent_by_pid=[0-9]+ pid=[0-9]+ tid=[0-9]+ thread=\"dicom 17\" version=[^ ]+") +
            kPlaces);
}

TEST_F(CrashDeathTest, AnUncaughtExceptionIsToldInTheSameLineEscapedAndBounded) {
    EXPECT_EXIT(in_thread("mllp 3", [] { throw std::logic_error("two\nlines \"" + std::string(5000, 'x')); }),
                ::testing::KilledBySignal(SIGABRT),
                std::string("thread=\"mllp 3\" uncaught=\"std::logic_error: two\\\\u\\{a\\}lines "
                            "\\\\u\\{22\\}x{100,400}\\[cut\\]\" version=[^ ]+") +
                    kPlaces);
}

TEST_F(CrashDeathTest, ABadAddressIsToldWithTheAddress) {
    EXPECT_EXIT(in_thread("dicom 1", [] { *static_cast<volatile int*>(nullptr) = 1; }),
                ::testing::KilledBySignal(SIGSEGV), std::string("signal=SIGSEGV address=0x0 .*") + kPlaces);
}

// Deeper than any stack; the compiler cannot know.
int recurse(volatile int* depth) {
    volatile char room[4096] = {};
    *depth = *depth + 1;
    return *depth < 0 ? room[0] : recurse(depth) + room[*depth % 4096];
}

TEST_F(CrashDeathTest, AStackOverflowOfAConnectionIsToldToo) {
    EXPECT_EXIT(in_thread("dicom 2",
                          [] {
                              volatile int depth = 0;
                              (void)recurse(&depth);
                          }),
                ::testing::KilledBySignal(SIGSEGV), std::string("thread=\"dicom 2\" .*") + kPlaces);
}

}  // namespace
}  // namespace mwl
