#include "dicom/scp.h"

#include <algorithm>
#include <array>

#include "dicom/dimse_request.h"
#include "dicom/status_detail.h"

namespace mwl::dicom {
namespace {

struct Row {
    T_DIMSE_Command command;
    std::string_view sop_class;
    Operation kind;
    void (*answer)(Conversation&, const Command&, OperationRecord&);
    Status without_data_set = status::kSuccess;  // the answer to a request that needs one
};

constexpr std::array kRows{
    Row{DIMSE_C_ECHO_RQ, kVerificationSopClass, Operation::echo, answer_echo},
    Row{DIMSE_C_FIND_RQ, kWorklistSopClass, Operation::find, answer_find, status::kIdentifierDoesNotMatch},
    Row{DIMSE_N_CREATE_RQ, kMppsSopClass, Operation::n_create, answer_n_create},
    Row{DIMSE_N_SET_RQ, kMppsSopClass, Operation::n_set, answer_n_set, status::kProcessingFailure},
};

constexpr std::uint16_t kDataSetType = 0x0800;  // of group 0000

void tell_remarks(const Conversation& talk, const Command& request, OperationRecord& record) {
    if (request.remarks.empty()) return;
    bool are_usable = true;
    for (const auto& remark : request.remarks) {
        add_note(record, describe(remark));
        are_usable = are_usable && is_usable(remark);
    }
    const auto& caller = talk.association.caller;
    talk.service.log.write(are_usable ? LogLevel::info : LogLevel::warn, "odd values in a command set",
                           {{"assoc", caller.association},
                            {"aet", caller.calling},
                            {"operation", name_of(record.kind)},
                            {"remarks", record.note}});
}

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
    tell_remarks(talk, request, record);
    if (row == kRows.end() || talk.context(request.context).abstract_syntax != row->sop_class)
        return refuse(talk, request, status::kUnrecognizedOperation, record);
    if (fields.sop_class != row->sop_class)
        return refuse(talk, request,
                      fields.is_composite ? status::kSopClassNotSupported : status::kNoSuchClass, record);
    if (const auto* const remark = remark_on(request, kDataSetType); remark != nullptr && !is_usable(*remark))
        return refuse(talk, request, row->without_data_set, record, describe(*remark));
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

const gate::CommandRemark* remark_on(const Command& request, std::uint16_t element) noexcept {
    const auto at = std::ranges::find(request.remarks, element, &gate::CommandRemark::element);
    return at == request.remarks.end() ? nullptr : &*at;
}

void add_note(OperationRecord& record, const std::string& note) {
    record.note += (record.note.empty() || note.empty() ? "" : "; ") + note;
}

void refuse(Conversation& talk, const Command& request, Status status, OperationRecord& record,
            const std::string& comment) {
    if (fields_of(request.message).has_data_set) (void)talk.channel.receive_data_set(0);
    record.status = status;
    record.comment = printable_comment(comment);
    Command response;
    response.context = request.context;
    response.message = plain_response(request.message, status);
    response.detail = write_detail({comment, {}, {}, {}});
    talk.channel.send(response);
    ++talk.service.counters.failures;
}

}  // namespace mwl::dicom
