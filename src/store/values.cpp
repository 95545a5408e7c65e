#include "store/values.h"

#include <array>
#include <charconv>
#include <cstdio>

#include "mwl/base/error.h"
#include "mwl/base/hex.h"
#include "mwl/text/charset.h"

namespace mwl::store {
namespace {

constexpr auto kBeforeChrist = " BC";                      // PostgreSQL's word for years before 1
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

[[noreturn]] void misread(std::string_view what) {
    throw StoreError("a database value is not " + std::string(what), kUnreadable);
}

// The length of the well-formed UTF-8 character at the front, 0 if there is none (NUL counts as none).
std::size_t storable_length(std::string_view text) {
    for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length)
        if (text::is_utf8(text.substr(0, length))) return text[0] == '\0' ? 0 : length;
    return 0;
}

std::string storable(std::string_view text) {
    if (text.find('\0') == std::string_view::npos && text::is_utf8(text)) return std::string(text);
    std::string out;
    while (!text.empty()) {
        const std::size_t length = storable_length(text);
        out.append(length == 0 ? kReplacement : text.substr(0, length));
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

template <typename Number>
Number number_from(std::string_view text, std::string_view what) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) misread(what);
    return value;
}

}  // namespace

Params& Params::text(std::string_view value) {
    values_.emplace_back(storable(value));
    return *this;
}

Params& Params::number(std::int64_t value) {
    values_.emplace_back(std::to_string(value));
    return *this;
}

Params& Params::flag(bool value) {
    values_.emplace_back(value ? "t" : "f");
    return *this;
}

Params& Params::instant(Instant value) { return number(micros(value)); }

Params& Params::instant(const std::optional<Instant>& value) { return value ? instant(*value) : null(); }

Params& Params::date(const std::optional<LocalDate>& value) {
    if (!value) return null();
    std::array<char, 32> out{};
    const int year = static_cast<int>(value->year());
    const int length = std::snprintf(out.data(), out.size(), "%04d-%02u-%02u%s", year > 0 ? year : 1 - year,
                                     static_cast<unsigned>(value->month()),
                                     static_cast<unsigned>(value->day()), year > 0 ? "" : kBeforeChrist);
    values_.emplace_back(std::string(out.data(), static_cast<std::size_t>(length)));
    return *this;
}

Params& Params::name(const PersonName& value) { return text(text::print_pn(value)); }

Params& Params::bytes(std::string_view value) {
    values_.emplace_back("\\x" + hex_of_bytes(value));
    return *this;
}

Params& Params::texts(const std::vector<std::string>& values) { return text(array_literal(values)); }

Params& Params::numbers(const std::vector<std::int64_t>& values) {
    std::string out = "{";
    for (const auto value : values) out += (out.size() == 1 ? "" : ",") + std::to_string(value);
    values_.emplace_back(out + "}");
    return *this;
}

Params& Params::null() {
    values_.emplace_back(std::nullopt);
    return *this;
}

Params& Params::all_of(const Params& others) {
    values_.insert(values_.end(), others.values_.begin(), others.values_.end());
    return *this;
}

const Value& Row::next() {
    if (at_ >= values_->size()) misread("there");
    return (*values_)[at_++];
}

bool Row::next_is_null() const {
    if (at_ >= values_->size()) misread("there");
    return !(*values_)[at_].has_value();
}

const std::string& Row::text() {
    const Value& value = next();
    if (!value) misread("there (NULL)");
    return *value;
}

Value Row::maybe_text() { return next(); }

std::int64_t Row::number() { return number_from<std::int64_t>(text(), "a number"); }

std::int64_t Row::number_or_zero() {
    if (!next_is_null()) return number();
    skip(1);
    return 0;
}

bool Row::flag() {
    const std::string& value = text();
    if (value != "t" && value != "f") misread("a boolean");
    return value == "t";
}

Instant Row::instant() { return instant_from_micros(number()); }

std::optional<Instant> Row::maybe_instant() {
    if (!next_is_null()) return instant();
    skip(1);
    return std::nullopt;
}

std::optional<LocalDate> Row::maybe_date() {
    const Value& value = next();
    if (!value) return std::nullopt;
    std::string_view date = *value;
    const bool is_before_christ = date.ends_with(kBeforeChrist);
    if (is_before_christ) date.remove_suffix(std::string_view(kBeforeChrist).size());
    if (date.size() < 10) misread("a date");
    const auto end_of_year = date.size() - 6;  // more than four digits from year 10000 on
    const int year = number_from<int>(date.substr(0, end_of_year), "a year");
    return LocalDate{std::chrono::year{is_before_christ ? 1 - year : year},
                     std::chrono::month{number_from<unsigned>(date.substr(end_of_year + 1, 2), "a month")},
                     std::chrono::day{number_from<unsigned>(date.substr(end_of_year + 4, 2), "a day")}};
}

PersonName Row::name() { return text::parse_pn(text()); }

std::string Row::bytes() {
    const std::string& value = text();
    if (value == "\\x") return {};
    auto bytes = value.starts_with("\\x") ? bytes_of_hex(std::string_view(value).substr(2)) : std::nullopt;
    if (!bytes) misread("bytes");
    return *std::move(bytes);
}

std::vector<std::string> Row::texts() { return parse_array_literal(text()); }

std::vector<std::int64_t> Row::numbers() {
    std::vector<std::int64_t> values;
    for (const auto& value : texts()) values.push_back(number_from<std::int64_t>(value, "a number"));
    return values;
}

std::string array_literal(const std::vector<std::string>& values) {
    std::string out = "{";
    for (const auto& value : values) {
        out += out.size() == 1 ? "\"" : ",\"";
        for (const char c : value) {
            if (c == '"' || c == '\\') out.push_back('\\');
            out.push_back(c);
        }
        out.push_back('"');
    }
    return out + "}";
}

std::vector<std::string> parse_array_literal(std::string_view literal) {
    if (literal.size() < 2 || literal.front() != '{' || literal.back() != '}') misread("a list");
    std::vector<std::string> values;
    bool quoted = false;
    for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
        if (values.empty()) values.emplace_back();
        const char c = literal[i];
        if (c == '\\')
            values.back().push_back(literal[++i]);
        else if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            values.emplace_back();
        else
            values.back().push_back(c);
    }
    return values;
}

}  // namespace mwl::store
