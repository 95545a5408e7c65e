#pragma once
// A crash says where: one line in the log's form on standard error, then the process ends by the signal.

namespace mwl::base {

// From now on SIGSEGV, SIGABRT, SIGBUS, SIGFPE and SIGILL, and an exception that nobody catches, write one
// line with signal, thread and backtrace; then the process ends by that signal, as it would have. A place in
// the backtrace reads module+offset: addr2line -Cfie MODULE OFFSET names the line. A signal that has a
// handler already (AddressSanitizer's) keeps it. To be called once, by main, before it starts threads.
void tell_fatal_signals();

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
