#include "config/station_rules.h"

#include <algorithm>
#include <string>

#include "config/kinds.h"
#include "config/reader.h"

namespace mwl::config {
namespace {

using mapping::StationRule;
using Patterns = std::vector<std::string>;

constexpr auto kPatterns = "list of texts with * and ?";

std::string without_stars(std::string_view pattern) {
    return std::string(pattern.substr(0, pattern.find_last_not_of('*') + 1));
}

// Whatever `later` fits, `earlier` fits too; false also where it cannot be told.
bool covers(const std::string& earlier, const std::string& later) {
    if (earlier == later) return true;
    const auto begin = without_stars(earlier);
    const bool is_beginning = begin != earlier && begin.find_first_of("*?") == std::string::npos;
    return is_beginning && later.starts_with(begin);
}

bool covers(const Patterns& earlier, const Patterns& later) {
    if (earlier.empty()) return true;
    return !later.empty() && std::ranges::all_of(later, [&](const std::string& pattern) {
        return std::ranges::any_of(earlier, [&](const std::string& wider) { return covers(wider, pattern); });
    });
}

// Every step that `later` fits is taken by `earlier`.
bool hides(const StationRule& earlier, const StationRule& later) {
    const auto is_as_wide = [](const std::string& a, const std::string& b) { return a.empty() || a == b; };
    return is_as_wide(earlier.modality, later.modality) && is_as_wide(earlier.transport, later.transport) &&
           is_as_wide(earlier.priority, later.priority) && covers(earlier.procedures, later.procedures) &&
           covers(earlier.locations, later.locations) && covers(earlier.senders, later.senders) &&
           covers(earlier.resources, later.resources);
}

Patterns patterns_of(const PolicyInput& input) {
    auto found = input.texts();
    for (const auto& pattern : found)
        if (pattern.empty()) input.error("\"\" fits nothing; leave the key out to fit everything");
    return found;
}

std::string priority_of(const PolicyInput& input) {
    constexpr std::array<std::string_view, 6> kTerms{"", "STAT", "HIGH", "ROUTINE", "MEDIUM", "LOW"};
    auto text = input.text();
    if (std::ranges::find(kTerms, text) == kTerms.end())
        input.fail("\"" + text + "\" is none of: STAT, HIGH, ROUTINE, MEDIUM, LOW");
    return text;
}

}  // namespace

std::vector<Policy<StationRule>> station_policies() {
    using Row = Rows<StationRule>;
    const auto texts = [](const PolicyInput& in) { return patterns_of(in); };
    return {
        Row::of(PolicyKind::texts, "procedure", kPatterns, "steps of these procedure codes; empty: any",
                kLive, &StationRule::procedures, texts),
        Row::of(PolicyKind::text, "modality", kModalityOrEmpty, "steps of this modality; empty: any", kLive,
                &StationRule::modality, modality_or_any_of),
        Row::of(PolicyKind::texts, "location", kPatterns,
                "patients whose location (PV1-3), or whose ward alone, is one of these; empty: any", kLive,
                &StationRule::locations, texts),
        Row::text("transport", "what procedure.transport says, for example PORT; empty: any", kLive,
                  &StationRule::transport),
        Row::of(PolicyKind::text, "priority", "STAT, HIGH, ROUTINE, MEDIUM or LOW, or empty",
                "steps of this priority; empty: any", kLive, &StationRule::priority, priority_of),
        Row::of(PolicyKind::texts, "sender", kPatterns, "orders of these senders (MSH-3); empty: any", kLive,
                &StationRule::senders, texts),
        Row::of(PolicyKind::texts, "resource", kPatterns,
                "appointments with this equipment (AIG-3) or room (AIL-3); empty: any", kLive,
                &StationRule::resources, texts),
        with_default(Row::of(PolicyKind::texts, "stations", "list of AE titles",
                             "what the step is scheduled for", kLive, &StationRule::stations, aes_of),
                     kMustBeGiven),
        Row::text("station_name", "(0040,0010)", kLive, &StationRule::station_name),
        Row::text("station_location", "(0040,0011)", kLive, &StationRule::location),
    };
}

void read_station_rules(const Document& document, mapping::SiteProfile& profile, Findings& findings) {
    std::vector<std::size_t> good;  // a rule with an error hides no other
    for (std::size_t i = 0; i < document.count("station"); ++i) {
        const Place& at = document.tables.at("station")[i];
        const auto errors = findings.errors();
        StationRule rule;
        read_keys(document, table_name("station", i), station_policies(), rule, findings);
        if (findings.errors() == errors && rule.stations.empty())
            findings.error(document, at, "[[station]] needs stations");
        for (const auto earlier : good)
            if (findings.errors() == errors && hides(profile.station_rules[earlier], rule))
                findings.error(document, at,
                               "this [[station]] is never used: the one of line " +
                                   std::to_string(document.tables.at("station")[earlier].line) +
                                   " fits every step that it fits; put it before that one");
        if (findings.errors() == errors) good.push_back(i);
        profile.station_rules.push_back(std::move(rule));
    }
}

}  // namespace mwl::config
