#pragma once
// Broken machinery throws; bad input does not (result.h). These are the three types that mwl throws on
// purpose; any other exception is a defect, or a lack of memory (thrown.h). Caught at the edges only: intake,
// SCP callbacks, web handlers, the delivery loop, each thread's top function, main.

#include <stdexcept>
#include <string>

namespace mwl::base {

// The database cannot do its work now, or refuses what it was given. Nothing of the unit of work was kept,
// with one exception: if the server fell silent at COMMIT, it may be committed all the same (Store::run).
class StoreError : public std::runtime_error {
public:
    explicit StoreError(const std::string& what, std::string sqlstate = {})
        : std::runtime_error(what), sqlstate_(std::move(sqlstate)) {}

    // Five characters, or empty. The broker itself sets 08001 (no connection) and 22000 (a stored value that
    // cannot be read).
    const std::string& sqlstate() const noexcept { return sqlstate_; }

private:
    std::string sqlstate_;
};

// A socket could not be opened, bound, connected, read or written.
class NetworkError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// A configuration cannot be used: a file, a command line, or this machine's installation. what() says what is
// wrong, for a file with line and column, and what to do.
class ConfigError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
