#include "config/hl7_places.h"

#include <algorithm>
#include <array>
#include <optional>

#include "mwl/base/nearest.h"
#include "mwl/hl7/message.h"

namespace mwl::config {
namespace {

constexpr int kMostFields = static_cast<int>(hl7::ParseLimits{}.fields_per_segment);

// The segments of orders and appointments and of their imaging profiles (HL7 2.1 to 2.9, IHE RAD TF-2 4.2),
// with the number of their last field in 2.9; 0: not checked.
struct SegmentRow {
    std::string_view name;
    int fields;
};
constexpr std::array kSegments{
    SegmentRow{"OBR", 55}, SegmentRow{"ORC", 38}, SegmentRow{"TQ1", 14}, SegmentRow{"TQ2", 10},
    SegmentRow{"IPC", 9},  SegmentRow{"ZDS", 1},  SegmentRow{"PID", 40}, SegmentRow{"PV1", 54},
    SegmentRow{"PV2", 50}, SegmentRow{"OBX", 33}, SegmentRow{"DG1", 26}, SegmentRow{"NTE", 9},
    SegmentRow{"SCH", 28}, SegmentRow{"RGS", 3},  SegmentRow{"AIS", 12}, SegmentRow{"AIG", 14},
    SegmentRow{"AIL", 12}, SegmentRow{"AIP", 12}, SegmentRow{"MSH", 28}, SegmentRow{"AL1", 6},
    SegmentRow{"PD1", 0},  SegmentRow{"NK1", 0},  SegmentRow{"IN1", 0},  SegmentRow{"IN2", 0},
    SegmentRow{"IN3", 0},  SegmentRow{"GT1", 0},  SegmentRow{"ROL", 0},  SegmentRow{"CTD", 0},
    SegmentRow{"CTI", 0},  SegmentRow{"BLG", 0},  SegmentRow{"FT1", 0},  SegmentRow{"SPM", 0},
    SegmentRow{"SFT", 0},  SegmentRow{"RQD", 0},  SegmentRow{"RQ1", 0},  SegmentRow{"RXO", 0},
    SegmentRow{"ODS", 0},  SegmentRow{"ODT", 0},
};

void check_segment(const PolicyInput& input, const std::string& text, const hl7::Location& place) {
    const auto row = std::find_if(kSegments.begin(), kSegments.end(),
                                  [&](const SegmentRow& known) { return known.name == place.segment; });
    if (row != kSegments.end()) {
        if (row->fields > 0 && place.field > row->fields)
            input.warn("\"" + text + "\": " + place.segment + " has " + std::to_string(row->fields) +
                       " fields in HL7 2.9; there is a value only if the sender adds fields of its own");
        return;
    }
    if (place.segment.starts_with('Z'))
        return input.warn("\"" + text + "\": " + place.segment +
                          " is no segment of the standard; there is a value only if the sender adds it");
    std::vector<std::string> names;
    for (const auto& known : kSegments) names.emplace_back(known.name);
    auto meant = place;
    meant.segment = nearest(place.segment, names);
    input.error("\"" + text + "\": no order message has a segment " + place.segment +
                (meant.segment.empty() ? "; write for example \"OBR-18\""
                                       : "; did you mean \"" + hl7::to_string(meant) + "\"?"));
}

using mapping::Shape;
using mapping::Source;
using mapping::TargetRow;
using mapping::TransformKind;

bool holds(const Source& source, TransformKind kind) {
    return std::ranges::find(source.transforms, kind, &mapping::Transform::kind) != source.transforms.end();
}

// What is wrong with the transforms of a source; empty: nothing.
std::string fault_of_transforms(const Source& source, const TargetRow& target) {
    if (source.transforms.empty()) return {};
    if (target.shape == Shape::parts || target.shape == Shape::coded)
        return "a transform makes a text without parts, and " + std::string(target.key) + " has parts";
    const bool looks_up = holds(source, TransformKind::table);
    const bool shortens =
        holds(source, TransformKind::cut) || (holds(source, TransformKind::prefix) && !looks_up);
    if (shortens && target.shape == Shape::identifier)
        return "an identifier is never cut; it would name somebody or something else";
    using mapping::Target;
    constexpr std::array kTimes{Target::step_start, Target::order_requested_at, Target::patient_birth_date};
    if (holds(source, TransformKind::date_format) && std::ranges::find(kTimes, target.target) == kTimes.end())
        return "date-format is for dates and times, and " + std::string(target.key) + " is none";
    if (holds(source, TransformKind::prefix) && !looks_up)
        return "prefix is for looking a code up; put a table behind it, or write cut";
    for (const auto& transform : source.transforms)
        if (transform.kind == TransformKind::pad && target.limit > 0 &&
            static_cast<std::size_t>(transform.length) > target.limit)
            return std::string(target.key) + " holds " + std::to_string(target.limit) + " characters";
    return {};
}

// Segments that stand in an order, and so behind what is said of the patient.
constexpr std::array<std::string_view, 12> kOfOrders{"ORC", "OBR", "TQ1", "TQ2", "IPC", "ZDS",
                                                     "CTI", "BLG", "AIS", "AIG", "AIL", "AIP"};

// What is wrong with the place of a source for this target; empty: nothing.
std::string fault_of_place(const Source& source, const TargetRow& target) {
    const auto& place = source.place;
    const auto key = std::string(target.key);
    if (target.shape == Shape::parts && place.component > 0)
        return key + " is read from a whole field: " + std::string(target.takes);
    if (target.shape == Shape::coded && place.subcomponent > 0)
        return key + " begins at a component, not at a part of one";
    const bool is_measure =
        target.target == mapping::Target::patient_weight || target.target == mapping::Target::patient_size;
    if (is_measure && place.segment != "OBX") return key + " needs an OBX, which has its unit in OBX-6";
    if (target.key.starts_with("patient.") && std::ranges::find(kOfOrders, place.segment) != kOfOrders.end())
        return "the patient is read before the first ORC, and " + place.segment + " belongs to an order";
    return {};
}

// Nothing: it is no source, and an error says so.
std::optional<Source> source_in(const PolicyInput& input, const std::string& text, const TargetRow& target) {
    auto source = mapping::parse_source(text);
    if (!source) {
        input.error(source.problem().what);
        return std::nullopt;
    }
    if (source->place.field > kMostFields)
        input.error("\"" + text + "\": a segment has at most " + std::to_string(kMostFields) + " fields");
    else
        check_segment(input, text, source->place);
    if (source->segment && source->segment->field > kMostFields)
        input.error("\"" + text + "\": a segment has at most " + std::to_string(kMostFields) + " fields");
    for (const auto& fault : {fault_of_transforms(*source, target), fault_of_place(*source, target)})
        if (!fault.empty()) input.error("\"" + text + "\": " + fault);
    return *std::move(source);
}

}  // namespace

std::vector<mapping::Source> sources_of(const PolicyInput& input, const mapping::TargetRow& target) {
    std::vector<mapping::Source> out;
    for (const auto& text : input.texts())
        if (auto source = source_in(input, text, target); source) out.push_back(*std::move(source));
    return out;
}

}  // namespace mwl::config
