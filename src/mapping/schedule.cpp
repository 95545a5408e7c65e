#include "mapping/schedule.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "mwl/dataset/modalities.h"
#include "mwl/time/hl7_time.h"

namespace mwl::mapping {
namespace {

constexpr std::string_view kStart = "ScheduledProcedureStepStartDate";
constexpr Target kStation{"ScheduledStationAETitle", 16};

// TS has its text in the first part of a field or component.
std::string time_text(const Field& field) { return trimmed(field.part.subcomponent(1).text()); }

std::optional<Hl7Time> read_time(Reading& reading, const Field& field, std::string_view what) {
    const auto read = time::parse_hl7_time(time_text(field));
    if (!read)
        reading.refuse(read.problem().code, field.where, std::string(what) + ": " + read.problem().what);
    else if (!read->has_date())
        reading.refuse(Code::wrong_data_type, field.where, std::string(what) + ": a date without day");
    if (reading.refused()) return std::nullopt;
    return *read;
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
    const auto& zone = reading.profile().zone;
    const auto resolved =
        read.has_time() ? read.to_instant(zone) : zone.to_instant({read.local.date, TimeOfDay{0}});
    if (!is_plausible(read.local.date) || !is_plausible(resolved.at))
        return reading.refuse(Code::wrong_data_type, where, "start time: no year from 1800 to 9998");
    if (read.has_time()) {
        note_fit(reading, resolved.fit, where);
        step.start = std::optional(resolved.at);
        step.local_date = OptionalDate{zone.to_local(resolved.at).date};
        step.all_day = false;
        return;
    }
    reading.note(NoteKind::translated, kStart, where, "a date without time: the step is due all day");
    step.start = std::optional(resolved.at);
    step.local_date = OptionalDate{read.local.date};
    step.all_day = true;
}

// What stands in for a start that no field holds: a repeat of the order does not move the step.
void stand_in_start(Reading& reading, Instant at, Step& step) {
    const auto date = reading.profile().zone.to_local(at).date;
    step.start = Stated<std::optional<Instant>>::fallback(std::optional(at));
    step.local_date = Stated<OptionalDate>::fallback(OptionalDate{date});
    step.all_day = Stated<bool>::fallback(false);
}

// The order's own time, for orders without a slot.
std::optional<Instant> order_time(Reading& reading, const Group& order) {
    const auto at = read_requested_at(reading, order);
    if (at->has_value())
        reading.note(NoteKind::defaulted, kStart, "ORC-9", "no start time; the time of the order");
    return *at;
}

void read_missing_start(Reading& reading, const Group& order, Instant received_at, Step& step) {
    const auto& profile = reading.profile();
    if (profile.missing_start == MissingStart::reject) {
        const auto where =
            profile.start_fields.empty() ? std::string("ORC-7.4") : profile.start_fields.front();
        reading.refuse(Code::required_field_missing, order.at(where).where, "start time missing");
        return;
    }
    if (profile.missing_start == MissingStart::order_time)
        if (const auto at = order_time(reading, order); at) return stand_in_start(reading, *at, step);
    reading.note(NoteKind::defaulted, kStart, "", "no start time; the minute of receipt");
    stand_in_start(reading, std::chrono::floor<std::chrono::minutes>(received_at), step);
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

struct PriorityRow {
    std::string_view hl7;    // tables 0027, 0485
    std::string_view dicom;  // (0040,1003)
};
constexpr std::array kPriorities{
    PriorityRow{"S", "STAT"},    PriorityRow{"STAT", "STAT"},       PriorityRow{"A", "HIGH"},
    PriorityRow{"ASAP", "HIGH"}, PriorityRow{"P", "HIGH"},          PriorityRow{"C", "HIGH"},
    PriorityRow{"R", "ROUTINE"}, PriorityRow{"ROUTINE", "ROUTINE"}, PriorityRow{"T", "MEDIUM"},
};
constexpr std::array kPriorityFields{"TQ1-9", "ORC-7.6", "OBR-27.6", "OBR-5"};

enum class Fit { no, unknown, yes };

// What the message states of the step that rules ask for. An update that leaves a field empty leaves it
// unknown here; a new order says all there is.
struct StationClues {
    const Stated<std::string>& modality;
    const Stated<std::string>& location;
    const Stated<std::string>& transport;
    bool is_new;
};

Fit fit(const StationRule& rule, const StationClues& clues) {
    const auto one = [&](const Stated<std::string>& clue, const std::string& wanted, bool is_met) {
        if (wanted.empty()) return Fit::yes;
        if (!clue.is_stated() && !clues.is_new) return Fit::unknown;
        return is_met ? Fit::yes : Fit::no;
    };
    return std::min(
        {one(clues.modality, rule.modality, rule.modality == *clues.modality),
         one(clues.transport, rule.transport, rule.transport == *clues.transport),
         one(clues.location, rule.location_prefix, clues.location->starts_with(rule.location_prefix))});
}

}  // namespace

void read_start(Reading& reading, const Group& order, bool is_new, Instant received_at, Step& step) {
    for (const auto& place : reading.profile().start_fields) {
        const auto field = order.at(place);
        if (!field.part.has_text() || time_text(field).empty()) continue;
        const auto read = read_time(reading, field, "start time");
        if (!read) return;
        if (place != reading.profile().start_fields.front())
            reading.note(NoteKind::taken_from, kStart, field.where,
                         "fields before it in the profile were empty");
        return set_start(reading, *read, field.where, step);
    }
    if (is_new) read_missing_start(reading, order, received_at, step);
}

Stated<std::string> read_modality(Reading& reading, const Group& order, bool is_new) {
    const auto& profile = reading.profile();
    const auto procedure = trimmed(order.field("OBR", 4, 1).part.text());
    if (const auto row = profile.modality_of_procedure.find(procedure);
        row != profile.modality_of_procedure.end()) {
        reading.note(NoteKind::translated, "Modality", "profile modality_of_procedure", "by procedure code");
        return row->second;
    }
    const auto field = order.field("OBR", 24);
    const auto code = upper(trimmed(field.part.component(1).text()));
    if (code.empty()) {
        if (is_new) reading.refuse(Code::required_field_missing, field.where, "modality missing");
        return {};
    }
    if (const auto row = profile.modality_of_service.find(code); row != profile.modality_of_service.end()) {
        reading.note(NoteKind::translated, "Modality", field.where, "by the profile's table of services");
        return row->second;
    }
    if (dataset::kind_of_modality(code) == dataset::ModalityKind::equipment) return code;
    reading.refuse(Code::value_not_in_table, field.where,
                   "neither a DICOM modality nor in the profile's table of services (modality_of_service)");
    return {};
}

Stated<std::string> read_priority(Reading& reading, const Group& order) {
    for (const auto* const place : kPriorityFields) {
        const auto field = order.at(place);
        if (field.part.empty()) continue;
        const auto code = upper(trimmed(field.part.subcomponent(1).text()));
        for (const auto& row : kPriorities)
            if (code == row.hl7) return std::string(row.dicom);
        if (!code.empty())
            reading.note(NoteKind::ignored, "RequestedProcedurePriority", field.where,
                         "a priority without DICOM term; left empty, never LOW");
        return std::string();
    }
    return {};
}

void read_station(Reading& reading, const Group& order, bool is_new, const Visit& visit,
                  const Stated<std::string>& transport, Step& step) {
    if (!step.modality.is_stated()) return;
    const auto& profile = reading.profile();
    if (profile.station_from_obr21) {
        const auto title = reading.identifier(order.field("OBR", 21, 1), kStation);
        if (!title.empty()) step.stations = std::vector{AeTitle{title}};
        if (!title.empty() || !is_new) return;
    }
    const StationClues clues{step.modality, visit.location, transport, is_new};
    const auto rule = std::ranges::find_if(profile.station_rules,
                                           [&](const StationRule& r) { return fit(r, clues) != Fit::no; });
    if (rule == profile.station_rules.end()) return;
    if (fit(*rule, clues) == Fit::unknown) {
        reading.note(NoteKind::ignored, kStation.keyword, "profile station_rules",
                     "a rule asks for a field that this update leaves empty; the station stays");
        return;
    }
    reading.note(NoteKind::translated, kStation.keyword, "profile station_rules", "the first rule that fits");
    step.stations = rule->stations;
    step.station_name = rule->station_name;
    step.location = rule->location;
}

Stated<std::optional<Instant>> read_requested_at(Reading& reading, const Group& order) {
    for (const int n : {9, 15}) {
        const auto field = order.field("ORC", n);
        if (!field.part.has_text() || time_text(field).empty()) continue;
        const auto read = read_time(reading, field, "time of the order");
        if (!read) return {};
        const auto at = read->to_instant(reading.profile().zone).at;
        if (is_plausible(at)) return std::optional(at);
        reading.note(NoteKind::ignored, "IssueDateOfImagingServiceRequest", field.where,
                     "no year from 1800 to 9998; not taken");
    }
    return {};
}

}  // namespace mwl::mapping
