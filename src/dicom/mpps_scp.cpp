// Modality Performed Procedure Step as SCP (PS3.4 F.7).

#include <string>

#include "dicom/dimse_request.h"
#include "dicom/incoming.h"
#include "dicom/scp.h"
#include "dicom/status_detail.h"
#include "mwl/base/crash_point.h"
#include "mwl/base/thrown.h"

namespace mwl::dicom {
namespace {

using Handler = std::function<MppsResponse(const Caller&, const MppsRequest&)>;

MppsResponse failed_mpps(Status status, std::string comment) {
    return {status, std::move(comment), {}, {}, {}};
}

MppsResponse ask_handler(Conversation& talk, const Handler& handler, const MppsRequest& request) {
    const auto& caller = talk.association.caller;
    try {
        return handler(caller, request);
    } catch (const StoreError& error) {
        talk.service.log.error("MPPS failed", {{"assoc", caller.association}, {"why", error.what()}});
        return failed_mpps(status::kProcessingFailure, "database unavailable");
    } catch (...) {
        talk.service.log.error("MPPS failed", {{"assoc", caller.association}, {"why", what_was_thrown()}});
        return failed_mpps(status::kProcessingFailure, "internal error");
    }
}

// Of group 0000: Affected or Requested SOP Instance UID.
std::uint16_t instance_element(const Command& request) noexcept {
    return request.message.CommandField == DIMSE_N_CREATE_RQ ? 0x1000 : 0x1001;
}

MppsResponse response_of(Conversation& talk, const Command& request, const Handler& handler,
                         OperationRecord& record) {
    const auto& options = talk.service.options;
    auto in = receive_values(talk, request,
                             {options.max_mpps_bytes, options.max_mpps_elements, gate::kSetLimits.max_depth});
    if (in.problem)
        return failed_mpps(in.over_limit ? status::kResourceLimitation : status::kProcessingFailure,
                           in.problem->what);
    add_note(record, in.note);
    const auto* const remark = remark_on(request, instance_element(request));
    return ask_handler(talk, handler,
                       {record.uid, std::move(in.values), std::move(in.digest),
                        remark == nullptr ? std::string() : describe(*remark)});
}

// The UID names nothing and is too long to be sent back (PS3.7 C.5.6): the response goes without it.
MppsResponse refusal_of(Conversation& talk, const Command& request, const gate::CommandRemark& remark) {
    if (fields_of(request.message).has_data_set) (void)talk.channel.receive_data_set(0);
    return failed_mpps(status::kInvalidInstance, describe(remark));
}

// The same members under two names.
template <typename Response>
void name_instance(Response& response, const Command& request, const SopInstanceUid& uid, unsigned class_bit,
                   unsigned instance_bit) {
    put_uid(response.AffectedSOPClassUID, fields_of(request.message).sop_class);
    response.opts = class_bit;
    if (uid.empty()) return;
    put_uid(response.AffectedSOPInstanceUID, uid.str());
    response.opts |= instance_bit;
}

void respond(Conversation& talk, const Command& request, const MppsResponse& said, OperationRecord& record) {
    Command response;
    response.context = request.context;
    response.message = plain_response(request.message, said.status);
    auto& message = response.message.msg;
    if (request.message.CommandField == DIMSE_N_CREATE_RQ)
        name_instance(message.NCreateRSP, request, record.uid, O_NCREATE_AFFECTEDSOPCLASSUID,
                      O_NCREATE_AFFECTEDSOPINSTANCEUID);
    else
        name_instance(message.NSetRSP, request, record.uid, O_NSET_AFFECTEDSOPCLASSUID,
                      O_NSET_AFFECTEDSOPINSTANCEUID);
    response.detail = write_detail({said.error_comment, said.error_id, {}, said.attributes});
    talk.channel.send(response);
    crash_point("mpps.answered");
}

void answer(Conversation& talk, const Command& request, const Handler& handler, const char* uid,
            OperationRecord& record) {
    const auto* const remark = remark_on(request, instance_element(request));
    const bool is_usable_uid = remark == nullptr || is_usable(*remark);
    if (is_usable_uid) record.uid = SopInstanceUid(uid);
    const auto said =
        is_usable_uid ? response_of(talk, request, handler, record) : refusal_of(talk, request, *remark);
    if (!said.uid.empty()) record.uid = said.uid;
    record.status = said.status;
    record.comment = printable_comment(said.error_comment);
    add_note(record, said.note);
    if (is_failure(said.status)) ++talk.service.counters.failures;
    respond(talk, request, said, record);
}

}  // namespace

void answer_n_create(Conversation& talk, const Command& request, OperationRecord& record) {
    ++talk.service.counters.n_creates;
    const auto& asked = request.message.msg.NCreateRQ;
    const bool is_named = (asked.opts & O_NCREATE_AFFECTEDSOPINSTANCEUID) != 0;
    answer(talk, request, talk.service.handlers.n_create, is_named ? asked.AffectedSOPInstanceUID : "",
           record);
}

void answer_n_set(Conversation& talk, const Command& request, OperationRecord& record) {
    ++talk.service.counters.n_sets;
    answer(talk, request, talk.service.handlers.n_set, request.message.msg.NSetRQ.RequestedSOPInstanceUID,
           record);
}

}  // namespace mwl::dicom
