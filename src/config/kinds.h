#pragma once
// Readers of the kinds of values that settings, profiles and devices share.

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "config/reader.h"
#include "mwl/config/settings.h"

namespace mwl::config {

Zone zone_of(const Input& input);  // IANA name
text::Charset dicom_charset_of(const Input& input);
text::Charset hl7_charset_of(const Input& input);
std::vector<text::Charset> hl7_charsets_of(const Input& input);  // one at least
AeTitle ae_of(const Input& input);
std::string modality_of(const Input& input);         // a defined term of (0008,0060)
std::string modality_or_any_of(const Input& input);  // the same, or empty
std::vector<AeTitle> aes_of(const Input& input);
std::vector<std::string> networks_of(const Input& input);  // addresses, with /bits or without
std::string address_of(const Input& input);                // of this machine, numeric
std::vector<std::string> host_names_of(const Input& input);

// A word of a closed list.
template <typename T, std::size_t N>
T word_of(const Input& input, const std::array<std::pair<std::string_view, T>, N>& words) {
    const std::string text = input.text();
    std::string known;
    for (const auto& [word, value] : words) {
        if (text == word) return value;
        known += (known.empty() ? "" : ", ") + std::string(word);
    }
    input.fail("\"" + text + "\" is none of: " + known);
}

template <typename T>
void describe(std::vector<KeyDescription>& into, const std::string& prefix, const std::vector<Key<T>>& keys) {
    for (const auto& key : keys) into.push_back({prefix + key.name, key.meaning, key.standard, key.effect});
}

}  // namespace mwl::config
