#include "mapping/patient_fields.h"

#include <algorithm>
#include <array>

#include "mapping/comments.h"
#include "mapping/finding.h"
#include "mapping/names.h"
#include "mapping/observations.h"
#include "mwl/time/hl7_time.h"

namespace mwl::mapping {
namespace {

constexpr Attribute kPatientId{"PatientID", 64};
constexpr Attribute kIssuer{"IssuerOfPatientID", 64};
constexpr Attribute kAllergies{"Allergies", 64};
constexpr Attribute kAlerts{"MedicalAlerts", 64};

struct Candidate {
    PatientId id;
    hl7::Part cx;
    std::string type;  // PID-3.5
    std::string where;
    std::optional<Problem> fault;  // keeps it from being a patient id
    bool issuer_is_filled_in = false;
};

// CX: id^check^scheme^authority (namespace & universal id & type)^type.
Candidate candidate(Reading& reading, const hl7::Part& cx, const std::string& where) {
    const auto authority = cx.component(4);
    const auto name_space = authority.subcomponent(authority.subcomponent(1).has_text() ? 1 : 2);
    Candidate out;
    out.cx = cx;
    out.where = where;
    out.type = trimmed(cx.component(5).text());
    const Field number{cx.component(1), where};
    const Field issuer{name_space, where + ".4"};
    out.fault = fault_of_identifier(number, kPatientId);
    if (!out.fault) out.fault = fault_of_identifier(issuer, kIssuer);
    out.id = {trimmed(number.part.text()), Issuer{trimmed(issuer.part.text())}};
    if (!out.id.empty() && out.id.issuer.empty()) {
        out.id.issuer = reading.profile().sender.patient_issuer;
        out.issuer_is_filled_in = true;
    }
    return out;
}

// One note, however many there are, because it is repeated in the notes of every order of the message.
void note_filled_in_issuers(Reading& reading, const std::vector<Candidate>& candidates) {
    const auto first = std::ranges::find_if(candidates, &Candidate::issuer_is_filled_in);
    if (first == candidates.end()) return;
    const auto others = std::ranges::count_if(candidates, &Candidate::issuer_is_filled_in) - 1;
    reading.note(NoteKind::defaulted, "IssuerOfPatientID", first->where + ".4",
                 "filled from the sender's profile" +
                     (others > 0 ? ", and for " + std::to_string(others) + " further ids" : std::string()));
}

// The first preferred type that is there; within it the sender's own authority before others.
const Candidate& main_one(const SiteProfile& profile, const std::vector<Candidate>& candidates) {
    const auto pick = [&](auto fits) {
        const auto own = std::ranges::find_if(candidates, [&](const Candidate& c) {
            return fits(c) && c.id.issuer == profile.sender.patient_issuer;
        });
        return own != candidates.end() ? own : std::ranges::find_if(candidates, fits);
    };
    for (const auto& type : profile.sender.preferred_id_types) {
        const auto found = pick([&](const Candidate& c) { return c.type == type; });
        if (found != candidates.end()) return *found;
    }
    return *pick([](const Candidate&) { return true; });
}

// A stored name is never deleted: a worklist item cannot be without one.
Stated<PersonName> read_name(Reading& reading, const Group& patient, bool is_needed) {
    constexpr auto kTarget = Target::patient_name;
    const auto keyword = row_of(kTarget).keyword;
    const auto name =
        first_stated(reading, patient, kTarget, false, [&](const Field& field) -> Stated<PersonName> {
            auto read = patient_name(reading, field);
            if (!read->empty()) return read;
            if (!is_needed && !field.part.empty()) reading.leave_out(keyword, field, "it holds no name");
            return {};
        });
    if (name.is_stated() || !is_needed) return name;
    const auto where = first_place(reading, patient, kTarget);
    if (reading.profile().missing(kTarget) == Missing::placeholder) {
        reading.note(NoteKind::defaulted, keyword, where, "no name; the placeholder UNKNOWN is shown");
        reading.stood_in(kTarget, "no name; a placeholder by policy");
        PersonName unknown;
        unknown.alphabetic.family = "UNKNOWN";
        return Stated<PersonName>::fallback(std::move(unknown));
    }
    reading.refuse(Code::required_field_missing, where, "patient name missing (Type 1 of a worklist item)");
    return {};
}

// Never shifted by a zone; a DA cannot be incomplete. An unreadable date does not delete the stored one.
Stated<OptionalDate> birth_date(Reading& reading, const Field& field) {
    if (field.part.component(1).is_null()) return OptionalDate{};
    if (!field.has_text()) return {};
    const auto read = time::parse_hl7_time(field.code());
    if (read && read->has_date() && is_birth_date(read->local.date)) return OptionalDate{read->local.date};
    reading.leave_out(row_of(Target::patient_birth_date).keyword, field,
                      !read ? "not a date written as " + (field.format.empty() ? "YYYYMMDD" : field.format)
                      : read->has_date() ? "a year that means no date"
                                         : "an incomplete date");
    return {};
}

struct SexRow {
    std::string_view hl7;  // table 0001
    std::string_view dicom;
    bool is_same;
};
constexpr std::array kSexes{
    SexRow{"M", "M", true},  SexRow{"F", "F", true},  SexRow{"O", "O", true},
    SexRow{"A", "O", false}, SexRow{"N", "O", false}, SexRow{"U", "", false},
};

Stated<std::string> sex(Reading& reading, const Field& pid8) {
    if (pid8.part.empty()) return {};
    const auto code = pid8.code();
    for (const auto& row : kSexes) {
        if (code != row.hl7) continue;
        if (!row.is_same)
            reading.note(NoteKind::translated, "PatientSex", pid8.where, "a code that DICOM lacks");
        if (row.dicom.empty()) return {};
        return std::string(row.dicom);
    }
    if (pid8.is_null()) return std::string();
    if (!code.empty()) reading.leave_out("PatientSex", pid8, "not a code of table 0001");
    return {};
}

// A list in DICOM's shape: values of 64 characters separated by backslashes.
void append(std::string& list, const std::string& value) {
    if (value.empty()) return;
    if (!list.empty()) list += '\\';
    list += value;
}

// CE: text, else code.
Field text_of_code(const Field& field) {
    const auto text = field.part.component(2);
    return {text.has_text() ? text : field.part.component(1), field.where};
}

Stated<std::string> read_allergies(Reading& reading, const Group& patient) {
    const auto allergies = patient.all("AL1");
    if (allergies.empty()) return {};
    std::string out;
    bool is_stated = false;
    for (const auto* allergy : allergies) {
        const auto field = field_of(*allergy, 3);
        const auto line = reading.line(text_of_code(field), kAllergies);
        if (line.is_stated() && !is_stated) reading.took(Target::patient_allergies, field);
        is_stated = is_stated || line.is_stated();
        append(out, *line);
    }
    if (!is_stated) return {};
    return out;
}

// Allergies of severity SV (AL1-4).
Stated<std::string> read_alerts(Reading& reading, const Group& patient) {
    std::string out;
    bool is_stated = false;
    for (const auto* allergy : patient.all("AL1")) {
        if (trimmed(allergy->field(4).component(1).text()) != "SV") continue;
        const auto field = text_of_code(field_of(*allergy, 3));
        const auto line = reading.line(field, kAlerts);
        if (line->empty()) continue;
        append(out, *line);
        if (!is_stated) {
            reading.note(NoteKind::taken_from, "MedicalAlerts", field.where,
                         "a severe allergy is an alert too");
            reading.took(Target::patient_alerts, field, "severe: AL1-4 is SV");
        }
        is_stated = true;
    }
    if (!is_stated) return {};
    return out;
}

// Table 0009: only B6 is about pregnancy.
Stated<std::string> read_pregnancy(Reading& reading, const Field& pv1_15) {
    if (pv1_15.part.is_null()) {
        reading.took(Target::patient_pregnancy, pv1_15);
        return std::string();
    }
    for (const auto& repetition : pv1_15.part.each_repetition()) {
        if (trimmed(repetition.component(1).text()) != "B6") continue;
        reading.note(NoteKind::translated, "PregnancyStatus", pv1_15.where, "B6 is 3, definitely pregnant");
        reading.took(Target::patient_pregnancy, pv1_15, "B6 is 3");
        return std::string("3");
    }
    return {};
}

Field field_of_ids(Reading& reading, const Group& patient) {
    constexpr auto kTarget = Target::patient_id;
    for (const auto& source : reading.profile().sources(kTarget))
        for (auto& field : find(reading, patient, kTarget, source))
            if (field.has_text()) return std::move(field);
    return {{}, first_place(reading, patient, kTarget)};
}

void take_safety(Reading& reading, const Group& patient, Patient& out) {
    out.allergies = read_allergies(reading, patient);    // (0010,2110)
    out.medical_alerts = read_alerts(reading, patient);  // (0010,2000)
}

}  // namespace

PatientIds read_patient_ids(Reading& reading, const Group& patient) {
    const auto pid3 = field_of_ids(reading, patient);
    std::vector<Candidate> candidates;
    const auto repetitions = pid3.part.each_repetition();
    if (repetitions.size() > kMostPatientIds) {
        reading.refuse(Code::too_large, pid3.where,
                       "more than " + std::to_string(kMostPatientIds) + " patient identifiers");
        return {};
    }
    for (std::size_t n = 0; n < repetitions.size(); ++n) {
        const auto where = pid3.where + (repetitions.size() > 1 ? "[" + std::to_string(n + 1) + "]" : "");
        auto found = candidate(reading, repetitions[n], where);
        if (!found.id.empty()) candidates.push_back(std::move(found));
    }
    if (candidates.empty()) {
        reading.refuse(Code::required_field_missing, pid3.where, "patient id missing");
        return {};
    }
    note_filled_in_issuers(reading, candidates);
    const auto& chosen = main_one(reading.profile(), candidates);
    if (&chosen != &candidates.front())
        reading.note(NoteKind::taken_from, "PatientID", chosen.where,
                     "the identifier type that the profile prefers");
    if (chosen.fault) reading.refuse(chosen.fault->code, chosen.fault->where, chosen.fault->what);
    reading.took(Target::patient_id, {chosen.cx, chosen.where});
    PatientIds out{chosen.id, chosen.cx, {}};
    for (const auto& other : candidates)
        if (other.fault)
            reading.leave_out("OtherPatientIDsSequence", {other.cx, other.where}, other.fault->what);
        else if (other.id != chosen.id && std::ranges::find(out.others, other.id) == out.others.end())
            out.others.push_back(other.id);
    return out;
}

Patient read_safety(Reading& reading, const Group& patient) {
    Patient out;
    take_safety(reading, patient, out);
    return out;
}

Patient read_patient(Reading& reading, const Group& patient, const PatientIds& ids, bool needs_name) {
    Patient out;
    out.id = ids.main;                                   // (0010,0020), (0010,0021) type 1
    out.other_ids = ids.others;                          // (0010,1002)
    out.name = read_name(reading, patient, needs_name);  // (0010,0010) type 1
    out.birth_date =
        first_stated(reading, patient, Target::patient_birth_date, needs_name,
                     [&](const Field& field) { return birth_date(reading, field); });  // (0010,0030)
    out.sex = first_stated(reading, patient, Target::patient_sex, needs_name,
                           [&](const Field& field) { return sex(reading, field); });  // (0010,0040)
    out.comments = read_patient_comments(reading, patient);                           // (0010,4000)
    out.pregnancy_status = read_pregnancy(reading, patient.field("PV1", 15));         // (0010,21C0)
    take_safety(reading, patient, out);        // (0010,2110), (0010,2000)
    read_observations(reading, patient, out);  // (0010,1030), (0010,1020)
    return out;
}

void read_own_patient_fields(Reading& reading, const Group& order, Patient& patient) {
    if (order.own("PV1") != nullptr)
        patient.pregnancy_status = read_pregnancy(reading, order.field("PV1", 15));  // (0010,21C0)
    read_observations(reading, order, patient);  // (0010,1030), (0010,1020)
}

}  // namespace mwl::mapping
