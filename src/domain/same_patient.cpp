#include "domain/same_patient.h"

#include <algorithm>
#include <array>

#include "mwl/text/charset.h"
#include "mwl/text/fold.h"

namespace mwl::domain {
namespace {

enum class Likeness { alike, different, undecidable, not_both_known };

// Character sets of one script besides Latin: two names that fit one of them are written in the same script.
constexpr std::array kScripts{text::Charset::cyrillic, text::Charset::greek, text::Charset::arabic,
                              text::Charset::hebrew};

// Precondition: not empty.
bool begins_alike(const std::string& a, const std::string& b) { return a.starts_with(b) || b.starts_with(a); }

// "Łukasz" and "Lukasz" give "lukasz"; other scripts give '?'.
std::string plain(const std::string& part) {
    return text::fold(text::from_utf8_lossy(part, text::Charset::ascii).bytes);
}

bool has_replaced_letters(const std::string& part) { return part.find('?') != std::string::npos; }

bool one_set_holds(const std::string& a, const std::string& b) {
    return std::ranges::any_of(kScripts, [&](text::Charset script) {
        return text::from_utf8(a, script).ok() && text::from_utf8(b, script).ok();
    });
}

Likeness compare(const std::string& a, const std::string& b) {
    const auto first = text::fold(a);
    const auto second = text::fold(b);
    if (first.empty() || second.empty()) return Likeness::not_both_known;
    if (has_replaced_letters(first) || has_replaced_letters(second)) return Likeness::undecidable;
    if (begins_alike(first, second)) return Likeness::alike;
    const auto first_plain = plain(a);
    const auto second_plain = plain(b);
    const bool is_first_latin = !has_replaced_letters(first_plain);
    const bool is_second_latin = !has_replaced_letters(second_plain);
    if (is_first_latin && is_second_latin)
        return begins_alike(first_plain, second_plain) ? Likeness::alike : Likeness::different;
    const bool is_one_script = is_first_latin == is_second_latin && one_set_holds(a, b);
    return is_one_script ? Likeness::different : Likeness::undecidable;
}

// Values that are not stated, or not known, contradict nothing; nor does O (other), which is also said of
// patients whose sex is not known.
bool contradicts(const Patient& stored, const PerformedStep& performed) {
    const bool has_other_date =
        *stored.birth_date && performed.birth_date && *stored.birth_date != performed.birth_date;
    const auto is_told = [](const std::string& sex) { return sex == "M" || sex == "F"; };
    const bool has_other_sex = is_told(*stored.sex) && is_told(performed.sex) && *stored.sex != performed.sex;
    return has_other_date || has_other_sex;
}

bool was_in_force(const FormerName& former, const Step& step) {
    const bool was_doubted_since = former.doubted_at && *former.doubted_at >= former.until;
    return former.step == step.row && former.until > former.step_created_at && !was_doubted_since;
}

}  // namespace

bool is_id_of(const PatientId& stated, const PatientId& stored) noexcept {
    return stated.id == stored.id && (stated.issuer.empty() || stated.issuer == stored.issuer);
}

std::optional<bool> names_agree(const NameGroup& stored, const NameGroup& stated) {
    const std::array parts{compare(stored.family, stated.family), compare(stored.given, stated.given)};
    const auto has = [&](Likeness likeness) { return std::ranges::find(parts, likeness) != parts.end(); };
    if (has(Likeness::alike)) return true;
    if (has(Likeness::undecidable) || !has(Likeness::different)) return std::nullopt;
    return false;
}

PatientMatch match_patient(const PerformedStep& performed, const Order& order, const Step& step,
                           const Known& known) {
    const auto* const patient = known.patient(order.patient);
    const auto stated = text::parse_pn(performed.patient_name).alphabetic;
    const auto agree =
        patient == nullptr ? std::optional<bool>() : names_agree(patient->name->alphabetic, stated);
    if (performed.patient.empty()) return agree.value_or(false) ? PatientMatch::same : PatientMatch::other;
    if (!is_id_of(performed.patient, order.patient)) return PatientMatch::other;
    if (patient == nullptr || agree.value_or(true)) return PatientMatch::same;
    const auto is_stated = [&](const FormerName& former) {
        return was_in_force(former, step) && names_agree(former.name.alphabetic, stated).value_or(false);
    };
    return !contradicts(*patient, performed) && std::ranges::any_of(known.former_names, is_stated)
               ? PatientMatch::same_by_former_name
               : PatientMatch::other;
}

}  // namespace mwl::domain
