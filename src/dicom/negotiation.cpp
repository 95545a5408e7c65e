#include "dicom/negotiation.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "dicom/sop_classes.h"

namespace mwl::dicom {
namespace {

constexpr std::array<std::string_view, 3> kPreferredSyntaxes{
    "1.2.840.10008.1.2.1",  // Explicit VR Little Endian
    "1.2.840.10008.1.2",    // Implicit VR Little Endian
    "1.2.840.10008.1.2.2",  // Explicit VR Big Endian
};

ContextRecord record_of(const T_ASC_PresentationContext& proposed) {
    ContextRecord record;
    record.id = proposed.presentationContextID;
    record.abstract_syntax = proposed.abstractSyntax;
    for (int i = 0; i < proposed.transferSyntaxCount; ++i)
        record.offered.emplace_back(static_cast<const char*>(proposed.proposedTransferSyntaxes[i]));
    return record;
}

void decide(ContextRecord& record) {
    if (served_class(record.abstract_syntax) == nullptr) {
        record.result = ContextResult::abstract_syntax_not_supported;
        return;
    }
    record.result = ContextResult::transfer_syntaxes_not_supported;
    for (const auto syntax : kPreferredSyntaxes) {
        if (std::ranges::find(record.offered, syntax) == record.offered.end()) continue;
        record.result = ContextResult::accepted;
        record.accepted = syntax;
        return;
    }
}

OFCondition apply(T_ASC_Parameters& parameters, const ContextRecord& record) {
    if (record.result == ContextResult::accepted)
        return ASC_acceptPresentationContext(&parameters, record.id, record.accepted.c_str(),
                                             served_class(record.abstract_syntax)->peers_role);
    return ASC_refusePresentationContext(&parameters, record.id,
                                         static_cast<T_ASC_P_ResultReason>(record.result));
}

}  // namespace

std::vector<ContextRecord> decide_contexts(T_ASC_Parameters& parameters) {
    std::vector<ContextRecord> records;
    const int count = ASC_countPresentationContexts(&parameters);
    for (int i = 0; i < count; ++i) {
        T_ASC_PresentationContext proposed;
        if (ASC_getPresentationContext(&parameters, i, &proposed).bad()) continue;
        auto record = record_of(proposed);
        decide(record);
        if (apply(parameters, record).bad()) record.result = ContextResult::no_reason;
        records.push_back(std::move(record));
    }
    return records;
}

std::vector<std::uint8_t> accepted_ids(std::span<const ContextRecord> contexts) {
    std::vector<std::uint8_t> ids;
    for (const auto& context : contexts)
        if (context.result == ContextResult::accepted) ids.push_back(context.id);
    return ids;
}

}  // namespace mwl::dicom
