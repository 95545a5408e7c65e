#pragma once
// Reading one header of a data element or item (PS3.5 7.1, 7.5). Pure; looks at no byte beyond its span.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "mwl/gate/bytes.h"
#include "mwl/gate/transfer_syntax.h"

namespace mwl::gate {

inline constexpr std::uint32_t kUndefinedLength = 0xFFFF'FFFF;
inline constexpr std::uint16_t kDelimiterGroup = 0xFFFE;
inline constexpr std::size_t kItemHeaderBytes = 8;  // also the shortest header of an element

struct Tag {
    std::uint16_t group = 0;
    std::uint16_t element = 0;
    friend bool operator==(const Tag&, const Tag&) = default;
};

inline constexpr Tag kItem{kDelimiterGroup, 0xE000};
inline constexpr Tag kItemDelimitation{kDelimiterGroup, 0xE00D};
inline constexpr Tag kSequenceDelimitation{kDelimiterGroup, 0xE0DD};

// "(0040,0100)"
std::string to_string(Tag tag);

enum class ElementKind : std::uint8_t {
    item_or_delimiter,  // group FFFE: no VR in any syntax
    plain,              // a VR that never holds items
    sequence,           // SQ
    opaque,             // UN, or a VR that no standard defines
    untold,             // Implicit VR: only a dictionary would know
    not_a_vr,           // the VR is not two capital letters
};

struct ElementHeader {
    Tag tag;
    ElementKind kind = ElementKind::plain;
    bool is_un = false;
    std::uint32_t length = 0;
    std::size_t size = 0;  // of the header itself
};

// Precondition: at least four bytes.
Tag tag_at(Bytes bytes, TransferSyntax syntax);

// The header at the beginning of `bytes`; nothing if they end before it does. Of not_a_vr only the tag is
// known.
std::optional<ElementHeader> read_header(Bytes bytes, TransferSyntax syntax);

}  // namespace mwl::gate
