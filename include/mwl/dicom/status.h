#pragma once
// DIMSE status codes that the worklist and MPPS SCPs answer with (PS3.7 Annex C, PS3.4 K.4.1.1.4, F.7.2).

#include <cstdint>
#include <string>

namespace mwl::dicom {

using Status = std::uint16_t;

namespace status {
inline constexpr Status kSuccess = 0x0000;
inline constexpr Status kAttributeWarning = 0x0001;    // warning: optional attributes not supported
inline constexpr Status kAttributeListError = 0x0107;  // warning: attributes ignored
inline constexpr Status kNoSuchAttribute = 0x0105;
inline constexpr Status kInvalidAttributeValue = 0x0106;
inline constexpr Status kProcessingFailure = 0x0110;
inline constexpr Status kDuplicateInstance = 0x0111;
inline constexpr Status kNoSuchInstance = 0x0112;
inline constexpr Status kInvalidInstance = 0x0117;
inline constexpr Status kNoSuchClass = 0x0118;       // N-services
inline constexpr Status kMissingAttribute = 0x0120;  // with MppsResponse::attributes
inline constexpr Status kMissingAttributeValue = 0x0121;
inline constexpr Status kSopClassNotSupported = 0x0122;  // C-services
inline constexpr Status kUnrecognizedOperation = 0x0211;
inline constexpr Status kResourceLimitation = 0x0213;
inline constexpr Status kOutOfResources = 0xA700;          // C-FIND
inline constexpr Status kIdentifierDoesNotMatch = 0xA900;  // C-FIND
inline constexpr Status kUnableToProcess = 0xC000;         // C-FIND, first of Cxxx
inline constexpr Status kDatabaseUnavailable = 0xC001;     // C-FIND, chosen by this broker
inline constexpr Status kCancelled = 0xFE00;               // C-FIND
inline constexpr Status kPending = 0xFF00;                 // C-FIND
inline constexpr Status kPendingOptionalKeys = 0xFF01;     // C-FIND: an optional key was not supported

inline constexpr std::uint16_t kErrorMayNoLongerBeUpdated = 0xA710;  // Error ID (0000,0903), MPPS
}  // namespace status

constexpr bool is_pending(Status status) noexcept {
    return status == status::kPending || status == status::kPendingOptionalKeys;
}
// Neither success, warning, pending nor cancelled.
constexpr bool is_failure(Status status) noexcept {
    return status != status::kSuccess && status != status::kAttributeListError &&
           status != status::kAttributeWarning && status != status::kCancelled && !is_pending(status);
}

// "A700": as standards and logs write it.
std::string hex_of(Status status);

}  // namespace mwl::dicom
