#pragma once
// Regular expressions in the syntax of RE2: the time of a match is linear in the text, whatever the
// expression. Immutable values; thread-safe.

#include <memory>
#include <string>
#include <string_view>

#include "mwl/base/result.h"

namespace mwl::text {

class Regex {
public:
    // Problem malformed with what is wrong, also for an expression that would need more than 1 MiB.
    static Result<Regex> parse(std::string_view pattern);

    const std::string& pattern() const noexcept;
    // Whether `with` can stand for a match: "\1" to "\9" are its groups, "\0" is all of it, "\\" a backslash.
    bool has_groups_of(std::string_view with) const;
    // `text` with every match replaced by `with`, whose groups it has.
    std::string replaced(std::string_view text, std::string_view with) const;

    friend bool operator==(const Regex& a, const Regex& b) noexcept { return a.pattern() == b.pattern(); }

private:
    struct Compiled;
    explicit Regex(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
    std::shared_ptr<const Compiled> compiled_;
};

}  // namespace mwl::text
