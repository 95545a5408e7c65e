#pragma once
// What MSH says: whether a message is one that the broker takes (type, event, version, processing id, control
// id), and in which zone it writes the times that have no offset (interop.md 1). Private to mapping.

#include <span>

#include "mapping/message_groups.h"
#include "mapping/reading.h"

namespace mwl::mapping {

enum class MessageKind { orders, appointment, patient, ignored };

struct TypeRow {
    std::string_view type;   // MSH-9.1
    std::string_view event;  // MSH-9.2
    MessageKind kind;
    Structure structure;                       // of orders and appointments
    OrderAction action = OrderAction::ignore;  // of an appointment: what it asks for
};
// The messages that are taken.
std::span<const TypeRow> message_types() noexcept;

struct Kind {
    MessageKind kind = MessageKind::orders;
    const TypeRow* row = nullptr;  // nullptr: the message is refused or ignored
    std::string ignored_because;   // of `ignored`
};
// Refuses the message in `reading` if it is not taken, or says that the profile ignores such a message.
Kind read_header(Reading& reading, const hl7::Message& message);

// The offset of MSH-7 is that of the day of sending. Where the sender's zone had it then, the zone is meant,
// so that an order sent in summer for a day in winter is not an hour off; else it is a fixed offset for
// the whole message, unless the profile ignores it.
AssumedZone assumed_zone(const SiteProfile& profile, const hl7::Message& message);

}  // namespace mwl::mapping
