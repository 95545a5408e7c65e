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
inline constexpr std::uint16_t kPriority = 0x0700;
inline constexpr std::uint16_t kDataSetType = 0x0800;
inline constexpr std::uint16_t kStatus = 0x0900;
inline constexpr std::uint16_t kAffectedSopInstance = 0x1000;
inline constexpr std::uint16_t kRequestedSopInstance = 0x1001;
inline constexpr std::uint16_t kEventType = 0x1002;
inline constexpr std::uint16_t kActionType = 0x1008;
}  // namespace command

inline constexpr std::uint16_t kNoDataSet = 0x0101;
inline constexpr std::uint16_t kSomeDataSet = 0x0001;  // PS3.7 E.1: any other value than 0101
inline constexpr std::uint16_t kResponseBit = 0x8000;
inline constexpr std::uint32_t kCommandHeaderBytes = 8;        // Implicit VR: tag and length
inline constexpr std::uint32_t kGroupLengthElementBytes = 12;  // (0000,0000) itself, which it does not count

// How a value is read and rewritten (command_values.h).
enum class CommandValue : std::uint8_t { number, priority, uid, title, text, tags };

// Lengths that no value of this element can have end the association. Texts and UIDs may be of any even
// length: devices send them too long, and what is too long gets a status.
struct CommandElementRule {
    std::uint16_t element;
    CommandValue kind;
    std::uint32_t min_length;
    std::uint32_t max_length;
    std::uint32_t multiple_of;
};

inline constexpr std::uint32_t kAnyLength = 0xFFFF'FFFF;

constexpr CommandElementRule number_rule(std::uint16_t element) {
    return {element, CommandValue::number, 2, 2, 2};
}
constexpr CommandElementRule text_rule(std::uint16_t element, CommandValue kind) {
    return {element, kind, 0, kAnyLength, 2};
}

// Elements that are not here (retired ones) may have any even length; they are not written.
inline constexpr std::array kCommandElements{
    CommandElementRule{command::kGroupLength, CommandValue::number, 4, 4, 4},
    text_rule(command::kAffectedSopClass, CommandValue::uid),
    text_rule(command::kRequestedSopClass, CommandValue::uid),
    number_rule(command::kCommandField),
    number_rule(command::kMessageId),
    number_rule(command::kRespondedTo),
    text_rule(command::kMoveDestination, CommandValue::title),
    text_rule(command::kPriority, CommandValue::priority),
    number_rule(command::kDataSetType),
    number_rule(command::kStatus),
    CommandElementRule{0x0901, CommandValue::tags, 0, 4096, 4},  // offending elements
    text_rule(0x0902, CommandValue::text),                       // error comment
    number_rule(0x0903),                                         // error id
    text_rule(command::kAffectedSopInstance, CommandValue::uid),
    text_rule(command::kRequestedSopInstance, CommandValue::uid),
    number_rule(command::kEventType),
    CommandElementRule{0x1005, CommandValue::tags, 0, 32'768, 4},  // attribute identifiers
    number_rule(command::kActionType),
    number_rule(0x1020),  // remaining, completed, failed, warning sub-operations
    number_rule(0x1021),
    number_rule(0x1022),
    number_rule(0x1023),
    text_rule(0x1030, CommandValue::title),  // move originator AE title
    number_rule(0x1031),                     // move originator message id
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
    bool has_priority = false;
};

inline constexpr std::array kRequests{
    RequestRule{0x0001, "C-STORE-RQ",
                bits_of(command::kMessageId, command::kAffectedSopClass, command::kAffectedSopInstance),
                DataSetUse::always, true},
    RequestRule{0x0010, "C-GET-RQ", bits_of(command::kMessageId, command::kAffectedSopClass),
                DataSetUse::always, true},
    RequestRule{0x0020, "C-FIND-RQ", bits_of(command::kMessageId, command::kAffectedSopClass),
                DataSetUse::always, true},
    RequestRule{0x0021, "C-MOVE-RQ",
                bits_of(command::kMessageId, command::kAffectedSopClass, command::kMoveDestination),
                DataSetUse::always, true},
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
