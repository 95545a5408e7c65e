#include "mapping/observations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "mwl/text/fold.h"
#include "mwl/time/hl7_time.h"

namespace mwl::mapping {
namespace {

enum class Kind { weight, height, pregnancy };

struct KindRow {
    std::string_view code;  // LOINC code, or the name folded
    Kind kind;
};
constexpr std::array kKinds{
    KindRow{"29463-7", Kind::weight},        KindRow{"3141-9", Kind::weight},
    KindRow{"weight", Kind::weight},         KindRow{"body weight", Kind::weight},
    KindRow{"patient weight", Kind::weight}, KindRow{"8302-2", Kind::height},
    KindRow{"height", Kind::height},         KindRow{"body height", Kind::height},
    KindRow{"patient height", Kind::height}, KindRow{"82810-3", Kind::pregnancy},
    KindRow{"11449-6", Kind::pregnancy},
};

struct UnitRow {
    Kind kind;
    std::string_view unit;
    double factor;  // to kg or m
};
constexpr std::array kUnits{
    UnitRow{Kind::weight, "kg", 1.0},        UnitRow{Kind::weight, "g", 0.001},
    UnitRow{Kind::weight, "lb", 0.45359237}, UnitRow{Kind::weight, "[lb_av]", 0.45359237},
    UnitRow{Kind::height, "m", 1.0},         UnitRow{Kind::height, "cm", 0.01},
    UnitRow{Kind::height, "in", 0.0254},     UnitRow{Kind::height, "[in_i]", 0.0254},
};

struct Measure {
    Kind kind;
    Stated<std::string> Patient::*attribute;
    std::string_view keyword;
    double least;
    double most;
};
constexpr std::array kMeasures{
    Measure{Kind::weight, &Patient::weight_kg, "PatientWeight", 0.2, 700.0},
    Measure{Kind::height, &Patient::size_m, "PatientSize", 0.2, 2.8},
};

struct PregnancyRow {
    std::string_view code;  // SNOMED CT
    std::string_view status;
};
constexpr std::array kPregnancies{
    PregnancyRow{"60001007", "1"},   // not pregnant
    PregnancyRow{"102874004", "2"},  // possibly pregnant
    PregnancyRow{"77386006", "3"},   // pregnant
    PregnancyRow{"261665006", "4"},  // unknown
};

std::optional<Kind> kind_of(const hl7::Segment& obx) {
    for (const std::size_t component : {1U, 2U}) {
        const auto name = text::fold(trimmed(obx.field(3).component(component).text()));
        for (const auto& row : kKinds)
            if (name == row.code) return row.kind;
    }
    return std::nullopt;
}

std::optional<double> number(const std::string& text) {
    double value = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<double> factor_of(Kind kind, const hl7::Segment& obx) {
    const auto unit = text::fold(trimmed(obx.field(6).component(1).text()));
    const auto at = std::ranges::find_if(
        kUnits, [&](const UnitRow& row) { return row.kind == kind && row.unit == unit; });
    return at == kUnits.end() ? std::nullopt : std::optional(at->factor);
}

// DS: 16 characters at most.
std::string decimal(double value) {
    std::array<char, 32> out{};
    const auto written =
        std::to_chars(out.data(), out.data() + out.size(), value, std::chars_format::general, 6);
    return {out.data(), written.ptr};
}

void take_measure(Reading& reading, const Measure& measure, const hl7::Segment& obx, Patient& patient) {
    const auto field = field_of(obx, 5);
    const auto value = number(trimmed(field.part.component(1).text()));
    const auto factor = factor_of(measure.kind, obx);
    if (!value || !factor) {
        reading.leave_out(measure.keyword, field, "no number, or a unit (OBX-6) that is not known");
        return;
    }
    const double converted = *value * *factor;
    if (converted < measure.least || converted > measure.most) {
        reading.leave_out(measure.keyword, field, "outside of plausible limits");
        return;
    }
    patient.*measure.attribute = decimal(converted);
    reading.note(NoteKind::taken_from, measure.keyword, field.where, "an observation sent with the message");
}

void take_pregnancy(Reading& reading, const hl7::Segment& obx, Patient& patient) {
    const auto field = field_of(obx, 5);
    const auto code = trimmed(field.part.component(1).text());
    for (const auto& row : kPregnancies) {
        if (code != row.code) continue;
        patient.pregnancy_status = std::string(row.status);
        reading.note(NoteKind::taken_from, "PregnancyStatus", field.where,
                     "an observation sent with the message");
        return;
    }
    reading.leave_out("PregnancyStatus", field, "a value that is not known");
}

// OBX-14; one that cannot be read is older than any other.
LocalDateTime observed_at(const hl7::Segment& obx) {
    const auto read = parse_hl7_time(obx.field(14).component(1).text());
    return read ? read->local : LocalDateTime{};
}

const hl7::Segment* newest(const Group& group, Kind kind) {
    const hl7::Segment* best = nullptr;
    for (const auto* obx : group.all("OBX")) {
        if (kind_of(*obx) != kind || !obx->field(5).has_text()) continue;
        if (best == nullptr || observed_at(*obx) >= observed_at(*best)) best = obx;
    }
    return best;
}

}  // namespace

void read_observations(Reading& reading, const Group& group, Patient& patient) {
    for (const auto& measure : kMeasures)
        if (const auto* const obx = newest(group, measure.kind); obx != nullptr)
            take_measure(reading, measure, *obx, patient);
    if (const auto* const obx = newest(group, Kind::pregnancy); obx != nullptr)
        take_pregnancy(reading, *obx, patient);
}

}  // namespace mwl::mapping
