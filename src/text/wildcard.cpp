#include "mwl/text/fold.h"
#include "text/unicode.h"

namespace mwl::text {
namespace {

// Length of what `pattern` at `p` takes from `text` at `t` (`?` or the same character); 0 if they differ.
struct Taken {
    std::size_t of_pattern = 0;
    std::size_t of_text = 0;
};

Taken take_one(std::string_view pattern, std::size_t p, std::string_view text, std::size_t t) noexcept {
    if (p == pattern.size()) return {};
    const std::size_t length = step(text, t);
    if (pattern[p] == '?') return {1, length};
    if (pattern.substr(p, length) != text.substr(t, length)) return {};
    return {length, length};
}

}  // namespace

// Only the last star ever needs to grow: what an earlier one takes more, the last could take instead.
bool wildcard_match(std::string_view pattern, std::string_view text) noexcept {
    constexpr std::size_t kNoStar = std::string_view::npos;
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t after_star = kNoStar;  // in the pattern
    std::size_t star_ends = 0;         // in the text: where the run of that star ends for now
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            after_star = ++p;
            star_ends = t;
        } else if (const Taken taken = take_one(pattern, p, text, t); taken.of_text > 0) {
            p += taken.of_pattern;
            t += taken.of_text;
        } else if (after_star != kNoStar) {
            star_ends += step(text, star_ends);
            p = after_star;
            t = star_ends;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == kNoStar;
}

bool has_wildcard(std::string_view key) noexcept { return key.find_first_of("*?") != std::string_view::npos; }

}  // namespace mwl::text
