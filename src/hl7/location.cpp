#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "hl7/segment_name.h"
#include "mwl/hl7/message.h"

namespace mwl::hl7 {

namespace {

constexpr std::size_t kMostDigits = 6;

// Reads a location from left to right; each step takes what it knows and leaves the rest.
class LocationReader {
public:
    explicit LocationReader(std::string_view text) : rest_(text) {}

    std::string take_name() {
        const std::string name(rest_.substr(0, kSegmentNameLength));
        rest_.remove_prefix(name.size());
        return name;
    }
    // The number after `mark` (and before `end`, if that is not 0); 0 if the rest does not begin with the
    // mark.
    int take_number(char mark, char end = '\0') {
        if (!rest_.starts_with(mark)) return 0;
        rest_.remove_prefix(1);
        const int number = take_digits();
        if (end != '\0') {
            is_good_ = is_good_ && rest_.starts_with(end);
            rest_.remove_prefix(std::min<std::size_t>(1, rest_.size()));
        }
        return number;
    }
    bool is_complete() const { return is_good_ && rest_.empty(); }

private:
    int take_digits() {
        const auto digits = rest_.substr(0, std::min(rest_.find_first_not_of("0123456789"), rest_.size()));
        is_good_ = is_good_ && !digits.empty() && digits.size() <= kMostDigits && digits.front() != '0';
        rest_.remove_prefix(digits.size());
        return is_good_ ? std::stoi(std::string(digits)) : 0;
    }

    std::string_view rest_;
    bool is_good_ = true;
};

void append_number(std::string& out, std::string_view before, int number, std::string_view after = {}) {
    if (number > 0) out.append(before).append(std::to_string(number)).append(after);
}

}  // namespace

std::string to_string(const Location& location) {
    std::string out = location.segment;
    append_number(out, "[", location.segment_index, "]");
    if (location.field == 0) return out;
    append_number(out, "-", location.field);
    append_number(out, "[", location.repetition, "]");
    if (location.component == 0) return out;
    append_number(out, ".", location.component);
    append_number(out, ".", location.subcomponent);
    return out;
}

Result<Location> parse_location(std::string_view text) {
    LocationReader reader(text);
    Location location;
    location.segment = reader.take_name();
    location.segment_index = reader.take_number('[', ']');
    location.field = reader.take_number('-');
    if (location.field != 0) {
        location.repetition = reader.take_number('[', ']');
        location.component = reader.take_number('.');
        if (location.component != 0) location.subcomponent = reader.take_number('.');
    }
    if (!is_segment_name(location.segment) || !reader.is_complete()) {
        return Problem{Code::malformed, {}, "not a place in a message, such as PID-3 or PID[1]-3[2].4"};
    }
    return location;
}

}  // namespace mwl::hl7
