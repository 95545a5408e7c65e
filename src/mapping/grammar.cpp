#include "mapping/grammar.h"

#include <algorithm>
#include <array>

namespace mwl::mapping {
namespace {

// ORM_O01 (HL7 2.3.1, chapter 4).
constexpr std::array kOrderRoles{
    RoleRow{"PID", Role::patient},          RoleRow{"PD1", Role::patient},
    RoleRow{"AL1", Role::patient},          RoleRow{"PV1", Role::visit},
    RoleRow{"ORC", Role::opens_order},      RoleRow{"OBR", Role::opens_step},
    RoleRow{"TQ1", Role::order_if_missing},
};
// OMG_O19 and OMI_O23 (HL7 2.5.1, 4.4.4 and 4.4.10).
constexpr std::array kImagingOrderRoles{
    RoleRow{"PID", Role::patient},      RoleRow{"PD1", Role::patient},
    RoleRow{"AL1", Role::patient},      RoleRow{"PV1", Role::visit},
    RoleRow{"ORC", Role::opens_order},  RoleRow{"OBR", Role::opens_step},
    RoleRow{"IPC", Role::refines_step}, RoleRow{"TQ1", Role::order_if_missing},
};
// SIU_S12 (HL7 2.5.1, 10.3).
constexpr std::array kAppointmentRoles{
    RoleRow{"PID", Role::patient},        RoleRow{"PD1", Role::patient},  RoleRow{"AL1", Role::patient},
    RoleRow{"PV1", Role::visit},          RoleRow{"AIS", Role::service},  RoleRow{"AIG", Role::resource},
    RoleRow{"RGS", Role::opens_services}, RoleRow{"AIL", Role::resource}, RoleRow{"AIP", Role::resource},
};
constexpr std::array kPatientRoles{RoleRow{"PID", Role::patient}};

constexpr std::array kGrammars{
    Grammar{Structure::orm_o01, kOrderRoles, false},
    Grammar{Structure::omg_o19, kImagingOrderRoles, true},
    Grammar{Structure::omi_o23, kImagingOrderRoles, false},
    Grammar{Structure::siu_s12, kAppointmentRoles, false},
    Grammar{Structure::adt_a01, kPatientRoles, false},
};

}  // namespace

const Grammar& grammar_of(Structure structure) {
    return *std::ranges::find(kGrammars, structure, &Grammar::structure);
}

std::optional<Role> role_in(const Grammar& grammar, std::string_view segment) {
    const auto row = std::ranges::find(grammar.roles, segment, &RoleRow::segment);
    return row == grammar.roles.end() ? std::nullopt : std::optional(row->role);
}

std::string place_of_segment(const hl7::Segment& segment) {
    return hl7::to_string(hl7::Location{std::string(segment.name()), segment.index()});
}

}  // namespace mwl::mapping
