#pragma once
// A site profile: how the messages of one sender are to be read, as data. Made by `config` from TOML;
// immutable in use.

#include <map>
#include <string>
#include <vector>

#include "mwl/base/ids.h"
#include "mwl/hl7/message.h"
#include "mwl/text/charset.h"
#include "mwl/time/zone.h"

namespace mwl::mapping {

enum class MissingAccession { reject, from_filler, from_placer, generate };
enum class MissingStart { reject, order_time, received };
enum class MissingName { reject, placeholder };
enum class Msh7Offset { use, ignore };

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
    // Tried in this order. IHE puts the accession number into OBR-18; if OBR-20 is listed and supplies it,
    // OBR-20 is not used as the SPS ID as well.
    std::vector<std::string> accession_fields = {"OBR-18", "ORC-3", "OBR-3"};
    MissingAccession missing_accession = MissingAccession::reject;
    std::vector<std::string> start_fields = {"TQ1-7", "ORC-7.4", "OBR-27.4", "OBR-36", "OBR-6", "OBR-7"};
    MissingStart missing_start = MissingStart::received;
    MissingName missing_name = MissingName::reject;
    std::string institution;                                   // (0008,0080)
    std::map<std::string, std::string> modality_of_procedure;  // OBR-4.1 -> modality, asked first
    std::map<std::string, std::string> modality_of_service;    // OBR-24 (table 0074) -> modality
    std::vector<StationRule> station_rules;                    // the first that fits
    bool station_from_obr21 = false;
    bool demographics_from_updates = false;  // from XO too (senders without an ADT feed)
};

}  // namespace mwl::mapping
