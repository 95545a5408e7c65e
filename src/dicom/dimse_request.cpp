#include "dicom/dimse_request.h"

#include <algorithm>
#include <array>

namespace mwl::dicom {
namespace {

// Where DCMTK keeps one operation: its request, the SOP class in it, its response.
struct OperationPlace {
    T_DIMSE_Command request;
    RequestFields (*fields)(const DimseFields&);
    void (*respond)(DimseFields&, std::uint16_t message_id, Status status);
};

template <auto Request, auto SopClass, auto Response>
constexpr OperationPlace place(T_DIMSE_Command request) {
    return {request,
            [](const DimseFields& in) -> RequestFields {
                const auto& fields = in.*Request;
                return {fields.MessageID, static_cast<const char*>(fields.*SopClass),
                        fields.DataSetType != DIMSE_DATASET_NULL};
            },
            [](DimseFields& out, std::uint16_t message_id, Status status) {
                auto& response = out.*Response;
                response.MessageIDBeingRespondedTo = message_id;
                response.DataSetType = DIMSE_DATASET_NULL;
                response.DimseStatus = status;
            }};
}

using F = DimseFields;

constexpr std::array kPlaces{
    place<&F::CEchoRQ, &T_DIMSE_C_EchoRQ::AffectedSOPClassUID, &F::CEchoRSP>(DIMSE_C_ECHO_RQ),
    place<&F::CFindRQ, &T_DIMSE_C_FindRQ::AffectedSOPClassUID, &F::CFindRSP>(DIMSE_C_FIND_RQ),
    place<&F::CGetRQ, &T_DIMSE_C_GetRQ::AffectedSOPClassUID, &F::CGetRSP>(DIMSE_C_GET_RQ),
    place<&F::CMoveRQ, &T_DIMSE_C_MoveRQ::AffectedSOPClassUID, &F::CMoveRSP>(DIMSE_C_MOVE_RQ),
    place<&F::CStoreRQ, &T_DIMSE_C_StoreRQ::AffectedSOPClassUID, &F::CStoreRSP>(DIMSE_C_STORE_RQ),
    place<&F::NActionRQ, &T_DIMSE_N_ActionRQ::RequestedSOPClassUID, &F::NActionRSP>(DIMSE_N_ACTION_RQ),
    place<&F::NCreateRQ, &T_DIMSE_N_CreateRQ::AffectedSOPClassUID, &F::NCreateRSP>(DIMSE_N_CREATE_RQ),
    place<&F::NDeleteRQ, &T_DIMSE_N_DeleteRQ::RequestedSOPClassUID, &F::NDeleteRSP>(DIMSE_N_DELETE_RQ),
    place<&F::NEventReportRQ, &T_DIMSE_N_EventReportRQ::AffectedSOPClassUID, &F::NEventReportRSP>(
        DIMSE_N_EVENT_REPORT_RQ),
    place<&F::NGetRQ, &T_DIMSE_N_GetRQ::RequestedSOPClassUID, &F::NGetRSP>(DIMSE_N_GET_RQ),
    place<&F::NSetRQ, &T_DIMSE_N_SetRQ::RequestedSOPClassUID, &F::NSetRSP>(DIMSE_N_SET_RQ),
};

// Nullptr for what is no request, or has no response (C-CANCEL).
const OperationPlace* place_of(const T_DIMSE_Message& request) noexcept {
    const auto* const at = std::ranges::find(kPlaces, request.CommandField, &OperationPlace::request);
    return at == kPlaces.end() ? nullptr : at;
}

}  // namespace

RequestFields fields_of(const T_DIMSE_Message& request) {
    const auto* const at = place_of(request);
    return at == nullptr ? RequestFields{} : at->fields(request.msg);
}

T_DIMSE_Message plain_response(const T_DIMSE_Message& request, Status status) {
    T_DIMSE_Message out{};
    out.CommandField = response_to(request.CommandField);
    if (const auto* const at = place_of(request))
        at->respond(out.msg, at->fields(request.msg).message_id, status);
    return out;
}

}  // namespace mwl::dicom
