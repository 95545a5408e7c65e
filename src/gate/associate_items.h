#pragma once
// The items of A-ASSOCIATE-RQ and -AC (PS3.8 9.3.2, 9.3.3; user items PS3.7 D.3.3, PS3.8 D.1) as one table.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "mwl/gate/pdu_state.h"

namespace mwl::gate {

inline constexpr std::uint32_t kAssociateFixedBytes = 68;  // version, AE titles, reserved
inline constexpr std::uint8_t kPduBody = 0;                // the "item" that top-level items are in
inline constexpr std::uint8_t kApplicationContext = 0x10;
inline constexpr std::uint8_t kProposedContext = 0x20;
inline constexpr std::uint8_t kAnsweredContext = 0x21;
inline constexpr std::uint8_t kAbstractSyntax = 0x30;
inline constexpr std::uint8_t kTransferSyntaxItem = 0x40;
inline constexpr std::uint8_t kUserInformation = 0x50;
inline constexpr std::uint8_t kMaximumLength = 0x51;
inline constexpr std::uint8_t kImplementationClass = 0x52;
inline constexpr std::uint8_t kRoleSelection = 0x54;
inline constexpr std::uint8_t kImplementationVersion = 0x55;

// What an item's value is made of, one letter a part:
//   c presentation context header (4 bytes)   s length (2 bytes) and that many bytes   1 one byte
//   * any bytes to the end                    i items to the end
struct ItemRule {
    std::uint8_t parent;
    std::uint8_t type;
    std::uint16_t min_length;
    std::uint16_t max_length;
    std::size_t at_most;  // in one parent; 0: as often as PduLimits says
    std::string_view parts;
};

inline constexpr std::uint16_t kAny = std::numeric_limits<std::uint16_t>::max();
inline constexpr std::uint16_t kUid = 64;

inline constexpr std::array kItemRules{
    ItemRule{kPduBody, kApplicationContext, 1, kUid, 1, "*"},
    ItemRule{kPduBody, kProposedContext, 4, kAny, 0, "ci"},
    ItemRule{kPduBody, kAnsweredContext, 4, kAny, 0, "ci"},
    ItemRule{kPduBody, kUserInformation, 0, kAny, 1, "i"},
    ItemRule{kProposedContext, kAbstractSyntax, 1, kUid, 1, "*"},
    ItemRule{kProposedContext, kTransferSyntaxItem, 1, kUid, 0, "*"},
    ItemRule{kAnsweredContext, kTransferSyntaxItem, 0, kUid, 1, "*"},  // not significant if refused
    ItemRule{kUserInformation, kMaximumLength, 4, 4, 1, "*"},
    ItemRule{kUserInformation, kImplementationClass, 0, kUid, 1, "*"},
    ItemRule{kUserInformation, 0x53, 4, 4, 1, "*"},  // asynchronous operations window
    ItemRule{kUserInformation, kRoleSelection, 4, kAny, 0, "s11"},
    ItemRule{kUserInformation, kImplementationVersion, 0, 16, 1, "*"},
    ItemRule{kUserInformation, 0x56, 2, kAny, 0, "s*"},    // SOP class extended negotiation
    ItemRule{kUserInformation, 0x57, 6, kAny, 0, "sss*"},  // SOP class common extended negotiation
    ItemRule{kUserInformation, 0x58, 6, kAny, 1, "11ss"},  // user identity
    ItemRule{kUserInformation, 0x59, 2, kAny, 1, "s"},     // user identity, answered
};

// Items that no rule names are passed over in user information (PS3.8 D.3 leaves room for more) and refused
// anywhere else.
inline constexpr ItemRule kUnknownUserItem{kUserInformation, 0, 0, kAny, 0, "*"};

constexpr const ItemRule* item_rule(PduType pdu, std::uint8_t parent, std::uint8_t type) noexcept {
    const std::uint8_t other = pdu == PduType::associate_request ? kAnsweredContext : kProposedContext;
    if (parent == kPduBody && type == other) return nullptr;
    for (const auto& row : kItemRules) {
        if (row.parent == parent && row.type == type) return &row;
    }
    return parent == kUserInformation ? &kUnknownUserItem : nullptr;
}

}  // namespace mwl::gate
