#pragma once
// What an order control code (ORC-1, HL7 table 0119) together with an order status (ORC-5, table 0038) does:
// interop.md 3 as data. Private to mapping.

#include <span>
#include <string_view>

#include "mwl/domain/change.h"

namespace mwl::mapping {

struct OrderControl {
    std::string_view code;    // ORC-1
    std::string_view status;  // ORC-5; empty: any other, blank included
    OrderAction action;
    std::string_view reason;  // of an ignored one, for people

    Replacement replacement() const noexcept;
};

// All rows; the first that fits a code and a status counts.
std::span<const OrderControl> order_controls() noexcept;

// nullptr: not in table 0119.
const OrderControl* find_order_control(std::string_view code, std::string_view status) noexcept;

// Whether table 0038 has it.
bool is_order_status(std::string_view status) noexcept;

}  // namespace mwl::mapping
