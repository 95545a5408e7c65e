#pragma once
// The lines of a message: segments end with CR, LF or CRLF, mixed, and the last end may be missing. Pure.

#include <string_view>

namespace mwl::hl7 {

// One pass over the lines; those of spaces, tabs and NULs alone are skipped. Lives no longer than the text.
class Lines {
public:
    explicit Lines(std::string_view text) noexcept : rest_(text) {}

    // The next line; empty when there is none any more.
    std::string_view next() noexcept;

private:
    std::string_view rest_;
};

}  // namespace mwl::hl7
