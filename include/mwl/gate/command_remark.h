#pragma once
// What was unusual about the values of a command set that passed the PDU gate. The gate writes every value in
// the one form that PS3.5 and PS3.7 give it. Pure.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace mwl::gate {

enum class Oddity : std::uint8_t {
    leading_zero,
    empty_component,
    not_a_uid,
    too_long,
    unknown_priority,
    needless_data_set,
    missing_data_set,
};

struct OddityRule {
    Oddity oddity;
    bool is_usable;  // the value means what the peer meant
    std::string_view words;
};

inline constexpr std::array kOddities{
    OddityRule{Oddity::leading_zero, true, "has a leading zero in a component"},    // PS3.5 9.1
    OddityRule{Oddity::empty_component, true, "has an empty component"},            // PS3.5 9.1
    OddityRule{Oddity::not_a_uid, false, "holds no UID"},                           // PS3.5 9.1
    OddityRule{Oddity::too_long, false, "is longer than the standard allows"},      // PS3.5 6.2
    OddityRule{Oddity::unknown_priority, true, "is no priority, medium is taken"},  // PS3.7 E.1
    OddityRule{Oddity::needless_data_set, true, "announces a data set that this message cannot have"},
    OddityRule{Oddity::missing_data_set, false, "announces no data set where this message needs one"},
};

struct CommandRemark {
    std::uint16_t element;  // of group 0000
    Oddity oddity;

    friend bool operator==(const CommandRemark&, const CommandRemark&) = default;
};

bool is_usable(const CommandRemark& remark) noexcept;

// "(0000,1000) has a leading zero in a component". It names no value.
std::string describe(const CommandRemark& remark);

}  // namespace mwl::gate
