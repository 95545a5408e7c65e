#pragma once
// Everything that an order message can fill, one row each: what it is in DICOM, where it is read from unless
// a profile says otherwise, and what a missing value may mean. The reading, the profile's keys, `mwlbroker
// tables mapping`, the documents and the explanation of an order all come from this table.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/domain/origin.h"
#include "mwl/mapping/source.h"

namespace mwl::mapping {

enum class Target {
    patient_id,
    patient_name,
    patient_birth_date,
    patient_sex,
    patient_comments,
    patient_allergies,
    patient_alerts,
    patient_pregnancy,
    patient_weight,
    patient_size,
    visit_number,
    visit_location,
    visit_institution,
    visit_referring_physician,
    visit_confidentiality,
    visit_patient_state,
    order_accession,
    order_placer,
    order_filler,
    order_requesting_physician,
    order_requesting_service,
    order_requested_at,
    procedure_id,
    procedure_study,
    procedure_code,
    procedure_side,
    procedure_priority,
    procedure_transport,
    procedure_reason,
    procedure_comments,
    procedure_clinical_information,
    step_id,
    step_start,
    step_modality,
    step_protocol,
    step_stations,
    step_station_name,
    step_station_location,
    step_performing_physician
};
inline constexpr std::size_t kTargets = static_cast<std::size_t>(Target::step_performing_physician) + 1;

// What happens where no source holds a value. Only `reject` refuses, and only a new order.
enum class Missing { leave, reject, placeholder, from_filler, from_placer, generate, order_time, received };
std::string_view name_of(Missing missing) noexcept;
std::optional<Missing> missing_named(std::string_view name) noexcept;

// What a source may name, and what a transform works on. Its result is a text without parts.
enum class Shape {
    code,        // the first component
    identifier,  // the same; never cut
    line,        // the whole text
    coded_text,  // of a code with its text: the text, else the code
    coded,       // a code with its text and scheme, from a component on; no transforms
    parts        // a whole field of several components; no transforms
};

struct TargetRow {
    Target target = Target::patient_id;
    std::string_view key;      // in a profile: "step.start"
    std::string_view keyword;  // of the DICOM attribute, and its tag
    std::string_view tag;
    std::string_view takes;  // the kind of value, for people
    std::size_t limit = 0;   // characters; 0: see `takes`
    Shape shape = Shape::code;
    std::string_view sources;            // separated by ", "; the first that holds a value wins
    bool sources_are_fixed = false;      // a profile cannot replace them
    std::span<const Missing> missing{};  // allowed; the first is the default
    bool takes_constant = false;         // `otherwise`
};

// In the order of Target.
const std::vector<TargetRow>& targets();
const TargetRow& row_of(Target target);
// What it is a value of. The numbers of an order are each step's own.
OriginOf owner_of(Target target);
// nullptr: no such key.
const TargetRow* target_named(std::string_view key) noexcept;
// The row's own sources, parsed.
const std::vector<Source>& default_sources(Target target);

}  // namespace mwl::mapping
