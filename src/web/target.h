#pragma once
// The target of a request line taken apart (RFC 9112 3.2.1). Pure.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mwl::web {

constexpr std::size_t kMaxTargetBytes = 2048;

struct Target {
    std::vector<std::string> segments;              // decoded; none for "/"
    std::map<std::string, std::string> parameters;  // decoded; the first of each name

    // The parameter's value; empty if absent.
    std::string parameter(const std::string& name) const;
};

// Nothing if it does not start with "/", has an empty, "." or ".." segment, a control character, a backslash
// or NUL in any form, or a broken percent escape: no such address leads anywhere here (faults.md J3).
std::optional<Target> parse_target(std::string_view text);

}  // namespace mwl::web
