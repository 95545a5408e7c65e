#include "mapping/stations.h"

#include <algorithm>

#include "mapping/finding.h"
#include "mwl/text/fold.h"

namespace mwl::mapping {
namespace {

constexpr auto kStations = Target::step_stations;

enum class Fit { no, unknown, yes };

bool fits_one(const std::vector<std::string>& patterns, std::string_view text) {
    return std::ranges::any_of(
        patterns, [&](const std::string& pattern) { return text::wildcard_match(pattern, text); });
}

// "ICU^3^A" by its first part or as a whole.
bool is_at(const std::vector<std::string>& patterns, const std::string& location) {
    return fits_one(patterns, location) || fits_one(patterns, location.substr(0, location.find('^')));
}

// MSH-3 is "RIS^1.2.3^ISO" or "RIS" alone.
bool is_from(const std::vector<std::string>& patterns, const SenderName& sender) {
    std::string_view rest = sender.str();
    const auto name = take_part(rest, '|');
    return std::ranges::any_of(patterns, [&](const std::string& written) {
        const auto pattern = hl7::comparable_name(written);
        return text::wildcard_match(pattern, name) ||
               text::wildcard_match(pattern, name.substr(0, name.find('^')));
    });
}

// What an appointment booked: codes and names of its equipment (AIG-3), its rooms (AIL-3).
std::vector<std::string> resources_of(const Group& order) {
    std::vector<std::string> out;
    for (const auto* const name : {"AIG", "AIL"})
        for (const auto* segment : order.all(name)) {
            const auto resource = segment->field(3);
            out.push_back(trimmed(resource.component(1).text()));
            out.push_back(trimmed(resource.component(2).text()));
            out.push_back(out[out.size() - 2] + "^" + out.back());
        }
    return out;
}

Fit fit(const StationRule& rule, const StationClues& clues, const Stated<std::string>& modality,
        const std::vector<std::string>& resources) {
    const auto one = [&](bool is_asked, bool is_stated, bool is_met) {
        if (!is_asked) return Fit::yes;
        if (!is_stated && !clues.is_new) return Fit::unknown;
        return is_met ? Fit::yes : Fit::no;
    };
    const auto text = [&](const std::string& wanted, const Stated<std::string>& clue) {
        return one(!wanted.empty(), clue.is_stated(), wanted == *clue);
    };
    const auto& code = clues.procedure.code;
    const auto& location = clues.patient_location;
    return std::min({text(rule.modality, modality), text(rule.transport, clues.procedure.transport),
                     text(rule.priority, clues.procedure.priority),
                     one(!rule.procedures.empty(), code.is_stated(), fits_one(rule.procedures, code->value)),
                     one(!rule.locations.empty(), location.is_stated(), is_at(rule.locations, *location)),
                     one(!rule.senders.empty(), true, is_from(rule.senders, clues.sender)),
                     one(!rule.resources.empty(), !resources.empty(),
                         std::ranges::any_of(resources, [&](const std::string& resource) {
                             return fits_one(rule.resources, resource);
                         }))});
}

// Every AE title of the first source that holds one, each once. One that no device has is left out: it would
// hide the step from everybody.
Stated<std::vector<AeTitle>> stated_stations(Reading& reading, const Group& order) {
    Choice choice(reading, order, kStations);
    for (const auto& source : reading.profile().sources(kStations)) {
        const auto fields = find(reading, order, kStations, source, Of::every_repetition);
        std::vector<AeTitle> titles;
        for (const auto& field : fields) {
            auto title = field;
            title.part = field.part.component(1);
            const AeTitle read{reading.optional_identifier(title, attribute_of(kStations)).value_or("")};
            if (read.empty()) continue;
            if (!reading.is_known_station(read))
                reading.leave_out(attribute_of(kStations).keyword, title,
                                  "no device of the broker has this AE title");
            else if (std::ranges::find(titles, read) == titles.end())
                titles.push_back(read);
        }
        if (!titles.empty()) {
            choice.take(source, fields.front());
            return titles;
        }
        choice.pass(source);
    }
    note_codes_without_row(reading, order, kStations);
    return {};
}

}  // namespace

void read_stations(Reading& reading, const Group& order, const StationClues& clues, Step& step) {
    const auto& profile = reading.profile();
    const auto keyword = row_of(kStations).keyword;
    step.stations = stated_stations(reading, order);
    // An update without the field that names the station leaves it as it is.
    const auto& own = profile.rule(kStations).from;
    const bool is_left = !clues.is_new && ((own && !own->empty()) || order.own("IPC") != nullptr);
    if (step.stations.is_stated() || is_left || !step.modality.is_stated()) return;
    const auto resources = resources_of(order);
    const auto fit_of = [&](const StationRule& r) { return fit(r, clues, step.modality, resources); };
    const auto rule = std::ranges::find_if(profile.station_rules,
                                           [&](const StationRule& r) { return fit_of(r) != Fit::no; });
    if (rule == profile.station_rules.end()) return;
    if (fit_of(*rule) == Fit::unknown) {
        reading.note(NoteKind::ignored, keyword, "profile station",
                     "a rule asks for a field that this update leaves empty; the station stays");
        return;
    }
    reading.note(NoteKind::translated, keyword, "profile station", "the first rule that fits");
    const auto number = rule - profile.station_rules.begin() + 1;
    const auto how = "station rule " + std::to_string(number) + ", the first that fits";
    reading.made(kStations, how);
    step.stations = rule->stations;
    const auto take = [&](Target target, Stated<std::string>& value, const std::string& of_rule) {
        if (value.is_stated()) return;
        value = of_rule;
        if (!of_rule.empty()) reading.made(target, how);
    };
    take(Target::step_station_name, step.station_name, rule->station_name);
    take(Target::step_station_location, step.location, rule->location);
}

}  // namespace mwl::mapping
