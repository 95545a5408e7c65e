#include "config/hl7_places.h"

#include <algorithm>
#include <array>
#include <optional>

#include "mwl/base/nearest.h"
#include "mwl/hl7/message.h"

namespace mwl::config {
namespace {

constexpr int kMostFields = static_cast<int>(hl7::ParseLimits{}.fields_per_segment);

// The segments of ORM^O01 and of its imaging profiles (HL7 2.1 to 2.9, IHE RAD TF-2 4.2), with the number of
// their last field in 2.9; 0: not checked.
struct SegmentRow {
    std::string_view name;
    int fields;
};
constexpr std::array kSegments{
    SegmentRow{"OBR", 55}, SegmentRow{"ORC", 38}, SegmentRow{"TQ1", 14}, SegmentRow{"TQ2", 10},
    SegmentRow{"IPC", 9},  SegmentRow{"ZDS", 1},  SegmentRow{"PID", 40}, SegmentRow{"PV1", 54},
    SegmentRow{"PV2", 50}, SegmentRow{"OBX", 33}, SegmentRow{"DG1", 26}, SegmentRow{"NTE", 9},
    SegmentRow{"MSH", 28}, SegmentRow{"AL1", 6},  SegmentRow{"PD1", 0},  SegmentRow{"NK1", 0},
    SegmentRow{"IN1", 0},  SegmentRow{"IN2", 0},  SegmentRow{"IN3", 0},  SegmentRow{"GT1", 0},
    SegmentRow{"ROL", 0},  SegmentRow{"CTD", 0},  SegmentRow{"CTI", 0},  SegmentRow{"BLG", 0},
    SegmentRow{"FT1", 0},  SegmentRow{"SPM", 0},  SegmentRow{"SFT", 0},  SegmentRow{"RQD", 0},
    SegmentRow{"RQ1", 0},  SegmentRow{"RXO", 0},  SegmentRow{"ODS", 0},  SegmentRow{"ODT", 0},
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

void check_transforms(const PolicyInput& input, const std::string& text, const mapping::Source& source,
                      const mapping::TargetRow& target) {
    using mapping::Shape;
    if (source.transforms.empty()) return;
    if (target.shape == Shape::parts)
        return input.error("\"" + text + "\": a transform makes a text without parts, and " +
                           std::string(target.key) + " has parts");
    const bool cuts = std::ranges::any_of(source.transforms, [](const mapping::Transform& transform) {
        return transform.kind == mapping::TransformKind::cut;
    });
    if (cuts && target.shape == Shape::identifier)
        input.error("\"" + text + "\": an identifier is never cut; it would name somebody or something else");
}

// Nothing: it is no source, and an error says so.
std::optional<mapping::Source> source_in(const PolicyInput& input, const std::string& text,
                                         const mapping::TargetRow& target) {
    auto source = mapping::parse_source(text);
    if (!source) {
        input.error(source.problem().what);
        return std::nullopt;
    }
    if (source->place.field > kMostFields)
        input.error("\"" + text + "\": a segment has at most " + std::to_string(kMostFields) + " fields");
    else
        check_segment(input, text, source->place);
    check_transforms(input, text, *source, target);
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
