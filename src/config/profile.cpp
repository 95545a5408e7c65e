#include "config/profile.h"

#include "config/hl7_places.h"
#include "config/kinds.h"
#include "config/reader.h"

namespace mwl::config {
namespace {

using mapping::MissingAccession;
using mapping::MissingName;
using mapping::MissingStart;
using mapping::Msh7Offset;
using mapping::SiteProfile;
using mapping::StationRule;

constexpr std::array kMissingAccession{
    std::pair{std::string_view("reject"), MissingAccession::reject},
    std::pair{std::string_view("from-filler"), MissingAccession::from_filler},
    std::pair{std::string_view("from-placer"), MissingAccession::from_placer},
    std::pair{std::string_view("generate"), MissingAccession::generate}};
constexpr std::array kMissingStart{std::pair{std::string_view("reject"), MissingStart::reject},
                                   std::pair{std::string_view("order-time"), MissingStart::order_time},
                                   std::pair{std::string_view("received"), MissingStart::received}};
constexpr std::array kMissingName{std::pair{std::string_view("reject"), MissingName::reject},
                                  std::pair{std::string_view("placeholder"), MissingName::placeholder}};

constexpr std::array kMsh7Offset{std::pair{std::string_view("use"), Msh7Offset::use},
                                 std::pair{std::string_view("ignore"), Msh7Offset::ignore}};

constexpr auto kPlaces = "list of HL7 fields";

// An empty list would mean that nothing is taken from the sender: surely a mistake.
std::vector<std::string> some_texts_of(const PolicyInput& input) {
    auto found = input.texts();
    if (found.empty()) input.fail("the list is empty, so that no message can be taken; leave the key out");
    return found;
}

PolicyValue written_charsets(const std::vector<text::Charset>& charsets) {
    std::vector<std::string> names;
    for (const auto charset : charsets) names.emplace_back(text::hl7_name(charset));
    return policy_value(names);
}

using ProfileRow = Rows<SiteProfile>;
using P = SiteProfile;

std::vector<Policy<SiteProfile>> sender_policies() {
    return {
        ProfileRow::text("name", "what this profile is called in notes", kLive, &P::name),
        ProfileRow::text("sending_application", "MSH-3 it is for, whatever its case; empty: any", kLive,
                         &P::sending_application),
        ProfileRow::text("sending_facility", "MSH-4 it is for, whatever its case; empty: any", kLive,
                         &P::sending_facility),
        ProfileRow::written(PolicyKind::texts, "charsets", "list of names of table 0211",
                            "tried in turn where MSH-18 is empty; what was assumed is noted", kLive,
                            &P::charsets, hl7_charsets_of, written_charsets),
        with_default(ProfileRow::written(PolicyKind::text, "zone", "IANA name",
                                         "time zone of times without an offset; the site's if not given",
                                         kLive, &P::zone, zone_of,
                                         [](const Zone& zone) { return policy_value(zone.name()); }),
                     "site.zone"),
        ProfileRow::word("msh7_offset", kMsh7Offset,
                         "an offset in MSH-7 that the zone did not have then: use it for times that have "
                         "none, or ignore it",
                         kLive, &P::msh7_offset),
        ProfileRow::of(PolicyKind::texts, "processing_ids", "list of texts", "MSH-11 values that are taken",
                       kLive, &P::processing_ids, some_texts_of),
        ProfileRow::flag("demographics_from_updates",
                         "take patient data from XO too, not from NW alone (senders without an ADT feed)",
                         kLive, &P::demographics_from_updates),
        ProfileRow::text("institution", "Institution Name (0008,0080) of its orders", kLive, &P::institution),
    };
}

std::vector<Policy<SiteProfile>> identifier_policies() {
    return {
        ProfileRow::text("patient_issuer", "assigning authority of a PID-3 that names none", kLive,
                         &P::patient_issuer),
        ProfileRow::text("accession_issuer", "issuer of accession numbers that name none", kLive,
                         &P::accession_issuer),
        ProfileRow::text("placer_issuer", "namespace of placer order numbers that name none", kLive,
                         &P::placer_issuer),
        ProfileRow::text("filler_issuer", "namespace of filler order numbers that name none", kLive,
                         &P::filler_issuer),
        ProfileRow::flag("shares_issuers",
                         "another profile may have the same issuers: both mean the same numbers", kLive,
                         &P::shares_issuers),
        ProfileRow::of(PolicyKind::texts, "preferred_id_types", "list of texts",
                       "PID-3.5 values that name the main patient id, best first", kLive,
                       &P::preferred_id_types, [](const PolicyInput& in) { return in.texts(); }),
        ProfileRow::of(PolicyKind::texts, "accession_fields", kPlaces,
                       "where the accession number stands, first filled one wins", kLive,
                       &P::accession_fields, places_of),
        ProfileRow::word("missing_accession", kMissingAccession,
                         "an order without a value in any of accession_fields", kLive, &P::missing_accession),
        ProfileRow::word("missing_name", kMissingName, "a patient without name", kLive, &P::missing_name),
    };
}

// A table of codes below `key`, each with its modality.
Policy<SiteProfile> modality_table(const char* key, const char* meaning,
                                   std::map<std::string, std::string> P::*table) {
    return {key,
            PolicyKind::text,
            kModalityTerm,
            meaning,
            "(none)",
            kLive,
            [table](P& profile, const PolicyInput& in) { (profile.*table)[in.code()] = modality_of(in); },
            {}};
}

std::vector<Policy<SiteProfile>> step_policies() {
    return {
        ProfileRow::of(PolicyKind::texts, "start_fields", kPlaces,
                       "where the scheduled start stands, first readable one wins", kLive, &P::start_fields,
                       places_of),
        ProfileRow::word("missing_start", kMissingStart,
                         "where no start can be read; order-time: ORC-9, ORC-15", kLive, &P::missing_start),
        ProfileRow::flag("station_from_obr21", "OBR-21 holds the station's AE title", kLive,
                         &P::station_from_obr21),
        modality_table("modality_of_procedure.*", "procedure code (OBR-4.1) = modality",
                       &P::modality_of_procedure),
        modality_table("modality_of_service.*", "service section (OBR-24, table 0074) = modality",
                       &P::modality_of_service),
    };
}

std::vector<Policy<SiteProfile>> profile_policies() {
    auto all = sender_policies();
    for (const auto& group : {identifier_policies(), step_policies()})
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

std::vector<Policy<StationRule>> rule_policies() {
    using Row = Rows<StationRule>;
    return {
        Row::of(PolicyKind::text, "modality", kModalityOrEmpty, "steps of this modality; empty: any", kLive,
                &StationRule::modality, modality_or_any_of),
        Row::text("location_prefix", "patients whose location begins so; empty: any", kLive,
                  &StationRule::location_prefix),
        Row::text("transport", "OBR-30, for example PORT; empty: any", kLive, &StationRule::transport),
        with_default(Row::of(PolicyKind::texts, "stations", "list of AE titles",
                             "what the step is scheduled for", kLive, &StationRule::stations, aes_of),
                     kMustBeGiven),
        Row::text("station_name", "(0040,0010)", kLive, &StationRule::station_name),
        Row::text("location", "(0040,0011)", kLive, &StationRule::location),
    };
}

// Every step that `later` fits is taken by `earlier`.
bool hides(const StationRule& earlier, const StationRule& later) {
    const auto is_as_wide = [](const std::string& a, const std::string& b) { return a.empty() || a == b; };
    return is_as_wide(earlier.modality, later.modality) && is_as_wide(earlier.transport, later.transport) &&
           later.location_prefix.starts_with(earlier.location_prefix);
}

void read_rules(const Document& document, SiteProfile& profile, Findings& findings) {
    std::vector<std::size_t> good;  // a rule with an error hides no other
    for (std::size_t i = 0; i < document.count("station_rule"); ++i) {
        const Place& at = document.tables.at("station_rule")[i];
        const auto errors = findings.errors();
        StationRule rule;
        read_keys(document, table_name("station_rule", i), rule_policies(), rule, findings);
        if (findings.errors() == errors && rule.stations.empty())
            findings.error(document, at, "[[station_rule]] needs stations");
        for (const auto earlier : good)
            if (findings.errors() == errors && hides(profile.station_rules[earlier], rule))
                findings.error(document, at,
                               "this [[station_rule]] is never used: the one of line " +
                                   std::to_string(document.tables.at("station_rule")[earlier].line) +
                                   " fits every step that it fits; put it before that one");
        if (findings.errors() == errors) good.push_back(i);
        profile.station_rules.push_back(std::move(rule));
    }
}

// Orders could never be taken.
void check_fields(const Document& document, const SiteProfile& profile, Findings& findings) {
    const auto check = [&](const char* key, bool is_never_filled) {
        if (const auto found = document.values.find(key); is_never_filled && found != document.values.end())
            findings.error(document, found->second.place,
                           std::string(key) +
                               ": the list is empty and what is missing is rejected, so that no "
                               "order can be taken");
    };
    check("accession_fields",
          profile.accession_fields.empty() && profile.missing_accession == MissingAccession::reject);
    check("start_fields", profile.start_fields.empty() && profile.missing_start == MissingStart::reject);
}

}  // namespace

ReadProfile read_profile(const std::filesystem::path& file, const Zone& site_zone, Findings& findings) {
    ReadProfile
        read;  // not {{}, read_document(file)}: GCC 12 destroys the profile twice if the second throws
    read.document = read_document(file);
    check_tables(read.document, "station_rule", findings);
    read.profile.zone = site_zone;
    read_keys(read.document, "", profile_policies(), read.profile, findings);
    read_rules(read.document, read.profile, findings);
    check_fields(read.document, read.profile, findings);
    return read;
}

std::vector<PolicyDescription> describe_profile() {
    std::vector<PolicyDescription> rows;
    describe(rows, "", profile_policies());
    describe(rows, "station_rule.", rule_policies());
    return rows;
}

}  // namespace mwl::config
