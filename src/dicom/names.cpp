// Names of the record's enumerations, for logs and pages.

#include <algorithm>

#include "mwl/base/enum_names.h"
#include "mwl/base/hex.h"
#include "mwl/dicom/summary.h"

namespace mwl::dicom {
namespace {

constexpr auto kContextResults = enum_names<ContextResult>({
    {ContextResult::accepted, "accepted"},
    {ContextResult::user_rejection, "user rejection"},
    {ContextResult::no_reason, "no reason"},
    {ContextResult::abstract_syntax_not_supported, "abstract syntax not supported"},
    {ContextResult::transfer_syntaxes_not_supported, "transfer syntaxes not supported"},
});

constexpr auto kOperations = enum_names<Operation>({
    {Operation::echo, "C-ECHO"},
    {Operation::find, "C-FIND"},
    {Operation::n_create, "N-CREATE"},
    {Operation::n_set, "N-SET"},
    {Operation::other, "other"},
});

constexpr auto kEndings = enum_names<Ending>({
    {Ending::released, "released"},
    {Ending::rejected, "rejected"},
    {Ending::aborted_by_peer, "aborted by peer"},
    {Ending::aborted_by_us, "aborted by us"},
    {Ending::connection_lost, "connection lost"},
    {Ending::too_slow, "too slow"},
    {Ending::stopped, "stopped"},
});

}  // namespace

const char* name_of(ContextResult result) noexcept { return kContextResults.of(result); }
const char* name_of(Operation operation) noexcept { return kOperations.of(operation); }
const char* name_of(Ending ending) noexcept { return kEndings.of(ending); }

std::string hex_of(Status status) { return upper_hex(status, 4); }

bool Caller::proposes_only_verification() const noexcept {
    return std::ranges::all_of(abstract_syntaxes,
                               [](const auto& uid) { return uid == kVerificationSopClass; });
}

}  // namespace mwl::dicom
