#pragma once
// A site profile: how the messages of one sender are to be read, as data. Made by `config` from TOML;
// immutable in use.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/ids.h"
#include "mwl/hl7/message.h"
#include "mwl/mapping/sender.h"
#include "mwl/mapping/source.h"
#include "mwl/mapping/targets.h"
#include "mwl/text/charset.h"
#include "mwl/time/zone.h"

namespace mwl::mapping {

enum class Msh7Offset { use, ignore };

// What a profile says of one target; where it says nothing, the row of the target counts.
struct TargetRule {
    std::optional<std::vector<Source>> from;
    std::optional<Missing> missing;
    std::string otherwise;  // a constant where no source holds a value, noted as defaulted; empty: none
};

// Codes with what they mean. A code is looked up as it is, without the spaces around it.
class CodeTable {
public:
    CodeTable() : columns_{""} {}
    explicit CodeTable(std::vector<std::string> columns) : columns_(std::move(columns)) {}

    const std::vector<std::string>& columns() const noexcept { return columns_; }  // without that of the code
    bool has_column(std::string_view column) const;                                // "": the only one
    // False: it has this code already.
    bool add(const std::string& code, std::vector<std::string> values);
    void set(const std::string& code, std::vector<std::string> values);  // in place of what it had
    // nullptr: no such code, no such column, or nothing there.
    const std::string* find(std::string_view code, std::string_view column) const;
    const std::map<std::string, std::vector<std::string>, std::less<>>& rows() const noexcept {
        return rows_;
    }

private:
    std::optional<std::size_t> index_of(std::string_view column) const;

    std::vector<std::string> columns_;
    std::map<std::string, std::vector<std::string>, std::less<>> rows_;
};

// Gives steps their station (interop.md 2, station rules). Empty = any. Of patterns one must fit: '*' stands
// for any run of characters and '?' for one; case counts.
struct StationRule {
    std::vector<std::string> procedures;  // patterns of OBR-4.1
    std::string modality;
    std::vector<std::string> locations;  // patterns of the patient's location, "ICU^3", or of its first part
    std::string transport;               // OBR-30, "PORT"
    std::string priority;                // as DICOM says it: STAT, HIGH …
    std::vector<std::string> senders;    // patterns of MSH-3, case does not count
    std::vector<std::string> resources;  // patterns of equipment (AIG-3) and rooms (AIL-3) of an appointment
    std::vector<AeTitle> stations;
    std::string station_name;
    std::string location;
};

// [sender]: whom the profile is for, and how this sender writes what the standard leaves open.
struct SenderRules {
    SenderMatch match;
    // Tried in turn where MSH-18 is empty.
    std::vector<text::Charset> charsets = {text::Charset::utf8, text::Charset::latin1};
    hl7::CharsetNames read_declared;           // what this sender's names in MSH-18 mean
    Zone zone;                                 // of times without an offset
    Msh7Offset msh7_offset = Msh7Offset::use;  // of all times of a message that have none
    Issuer patient_issuer{"HOSPITAL"};         // fills PID-3.4 when it is empty
    Issuer accession_issuer{"HOSPITAL"};
    Issuer placer_issuer{"RIS"};
    Issuer filler_issuer{"RIS"};
    bool shares_issuers = false;  // another profile may have the same issuers: both use the same numbers
    std::vector<std::string> preferred_id_types = {"MR", "PI"};  // PID-3.5 that names the main id
};

enum class OtherMessages { reject, ignore };
enum class OnError { ae, aa_and_quarantine };
enum class UpdateOfUnknown { create, reject };
enum class Appointments { update, create };
enum class Snapshot { omi, all, none };

// [intake]: what is taken of this sender, and how it is answered.
struct IntakeRules {
    std::vector<std::string> take;                // "ORM^O01", or "ADT" with all its events; empty: all
    OtherMessages other = OtherMessages::reject;  // what is not taken: AR, or AA without effect
    OnError on_error = OnError::ae;               // what is quarantined: AE, or AA
    UpdateOfUnknown update_of_unknown = UpdateOfUnknown::create;
    Appointments appointments =
        Appointments::update;  // SIU^S12: of orders that are known, or an order itself
    // Whose steps that a message does not list any more are cancelled: those of the IPCs of an OBR, of every
    // order, or nobody's.
    Snapshot snapshot = Snapshot::omi;
    std::vector<std::string> processing_ids = {"P", "T", "D"};  // MSH-11.1 taken
    bool demographics_from_updates = false;                     // from XO too (senders without an ADT feed)
};

struct SiteProfile {
    std::string name = "default";
    SenderRules sender;
    IntakeRules intake;
    std::map<std::string, CodeTable> tables;  // of the sources' transforms, by name
    std::vector<StationRule> station_rules;   // the first that fits
    std::array<TargetRule, kTargets> map;     // by target

    TargetRule& rule(Target target) { return map.at(static_cast<std::size_t>(target)); }
    const TargetRule& rule(Target target) const { return map.at(static_cast<std::size_t>(target)); }
    // In force: the profile's own, else the row's.
    const std::vector<Source>& sources(Target target) const;
    Missing missing(Target target) const;
};

}  // namespace mwl::mapping
