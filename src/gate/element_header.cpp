#include "gate/element_header.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "mwl/base/hex.h"

namespace mwl::gate {

namespace {

std::uint16_t u16(Bytes bytes, std::size_t at, bool big) {
    const unsigned first = bytes[at];
    const unsigned second = bytes[at + 1];
    return static_cast<std::uint16_t>(big ? first << 8 | second : second << 8 | first);
}

std::uint32_t u32(Bytes bytes, std::size_t at, bool big) {
    const std::uint32_t first = u16(bytes, at, big);
    const std::uint32_t second = u16(bytes, at + 2, big);
    return big ? first << 16 | second : second << 16 | first;
}

struct VrRule {
    std::string_view vr;
    bool long_length;  // two reserved bytes, then a length of four (PS3.5 table 7.1-1)
};

constexpr std::array kVrs{
    VrRule{"AE", false}, VrRule{"AS", false}, VrRule{"AT", false}, VrRule{"CS", false}, VrRule{"DA", false},
    VrRule{"DS", false}, VrRule{"DT", false}, VrRule{"FD", false}, VrRule{"FL", false}, VrRule{"IS", false},
    VrRule{"LO", false}, VrRule{"LT", false}, VrRule{"OB", true},  VrRule{"OD", true},  VrRule{"OF", true},
    VrRule{"OL", true},  VrRule{"OV", true},  VrRule{"OW", true},  VrRule{"PN", false}, VrRule{"SH", false},
    VrRule{"SL", false}, VrRule{"SQ", true},  VrRule{"SS", false}, VrRule{"ST", false}, VrRule{"SV", true},
    VrRule{"TM", false}, VrRule{"UC", true},  VrRule{"UI", false}, VrRule{"UL", false}, VrRule{"UN", true},
    VrRule{"UR", true},  VrRule{"US", false}, VrRule{"UT", true},  VrRule{"UV", true},
};

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

struct Vr {
    ElementKind kind = ElementKind::plain;
    bool is_un = false;
    bool long_length = true;
};

Vr classify(std::string_view text) {
    if (!is_capital(text[0]) || !is_capital(text[1])) return {ElementKind::not_a_vr};
    if (text == "SQ") return {ElementKind::sequence};
    if (text == "UN") return {ElementKind::opaque, true};
    const auto* const row =
        std::find_if(kVrs.begin(), kVrs.end(), [&](const VrRule& known) { return known.vr == text; });
    if (row == kVrs.end()) return {ElementKind::opaque};
    return {ElementKind::plain, false, row->long_length};
}

std::optional<ElementHeader> without_vr(Bytes bytes, Tag tag, ElementKind kind, bool big) {
    return ElementHeader{tag, kind, false, u32(bytes, 4, big), kItemHeaderBytes};
}

}  // namespace

std::string to_string(Tag tag) {
    return "(" + upper_hex(tag.group, 4) + "," + upper_hex(tag.element, 4) + ")";
}

Tag tag_at(Bytes bytes, TransferSyntax syntax) {
    const bool big = syntax == TransferSyntax::explicit_big;
    return {u16(bytes, 0, big), u16(bytes, 2, big)};
}

std::optional<ElementHeader> read_header(Bytes bytes, TransferSyntax syntax) {
    if (bytes.size() < kItemHeaderBytes) return std::nullopt;
    const bool big = syntax == TransferSyntax::explicit_big;
    const Tag tag = tag_at(bytes, syntax);
    if (tag.group == kDelimiterGroup) return without_vr(bytes, tag, ElementKind::item_or_delimiter, big);
    if (syntax == TransferSyntax::implicit_little) return without_vr(bytes, tag, ElementKind::untold, big);

    const std::array letters{static_cast<char>(bytes[4]), static_cast<char>(bytes[5])};
    const Vr vr = classify({letters.data(), letters.size()});
    if (vr.kind == ElementKind::not_a_vr) return ElementHeader{tag, vr.kind};
    if (!vr.long_length) return ElementHeader{tag, vr.kind, vr.is_un, u16(bytes, 6, big), 8};
    if (bytes.size() < 12) return std::nullopt;
    return ElementHeader{tag, vr.kind, vr.is_un, u32(bytes, 8, big), 12};
}

}  // namespace mwl::gate
