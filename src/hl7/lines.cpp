#include "hl7/lines.h"

#include <algorithm>

namespace mwl::hl7 {

namespace {

bool is_blank(std::string_view line) noexcept {
    return line.find_first_not_of(std::string_view(" \t\0", 3)) == std::string_view::npos;
}

}  // namespace

std::string_view Lines::next() noexcept {
    while (!rest_.empty()) {
        const auto end = std::min(rest_.find_first_of("\r\n"), rest_.size());
        const auto line = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        if (!is_blank(line)) return line;
    }
    return {};
}

}  // namespace mwl::hl7
