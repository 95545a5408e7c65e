#pragma once
// Reading numbers of fixed width, as every date and time format of both standards has them. Pure.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "mwl/time/local.h"

namespace mwl::time {

// A text read from its front. A part that is not there leaves the text as it was.
class Digits {
public:
    explicit Digits(std::string_view text) noexcept : left_(text) {}

    bool done() const noexcept { return left_.empty(); }
    // Exactly `width` digits, as a number.
    std::optional<int> number(std::size_t width) noexcept;
    // A decimal point and one to six digits, as microseconds.
    std::optional<TimeOfDay> fraction() noexcept;
    bool skip(char c) noexcept;
    // '+' or '-' and HHMM, minutes below 60.
    std::optional<std::chrono::minutes> signed_offset() noexcept;

private:
    std::string_view left_;
};

// `value` in decimal, filled with zeros to `width`.
std::string padded(long long value, int width);

std::string print_ymd(LocalDate date);                       // YYYYMMDD
std::string print_hms(TimeOfDay time);                       // HHMMSS
std::string print_offset(std::chrono::minutes east_of_utc);  // +HHMM

}  // namespace mwl::time
