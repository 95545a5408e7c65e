#pragma once
// The elements of command sets (PS3.7 E.1) and what each DIMSE message needs (PS3.7 9.3, 10.3), as tables.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mwl::gate {

namespace command {
inline constexpr std::uint16_t kGroupLength = 0x0000;
inline constexpr std::uint16_t kAffectedSopClass = 0x0002;
inline constexpr std::uint16_t kRequestedSopClass = 0x0003;
inline constexpr std::uint16_t kCommandField = 0x0100;
inline constexpr std::uint16_t kMessageId = 0x0110;
inline constexpr std::uint16_t kRespondedTo = 0x0120;
inline constexpr std::uint16_t kMoveDestination = 0x0600;
inline constexpr std::uint16_t kDataSetType = 0x0800;
inline constexpr std::uint16_t kStatus = 0x0900;
inline constexpr std::uint16_t kAffectedSopInstance = 0x1000;
inline constexpr std::uint16_t kRequestedSopInstance = 0x1001;
inline constexpr std::uint16_t kEventType = 0x1002;
inline constexpr std::uint16_t kActionType = 0x1008;
}  // namespace command

inline constexpr std::uint16_t kNoDataSet = 0x0101;
inline constexpr std::uint16_t kResponseBit = 0x8000;
inline constexpr std::uint32_t kCommandHeaderBytes = 8;        // Implicit VR: tag and length
inline constexpr std::uint32_t kGroupLengthElementBytes = 12;  // (0000,0000) itself, which it does not count

struct CommandElementRule {
    std::uint16_t element;
    std::uint32_t min_length;
    std::uint32_t max_length;
    std::uint32_t multiple_of;
};

// Elements that are not here (retired ones) may have any even length.
inline constexpr std::array kCommandElements{
    CommandElementRule{command::kGroupLength, 4, 4, 4},
    CommandElementRule{command::kAffectedSopClass, 2, 64, 2},
    CommandElementRule{command::kRequestedSopClass, 2, 64, 2},
    CommandElementRule{command::kCommandField, 2, 2, 2},
    CommandElementRule{command::kMessageId, 2, 2, 2},
    CommandElementRule{command::kRespondedTo, 2, 2, 2},
    CommandElementRule{command::kMoveDestination, 2, 16, 2},
    CommandElementRule{0x0700, 2, 2, 2},  // priority
    CommandElementRule{command::kDataSetType, 2, 2, 2},
    CommandElementRule{command::kStatus, 2, 2, 2},
    CommandElementRule{0x0901, 0, 4096, 4},  // offending elements
    CommandElementRule{0x0902, 0, 1024, 2},  // error comment: LO 64, but SCPs say more
    CommandElementRule{0x0903, 2, 2, 2},     // error id
    CommandElementRule{command::kAffectedSopInstance, 0, 64, 2},
    CommandElementRule{command::kRequestedSopInstance, 0, 64, 2},
    CommandElementRule{command::kEventType, 2, 2, 2},
    CommandElementRule{0x1005, 0, kCommandHeaderBytes * 4096, 4},  // attribute identifiers
    CommandElementRule{command::kActionType, 2, 2, 2},
    CommandElementRule{0x1020, 2, 2, 2},  // remaining, completed, failed, warning sub-operations
    CommandElementRule{0x1021, 2, 2, 2},
    CommandElementRule{0x1022, 2, 2, 2},
    CommandElementRule{0x1023, 2, 2, 2},
    CommandElementRule{0x1030, 0, 16, 2},  // move originator AE title
    CommandElementRule{0x1031, 2, 2, 2},   // move originator message id
};

constexpr const CommandElementRule* command_element(std::uint16_t element) noexcept {
    for (const auto& row : kCommandElements) {
        if (row.element == element) return &row;
    }
    return nullptr;
}

// A set of the elements above.
using CommandElementMask = std::uint32_t;
static_assert(kCommandElements.size() <= 32);

constexpr CommandElementMask bit_of(std::uint16_t element) noexcept {
    for (std::size_t i = 0; i < kCommandElements.size(); ++i) {
        if (kCommandElements[i].element == element) return CommandElementMask{1} << i;
    }
    return 0;
}

template <typename... Elements>
constexpr CommandElementMask bits_of(Elements... elements) noexcept {
    return (bit_of(elements) | ...);
}

enum class DataSetUse : std::uint8_t { never, always, either };

struct RequestRule {
    std::uint16_t field;
    std::string_view name;
    CommandElementMask needs;  // beside group length, command field and data set type
    DataSetUse data_set;
};

inline constexpr std::array kRequests{
    RequestRule{0x0001, "C-STORE-RQ",
                bits_of(command::kMessageId, command::kAffectedSopClass, command::kAffectedSopInstance),
                DataSetUse::always},
    RequestRule{0x0010, "C-GET-RQ", bits_of(command::kMessageId, command::kAffectedSopClass),
                DataSetUse::always},
    RequestRule{0x0020, "C-FIND-RQ", bits_of(command::kMessageId, command::kAffectedSopClass),
                DataSetUse::always},
    RequestRule{0x0021, "C-MOVE-RQ",
                bits_of(command::kMessageId, command::kAffectedSopClass, command::kMoveDestination),
                DataSetUse::always},
    RequestRule{0x0030, "C-ECHO-RQ", bits_of(command::kMessageId, command::kAffectedSopClass),
                DataSetUse::never},
    RequestRule{0x0100, "N-EVENT-REPORT-RQ",
                bits_of(command::kMessageId, command::kAffectedSopClass, command::kAffectedSopInstance,
                        command::kEventType),
                DataSetUse::either},
    RequestRule{0x0110, "N-GET-RQ",
                bits_of(command::kMessageId, command::kRequestedSopClass, command::kRequestedSopInstance),
                DataSetUse::never},
    RequestRule{0x0120, "N-SET-RQ",
                bits_of(command::kMessageId, command::kRequestedSopClass, command::kRequestedSopInstance),
                DataSetUse::always},
    RequestRule{0x0130, "N-ACTION-RQ",
                bits_of(command::kMessageId, command::kRequestedSopClass, command::kRequestedSopInstance,
                        command::kActionType),
                DataSetUse::either},
    RequestRule{0x0140, "N-CREATE-RQ", bits_of(command::kMessageId, command::kAffectedSopClass),
                DataSetUse::either},
    RequestRule{0x0150, "N-DELETE-RQ",
                bits_of(command::kMessageId, command::kRequestedSopClass, command::kRequestedSopInstance),
                DataSetUse::never},
    RequestRule{0x0FFF, "C-CANCEL-RQ", bits_of(command::kRespondedTo), DataSetUse::never},
};

constexpr const RequestRule* request_rule(std::uint16_t field) noexcept {
    for (const auto& row : kRequests) {
        if (row.field == field) return &row;
    }
    return nullptr;
}

inline constexpr std::uint16_t kCancelRequest = 0x0FFF;
inline constexpr std::uint16_t kEventReportRequest = 0x0100;
inline constexpr CommandElementMask kAlwaysNeeded =
    bits_of(command::kGroupLength, command::kCommandField, command::kDataSetType);
inline constexpr CommandElementMask kResponseNeeds = bits_of(command::kRespondedTo, command::kStatus);

}  // namespace mwl::gate
