#include "mapping/observations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "mapping/finding.h"
#include "mwl/text/fold.h"
#include "mwl/time/hl7_time.h"

namespace mwl::mapping {
namespace {

struct UnitRow {
    Target target;
    std::string_view unit;
    double factor;  // to kg or m
};
constexpr std::array kUnits{
    UnitRow{Target::patient_weight, "kg", 1.0},        UnitRow{Target::patient_weight, "g", 0.001},
    UnitRow{Target::patient_weight, "lb", 0.45359237}, UnitRow{Target::patient_weight, "[lb_av]", 0.45359237},
    UnitRow{Target::patient_size, "m", 1.0},           UnitRow{Target::patient_size, "cm", 0.01},
    UnitRow{Target::patient_size, "in", 0.0254},       UnitRow{Target::patient_size, "[in_i]", 0.0254},
};

struct Measure {
    Target target;
    Stated<std::string> Patient::*attribute;
    double least;
    double most;
};
constexpr std::array kMeasures{
    Measure{Target::patient_weight, &Patient::weight_kg, 0.2, 700.0},
    Measure{Target::patient_size, &Patient::size_m, 0.2, 2.8},
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

std::optional<double> number(const std::string& text) {
    double value = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<double> factor_of(Target target, const hl7::Segment& obx) {
    const auto unit = text::fold(trimmed(obx.field(6).component(1).text()));
    const auto at = std::ranges::find_if(
        kUnits, [&](const UnitRow& row) { return row.target == target && row.unit == unit; });
    return at == kUnits.end() ? std::nullopt : std::optional(at->factor);
}

// DS: 16 characters at most.
std::string decimal(double value) {
    std::array<char, 32> out{};
    const auto written =
        std::to_chars(out.data(), out.data() + out.size(), value, std::chars_format::general, 6);
    return {out.data(), written.ptr};
}

void take_measure(Reading& reading, const Measure& measure, const Field& field, Patient& patient) {
    const auto keyword = row_of(measure.target).keyword;
    const auto value = number(field.code());
    const auto factor = factor_of(measure.target, *field.segment);
    if (!value || !factor) {
        reading.leave_out(keyword, field, "no number, or a unit (OBX-6) that is not known");
        return;
    }
    const double converted = *value * *factor;
    if (converted < measure.least || converted > measure.most) {
        reading.leave_out(keyword, field, "outside of plausible limits");
        return;
    }
    patient.*measure.attribute = decimal(converted);
    reading.took(measure.target, field);
    reading.note(NoteKind::taken_from, keyword, field.where, "an observation sent with the message");
}

void take_pregnancy(Reading& reading, const Field& field, Patient& patient) {
    const auto keyword = row_of(Target::patient_pregnancy).keyword;
    const auto code = trimmed(field.part.component(1).text());
    for (const auto& row : kPregnancies) {
        if (code != row.code) continue;
        patient.pregnancy_status = std::string(row.status);
        reading.took(Target::patient_pregnancy, field);
        reading.note(NoteKind::taken_from, keyword, field.where, "an observation sent with the message");
        return;
    }
    reading.leave_out(keyword, field, "a value that is not known");
}

// OBX-14; one that cannot be read is older than any other.
LocalDateTime observed_at(const hl7::Segment& obx) {
    const auto read = parse_hl7_time(obx.field(14).component(1).text());
    return read ? read->local : LocalDateTime{};
}

// Of all that the sources find in this group alone; of two of one time, the later one in the message.
std::optional<Field> newest(Reading& reading, const Group& group, Target target) {
    if (group.own("OBX") == nullptr) return std::nullopt;
    std::optional<Field> best;
    for (const auto& source : reading.profile().sources(target)) {
        for (auto& field : find(reading, group, target, source, Of::every_segment)) {
            if (!field.has_text()) continue;
            const auto rank = [](const Field& f) {
                return std::pair(observed_at(*f.segment), f.segment->ordinal());
            };
            if (!best || rank(*best) < rank(field)) best = std::move(field);
        }
    }
    return best;
}

}  // namespace

void read_observations(Reading& reading, const Group& group, Patient& patient) {
    for (const auto& measure : kMeasures)
        if (const auto field = newest(reading, group, measure.target); field)
            take_measure(reading, measure, *field, patient);
    if (const auto field = newest(reading, group, Target::patient_pregnancy); field)
        take_pregnancy(reading, *field, patient);
}

}  // namespace mwl::mapping
