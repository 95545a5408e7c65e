#pragma once
// Readers of the kinds of values that settings, profiles and devices share.

#include <string>
#include <vector>

#include "mwl/base/access_list.h"
#include "mwl/base/ids.h"
#include "mwl/base/policy.h"
#include "mwl/domain/device_policies.h"
#include "mwl/text/charset.h"

namespace mwl::config {

inline constexpr auto kModalityTerm = "defined term of Modality (0008,0060)";
inline constexpr auto kModalityOrEmpty = "defined term of Modality (0008,0060), or empty";

// For the kinds that devices share too, see domain/device_policies.h.
text::Charset hl7_charset_of(const PolicyInput& input);
std::vector<text::Charset> hl7_charsets_of(const PolicyInput& input);  // one at least
AeTitle ae_of(const PolicyInput& input);
std::string modality_of(const PolicyInput& input);         // a defined term of (0008,0060)
std::string modality_or_any_of(const PolicyInput& input);  // the same, or empty
std::vector<AeTitle> aes_of(const PolicyInput& input);
AccessList networks_of(const PolicyInput& input);  // addresses, with /bits or without
std::string address_of(const PolicyInput& input);  // of this machine, numeric
std::vector<std::string> host_names_of(const PolicyInput& input);

}  // namespace mwl::config
