#pragma once
// Lists that grow are read page by page: a cursor names the last row that was seen, and the next page begins
// after it (a keyset, never a number of rows to skip). So rows that arrive meanwhile move nothing, and no row
// that was there when the reading began is seen twice or missed. Pure.

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/result.h"

namespace mwl::store {

// The letter is part of the cursor's text and never changes.
enum class RecordList : char {
    messages = 'm',
    statuses = 's',
    performed_steps = 'p',
    associations = 'a',
    queries = 'q',
    timeline = 't',
    steps = 'd'
};

// A place in a list: directly after the row with this instant and id.
struct ListPlace {
    Instant at;
    std::int64_t row = 0;
    friend auto operator<=>(const ListPlace&, const ListPlace&) = default;
    friend bool operator==(const ListPlace&, const ListPlace&) = default;
};

inline constexpr std::size_t kLongestCursor = 64;  // characters of its text

// "1m-642f…-1f-q5zk": version, list, place, check. Letters, digits and hyphens only.
std::string cursor_text(RecordList list, const ListPlace& place);
// Problem: too long, damaged, of another version or of another list.
Result<ListPlace> read_cursor(RecordList list, std::string_view text);

// Opaque to its holder. Immutable. It stays valid for as long as the list exists; nobody is kept from making
// one (the check finds mistakes, not intent).
template <RecordList kList>
class Cursor {
public:
    explicit Cursor(const ListPlace& place) : place_(place) {}

    std::string to_text() const { return cursor_text(kList, place_); }
    // Problem as read_cursor().
    static Result<Cursor> from_text(std::string_view text) {
        const auto place = read_cursor(kList, text);
        if (!place) return place.problem();
        return Cursor(*place);
    }
    const ListPlace& place() const noexcept { return place_; }

private:
    ListPlace place_;
};

inline constexpr int kUsualRows = 50;
inline constexpr int kMostRows = 500;

template <typename T, RecordList kList>
struct Page {
    using Cursor = store::Cursor<kList>;
    struct Asked {
        int limit = kUsualRows;       // taken as 1 to kMostRows
        std::optional<Cursor> after;  // none: from the beginning of the list
    };

    std::vector<T> rows;
    // None: nothing is left. A search that finds little stops early: then there are fewer rows than asked
    // for, perhaps none, and the next page goes on from here.
    std::optional<Cursor> next;
};

}  // namespace mwl::store
