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

// Gives steps of a modality, location or transport their station (interop.md 2, station rules). Empty = any.
struct StationRule {
    std::string modality;
    std::string location_prefix;  // of the patient's location, "WARD3"
    std::string transport;        // OBR-30, "PORT"
    std::vector<AeTitle> stations;
    std::string station_name;
    std::string location;
};

struct SiteProfile {
    std::string name = "default";
    std::string sending_application;  // MSH-3 it is for, whatever its case; empty: any
    std::string sending_facility;     // MSH-4 it is for, whatever its case; empty: any
    // Tried in turn where MSH-18 is empty.
    std::vector<text::Charset> charsets = {text::Charset::utf8, text::Charset::latin1};
    Zone zone;                                                  // of times without an offset
    Msh7Offset msh7_offset = Msh7Offset::use;                   // of all times of a message that have none
    std::vector<std::string> processing_ids = {"P", "T", "D"};  // MSH-11.1 taken
    Issuer patient_issuer{"HOSPITAL"};                          // fills PID-3.4 when it is empty
    Issuer accession_issuer{"HOSPITAL"};
    Issuer placer_issuer{"RIS"};
    Issuer filler_issuer{"RIS"};
    bool shares_issuers = false;  // another profile may have the same issuers: both use the same numbers
    std::vector<std::string> preferred_id_types = {"MR", "PI"};  // PID-3.5 that names the main id
    std::map<std::string, CodeTable> tables;                     // of the sources' transforms, by name
    std::vector<StationRule> station_rules;                      // the first that fits
    bool demographics_from_updates = false;                      // from XO too (senders without an ADT feed)
    std::array<TargetRule, kTargets> map;                        // by target

    TargetRule& rule(Target target) { return map.at(static_cast<std::size_t>(target)); }
    const TargetRule& rule(Target target) const { return map.at(static_cast<std::size_t>(target)); }
    // In force: the profile's own, else the row's.
    const std::vector<Source>& sources(Target target) const;
    Missing missing(Target target) const;
};

}  // namespace mwl::mapping
