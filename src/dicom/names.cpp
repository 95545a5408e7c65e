// Names of the record's enumerations, for logs and pages.

#include <algorithm>
#include <array>
#include <cstdio>

#include "mwl/dicom/summary.h"

namespace mwl::dicom {
namespace {

constexpr std::array kContextResults{"accepted", "user rejection", "no reason",
                                     "abstract syntax not supported", "transfer syntaxes not supported"};
constexpr std::array kOperations{"C-ECHO", "C-FIND", "N-CREATE", "N-SET", "other"};
constexpr std::array kEndings{"released",        "rejected", "aborted by peer", "aborted by us",
                              "connection lost", "too slow", "stopped"};

}  // namespace

const char* name_of(ContextResult result) noexcept {
    return kContextResults[static_cast<std::size_t>(result)];
}
const char* name_of(Operation operation) noexcept { return kOperations[static_cast<std::size_t>(operation)]; }
const char* name_of(Ending ending) noexcept { return kEndings[static_cast<std::size_t>(ending)]; }

std::string hex_of(Status status) {
    std::array<char, 8> out{};
    (void)std::snprintf(out.data(), out.size(), "%04X", static_cast<unsigned>(status));
    return out.data();
}

bool Caller::proposes_only_verification() const noexcept {
    return std::ranges::all_of(abstract_syntaxes,
                               [](const auto& uid) { return uid == kVerificationSopClass; });
}

}  // namespace mwl::dicom
