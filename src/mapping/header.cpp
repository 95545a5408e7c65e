#include "mapping/header.h"

#include <algorithm>
#include <array>

#include "mwl/base/parts.h"
#include "mwl/text/charset.h"
#include "mwl/time/dicom_time.h"
#include "mwl/time/hl7_time.h"

namespace mwl::mapping {
namespace {

constexpr std::array kTypes{
    TypeRow{"ORM", "O01", MessageKind::orders},  TypeRow{"ADT", "A01", MessageKind::patient},
    TypeRow{"ADT", "A04", MessageKind::patient}, TypeRow{"ADT", "A05", MessageKind::patient},
    TypeRow{"ADT", "A08", MessageKind::patient}, TypeRow{"ADT", "A28", MessageKind::patient},
    TypeRow{"ADT", "A31", MessageKind::patient},
};

constexpr std::array<std::string_view, 17> kVersions{"2.1",   "2.2",   "2.3", "2.3.1", "2.3.2", "2.4",
                                                     "2.5",   "2.5.1", "2.6", "2.7",   "2.7.1", "2.8",
                                                     "2.8.1", "2.8.2", "2.9", "2.9.1", ""};

constexpr std::size_t kMostShown = 12;  // characters of what was not taken

bool is_taken(const IntakeRules& rules, const TypeRow& row) {
    const auto names_it = [&](const std::string& taken) {
        return taken == row.type || taken == std::string(row.type) + "^" + std::string(row.event);
    };
    return rules.take.empty() || std::ranges::any_of(rules.take, names_it);
}

std::string type_named(std::string_view type, const std::string& event) {
    return text::cut(std::string(type) + (event.empty() ? "" : "^" + event), kMostShown);
}

// "SIU^S12 is not taken; ORM^O01, ADT^A01 A04 A05 are": short enough for MSA-3.
std::string not_taken(const IntakeRules& rules, const std::string& asked) {
    std::string taken;
    std::string_view last;
    for (const auto& row : kTypes) {
        if (!is_taken(rules, row)) continue;
        taken += row.type == last ? " " : (taken.empty() ? "" : ", ") + std::string(row.type) + "^";
        taken += row.event;
        last = row.type;
    }
    return asked + " is not taken; " + taken + " are";
}

// MSH-9.2; an ORM has one event only, and old ADT senders name theirs in EVN-1.
std::string event_of(Reading& reading, const hl7::Message& message) {
    if (!message.trigger().empty()) return std::string(message.trigger());
    const bool is_order = message.type() == "ORM";
    const auto event = is_order ? std::string("O01") : trimmed(message.at("EVN-1").text());
    if (!event.empty())
        reading.note(NoteKind::defaulted, "", "MSH-9.2",
                     is_order ? "no event; O01 is meant" : "no event; EVN-1 is meant");
    return event;
}

void check_versions(Reading& reading, const hl7::Message& message) {
    if (std::ranges::find(kVersions, message.version()) == kVersions.end())
        reading.refuse(Code::unsupported_version, "MSH-12", "versions 2.1 to 2.9 are taken");
    if (message.version().empty())
        reading.note(NoteKind::defaulted, "", "MSH-12", "no version; read as 2.3.1");
    if (message.charset_is_assumed())
        reading.note(NoteKind::charset, "SpecificCharacterSet", "MSH-18",
                     "empty; read as " + std::string(text::hl7_name(message.charset())) +
                         ", the first of the sender's sets that fits");
    if (message.charset_is_by_sender())
        reading.note(NoteKind::charset, "", "MSH-18",
                     "read as " + std::string(text::hl7_name(message.charset())) +
                         ", as the profile says of this sender (sender.read_declared)");
    if (message.charset_is_alias())
        reading.note(NoteKind::charset, "", "MSH-18", "a name that table 0211 does not have; understood");

    const auto& taken = reading.profile().intake.processing_ids;
    const auto processing = trimmed(message.at("MSH-11.1").text());
    if (processing.empty())
        reading.note(NoteKind::defaulted, "", "MSH-11", "no processing id; P is meant");
    else if (std::ranges::find(taken, processing) == taken.end())
        reading.refuse(Code::unsupported_processing, "MSH-11",
                       "processing id " + text::cut(processing, kMostShown) +
                           " is not taken; taken: " + joined(taken, " "));
}

}  // namespace

std::span<const TypeRow> message_types() noexcept { return kTypes; }

Kind read_header(Reading& reading, const hl7::Message& message) {
    if (message.control_id().empty())
        reading.refuse(Code::required_field_missing, "MSH-10", "message control id missing");
    const auto& rules = reading.profile().intake;
    const bool is_known =
        std::ranges::any_of(kTypes, [&](const TypeRow& row) { return row.type == message.type(); });
    const auto event = event_of(reading, message);
    const auto* const row = std::ranges::find_if(kTypes, [&](const TypeRow& r) {
        return r.type == message.type() && r.event == event && is_taken(rules, r);
    });
    const auto asked = type_named(message.type(), event);
    if (row == kTypes.end() && rules.other == OtherMessages::ignore && !message.type().empty())
        return {MessageKind::ignored, asked + " is not taken, and the profile ignores what is not"};
    if (row == kTypes.end())
        reading.refuse(is_known ? Code::unsupported_event : Code::unsupported_type,
                       is_known ? "MSH-9.2" : "MSH-9.1", not_taken(rules, asked));
    check_versions(reading, message);
    return {row == kTypes.end() ? MessageKind::orders : row->kind, {}};
}

AssumedZone assumed_zone(const SiteProfile& profile, const hl7::Message& message) {
    const auto& zone = profile.sender.zone;
    AssumedZone senders{zone, "profile zone", "times without an offset are read in " + zone.name()};
    const auto field = field_of(message.segment("MSH"), 7);
    const auto sent = parse_hl7_time(field.part.component(1).text());
    if (!sent || !sent->offset || profile.sender.msh7_offset == Msh7Offset::ignore) return senders;
    const auto at = sent->to_instant(zone).at;
    if (!is_plausible(sent->local.date) || zone.offset_at(at) == *sent->offset) return senders;
    return {Zone::fixed(*sent->offset), field.where,
            "times without an offset are read with the offset of MSH-7, " + print_utc_offset(*sent->offset) +
                ", which the sender's zone " + zone.name() + " did not have then"};
}

}  // namespace mwl::mapping
