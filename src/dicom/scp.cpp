#include "dicom/scp.h"

#include <algorithm>
#include <array>

#include "dicom/dimse_request.h"

namespace mwl::dicom {
namespace {

struct Row {
    T_DIMSE_Command command;
    std::string_view sop_class;
    Operation kind;
    void (*answer)(Conversation&, const Command&, OperationRecord&);
};

constexpr std::array kRows{
    Row{DIMSE_C_ECHO_RQ, kVerificationSopClass, Operation::echo, answer_echo},
    Row{DIMSE_C_FIND_RQ, kWorklistSopClass, Operation::find, answer_find},
    Row{DIMSE_N_CREATE_RQ, kMppsSopClass, Operation::n_create, answer_n_create},
    Row{DIMSE_N_SET_RQ, kMppsSopClass, Operation::n_set, answer_n_set},
};

}  // namespace

const ContextRecord& Conversation::context(std::uint8_t id) const {
    static const ContextRecord kNone;
    const auto at = std::ranges::find(association.contexts, id, &ContextRecord::id);
    return at == association.contexts.end() ? kNone : *at;
}

void answer(Conversation& talk, const Command& request, OperationRecord& record) {
    const auto fields = fields_of(request.message);
    record.message_id = fields.message_id;
    const auto* const row = std::ranges::find(kRows, request.message.CommandField, &Row::command);
    if (row != kRows.end()) record.kind = row->kind;
    if (row == kRows.end() || talk.context(request.context).abstract_syntax != row->sop_class)
        return refuse(talk, request, status::kUnrecognizedOperation, record);
    if (fields.sop_class != row->sop_class)
        return refuse(talk, request,
                      fields.is_composite ? status::kSopClassNotSupported : status::kNoSuchClass, record);
    row->answer(talk, request, record);
}

void answer_echo(Conversation& talk, const Command& request, OperationRecord& record) {
    Command response;
    response.context = request.context;
    response.message = plain_response(request.message, status::kSuccess);
    auto& echo = response.message.msg.CEchoRSP;
    OFStandard::strlcpy(echo.AffectedSOPClassUID, kVerificationSopClass, sizeof echo.AffectedSOPClassUID);
    echo.opts = O_ECHO_AFFECTEDSOPCLASSUID;
    talk.channel.send(response);
    record.status = status::kSuccess;
    ++talk.service.counters.echoes;
}

void refuse(Conversation& talk, const Command& request, Status status, OperationRecord& record) {
    if (fields_of(request.message).has_data_set) (void)talk.channel.receive_data_set(0);
    record.status = status;
    Command response;
    response.context = request.context;
    response.message = plain_response(request.message, status);
    talk.channel.send(response);
    ++talk.service.counters.failures;
}

}  // namespace mwl::dicom
