#include "mwl/store/cursor.h"

#include <array>
#include <charconv>

#include "mwl/base/digest.h"

namespace mwl::store {
namespace {

constexpr char kCursorVersion = '1';
constexpr std::size_t kCheckLength = 4;
// What the database can compare with.
constexpr Instant kEarliest = std::chrono::sys_days(std::chrono::year(1800) / 1 / 1);
constexpr Instant kLatest = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);

template <typename Number>
std::string in_hex(Number value) {
    std::array<char, 16> digits{};
    const auto written =
        std::to_chars(digits.data(), digits.data() + digits.size(), static_cast<std::uint64_t>(value), 16);
    return {digits.data(), written.ptr};
}

std::optional<std::int64_t> from_hex(std::string_view digits) {
    std::uint64_t value = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
    if (error != std::errc() || stop != end) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

// Enough to notice a character that was lost or changed on the way; it keeps nobody from making cursors.
std::string check_of(std::string_view text) { return short_id(text, kCheckLength); }

Problem bad_cursor(const std::string& what) {
    return {Code::malformed, "cursor", what + "; begin again at the first page of the list"};
}

}  // namespace

std::string cursor_text(RecordList list, const ListPlace& place) {
    const auto text = std::string{kCursorVersion, static_cast<char>(list)} + '-' + in_hex(micros(place.at)) +
                      '-' + in_hex(place.row);
    return text + '-' + check_of(text);
}

Result<ListPlace> read_cursor(RecordList list, std::string_view text) {
    if (text.size() > kLongestCursor) return bad_cursor("the cursor is too long");
    const auto check = text.rfind('-');
    if (check == std::string_view::npos || check_of(text.substr(0, check)) != text.substr(check + 1))
        return bad_cursor("the cursor is damaged");
    const auto body = text.substr(0, check);
    if (!body.starts_with(kCursorVersion))
        return bad_cursor("the cursor is of another version of this program");
    if (body.size() < 3 || body[1] != static_cast<char>(list))
        return bad_cursor("the cursor belongs to another list");
    const auto place = body.substr(3);
    const auto between = place.find('-');
    if (between == std::string_view::npos) return bad_cursor("the cursor is damaged");
    const auto at = from_hex(place.substr(0, between));
    const auto row = from_hex(place.substr(between + 1));
    if (!at || !row) return bad_cursor("the cursor is damaged");
    const ListPlace found{instant_from_micros(*at), *row};
    if (found.at < kEarliest || found.at > kLatest || found.row < 0)
        return bad_cursor("the cursor names no row");
    return found;
}

}  // namespace mwl::store
