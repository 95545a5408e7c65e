#include "dicom/sop_classes.h"

#include <algorithm>
#include <array>

#include "dicom/dimse_request.h"
#include "dicom/scp.h"

namespace mwl::dicom {
namespace {

constexpr std::array kVerificationOperations{
    ServedOperation{DIMSE_C_ECHO_RQ, Operation::echo, answer_echo},
};
constexpr std::array kWorklistOperations{
    ServedOperation{DIMSE_C_FIND_RQ, Operation::find, answer_find, status::kIdentifierDoesNotMatch},
};
constexpr std::array kMppsOperations{
    ServedOperation{DIMSE_N_CREATE_RQ, Operation::n_create, answer_n_create},
    ServedOperation{DIMSE_N_SET_RQ, Operation::n_set, answer_n_set, status::kProcessingFailure},
};

constexpr std::array kServedClasses{
    ServedClass{kVerificationSopClass, "Verification", ASC_SC_ROLE_DEFAULT, kVerificationOperations},
    ServedClass{kWorklistSopClass, "Modality Worklist Information Model - FIND", ASC_SC_ROLE_DEFAULT,
                kWorklistOperations},
    ServedClass{kMppsSopClass, "Modality Performed Procedure Step", ASC_SC_ROLE_SCU, kMppsOperations},
};

const ServedOperation* operation_of(const ServedClass& served, T_DIMSE_Command command) noexcept {
    const auto at = std::ranges::find(served.operations, command, &ServedOperation::command);
    return at == served.operations.end() ? nullptr : &*at;
}

// "Modality Performed Procedure Step takes N-CREATE, N-SET"
std::string what_it_takes(const ServedClass& served) {
    std::string words(served.name);
    for (const auto& operation : served.operations)
        words += (&operation == served.operations.data() ? " takes " : ", ") +
                 std::string(name_of(operation.kind));
    return words;
}

}  // namespace

std::span<const ServedClass> served_classes() noexcept { return kServedClasses; }

const ServedClass* served_class(std::string_view uid) noexcept {
    const auto* const at = std::ranges::find(kServedClasses, uid, &ServedClass::uid);
    return at == kServedClasses.end() ? nullptr : at;
}

Operation kind_of(T_DIMSE_Command command) noexcept {
    for (const auto& served : kServedClasses)
        if (const auto* const operation = operation_of(served, command)) return operation->kind;
    return Operation::other;
}

Dispatch dispatch(std::string_view abstract_syntax, T_DIMSE_Command command, std::string_view sop_class) {
    const auto* const served = served_class(abstract_syntax);
    if (served == nullptr || served->uid != sop_class)
        return {nullptr, is_composite(command) ? status::kSopClassNotSupported : status::kNoSuchClass,
                served == nullptr ? "" : "this context is for " + std::string(served->name)};
    const auto* const operation = operation_of(*served, command);
    if (operation == nullptr) return {nullptr, status::kUnrecognizedOperation, what_it_takes(*served)};
    return {operation};
}

}  // namespace mwl::dicom
