#pragma once
// Values as they cross to and from PostgreSQL: always text, in one place. Instants cross as microseconds,
// dates as YYYY-MM-DD, bytes as \x…, lists as array literals. Private to store.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"
#include "mwl/text/person_name.h"
#include "mwl/time/local.h"

namespace mwl::store {

using Value = std::optional<std::string>;  // none: NULL

// SQLSTATE of a value that came from the database and cannot be read: a data exception, like the server's
// own.
inline constexpr const char* kUnreadable = "22000";

// The parameters $1, $2, … of one statement, appended in that order.
class Params {
public:
    // Bytes that PostgreSQL cannot hold as text (NUL, broken UTF-8) become U+FFFD: nothing foreign can keep a
    // message from being stored.
    Params& text(std::string_view value);
    Params& number(std::int64_t value);
    Params& flag(bool value);
    Params& instant(Instant value);
    Params& instant(const std::optional<Instant>& value);
    Params& date(const std::optional<LocalDate>& value);
    Params& name(const PersonName& value);
    Params& bytes(std::string_view value);
    Params& texts(const std::vector<std::string>& values);
    Params& numbers(const std::vector<std::int64_t>& values);
    Params& null();
    Params& all_of(const Params& others);

    const std::vector<Value>& values() const noexcept { return values_; }

private:
    std::vector<Value> values_;
};

// One row of an answer, read from left to right. Reading the wrong kind or past the end is a defect of the
// broker and throws StoreError (kUnreadable). NULL reads as empty only where the return type says so.
class Row {
public:
    explicit Row(const std::vector<Value>& values) : values_(&values) {}

    const std::string& text();
    Value maybe_text();
    std::int64_t number();
    std::int64_t number_or_zero();
    bool flag();
    Instant instant();
    std::optional<Instant> maybe_instant();
    std::optional<LocalDate> maybe_date();
    PersonName name();
    std::string bytes();
    std::vector<std::string> texts();
    std::vector<std::int64_t> numbers();

    // True when the next value is NULL; nothing is read.
    bool next_is_null() const;
    void skip(std::size_t values) noexcept { at_ += values; }

private:
    const Value& next();
    const std::vector<Value>* values_;
    std::size_t at_ = 0;
};

using Rows = std::vector<std::vector<Value>>;

// "{\"a\",\"b\"}", PostgreSQL's array literal, and back.
std::string array_literal(const std::vector<std::string>& values);
std::vector<std::string> parse_array_literal(std::string_view literal);

}  // namespace mwl::store
