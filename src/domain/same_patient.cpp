#include "domain/same_patient.h"

#include <algorithm>
#include <array>

#include "mwl/text/charset.h"
#include "mwl/text/fold.h"

namespace mwl::domain {
namespace {

enum class Likeness { alike, different, undecidable, not_both_known };

// Sets of one script besides Latin: two names that one of them holds are written in the same letters.
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

}  // namespace mwl::domain
