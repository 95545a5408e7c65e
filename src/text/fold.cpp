#include "mwl/text/fold.h"

#include <algorithm>

#include "text/unicode.h"

namespace mwl::text {
namespace {

std::string lower_ascii(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool needs_no_unicode(std::string_view text) noexcept {
    return is_ascii(text) || find_broken_byte(text) != std::string_view::npos;
}

}  // namespace

std::string fold(std::string_view utf8) {
    return needs_no_unicode(utf8) ? lower_ascii(utf8) : plain_folded(utf8);
}

std::string fold_case(std::string_view utf8) {
    return needs_no_unicode(utf8) ? lower_ascii(utf8) : case_folded(utf8);
}

}  // namespace mwl::text
