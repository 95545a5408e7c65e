// PV1 and PID-18 -> visit (interop.md 2).
#include <algorithm>
#include <array>

#include "mapping/finding.h"
#include "mapping/names.h"
#include "mapping/patient_fields.h"
#include "mwl/text/charset.h"

namespace mwl::mapping {
namespace {

constexpr Attribute kAdmissionIssuer{"IssuerOfAdmissionIDSequence", 64};

// PL: ward^room^bed, by which users of mobile units find the patient.
std::string point_of_care(const hl7::Part& location) {
    std::string out;
    std::string pending;
    for (std::size_t n = 1; n <= 3; ++n) {
        const auto part = trimmed(location.component(n).text());
        if (!part.empty()) {
            out += pending + part;
            pending.clear();
        }
        pending += '^';
    }
    return out;
}

// The first source that holds anything counts: a PV1-3 with a facility alone is no reason to look in PV1-42.
// Only the first source deletes: an empty PV1-3 with a "" in PV1-42 takes no location away.
Stated<std::string> read_location(Reading& reading, const Group& patient, bool is_new) {
    constexpr auto kTarget = Target::visit_location;
    Stated<std::string> out;
    const bool is_found = walk(reading, patient, kTarget, [&](const Source& /*source*/, const Field& field) {
        const bool is_deleted = field.is_null() && field.where == first_place(reading, patient, kTarget);
        if (is_deleted) out = std::string();
        if (!field.part.has_text()) return is_deleted ? Held::value : Held::nothing;
        auto point = reading.line_of(point_of_care(field.part), attribute_of(kTarget), field.where);
        if (point.find_first_not_of("^ ") == std::string::npos) return Held::no_use;
        out = std::move(point);
        return Held::value;
    });
    if (!is_found || out->empty()) refuse_missing(reading, patient, kTarget, is_new);
    return out;
}

// A "" in a part of a field is no statement about the institution.
Stated<std::string> read_institution(Reading& reading, const Group& patient, bool is_new) {
    constexpr auto kTarget = Target::visit_institution;
    return first_stated(reading, patient, kTarget, is_new, [&](const Field& field) -> Stated<std::string> {
        if (field.is_null() && field.part.raw() != field.whole.raw()) return {};
        return reading.line(field, attribute_of(kTarget));
    });
}

// CX: number^…^…^authority. The first source that holds a number counts, usable or not.
void read_number(Reading& reading, const Group& patient, bool is_new, Visit& visit) {
    constexpr auto kTarget = Target::visit_number;
    const bool is_found = walk(reading, patient, kTarget, [&](const Source& /*source*/, const Field& field) {
        if (!field.part.component(1).has_text()) return Held::nothing;
        const auto authority = field.part.component(4);
        const auto name_space = authority.subcomponent(authority.subcomponent(1).has_text() ? 1 : 2);
        const auto number =
            reading.optional_identifier({field.part.component(1), field.where}, attribute_of(kTarget));
        const auto issuer = reading.optional_identifier({name_space, field.where + ".4"}, kAdmissionIssuer);
        if (!number || !issuer) return Held::no_use;  // half an identifier would be another one
        visit.number = *number;
        visit.issuer = Issuer{*issuer};
        return Held::value;
    });
    if (!is_found) refuse_missing(reading, patient, kTarget, is_new);
}

}  // namespace

bool is_visit_read_from_orders(const SiteProfile& profile) {
    constexpr std::array kOfVisits{Target::visit_number, Target::visit_location, Target::visit_institution,
                                   Target::visit_referring_physician, Target::visit_confidentiality};
    return std::ranges::any_of(kOfVisits, [&](Target target) {
        return std::ranges::any_of(profile.sources(target), [](const Source& source) {
            const auto& segment = source.place.segment;
            return !segment.starts_with("P");  // PID, PD1, PV1 and PV2 are of the patient
        });
    });
}

// (0038,0500)
Stated<std::string> read_state(Reading& reading, const Group& order, bool is_new) {
    constexpr auto kTarget = Target::visit_patient_state;
    return first_stated(reading, order, kTarget, is_new, [&](const Field& field) {
        if (field.changed) return reading.line(field, attribute_of(kTarget));
        const auto text = field.part.component(2);
        return reading.line({text.has_text() ? text : field.part.component(1), field.where},
                            attribute_of(kTarget));
    });
}

Visit read_visit(Reading& reading, const Group& patient, bool is_new) {
    Visit out;
    read_number(reading, patient, is_new, out);                    // (0038,0010), (0038,0014)
    out.location = read_location(reading, patient, is_new);        // (0038,0300)
    out.institution = read_institution(reading, patient, is_new);  // (0008,0080)
    out.referring_physician =
        first_stated(reading, patient, Target::visit_referring_physician, is_new, [&](const Field& field) {
            return physician(reading, field, row_of(Target::visit_referring_physician).keyword);
        });                                                                                     // (0008,0090)
    out.confidentiality = first_line(reading, patient, Target::visit_confidentiality, is_new);  // (0040,3001)
    return out;
}

}  // namespace mwl::mapping
