#include "config/profile.h"

#include "config/code_tables.h"
#include "config/hl7_places.h"
#include "config/kinds.h"
#include "config/reader.h"
#include "mwl/base/error.h"
#include "mwl/base/parts.h"
#include "mwl/text/charset.h"

namespace mwl::config {
namespace {

using mapping::Missing;
using mapping::Msh7Offset;
using mapping::SiteProfile;
using mapping::StationRule;
using mapping::Target;
using mapping::TargetRow;

constexpr std::array kMsh7Offset{std::pair{std::string_view("use"), Msh7Offset::use},
                                 std::pair{std::string_view("ignore"), Msh7Offset::ignore}};

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
        {"extends",
         PolicyKind::text,
         "name of a profile",
         "every key, table and code not stated here is that profile's: NAME.toml beside this file",
         "(none)",
         kLive,
         [](P& /*profile*/, const PolicyInput& in) { (void)in.text(); },
         {}},
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
    };
}

Policy<SiteProfile> sources_row(const TargetRow& row, const std::string& prefix) {
    const auto read = [target = row.target](P& profile, const PolicyInput& in) {
        if (mapping::row_of(target).sources_are_fixed)
            in.fail("where this is read from is not to be chosen: " +
                    std::string(mapping::row_of(target).sources));
        profile.rule(target).from = sources_of(in, mapping::row_of(target));
    };
    return {prefix + "from", PolicyKind::texts, "", "", "", kLive, read, {}};
}

std::string allowed_words(const TargetRow& row) {
    std::string all;
    for (const auto missing : row.missing) append_part(all, name_of(missing), ", ");
    return all;
}

Policy<SiteProfile> missing_row(const TargetRow& row, const std::string& prefix) {
    const auto read = [target = row.target](P& profile, const PolicyInput& in) {
        const auto& allowed = mapping::row_of(target).missing;
        const auto missing = mapping::missing_named(in.text());
        if (!missing || std::ranges::find(allowed, *missing) == allowed.end())
            in.fail("\"" + in.text() + "\" is none of: " + allowed_words(mapping::row_of(target)));
        profile.rule(target).missing = missing;
    };
    return {prefix + "missing", PolicyKind::text, "", "", "", kLive, read, {}};
}

// A text that DICOM can hold as it stands.
std::string constant_of(const PolicyInput& in, Target target) {
    auto text = in.text();
    const auto limit = mapping::row_of(target).limit;
    const bool has_odd =
        text != text::without_controls(text) || text.find_first_of("\\\r\n\t") != std::string::npos;
    if (trimmed(text).empty() || has_odd || text::length_in_characters(text) > limit)
        in.fail("a text of 1 to " + std::to_string(limit) +
                " characters without backslash and line ends is wanted");
    return text;
}

Policy<SiteProfile> constant_row(const TargetRow& row, const std::string& prefix) {
    const auto read = [target = row.target](P& profile, const PolicyInput& in) {
        if (!mapping::row_of(target).takes_constant)
            in.fail("a constant would be somebody else's value; it is for texts and for the modality");
        profile.rule(target).otherwise =
            target == Target::step_modality ? modality_of(in) : constant_of(in, target);
    };
    return {prefix + "otherwise", PolicyKind::text, "", "", "", kLive, read, {}};
}

// What may be said of every target of the mapping.
std::vector<Policy<SiteProfile>> map_policies() {
    std::vector<Policy<SiteProfile>> all;
    for (const auto& row : mapping::targets()) {
        const auto prefix = "map." + std::string(row.key) + ".";
        all.push_back(sources_row(row, prefix));
        all.push_back(missing_row(row, prefix));
        all.push_back(constant_row(row, prefix));
    }
    return all;
}

// A code of a table that stands in the profile itself. The name of a file is left for read_code_tables().
Policy<SiteProfile> table_policy() {
    const auto read = [](P& profile, const PolicyInput& in) {
        const auto name_and_code = in.code();
        std::string_view code = name_and_code;
        const auto name = std::string(take_part(code, '.'));
        if (code.empty()) return;
        auto& table = profile.tables[name];
        if (table.columns().size() != 1)
            in.fail("the table of the profile that is extended has several columns; give them all in a file");
        table.set(std::string(code), {in.text()});
    };
    return {"tables.*",
            PolicyKind::text,
            "text",
            "a file of codes (CSV), or a table tables.NAME of code = value, for the transform table:NAME",
            "(none)",
            kLive,
            read,
            {}};
}

// Keys of the profiles before the table of targets, with what says the same now.
struct GoneKey {
    const char* key;
    const char* now;
};
constexpr std::array kGone{
    GoneKey{"accession_fields", "[map.accession] from"},
    GoneKey{"missing_accession", "[map.accession] missing"},
    GoneKey{"start_fields", "[map.\"step.start\"] from"},
    GoneKey{"missing_start", "[map.\"step.start\"] missing"},
    GoneKey{"missing_name", "[map.\"patient.name\"] missing"},
    GoneKey{"institution", "[map.\"visit.institution\"] otherwise"},
    GoneKey{"station_from_obr21", "[map.\"step.stations\"] from = [\"OBR-21\"]"},
    GoneKey{"modality_of_service.*", "[tables.sections]"},
    GoneKey{"modality_of_procedure.*", "[tables.procedures]"},
};

