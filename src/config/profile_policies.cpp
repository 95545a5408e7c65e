#include "config/profile_policies.h"

#include <algorithm>
#include <array>

#include "config/hl7_places.h"
#include "config/kinds.h"
#include "config/reader.h"
#include "mwl/base/nearest.h"
#include "mwl/base/parts.h"
#include "mwl/mapping/orders.h"
#include "mwl/text/charset.h"

namespace mwl::config {
namespace {

using mapping::Msh7Offset;
using mapping::SiteProfile;
using mapping::Target;
using mapping::TargetRow;

using mapping::OnError;
using mapping::OtherMessages;
using mapping::UpdateOfUnknown;

constexpr std::array kOther{std::pair{std::string_view("reject"), OtherMessages::reject},
                            std::pair{std::string_view("ignore"), OtherMessages::ignore}};
constexpr std::array kOnError{std::pair{std::string_view("ae"), OnError::ae},
                              std::pair{std::string_view("aa-and-quarantine"), OnError::aa_and_quarantine}};
constexpr std::array kUpdateOfUnknown{std::pair{std::string_view("create"), UpdateOfUnknown::create},
                                      std::pair{std::string_view("reject"), UpdateOfUnknown::reject}};
constexpr std::array kAppointments{std::pair{std::string_view("update"), mapping::Appointments::update},
                                   std::pair{std::string_view("create"), mapping::Appointments::create}};
constexpr std::array kSnapshot{std::pair{std::string_view("omi"), mapping::Snapshot::omi},
                               std::pair{std::string_view("all"), mapping::Snapshot::all},
                               std::pair{std::string_view("none"), mapping::Snapshot::none}};
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

using mapping::IntakeRules;
using mapping::SenderRules;
using P = SiteProfile;

// MSH-3 or MSH-4; a '*' may stand at the end alone.
std::vector<std::string> names_of(const PolicyInput& input) {
    auto found = input.texts();
    for (const auto& name : found) {
        const auto star = name.find('*');
        if (trimmed(name) == "*") input.error("\"*\": leave the key out for any sender");
        if (trimmed(name).empty() || (star != std::string::npos && star + 1 != name.size()))
            input.error("\"" + name + "\": a name, or the beginning of one with * at its end");
    }
    return found;
}

text::Charset charset_named(const PolicyInput& input) {
    const auto charset = text::charset_of_hl7(input.text());
    if (!charset) input.fail(charset.problem().what);
    return charset->charset;
}

// "sender.read_declared.8859": the name is what stands behind the second dot.
void read_declared_name(SenderRules& sender, const PolicyInput& input) {
    const auto code = input.code();
    std::string_view name = code;
    (void)take_part(name, '.');
    if (trimmed(name).empty()) input.fail("a table of names is wanted: { \"8859\" = \"8859/1\" }");
    sender.read_declared[std::string(trimmed(name))] = charset_named(input);
}

std::vector<Policy<SenderRules>> match_policies() {
    using Row = Rows<SenderRules>;
    const auto texts = [](const PolicyInput& in) { return names_of(in); };
    return {
        Row::of(
            PolicyKind::texts, "application", "list of names, * at the end",
            "MSH-3 it is for, whatever its case; empty: any. The profile that names a sender most "
            "closely reads its messages",
            kLive, [](auto& s) -> auto& { return s.match.applications; }, texts),
        Row::of(
            PolicyKind::texts, "facility", "list of names, * at the end", "MSH-4 it is for; empty: any",
            kLive, [](auto& s) -> auto& { return s.match.facilities; }, texts),
        Row::of(
            PolicyKind::texts, "peers", "list of networks",
            "addresses that may send as this sender; empty: any", kLive,
            [](auto& s) -> auto& { return s.match.peers; }, networks_of),
    };
}

std::vector<Policy<SenderRules>> writing_policies() {
    using Row = Rows<SenderRules>;
    return {
        Row::written(PolicyKind::texts, "charsets", "list of names of table 0211",
                     "tried in turn where MSH-18 is empty; what was assumed is noted", kLive,
                     &SenderRules::charsets, hl7_charsets_of, written_charsets),
        {"read_declared.*",
         PolicyKind::text,
         "name of table 0211",
         "what this sender means by a name in MSH-18, whatever the table says of it; noted",
         "(none)",
         kLive,
         read_declared_name,
         {}},
        with_default(Row::written(PolicyKind::text, "zone", "IANA name",
                                  "time zone of times without an offset; the site's if not given", kLive,
                                  &SenderRules::zone, zone_of,
                                  [](const Zone& zone) { return policy_value(zone.name()); }),
                     "site.zone"),
        Row::word("msh7_offset", kMsh7Offset,
                  "an offset in MSH-7 that the zone did not have then: use it for times that have none, or "
                  "ignore it",
                  kLive, &SenderRules::msh7_offset),
    };
}

std::vector<Policy<SenderRules>> identifier_policies() {
    using Row = Rows<SenderRules>;
    return {
        Row::text("patient_issuer", "assigning authority of a PID-3 that names none", kLive,
                  &SenderRules::patient_issuer),
        Row::text("accession_issuer", "issuer of accession numbers that name none", kLive,
                  &SenderRules::accession_issuer),
        Row::text("placer_issuer", "namespace of placer order numbers that name none", kLive,
                  &SenderRules::placer_issuer),
        Row::text("filler_issuer", "namespace of filler order numbers that name none", kLive,
                  &SenderRules::filler_issuer),
        Row::flag("shares_issuers", "another profile may have the same issuers: both mean the same numbers",
                  kLive, &SenderRules::shares_issuers),
        Row::of(PolicyKind::texts, "preferred_id_types", "list of texts",
                "PID-3.5 values that name the main patient id, best first", kLive,
                &SenderRules::preferred_id_types, [](const PolicyInput& in) { return in.texts(); }),
    };
}

// "ORM^O01", or "ADT" for all its events.
std::vector<std::string> message_types_of(const PolicyInput& input) {
    auto found = some_texts_of(input);
    const auto known = mapping::message_types_taken();
    for (const auto& type : found)
        if (std::ranges::find(known, type) == known.end()) {
            const auto near = nearest(type, known);
            input.error("\"" + type + "\" is no message that the broker takes" +
                        (near.empty() ? "; `mwlbroker tables events` lists them"
                                      : "; did you mean \"" + near + "\"?"));
        }
    return found;
}

std::vector<Policy<IntakeRules>> intake_policies() {
    using Row = Rows<IntakeRules>;
    return {
        with_default(
            Row::of(PolicyKind::texts, "take", "list of types, with or without event",
                    "messages that are taken of this sender", kLive, &IntakeRules::take, message_types_of),
            "(all that the broker takes)"),
        Row::word("other", kOther, "a message that is not taken: AR, or AA and no effect", kLive,
                  &IntakeRules::other),
        Row::word("on_error", kOnError,
                  "a message with an error in its content: AE, or AA, for engines that stop at an AE; it is "
                  "quarantined in both cases",
                  kLive, &IntakeRules::on_error),
        Row::word("update_of_unknown", kUpdateOfUnknown,
                  "an update of an order that the broker does not know: make the order, or AE 204", kLive,
                  &IntakeRules::update_of_unknown),
        Row::word("appointments", kAppointments,
                  "a new appointment (SIU^S12): news of orders that are known, or an order by itself", kLive,
                  &IntakeRules::appointments),
        Row::word("snapshot", kSnapshot,
                  "open steps that an update does not list any more are cancelled: of the IPCs of one OBR "
                  "(OMI), of all orders, or none",
                  kLive, &IntakeRules::snapshot),
        Row::of(PolicyKind::texts, "processing_ids", "list of texts", "MSH-11 values that are taken", kLive,
                &IntakeRules::processing_ids, some_texts_of),
        Row::flag("demographics_from_updates",
                  "take patient data from XO too, not from NW alone (senders without an ADT feed)", kLive,
                  &IntakeRules::demographics_from_updates),
    };
}

// The keys that are described one by one; see also describe_map().
std::vector<Policy<SiteProfile>> stated_policies() {
    std::vector<Policy<SiteProfile>> all{
        Rows<SiteProfile>::text("name", "what this profile is called in notes", kLive, &P::name),
        {"extends",
         PolicyKind::text,
         "name of a profile",
         "every key, table and code not stated here is that profile's: NAME.toml beside this file",
         "(none)",
         kLive,
         [](P& /*profile*/, const PolicyInput& in) { (void)in.text(); },
         {}}};
    for (const auto& part : {match_policies(), writing_policies(), identifier_policies()})
        add_part(all, "sender.", part, &P::sender);
    add_part(all, "intake.", intake_policies(), &P::intake);
    return all;
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
    GoneKey{"sending_application", "[sender] application = [\"NAME\"]"},
    GoneKey{"sending_facility", "[sender] facility = [\"NAME\"]"},
    GoneKey{"charsets", "[sender] charsets"},
    GoneKey{"zone", "[sender] zone"},
    GoneKey{"msh7_offset", "[sender] msh7_offset"},
    GoneKey{"patient_issuer", "[sender] patient_issuer"},
    GoneKey{"accession_issuer", "[sender] accession_issuer"},
    GoneKey{"placer_issuer", "[sender] placer_issuer"},
    GoneKey{"filler_issuer", "[sender] filler_issuer"},
    GoneKey{"shares_issuers", "[sender] shares_issuers"},
    GoneKey{"preferred_id_types", "[sender] preferred_id_types"},
    GoneKey{"processing_ids", "[intake] processing_ids"},
    GoneKey{"demographics_from_updates", "[intake] demographics_from_updates"},
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

std::vector<Policy<SiteProfile>> profile_policies() {
    auto all = stated_policies();
    const auto map = map_policies();
    all.insert(all.end(), map.begin(), map.end());
    all.push_back(table_policy());
    refuse_gone_keys(all);
    return all;
}

std::vector<PolicyDescription> describe_profile_policies() {
    std::vector<PolicyDescription> rows;
    describe(rows, "", stated_policies());
    describe_map(rows);
    describe(rows, "", std::vector{table_policy()});
    return rows;
}

}  // namespace mwl::config
