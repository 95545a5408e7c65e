#pragma once
// Whether a performed step is of a stored patient. Pure. Private to domain.

#include <optional>

#include "mwl/domain/known.h"

namespace mwl::domain {

// The ids are equal, and so are the issuers where the modality stated one.
bool is_id_of(const PatientId& stated, const PatientId& stored) noexcept;

// Family or given name alike: marriage, transliteration and the 64 characters of a modality must not look
// like another person. The stated name may be our own worklist answer come back, in whatever letters the
// modality's character set left of it, so both sides are compared as they are and in plain letters. nullopt:
// cannot be told (a name is not known, '?' stands for letters, the scripts differ).
std::optional<bool> names_agree(const NameGroup& stored, const NameGroup& stated);

enum class PatientMatch { other, same, same_by_former_name };

// The performed step is of the order's patient: by id, unless the names contradict it, or, where the modality
// stated no id (Type 2), by a name that agrees.
//
// A patient may be renamed between C-FIND and N-CREATE. A name that was in force for the id while `step` was
// open is the same patient (interop.md 6), unless
//  * birth date or sex as stated contradict the patient's: then the id may have been given to another person;
//  * a doubt about whose step it is was raised since the name was replaced.
PatientMatch match_patient(const PerformedStep& performed, const Order& order, const Step& step,
                           const Known& known);

}  // namespace mwl::domain
