#pragma once
// Whether a performed step is of a stored patient. Pure. Private to domain.

#include <optional>

#include "mwl/domain/model.h"

namespace mwl::domain {

// The ids are equal, and so are the issuers where the modality stated one.
bool is_id_of(const PatientId& stated, const PatientId& stored) noexcept;

// Family or given name alike: marriage, transliteration and the 64 characters of a modality must not look
// like another person. The stated name may be our own worklist answer come back, in whatever letters the
// modality's character set left of it, so both sides are compared as they are and in plain letters. nullopt:
// cannot be told (a name is not known, '?' stands for letters, the scripts differ).
std::optional<bool> names_agree(const NameGroup& stored, const NameGroup& stated);

}  // namespace mwl::domain
