#include "mapping/schedule.h"

#include <algorithm>
#include <array>

#include "mapping/finding.h"
#include "mwl/dataset/modalities.h"
#include "mwl/time/hl7_time.h"

namespace mwl::mapping {
namespace {

constexpr std::string_view kStart = "ScheduledProcedureStepStartDate";

// TS has its text in the first part of a field or component.
std::string time_text(const Field& field) { return field.first(); }

// A time with a plausible day, or why it is not one. It must also be plausible as an instant in `zone`.
Result<Hl7Time> read_time(const Field& field, const Zone& zone) {
    auto read = time::parse_hl7_time(time_text(field));
    if (!read)
        return Problem{read.problem().code, field.where,
                       field.format.empty() ? read.problem().what
                                            : "not a time written as " + field.format + ", nor as HL7 does"};
    if (!read->has_date()) return Problem{Code::wrong_data_type, field.where, "a date without day"};
    if (!is_plausible(read->local.date) || !is_plausible(read->to_instant(zone).at))
        return Problem{Code::wrong_data_type, field.where, "no year from 1900 to 2200"};
    return read;
}

void note_fit(Reading& reading, Zone::Fit fit, const std::string& where) {
    if (fit == Zone::Fit::gap)
        reading.note(NoteKind::translated, kStart, where,
                     "no clock showed this time; the offset before the change counts");
    if (fit == Zone::Fit::overlap)
        reading.note(NoteKind::translated, kStart, where,
                     "clocks showed this time twice; the first is taken");
}

void set_start(Reading& reading, const Hl7Time& read, const std::string& where, Step& step) {
    const auto& zone = reading.profile().sender.zone;  // a day without time is a day at the site
    step.all_day = !read.has_time();
    if (read.has_time()) {
        const auto resolved = reading.instant(read);
        note_fit(reading, resolved.fit, where);
        step.start = std::optional(resolved.at);
        step.local_date = OptionalDate{zone.to_local(resolved.at).date};
        return;
    }
    reading.note(NoteKind::translated, kStart, where, "a date without time: the step is due all day");
    step.start = std::optional(zone.to_instant({read.local.date, TimeOfDay{0}}).at);
    step.local_date = OptionalDate{read.local.date};
}

// A replacement for a start that no field holds, as fallback: a repeat of the order does not move the step.
void stand_in_start(Reading& reading, Instant at, Step& step) {
    const auto date = reading.profile().sender.zone.to_local(at).date;
    step.start = Stated<std::optional<Instant>>::fallback(std::optional(at));
    step.local_date = Stated<OptionalDate>::fallback(OptionalDate{date});
    step.all_day = Stated<bool>::fallback(false);
}

// The first source whose segment is in the message.
std::string first_start_place(Reading& reading, const Group& order) {
    for (const auto& source : reading.profile().sources(Target::step_start))
        for (const auto& field : find(reading, order, Target::step_start, source)) return field.where;
    return "ORC-7.4";
}

// `unreadable`: the fault of a start field that could not be read.
void read_missing_start(Reading& reading, const Group& order, const StandIns& stand_ins,
                        const std::optional<Problem>& unreadable, Step& step) {
    const auto missing = reading.profile().missing(Target::step_start);
    if (missing == Missing::reject) {
        if (unreadable)
            return reading.refuse(unreadable->code, unreadable->where, "start time: " + unreadable->what);
        if (stand_ins.is_new)
            reading.refuse(Code::required_field_missing, first_start_place(reading, order),
                           "start time missing");
        return;
    }
    if (!stand_ins.is_new) return;
    if (missing == Missing::order_time && stand_ins.ordered_at) {
        reading.note(NoteKind::defaulted, kStart, "ORC-9", "no start time; the time of the order");
        reading.stood_in(Target::step_start, "no start time; the time of the order by policy");
        return stand_in_start(reading, *stand_ins.ordered_at, step);
    }
    reading.note(NoteKind::defaulted, kStart, "", "no start time; the minute of receipt");
    reading.stood_in(Target::step_start, "no start time; the minute of receipt by policy");
    stand_in_start(reading, std::chrono::floor<std::chrono::minutes>(stand_ins.received_at), step);
}

struct PriorityRow {
    std::string_view hl7;    // tables 0027, 0485
    std::string_view dicom;  // (0040,1003)
};
constexpr std::array kPriorities{
    PriorityRow{"S", "STAT"},    PriorityRow{"STAT", "STAT"},       PriorityRow{"A", "HIGH"},
    PriorityRow{"ASAP", "HIGH"}, PriorityRow{"P", "HIGH"},          PriorityRow{"C", "HIGH"},
    PriorityRow{"R", "ROUTINE"}, PriorityRow{"ROUTINE", "ROUTINE"}, PriorityRow{"T", "MEDIUM"},
    PriorityRow{"PRN", ""},
};

// A table may name what hardly any device asks for; a code as it came must be of equipment.
bool is_modality(const std::string& code, bool is_from_table) {
    const auto kind = dataset::kind_of_modality(code);
    return kind == dataset::ModalityKind::equipment ||
           (is_from_table && kind != dataset::ModalityKind::unknown);
}

// A code that only tables were asked for, and none of them has.
std::optional<Problem> code_without_row(Reading& reading, const Group& order, Target target) {
    const auto& sources = reading.profile().sources(target);
    if (!std::ranges::all_of(sources, uses_table)) return std::nullopt;
    for (auto source : sources) {
        source.transforms.clear();
        for (const auto& field : find(reading, order, target, source))
            if (!field.code().empty())
                return Problem{
                    Code::value_not_in_table, field.where,
                    "no table of the profile has this code (map." + std::string(row_of(target).key) + ")"};
    }
    return std::nullopt;
}

}  // namespace

void read_start(Reading& reading, const Group& order, const StandIns& stand_ins, Step& step) {
    constexpr auto kTarget = Target::step_start;
    const auto& profile = reading.profile();
    std::optional<Problem> unreadable;  // the first
    Choice choice(reading, order, kTarget);
    bool is_set = false;
    for (const auto& source : profile.sources(kTarget)) {
        for (const auto& field : find(reading, order, kTarget, source, Of::every_segment)) {
            if (!field.has_text() || time_text(field).empty()) continue;
            const auto read = read_time(field, profile.sender.zone);
            if (is_set) {
                reading.leave_out(kStart, field, "one step is made of an order, at the first of its times");
            } else if (read) {
                choice.take(source, field);
                set_start(reading, *read, field.where, step);
                is_set = true;
            } else {
                reading.leave_out(kStart, field, read.problem().what);
                if (!unreadable) unreadable = read.problem();
            }
        }
        if (is_set) return;
        choice.pass(source);
    }
    read_missing_start(reading, order, stand_ins, unreadable, step);
}

Stated<std::string> read_modality(Reading& reading, const Group& order, bool is_new) {
    constexpr auto kTarget = Target::step_modality;
    std::optional<Problem> unknown;  // the last
    std::string code;
    const bool is_found = walk(reading, order, kTarget, [&](const Source& source, const Field& field) {
        code = field.changed ? field.code() : upper(field.code());
        if (code.empty()) return Held::nothing;
        if (is_modality(code, uses_table(source))) return Held::value;
        unknown = Problem{Code::value_not_in_table, field.where,
                          "neither a DICOM modality nor in a table of the profile (map.step.modality)"};
        return Held::nothing;
    });
    if (is_found) return code;
    if (auto constant = constant_of(reading, kTarget, is_new); constant.is_stated()) return constant;
    if (!unknown) unknown = code_without_row(reading, order, kTarget);
    const bool has_constant = !reading.profile().rule(kTarget).otherwise.empty();
    if (unknown && has_constant)
        reading.note(NoteKind::ignored, row_of(kTarget).keyword, unknown->where,
                     unknown->what + "; it stays as it is");
    else if (unknown)
        reading.refuse(unknown->code, unknown->where, unknown->what);
    else if (is_new)
        reading.refuse(Code::required_field_missing, last_place(reading, order, kTarget), "modality missing");
    return {};
}

Stated<std::string> read_priority(Reading& reading, const Group& order, bool is_new) {
    constexpr auto kTarget = Target::procedure_priority;
    const auto keyword = row_of(kTarget).keyword;
    return first_stated(reading, order, kTarget, is_new, [&](const Field& field) -> Stated<std::string> {
        if (field.is_null()) return std::string();
        const auto code = upper(field.first());
        if (code.empty()) return {};
        const auto* const row = std::ranges::find(kPriorities, code, &PriorityRow::hl7);
        if (row == kPriorities.end()) {
            reading.leave_out(keyword, field, "not a priority of tables 0027 and 0485");
            return {};
        }
        if (row->dicom.empty())
            reading.note(NoteKind::translated, keyword, field.where,
                         "a priority without DICOM term; empty, never LOW");
        return std::string(row->dicom);
    });
}

Stated<std::optional<Instant>> read_requested_at(Reading& reading, const Group& order, bool is_new) {
    constexpr auto kTarget = Target::order_requested_at;
    return first_stated(reading, order, kTarget, is_new,
                        [&](const Field& field) -> Stated<std::optional<Instant>> {
                            if (!field.has_text() || time_text(field).empty()) return {};
                            const auto read = read_time(field, reading.profile().sender.zone);
                            if (read) return std::optional(reading.instant(*read).at);
                            reading.leave_out(row_of(kTarget).keyword, field, read.problem().what);
                            return {};
                        });
}

}  // namespace mwl::mapping
