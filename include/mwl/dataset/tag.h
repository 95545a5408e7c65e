#pragma once
// Tags of the data elements that the broker knows, with keyword and VR (PS3.6). Values, immutable.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mwl::dataset {

enum class Vr : std::uint8_t {
    AE,
    AS,
    AT,
    CS,
    DA,
    DS,
    DT,
    FD,
    FL,
    IS,
    LO,
    LT,
    OB,
    OD,
    OF,
    OL,
    OV,
    OW,
    PN,
    SH,
    SL,
    SQ,
    SS,
    ST,
    SV,
    TM,
    UC,
    UI,
    UL,
    UN,
    UR,
    US,
    UT,
    UV
};
const char* name_of(Vr vr) noexcept;
std::optional<Vr> vr_named(std::string_view name) noexcept;
// AE CS DA … are never in the data set's character set; LO LT PN SH ST UC UT are.
bool is_text_in_charset(Vr vr) noexcept;
// May hold several values, separated by a backslash where it is text: not LT ST UT UR, SQ and plain bytes.
bool is_multi_valued(Vr vr) noexcept;
// Kept as bytes: OB OD OF OL OV OW UN.
bool is_plain_bytes(Vr vr) noexcept;
// Explicit VR: two reserved bytes and a length of 32 bits (PS3.5 7.1.2).
bool has_long_length(Vr vr) noexcept;

struct Tag {
    std::uint16_t group = 0;
    std::uint16_t element = 0;
    // NOLINTNEXTLINE(modernize-use-nullptr): no pointer here
    friend auto operator<=>(const Tag&, const Tag&) = default;
    friend bool operator==(const Tag&, const Tag&) = default;
    constexpr bool is_private() const noexcept { return (group & 1U) != 0; }
    constexpr bool is_group_length() const noexcept { return element == 0; }
};
std::string to_string(Tag tag);  // "(0040,0100)"

inline constexpr Tag kItemTag{0xFFFE, 0xE000};  // before each item of a sequence (PS3.5 7.5)

struct TagInfo {
    Tag tag;
    Vr vr = Vr::UN;
    const char* keyword = "";
};
// nullptr for a tag that the broker does not know.
const TagInfo* find_info(Tag tag) noexcept;
const TagInfo* find_keyword(std::string_view keyword) noexcept;
// "PatientName (0010,0010)", or the tag alone.
std::string describe(Tag tag);

namespace tags {
#define MWL_TAG(keyword, group, element, vr) inline constexpr Tag keyword{group, element};
#include "mwl/dataset/tags.def"
#undef MWL_TAG
}  // namespace tags

}  // namespace mwl::dataset
