#include "dicom/dimse_request.h"

namespace mwl::dicom {
namespace {

constexpr unsigned kResponseBit = 0x8000;

template <typename Request>
RequestFields fields(const Request& request, const char* sop_class, bool is_composite) {
    return {request.MessageID, sop_class, request.DataSetType != DIMSE_DATASET_NULL, is_composite};
}

template <typename Response>
void fill(Response& response, std::uint16_t message_id, Status status) {
    response.MessageIDBeingRespondedTo = message_id;
    response.DataSetType = DIMSE_DATASET_NULL;
    response.DimseStatus = status;
}

}  // namespace

RequestFields fields_of(const T_DIMSE_Message& request) {
    const auto& m = request.msg;
    switch (request.CommandField) {
        case DIMSE_C_ECHO_RQ:
            return fields(m.CEchoRQ, m.CEchoRQ.AffectedSOPClassUID, true);
        case DIMSE_C_FIND_RQ:
            return fields(m.CFindRQ, m.CFindRQ.AffectedSOPClassUID, true);
        case DIMSE_C_GET_RQ:
            return fields(m.CGetRQ, m.CGetRQ.AffectedSOPClassUID, true);
        case DIMSE_C_MOVE_RQ:
            return fields(m.CMoveRQ, m.CMoveRQ.AffectedSOPClassUID, true);
        case DIMSE_C_STORE_RQ:
            return fields(m.CStoreRQ, m.CStoreRQ.AffectedSOPClassUID, true);
        case DIMSE_N_ACTION_RQ:
            return fields(m.NActionRQ, m.NActionRQ.RequestedSOPClassUID, false);
        case DIMSE_N_CREATE_RQ:
            return fields(m.NCreateRQ, m.NCreateRQ.AffectedSOPClassUID, false);
        case DIMSE_N_DELETE_RQ:
            return fields(m.NDeleteRQ, m.NDeleteRQ.RequestedSOPClassUID, false);
        case DIMSE_N_EVENT_REPORT_RQ:
            return fields(m.NEventReportRQ, m.NEventReportRQ.AffectedSOPClassUID, false);
        case DIMSE_N_GET_RQ:
            return fields(m.NGetRQ, m.NGetRQ.RequestedSOPClassUID, false);
        case DIMSE_N_SET_RQ:
            return fields(m.NSetRQ, m.NSetRQ.RequestedSOPClassUID, false);
        default:
            return {};
    }
}

T_DIMSE_Message plain_response(const T_DIMSE_Message& request, Status status) {
    const auto id = fields_of(request).message_id;
    T_DIMSE_Message out{};
    out.CommandField =
        static_cast<T_DIMSE_Command>(static_cast<unsigned>(request.CommandField) | kResponseBit);
    auto& m = out.msg;
    switch (request.CommandField) {
        case DIMSE_C_ECHO_RQ:
            fill(m.CEchoRSP, id, status);
            break;
        case DIMSE_C_FIND_RQ:
            fill(m.CFindRSP, id, status);
            break;
        case DIMSE_C_GET_RQ:
            fill(m.CGetRSP, id, status);
            break;
        case DIMSE_C_MOVE_RQ:
            fill(m.CMoveRSP, id, status);
            break;
        case DIMSE_C_STORE_RQ:
            fill(m.CStoreRSP, id, status);
            break;
        case DIMSE_N_ACTION_RQ:
            fill(m.NActionRSP, id, status);
            break;
        case DIMSE_N_CREATE_RQ:
            fill(m.NCreateRSP, id, status);
            break;
        case DIMSE_N_DELETE_RQ:
            fill(m.NDeleteRSP, id, status);
            break;
        case DIMSE_N_EVENT_REPORT_RQ:
            fill(m.NEventReportRSP, id, status);
            break;
        case DIMSE_N_GET_RQ:
            fill(m.NGetRSP, id, status);
            break;
        case DIMSE_N_SET_RQ:
            fill(m.NSetRSP, id, status);
            break;
        default:
            break;
    }
    return out;
}

}  // namespace mwl::dicom
