#include "hl7/delimiters.h"

#include <algorithm>

namespace mwl::hl7 {

namespace {

constexpr std::size_t kShortestMsh = 8;       // MSH|^~\&
constexpr std::size_t kFewestCharacters = 3;  // of MSH-2: no subcomponents
constexpr std::size_t kMostCharacters = 5;    // of MSH-2: with 2.7's truncation character

// ASCII punctuation but the double quote, which HL7's null ("") is made of.
bool can_delimit(char c) noexcept {
    constexpr std::string_view kPunctuation = "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    return kPunctuation.find(c) != std::string_view::npos;
}

Problem ambiguous(int field, std::string what) {
    return Problem{Code::malformed, to_string(Location{"MSH", 1, field}), std::move(what)};
}

}  // namespace

Result<Delimiters> read_delimiters(std::string_view msh) {
    if (msh.size() < kShortestMsh) {
        return Problem{Code::segment_sequence, "MSH[1]", "MSH is shorter than 8 characters"};
    }
    const char field = msh[3];
    if (!can_delimit(field)) return ambiguous(1, "the field separator must be a punctuation character");
    const auto declared = msh.substr(4, msh.find(field, 4) - 4);
    if (declared.size() < kFewestCharacters || declared.size() > kMostCharacters) {
        return ambiguous(2, "the encoding characters must be 3 to 5, none of them the field separator");
    }
    for (std::size_t i = 0; i < declared.size(); ++i) {
        if (!can_delimit(declared[i]))
            return ambiguous(2, "encoding characters must be punctuation characters");
        if (declared.find(declared[i], i + 1) != std::string_view::npos) {
            return ambiguous(2, "an encoding character is declared twice");
        }
    }
    const auto character = [&](std::size_t i) { return i < declared.size() ? declared[i] : '\0'; };
    return Delimiters{field, declared[0], declared[1], declared[2], character(3), character(4)};
}

std::string encoding_characters(const Delimiters& delimiters) {
    std::string characters;
    for (const char c : {delimiters.component, delimiters.repetition, delimiters.escape,
                         delimiters.subcomponent, delimiters.truncation}) {
        if (c == '\0') break;  // they stand by position: what follows a missing one cannot be declared
        characters += c;
    }
    return characters;
}

std::optional<std::string_view> nth_part(std::string_view text, char separator, std::size_t n) noexcept {
    if (n == 0) return std::nullopt;
    if (separator == '\0') return n == 1 ? std::optional{text} : std::nullopt;
    std::size_t start = 0;
    for (; n > 1; --n) {
        const auto end = text.find(separator, start);
        if (end == std::string_view::npos) return std::nullopt;
        start = end + 1;
    }
    return text.substr(start, text.find(separator, start) - start);
}

std::size_t count_parts(std::string_view text, char separator) noexcept {
    if (separator == '\0') return 1;
    return 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), separator));
}

}  // namespace mwl::hl7
