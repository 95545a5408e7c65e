#include "time/digits.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace mwl::time {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::size_t count_digits(std::string_view text) noexcept {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    return count;
}

}  // namespace

std::optional<int> Digits::number(std::size_t width) noexcept {
    if (count_digits(left_.substr(0, width)) != width) return std::nullopt;
    int value = 0;
    for (const char c : left_.substr(0, width)) value = value * 10 + (c - '0');
    left_.remove_prefix(width);
    return value;
}

std::optional<TimeOfDay> Digits::fraction() noexcept {
    constexpr std::size_t kMicroseconds = 6;
    Digits rest = *this;
    if (!rest.skip('.')) return std::nullopt;
    const std::size_t width = count_digits(rest.left_);
    if (width == 0 || width > kMicroseconds) return std::nullopt;
    int value = rest.number(width).value_or(0);
    for (std::size_t i = width; i < kMicroseconds; ++i) value *= 10;
    *this = rest;
    return TimeOfDay{value};
}

bool Digits::skip(char c) noexcept {
    if (left_.empty() || left_.front() != c) return false;
    left_.remove_prefix(1);
    return true;
}

std::optional<std::chrono::minutes> Digits::signed_offset() noexcept {
    Digits rest = *this;
    const bool west = rest.skip('-');
    if (!west && !rest.skip('+')) return std::nullopt;
    const auto hours = rest.number(2);
    const auto minutes = rest.number(2);
    if (!hours || !minutes || *minutes > 59) return std::nullopt;
    *this = rest;
    const std::chrono::minutes offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    return west ? -offset : offset;
}

std::string padded(long long value, int width) {
    std::array<char, 32> out{};
    (void)std::snprintf(out.data(), out.size(), "%0*lld", width, value);
    return out.data();
}

std::string print_ymd(LocalDate date) {
    return padded(static_cast<int>(date.year()), 4) + padded(static_cast<unsigned>(date.month()), 2) +
           padded(static_cast<unsigned>(date.day()), 2);
}

std::string print_hms(TimeOfDay time) {
    const std::chrono::hh_mm_ss parts(std::chrono::floor<std::chrono::seconds>(time));
    return padded(parts.hours().count(), 2) + padded(parts.minutes().count(), 2) +
           padded(parts.seconds().count(), 2);
}

std::string print_offset(std::chrono::minutes east_of_utc) {
    const std::chrono::hh_mm_ss parts(std::chrono::abs(east_of_utc));
    return (east_of_utc.count() < 0 ? "-" : "+") + padded(parts.hours().count(), 2) +
           padded(parts.minutes().count(), 2);
}

}  // namespace mwl::time
