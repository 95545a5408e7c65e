#include "mapping/header.h"

#include <algorithm>
#include <array>

#include "mwl/base/parts.h"
#include "mwl/text/charset.h"
#include "mwl/time/dicom_time.h"
#include "mwl/time/hl7_time.h"

namespace mwl::mapping {
namespace {

using enum MessageKind;
using enum Structure;
constexpr std::array kTypes{
    TypeRow{"ORM", "O01", orders, orm_o01},
    TypeRow{"OMG", "O19", orders, omg_o19},
    TypeRow{"OMI", "O23", orders, omi_o23},
    TypeRow{"SIU", "S12", appointment, siu_s12, OrderAction::create},
    TypeRow{"SIU", "S13", appointment, siu_s12, OrderAction::update},
    TypeRow{"SIU", "S14", appointment, siu_s12, OrderAction::update},
    TypeRow{"SIU", "S15", appointment, siu_s12, OrderAction::cancel},
    TypeRow{"SIU", "S16", appointment, siu_s12, OrderAction::discontinue},
    TypeRow{"SIU", "S17", appointment, siu_s12, OrderAction::cancel},
    TypeRow{"SIU", "S26", appointment, siu_s12, OrderAction::cancel},
    TypeRow{"ADT", "A01", patient, adt_a01},
    TypeRow{"ADT", "A04", patient, adt_a01},
    TypeRow{"ADT", "A05", patient, adt_a01},
    TypeRow{"ADT", "A08", patient, adt_a01},
    TypeRow{"ADT", "A28", patient, adt_a01},
    TypeRow{"ADT", "A31", patient, adt_a01},
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

// "ADT^A99 is not taken; ADT^A01 A04 are", "DFT^P03 is not taken; ORM, ADT are": short enough for MSA-3.
std::string not_taken(const IntakeRules& rules, std::string_view type, const std::string& asked) {
    std::string events;
    std::vector<std::string> types;
    for (const auto& row : kTypes) {
        if (!is_taken(rules, row)) continue;
        if (row.type == type) append_part(events, row.event, " ");
        if (types.empty() || types.back() != row.type) types.emplace_back(row.type);
    }
    return asked + " is not taken; " +
           (events.empty() ? joined(types, ", ") : std::string(type) + "^" + events) + " are";
}

// MSH-9.2. Types with one event often come without it, old ADT senders name theirs in EVN-1, and some write
// the letter O as a zero.
std::string event_of(Reading& reading, const hl7::Message& message) {
    const auto only = std::ranges::find_if(kTypes, [&](const TypeRow& row) {
        return row.type == message.type() && row.kind == MessageKind::orders;
    });
    const std::string meant(only == kTypes.end() ? std::string_view() : only->event);
    const std::string event(message.trigger());
    const bool is_written_with_zero = !meant.empty() && event == "0" + meant.substr(1);
    if (!event.empty() && !is_written_with_zero) return event;
    if (meant.empty()) {
        const auto told = trimmed(message.at("EVN-1").text());
        if (!told.empty()) reading.note(NoteKind::defaulted, "", "MSH-9.2", "no event; EVN-1 is meant");
        return told;
    }
    reading.note(NoteKind::defaulted, "", "MSH-9.2",
                 (event.empty() ? "no event; " : event + "; ") + meant + " is meant");
    return meant;
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
        return {MessageKind::ignored, nullptr, asked + " is not taken, and the profile ignores what is not"};
    if (row == kTypes.end())
        reading.refuse(is_known ? Code::unsupported_event : Code::unsupported_type,
                       is_known ? "MSH-9.2" : "MSH-9.1", not_taken(rules, message.type(), asked));
    check_versions(reading, message);
    if (row == kTypes.end()) return {};
    return {row->kind, row, {}};
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
