#pragma once
// Which segments of a message belong together, as data: one table of roles for each structure. Private to
// mapping.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mapping/message_groups.h"

namespace mwl::mapping {

// What a segment is for. One without a row belongs to the group that is open: to the order, or, before the
// first one, to all orders.
enum class Role {
    patient,           // of the patient, wherever it stands
    visit,             // of the patient if it is the message's only one; else of the group that it stands in
    opens_order,       // begins an order; what follows until the next row below is shared by its steps
    opens_step,        // the first one completes the order, each further one is a step of its own
    refines_step,      // the same, but a further one shares everything since the order began
    order_if_missing,  // belongs to an order; one before the first order is taken for orders that have none
    opens_services,    // begins services of an appointment and the resources that they share
    service,           // a step
    resource           // of all services that were opened together
};
struct RoleRow {
    std::string_view segment;
    Role role;
};

struct Grammar {
    Structure structure;
    std::span<const RoleRow> roles;
    bool has_prior_results;  // behind each order: PID, PV1 or AL1, then ORC and OBR of another kind
};
const Grammar& grammar_of(Structure structure);
std::optional<Role> role_in(const Grammar& grammar, std::string_view segment);

// "PV1[2]".
std::string place_of_segment(const hl7::Segment& segment);

}  // namespace mwl::mapping
