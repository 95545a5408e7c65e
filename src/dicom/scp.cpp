#include "dicom/scp.h"

#include <algorithm>

#include "dicom/dimse_request.h"
#include "dicom/sop_classes.h"
#include "dicom/status_detail.h"

namespace mwl::dicom {
namespace {

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
    record.kind = kind_of(request.message.CommandField);
    tell_remarks(talk, request, record);
    const auto [operation, refusal, comment] = dispatch(talk.context(request.context).abstract_syntax,
                                                        request.message.CommandField, fields.sop_class);
    if (operation == nullptr) return refuse(talk, request, refusal, record, comment);
    if (const auto* const remark = remark_on(request, kDataSetType); remark != nullptr && !is_usable(*remark))
        return refuse(talk, request, operation->without_data_set, record, describe(*remark));
    operation->answer(talk, request, record);
}

void answer_echo(Conversation& talk, const Command& request, OperationRecord& record) {
    Command response;
    response.context = request.context;
    response.message = plain_response(request.message, status::kSuccess);
    auto& echo = response.message.msg.CEchoRSP;
    put_uid(echo.AffectedSOPClassUID, fields_of(request.message).sop_class);
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
