#pragma once
// The transfer syntaxes that can be scanned (PS3.5 A.1 to A.3). Deflated is not among them: it must be
// inflated with a bound first.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mwl::gate {

enum class TransferSyntax : std::uint8_t { implicit_little, explicit_little, explicit_big };

struct TransferSyntaxUid {
    TransferSyntax syntax;
    std::string_view uid;
};

inline constexpr std::array kTransferSyntaxUids{
    TransferSyntaxUid{TransferSyntax::implicit_little, "1.2.840.10008.1.2"},
    TransferSyntaxUid{TransferSyntax::explicit_little, "1.2.840.10008.1.2.1"},
    TransferSyntaxUid{TransferSyntax::explicit_big, "1.2.840.10008.1.2.2"},
};

// Nothing for a syntax that cannot be scanned. The UID comes without its padding NUL.
constexpr std::optional<TransferSyntax> transfer_syntax_of(std::string_view uid) noexcept {
    for (const auto& row : kTransferSyntaxUids) {
        if (row.uid == uid) return row.syntax;
    }
    return std::nullopt;
}

constexpr std::string_view uid_of(TransferSyntax syntax) noexcept {
    for (const auto& row : kTransferSyntaxUids) {
        if (row.syntax == syntax) return row.uid;
    }
    return {};
}

}  // namespace mwl::gate
