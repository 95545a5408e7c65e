#pragma once
// Where a value is read from, as an interface analyst writes it in a profile:
//   OBR-18, PID-3[2].1, PID-3[5=PI].1, OBX[3=29463-7]-5, OBR-4.1 | prefix:2 | table:prefixes,
//   ORC-3.1 | replace:/^RIS-//, ZSC-2 | date-format:DD.MM.YYYY hh:mm
// Pure; the meaning of a place is that of hl7::Location.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/result.h"
#include "mwl/hl7/message.h"
#include "mwl/text/regex.h"

namespace mwl::mapping {

// Keeps a segment, or a repetition of a field, only where a part of it has this text; case and surrounding
// spaces do not count. Without a component: the first or the second, where codes and names of observations
// stand.
struct Condition {
    int field = 0;      // of a segment; 0: of a repetition
    int component = 0;  // 0: 1 or 2
    std::string text;
    friend bool operator==(const Condition&, const Condition&) = default;
};

enum class TransformKind {
    trim,         // spaces around it
    upper,        // ASCII letters
    strip_zeros,  // leading ones; "000" becomes "0"
    pad,          // zeros before it up to a length
    prefix,       // the first characters of a code
    cut,          // a text cut to a length, noted
    replace,      // every match of a regular expression; without one the text stays
    date_format,  // a date that the sender writes in its own way becomes HL7's; another text stays
    table         // what a table of the profile says of it; nothing: this source has no value
};
std::string_view name_of(TransformKind kind) noexcept;

struct Transform {
    TransformKind kind = TransformKind::trim;
    int length = 0;                    // of pad, prefix, cut: in characters
    std::string table;                 // its name
    std::string column;                // of a table with several; empty: its only one
    std::optional<text::Regex> match;  // of replace
    std::string text;                  // what stands for a match; the format of a date, "DD.MM.YYYY hh:mm"
    friend bool operator==(const Transform&, const Transform&) = default;
};
std::string to_string(const Transform& transform);

struct Source {
    hl7::Location place;  // field > 0
    std::optional<Condition> segment;
    std::optional<Condition> repetition;
    std::vector<Transform> transforms;
    friend bool operator==(const Source&, const Source&) = default;
};
// As it is written; parse_source(to_string(source)) equals source.
std::string to_string(const Source& source);

// Problem malformed, with what is wrong and what would be right. Whether a segment can have such a field, and
// whether a table is there, is for the reader of the profile to check.
Result<Source> parse_source(std::string_view written);

}  // namespace mwl::mapping