void refuse_gone_keys(std::vector<Policy<SiteProfile>>& rows) {
    for (const auto& gone : kGone)
        rows.push_back({gone.key,
                        PolicyKind::text,
                        "",
                        "",
                        "",
                        kLive,
                        [now = gone.now](P& /*profile*/, const PolicyInput& in) {
                            in.fail("this key is gone; write " + std::string(now) + " (docs/mapping.md)");
                        },
                        {}});
}

std::vector<Policy<SiteProfile>> profile_policies() {
    auto all = sender_policies();
    for (const auto& group : {identifier_policies(), map_policies()})
        all.insert(all.end(), group.begin(), group.end());
    all.push_back(table_policy());
    refuse_gone_keys(all);
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
void check_sources(const Document& document, const SiteProfile& profile, Findings& findings) {
    for (const auto& row : mapping::targets()) {
        const auto key = "map." + std::string(row.key) + ".from";
        auto found = document.values.find(key);
        if (found == document.values.end())
            found = document.values.find("map." + std::string(row.key) + ".missing");
        const bool is_refused =
            profile.missing(row.target) == Missing::reject && profile.rule(row.target).otherwise.empty();
        if (found != document.values.end() && profile.sources(row.target).empty() && is_refused &&
            !findings.has_error_at(document, found->second.place))
            findings.error(
                document, found->second.place,
                key + ": the list is empty and what is missing is rejected, so that no order can be taken");
    }
}

// One row for all targets: which there are is in docs/mapping.md.
void describe_map(std::vector<PolicyDescription>& rows) {
    rows.push_back({"map.TARGET.from", "list of sources",
                    "where the value stands, the first that holds one wins", "(docs/mapping.md)", kLive});
    rows.push_back({"map.TARGET.missing", "word",
                    "what a missing value means; reject: no new order without it", "(docs/mapping.md)",
                    kLive});
    rows.push_back(
        {"map.TARGET.otherwise", "text", "a constant where no source holds a value, noted", "(none)", kLive});
}

}  // namespace

namespace {

constexpr std::size_t kMostBases = 8;

// The files of the profiles that are being read because one extends the next.
using Chain = std::vector<std::filesystem::path>;

ReadProfile read_in_chain(const std::filesystem::path& file, const Zone& site_zone, Chain chain,
                          Findings& findings);

// The profile that this one extends, under this one's own name; without one, the defaults.
SiteProfile base_of(const Document& document, const std::filesystem::path& file, const Zone& site_zone,
                    const Chain& chain, Findings& findings) {
    SiteProfile base;
    base.zone = site_zone;
    const auto given = document.values.find("extends");
    if (given == document.values.end() || given->second.is_list) return base;
    const auto* const name = std::get_if<std::string>(&given->second.items.front());
    if (name == nullptr) return base;  // read_keys() says so
    const auto path = file.parent_path() / (*name + ".toml");
    const bool is_loop = std::ranges::find(chain, path.lexically_normal()) != chain.end();
    if (is_loop || chain.size() > kMostBases) {
        findings.error(
            document, given->second.place,
            "extends: \"" + *name + (is_loop ? "\" extends this profile in turn" : "\" is one too many"));
        return base;
    }
    try {
        base = read_in_chain(path, site_zone, chain, findings).profile;
    } catch (const ConfigError& error) {
        findings.error(document, given->second.place,
                       "extends: \"" + *name + "\" is no profile beside this one: " + error.what());
    }
    base.name = file.stem().string();
    return base;
}

ReadProfile read_in_chain(const std::filesystem::path& file, const Zone& site_zone, Chain chain,
                          Findings& findings) {
    chain.push_back(file.lexically_normal());
    ReadProfile
        read;  // not {{}, read_document(file)}: GCC 12 destroys the profile twice if the second throws
    read.document = read_document(file);
    check_tables(read.document, "station_rule", findings);
    read.profile = base_of(read.document, file, site_zone, chain, findings);
    if (read.document.count("station_rule") > 0) read.profile.station_rules.clear();
    read_keys(read.document, "", profile_policies(), read.profile, findings);
    read_rules(read.document, read.profile, findings);
    check_sources(read.document, read.profile, findings);
    read_code_tables(read.document, file.parent_path(), read.profile, findings);
    return read;
}

}  // namespace

ReadProfile read_profile(const std::filesystem::path& file, const Zone& site_zone, Findings& findings) {
    return read_in_chain(file, site_zone, {}, findings);
}

LoneProfile read_lone_profile(const std::filesystem::path& file, const Zone& site_zone) {
    Findings findings;
    auto read = read_profile(file, site_zone, findings);
    findings.throw_if_wrong();
    return {std::move(read.profile), findings.warnings()};
}

std::vector<PolicyDescription> describe_profile() {
    std::vector<PolicyDescription> rows;
    describe(rows, "", sender_policies());
    describe(rows, "", identifier_policies());
    describe_map(rows);
    describe(rows, "", std::vector{table_policy()});
    describe(rows, "station_rule.", rule_policies());
    return rows;
}

}  // namespace mwl::config
