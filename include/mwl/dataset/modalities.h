#pragma once
// Defined Terms of Modality (0008,0060), PS3.3 C.7.3.1.1.1. Pure.

#include <string>
#include <string_view>

namespace mwl::dataset {

enum class ModalityKind {
    equipment,  // a procedure step can be scheduled for it
    object,     // names a kind of object that software makes: reports, plans, segmentations …
    retired,    // no longer in the standard; old equipment may still use it
    unknown,    // not a Defined Term
};
ModalityKind kind_of_modality(std::string_view term) noexcept;

// The term that was probably meant by "us", "ULTRASOUND", "CT*" or "XRAY"; empty if none is near.
std::string nearest_modality(std::string_view text);

}  // namespace mwl::dataset
