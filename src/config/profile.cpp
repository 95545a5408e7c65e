#include "config/profile.h"

#include "config/hl7_places.h"
#include "config/kinds.h"

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

// A sender of which nothing can be taken is a slip of the pen.
std::vector<std::string> some_texts_of(const Input& input) {
    auto found = input.texts();
    if (found.empty()) input.fail("the list is empty, so that no message can be taken; leave the key out");
    return found;
}

std::vector<Key<SiteProfile>> sender_keys() {
    return {
        {"name", "what this profile is called in notes", "\"default\"", kLive,
         [](auto& p, const Input& in) { p.name = in.text(); }},
        {"sending_application", "MSH-3 it is for, whatever its case; empty: any", "\"\"", kLive,
         [](auto& p, const Input& in) { p.sending_application = in.text(); }},
        {"sending_facility", "MSH-4 it is for, whatever its case; empty: any", "\"\"", kLive,
         [](auto& p, const Input& in) { p.sending_facility = in.text(); }},
        {"charsets", "names of table 0211, tried in turn where MSH-18 is empty; what was assumed is noted",
         "[\"UNICODE UTF-8\", \"8859/1\"]", kLive,
         [](auto& p, const Input& in) { p.charsets = hl7_charsets_of(in); }},
        {"zone", "IANA zone of times without an offset; the site's if not given", "site.zone", kLive,
         [](auto& p, const Input& in) { p.zone = zone_of(in); }},
        {"msh7_offset",
         "an offset in MSH-7 that the zone did not have then: use it for times that have none, or ignore it",
         "\"use\"", kLive, [](auto& p, const Input& in) { p.msh7_offset = word_of(in, kMsh7Offset); }},
        {"processing_ids", "MSH-11 values that are taken", "[\"P\", \"T\", \"D\"]", kLive,
         [](auto& p, const Input& in) { p.processing_ids = some_texts_of(in); }},
        {"demographics_from_updates", "take patient data from XO (senders without an ADT feed)", "false",
         kLive, [](auto& p, const Input& in) { p.demographics_from_updates = in.flag(); }},
        {"institution", "Institution Name (0008,0080) of its orders", "\"\"", kLive,
         [](auto& p, const Input& in) { p.institution = in.text(); }},
    };
}

std::vector<Key<SiteProfile>> identifier_keys() {
    return {
        {"patient_issuer", "assigning authority of a PID-3 that names none", "\"HOSPITAL\"", kLive,
         [](auto& p, const Input& in) { p.patient_issuer = Issuer(in.text()); }},
        {"accession_issuer", "issuer of accession numbers that name none", "\"HOSPITAL\"", kLive,
         [](auto& p, const Input& in) { p.accession_issuer = Issuer(in.text()); }},
        {"placer_issuer", "namespace of placer order numbers that name none", "\"RIS\"", kLive,
         [](auto& p, const Input& in) { p.placer_issuer = Issuer(in.text()); }},
        {"filler_issuer", "namespace of filler order numbers that name none", "\"RIS\"", kLive,
         [](auto& p, const Input& in) { p.filler_issuer = Issuer(in.text()); }},
        {"shares_issuers", "another profile may have the same issuers: both mean the same numbers", "false",
         kLive, [](auto& p, const Input& in) { p.shares_issuers = in.flag(); }},
        {"preferred_id_types", "PID-3.5 values that name the main patient id, best first", "[\"MR\", \"PI\"]",
         kLive, [](auto& p, const Input& in) { p.preferred_id_types = in.texts(); }},
        {"accession_fields", "where the accession number stands, first filled one wins",
         "[\"OBR-18\", \"ORC-3\", \"OBR-3\"]", kLive,
         [](auto& p, const Input& in) { p.accession_fields = places_of(in); }},
        {"missing_accession", "reject, from-filler, from-placer or generate", "\"reject\"", kLive,
         [](auto& p, const Input& in) { p.missing_accession = word_of(in, kMissingAccession); }},
        {"missing_name", "reject or placeholder", "\"reject\"", kLive,
         [](auto& p, const Input& in) { p.missing_name = word_of(in, kMissingName); }},
    };
}

std::vector<Key<SiteProfile>> step_keys() {
    return {
        {"start_fields", "where the scheduled start stands, first readable one wins",
         "[\"TQ1-7\", \"ORC-7.4\", \"OBR-27.4\", \"OBR-36\", \"OBR-6\", \"OBR-7\"]", kLive,
         [](auto& p, const Input& in) { p.start_fields = places_of(in); }},
        {"missing_start", "where no start can be read: reject, order-time (ORC-9, ORC-15) or received",
         "\"received\"", kLive,
         [](auto& p, const Input& in) { p.missing_start = word_of(in, kMissingStart); }},
        {"station_from_obr21", "OBR-21 holds the station's AE title", "false", kLive,
         [](auto& p, const Input& in) { p.station_from_obr21 = in.flag(); }},
        {"modality_of_procedure.*", "procedure code (OBR-4.1) = modality", "(none)", kLive,
         [](auto& p, const Input& in) { p.modality_of_procedure[in.code()] = modality_of(in); }},
        {"modality_of_service.*", "service section (OBR-24, table 0074) = modality", "(none)", kLive,
         [](auto& p, const Input& in) { p.modality_of_service[in.code()] = modality_of(in); }},
    };
}

std::vector<Key<SiteProfile>> profile_keys() {
    auto keys = sender_keys();
    for (const auto& group : {identifier_keys(), step_keys()})
        keys.insert(keys.end(), group.begin(), group.end());
    return keys;
}

std::vector<Key<StationRule>> rule_keys() {
    return {
        {"modality", "steps of this modality; empty: any", "\"\"", kLive,
         [](auto& r, const Input& in) { r.modality = modality_or_any_of(in); }},
        {"location_prefix", "patients whose location begins so; empty: any", "\"\"", kLive,
         [](auto& r, const Input& in) { r.location_prefix = in.text(); }},
        {"transport", "OBR-30, for example PORT; empty: any", "\"\"", kLive,
         [](auto& r, const Input& in) { r.transport = in.text(); }},
        {"stations", "AE titles that the step is scheduled for", "(must be given)", kLive,
         [](auto& r, const Input& in) { r.stations = aes_of(in); }},
        {"station_name", "(0040,0010)", "\"\"", kLive,
         [](auto& r, const Input& in) { r.station_name = in.text(); }},
        {"location", "(0040,0011)", "\"\"", kLive, [](auto& r, const Input& in) { r.location = in.text(); }},
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
        read_keys(document, table_name("station_rule", i), rule_keys(), rule, findings);
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
    read_keys(read.document, "", profile_keys(), read.profile, findings);
    read_rules(read.document, read.profile, findings);
    check_fields(read.document, read.profile, findings);
    return read;
}

std::vector<KeyDescription> describe_profile() {
    std::vector<KeyDescription> rows;
    describe(rows, "", profile_keys());
    describe(rows, "station_rule.", rule_keys());
    return rows;
}

}  // namespace mwl::config
