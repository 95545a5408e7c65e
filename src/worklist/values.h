#pragma once
// The pieces that rows of the attribute table are made of: text within the limits of its VR (PS3.5 6.2), and
// the items of the sequences. Pure. Identifiers are never cut: they go through `whole`.

#include <array>
#include <string>

#include "mwl/worklist/attributes.h"

namespace mwl::worklist {

Values whole(const std::string& text);  // identifiers and coded terms: as stored
Values sh(const std::string& text);     // 16 characters
Values lo(const std::string& text);     // 64 characters
Values lt(const std::string& text);     // 10240 characters
// Of values separated by backslashes. One longer than 64 characters becomes several, broken at spaces:
// allergies and alerts are not cut.
Values lo_values(const std::string& texts);
// The patient's alerts, then those of this procedure alone, each value once.
Values alerts(const Patient& patient, const Procedure& procedure);  // (0010,2000)
Values pn(const PersonName& name);                                  // 64 characters a component group
Values date(const OptionalDate& date);
Values date_of(const std::optional<Instant>& at, const Zone& zone);
Values time_of(const std::optional<Instant>& at, const Zone& zone);

// The start of a step as `view` sees it.
Values start_date(const Step& step, const View& view);
Values start_time(const Step& step, const View& view);
Values start_offset(const Step& step, const View& view);  // (0008,0201), valid at the start
Values stations(const Step& step, const View& view);
// Only the defined terms of (0040,0020), PS3.3 C.4.10.
Values status_term(const Step& step);

// In the order of their tags.
inline constexpr std::array kCodeMembers{Member{dataset::tags::CodeValue, true},
                                         Member{dataset::tags::CodingSchemeDesignator, true},
                                         Member{dataset::tags::CodeMeaning}};
inline constexpr std::array kIssuerMembers{Member{dataset::tags::LocalNamespaceEntityID, true}};
inline constexpr std::array kOtherIdMembers{Member{dataset::tags::PatientID, true},
                                            Member{dataset::tags::IssuerOfPatientID, true},
                                            Member{dataset::tags::TypeOfPatientID}};
inline constexpr std::array kStudyMembers{Member{dataset::tags::ReferencedSOPClassUID},
                                          Member{dataset::tags::ReferencedSOPInstanceUID}};

Items code_item(const CodedEntry& code);             // PS3.3 8.8
Items issuer_item(const Issuer& issuer);             // HL7v2 Hierarchic Designator, PS3.3 10.14
Items other_ids(const std::vector<PatientId>& ids);  // (0010,1002)
Items referenced_study(const StudyUid& study);       // (0008,1110)

}  // namespace mwl::worklist
