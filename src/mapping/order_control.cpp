#include "mapping/order_control.h"

#include <algorithm>
#include <array>

namespace mwl::mapping {
namespace {

constexpr std::string_view kAnswer = "answer or notice between applications, without effect on the worklist";
constexpr std::string_view kPharmacy = "pharmacy and refill control, without effect on the worklist";
constexpr std::string_view kUnable = "tells that something could not be done, without effect on the worklist";

// The first row that fits counts, so the rows of a code with a status come before its row without.
constexpr std::array kOrderControls{
    // new orders: never an open step for one that is over already
    OrderControl{"NW", "CM", OrderAction::set_completed, ""},
    OrderControl{"NW", "CA", OrderAction::cancel, ""},
    OrderControl{"NW", "DC", OrderAction::discontinue, ""},
    OrderControl{"NW", "", OrderAction::create, ""},
    OrderControl{"CH", "", OrderAction::create, ""},
    OrderControl{"PA", "", OrderAction::ignore, "a parent order yields no step of its own; its children do"},
    // changes
    OrderControl{"XO", "CM", OrderAction::set_completed, ""},
    OrderControl{"XO", "CA", OrderAction::cancel, ""},
    OrderControl{"XO", "DC", OrderAction::discontinue, ""},
    OrderControl{"XO", "", OrderAction::update, ""},
    OrderControl{"XX", "CM", OrderAction::set_completed, ""},
    OrderControl{"XX", "CA", OrderAction::cancel, ""},
    OrderControl{"XX", "DC", OrderAction::discontinue, ""},
    OrderControl{"XX", "", OrderAction::update, ""},
    OrderControl{"XR", "CM", OrderAction::set_completed, ""},
    OrderControl{"XR", "CA", OrderAction::cancel, ""},
    OrderControl{"XR", "DC", OrderAction::discontinue, ""},
    OrderControl{"XR", "", OrderAction::update, ""},
    // numbers asked for and assigned
    OrderControl{"SN", "", OrderAction::update, ""},
    OrderControl{"NA", "", OrderAction::update, ""},
    // ends
    OrderControl{"CA", "", OrderAction::cancel, ""},
    OrderControl{"OC", "", OrderAction::cancel, ""},
    OrderControl{"CR", "", OrderAction::cancel, ""},
    OrderControl{"DC", "", OrderAction::discontinue, ""},
    OrderControl{"OD", "", OrderAction::discontinue, ""},
    OrderControl{"DR", "", OrderAction::discontinue, ""},
    // hold and release
    OrderControl{"HD", "", OrderAction::hold, ""},
    OrderControl{"OH", "", OrderAction::hold, ""},
    OrderControl{"HR", "", OrderAction::hold, ""},
    OrderControl{"RL", "", OrderAction::release, ""},
    OrderControl{"OE", "", OrderAction::release, ""},
    OrderControl{"OR", "", OrderAction::release, ""},
    // replacement
    OrderControl{"RP", "", OrderAction::cancel, ""},
    OrderControl{"RQ", "", OrderAction::cancel, ""},
    OrderControl{"RU", "", OrderAction::cancel, ""},
    OrderControl{"RO", "", OrderAction::create, ""},
    // status by ORC-5
    OrderControl{"SC", "SC", OrderAction::release, ""},
    OrderControl{"SC", "IP", OrderAction::set_started, ""},
    OrderControl{"SC", "CM", OrderAction::set_completed, ""},
    OrderControl{"SC", "CA", OrderAction::cancel, ""},
    OrderControl{"SC", "DC", OrderAction::discontinue, ""},
    OrderControl{"SC", "HD", OrderAction::hold, ""},
    OrderControl{"SC", "", OrderAction::ignore, "a status (ORC-5) without effect on the worklist"},
    // everything else of the table
    OrderControl{"AF", "", OrderAction::ignore, kPharmacy},
    OrderControl{"CN", "", OrderAction::ignore, "combined result, without effect on the worklist"},
    OrderControl{"DE", "", OrderAction::ignore, "data errors, without effect on the worklist"},
    OrderControl{"DF", "", OrderAction::ignore, kPharmacy},
    OrderControl{"FU", "", OrderAction::ignore, kPharmacy},
    OrderControl{"LI", "", OrderAction::ignore, "link to a problem or goal, without effect on the worklist"},
    OrderControl{"MC", "", OrderAction::ignore, "miscellaneous charge, without effect on the worklist"},
    OrderControl{"OF", "", OrderAction::ignore, kPharmacy},
    OrderControl{"OK", "", OrderAction::ignore, kAnswer},
    OrderControl{"OP", "", OrderAction::ignore, kAnswer},
    OrderControl{"PR", "", OrderAction::ignore, "previous results, without effect on the worklist"},
    OrderControl{"PY", "", OrderAction::ignore, kAnswer},
    OrderControl{"RE", "", OrderAction::ignore, "observations to follow, without effect on the worklist"},
    OrderControl{"RF", "", OrderAction::ignore, kPharmacy},
    OrderControl{"RR", "", OrderAction::ignore, kAnswer},
    OrderControl{"SR", "", OrderAction::ignore, kAnswer},
    OrderControl{"SS", "", OrderAction::ignore, "asks for a status, without effect on the worklist"},
    OrderControl{"UA", "", OrderAction::ignore, kUnable},
    OrderControl{"UC", "", OrderAction::ignore, kUnable},
    OrderControl{"UD", "", OrderAction::ignore, kUnable},
    OrderControl{"UF", "", OrderAction::ignore, kUnable},
    OrderControl{"UH", "", OrderAction::ignore, kUnable},
    OrderControl{"UM", "", OrderAction::ignore, kUnable},
    OrderControl{"UN", "", OrderAction::ignore,
                 "unlink from a problem or goal, without effect on the worklist"},
    OrderControl{"UR", "", OrderAction::ignore, kUnable},
    OrderControl{"UX", "", OrderAction::ignore, kUnable},
};

constexpr std::array<std::string_view, 9> kOrderStatus{"A", "CA", "CM", "DC", "ER", "HD", "IP", "RP", "SC"};

}  // namespace

bool is_order_status(std::string_view status) noexcept {
    return std::find(kOrderStatus.begin(), kOrderStatus.end(), status) != kOrderStatus.end();
}

std::span<const OrderControl> order_controls() noexcept { return kOrderControls; }

const OrderControl* find_order_control(std::string_view code, std::string_view status) noexcept {
    for (const auto& row : kOrderControls)
        if (row.code == code && (row.status.empty() || row.status == status)) return &row;
    return nullptr;
}

Replacement OrderControl::replacement() const noexcept {
    if (code == "RO") return Replacement::replacement;
    return code == "RP" || code == "RQ" || code == "RU" ? Replacement::replaced : Replacement::none;
}

}  // namespace mwl::mapping
