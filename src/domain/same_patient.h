#pragma once
// Whether a performed step belongs to a stored patient. Pure. Private to domain.

#include <optional>

#include "mwl/domain/known.h"

namespace mwl::domain {

// The ids are equal, and so are the issuers where the modality stated one.
bool is_id_of(const PatientId& stated, const PatientId& stored) noexcept;

// True if family or given name agree: marriage, transliteration and a modality's limit of 64 characters must
// not look like another person. The stated name may be our own worklist answer coming back, in the letters
// that the modality's character set could hold, so both sides are compared as they are and in plain letters.
// nullopt: it cannot be decided (a name is not known, '?' replaces letters, the scripts differ).
std::optional<bool> names_agree(const NameGroup& stored, const NameGroup& stated);

enum class PatientMatch { other, same, same_by_former_name };

// Whether the performed step belongs to the order's patient: by id, unless the names contradict it, or, if
// the modality stated no id (Type 2), by a name that agrees.
//
// A patient may be renamed between C-FIND and N-CREATE. A name that was in force for the id while `step` was
// open is the same patient (interop.md 6), unless
//  * the stated birth date or sex contradicts the patient's: then the id may have been given to another
//  person;
//  * a doubt about the step's patient was raised after the name was replaced.
PatientMatch match_patient(const PerformedStep& performed, const Order& order, const Step& step,
                           const Known& known);

}  // namespace mwl::domain
