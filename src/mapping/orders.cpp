#include "mwl/mapping/orders.h"

#include <algorithm>
#include <optional>

#include "mapping/as_ordered.h"
#include "mapping/comments.h"
#include "mapping/header.h"
#include "mapping/message_groups.h"
#include "mapping/observations.h"
#include "mapping/order_control.h"
#include "mapping/order_fields.h"
#include "mapping/order_ids.h"
#include "mapping/patient_fields.h"

namespace mwl::mapping {
namespace {

// Read at the first order that asks for it, with the notes and the problem that each order gets.
template <typename T>
struct ReadOnce {
    T value;
    Reading reading;
};
template <typename T>
using Kept = std::optional<ReadOnce<T>>;

// What all groups of one message share.
struct OrderMessage {
    const hl7::Message& message;
    const SiteProfile& profile;
    Instant received_at;
    const MessageGroups& groups;
    const TypeRow& type;
    SenderName sender;
    Positions positions;
    Kept<PatientIds> ids;
    Kept<Patient> patient_of_new;  // it needs a name
    Kept<Patient> patient_of_known;
    Kept<Patient> safety;  // allergies and alerts alone
    Kept<Visit> visit_of_new;
    Kept<Visit> visit_of_known;
};

template <typename T, typename Read>
const T& read_once(Kept<T>& kept, Reading& reading, Read read) {
    if (!kept) {
        auto apart = reading.apart();
        auto value = read(apart);
        kept.emplace(ReadOnce<T>{std::move(value), std::move(apart)});
    }
    reading.add(kept->reading);
    return kept->value;
}

const OrderControl* read_control(Reading& reading, const Group& order) {
    const auto code = order.field("ORC", 1);
    const auto text = trimmed(code.part.text());
    if (text.empty()) {
        reading.refuse(Code::required_field_missing, code.where, "order control code missing");
        return nullptr;
    }
    const auto status = order.field("ORC", 5);
    const auto status_text = trimmed(status.part.text());
    if (!status_text.empty() && !is_order_status(status_text))
        reading.leave_out("", status, "not an order status of table 0038");
    const auto* const row = find_order_control(text, status_text);
    if (row == nullptr)
        reading.refuse(Code::value_not_in_table, code.where, "not an order control code of table 0119");
    return row;
}

// What a group asks for; nothing: it is refused, or `because` says why it has no effect.
struct Asked {
    OrderAction action = OrderAction::ignore;
    std::string control;  // ORC-1, or the event of an appointment
    Replacement replacement = Replacement::none;
    std::string because;
};

std::optional<Asked> asked_by(Reading& reading, const TypeRow& type, const Group& order) {
    if (type.kind == MessageKind::appointment) {
        const bool makes_orders = reading.profile().intake.appointments == Appointments::create;
        const bool is_first = type.action == OrderAction::create;
        auto action = is_first && !makes_orders ? OrderAction::update : type.action;
        const auto segment_action = order.field("AIS", 2);
        if (takes_content(action) && trimmed(segment_action.part.text()) == "D") {
            action = OrderAction::cancel;
            reading.note(NoteKind::translated, "", segment_action.where, "the service is deleted");
        }
        return Asked{action, std::string(type.event), Replacement::none, {}};
    }
    const auto* const control = read_control(reading, order);
    if (control == nullptr) return std::nullopt;
    return Asked{control->action, std::string(control->code), control->replacement(),
                 std::string(control->reason)};
}

Listing listing_of(const SiteProfile& profile, const Group& order) {
    const auto snapshot = profile.intake.snapshot;
    if (snapshot == Snapshot::all) return Listing::of_order;
    return snapshot == Snapshot::omi && order.own("IPC") != nullptr ? Listing::of_numbers : Listing::some;
}

// The group's own ZDS, else the only one of the message if that belongs to the same requested procedure.
const hl7::Segment* zds_of(const Group& order, const MessageGroups& groups) {
    const auto* const own = order.own("ZDS");
    if (own != nullptr || groups.only_zds == nullptr) return own;
    const auto owner =
        std::ranges::find_if(groups.orders, [&](const Group& g) { return g.own("ZDS") == groups.only_zds; });
    const auto same = [&](int n) {
        return owner->field("OBR", n).part.raw() == order.field("OBR", n).part.raw();
    };
    const bool is_shared = owner == groups.orders.end() || (same(18) && same(19));
    return is_shared ? groups.only_zds : nullptr;
}

void read_patient_and_visit(Reading& reading, OrderMessage& all, const Group& order, const PatientIds& ids,
                            OrderChange& change) {
    const auto& group = all.groups.patient;
    const bool is_new = change.action == OrderAction::create;
    const bool takes_demographics =
        change.action == OrderAction::create ||
        (change.action == OrderAction::update && all.profile.intake.demographics_from_updates);
    if (takes_demographics) {
        auto& kept = is_new ? all.patient_of_new : all.patient_of_known;
        change.patient =
            read_once(kept, reading, [&](Reading& apart) { return read_patient(apart, group, ids, is_new); });
        read_own_patient_fields(reading, order, change.patient);
    } else if (change.action == OrderAction::update) {
        change.patient =
            read_once(all.safety, reading, [&](Reading& apart) { return read_safety(apart, group); });
    }
    change.patient.id = ids.main;
    if (takes_content(change.action)) {
        const bool is_own = order.own("PV1") != nullptr || is_visit_read_from_orders(all.profile);
        change.visit = is_own ? read_visit(reading, order, is_new)
                              : read_once(is_new ? all.visit_of_new : all.visit_of_known, reading,
                                          [&](Reading& apart) { return read_visit(apart, group, is_new); });
        change.visit.patient_state = read_state(reading, order, is_new);
    }
    change.order.patient = change.patient.id;
    change.order.visit_number = change.visit.number;
    change.order.visit_issuer = change.visit.issuer;
}

Result<OrderChange> read_order(OrderMessage& all, const Group& order, Reading reading) {
    OrderChange change;
    auto asked = asked_by(reading, all.type, order);
    if (!asked) return *reading.problem();
    change.action = asked->action;
    change.order_control = std::move(asked->control);
    change.replacement = asked->replacement;
    change.listing = listing_of(all.profile, order);
    if (all.type.kind == MessageKind::appointment)
        change.service =
            Service{all.groups.orders.size() == 1, all.profile.intake.appointments == Appointments::create};
    change.may_create = all.profile.intake.update_of_unknown == UpdateOfUnknown::create;
    if (change.action == OrderAction::ignore) {
        reading.note(NoteKind::ignored, "", order.field("ORC", 1).where, asked->because);
        change.notes = reading.notes();
        return change;
    }
    change.order.sender = all.sender;
    change.order.procedures.emplace_back().steps.emplace_back();
    const auto* const zds = zds_of(order, all.groups);
    const Field zds1 = zds == nullptr ? Field{{}, "ZDS-1"} : field_of(*zds, 1);

    const auto& ids = read_once(all.ids, reading,
                                [&](Reading& apart) { return read_patient_ids(apart, all.groups.patient); });
    read_patient_and_visit(reading, all, order, ids, change);
    read_order_ids(reading, order, zds1, all.message.control_id(), all.positions, change);
    if (takes_content(change.action)) {
        note_comments_not_taken(reading, order, true);
        read_order_fields(reading, all.groups.patient, order, all.received_at, change);
        change.order.procedures.front().steps.front().as_ordered =
            read_as_ordered(order, ids.main_as_received, zds, all.message.delimiters());
    }
    if (change.service && !takes_content(change.action)) read_service(reading, order, change);
    const bool is_order = all.type.kind == MessageKind::orders;
    if (change.action == OrderAction::create && is_order && !order.own("OBR"))
        reading.refuse(Code::segment_sequence, "OBR", "a new order without OBR segment");
    if (reading.refused()) return *reading.problem();
    change.notes = reading.notes();
    change.origins = reading.origins();
    return change;
}

// RP, RQ and RU take an order away because another one in the same message replaces it: the old ones are put
// first. An RO alone is a new order.
std::optional<Problem> pair_replacements(std::vector<OrderChange>& orders) {
    const auto rest =
        std::stable_partition(orders.begin(), orders.end(),  // clang 14 cannot read the one of std::ranges
                              [](const OrderChange& o) { return o.replacement == Replacement::replaced; });
    if (rest == orders.begin()) {
        for (auto& order : orders) order.replacement = Replacement::none;
        return std::nullopt;
    }
    if (std::ranges::find(orders, Replacement::replacement, &OrderChange::replacement) != orders.end())
        return std::nullopt;
    return Problem{Code::segment_sequence, "ORC-1",
                   "an order is replaced, but the replacing one (RO) is missing"};
}

Result<MessageChanges> read_orders(const hl7::Message& message, const SiteProfile& profile,
                                   const TypeRow& type, Instant received_at, Reading header) {
    MessageGroups groups;
    if (const auto done = split(message, type.structure, groups); !done) return done.problem();
    for (const auto& note : groups.misplaced) header.note(note.kind, note.target, note.source, note.rule);
    note_comments_not_taken(header, groups.patient, true);
    if (groups.orders.empty())
        return Problem{Code::segment_sequence, "ORC", "an order message without ORC segment"};
    if (groups.patient.all("PID").size() > 1)
        return Problem{Code::segment_sequence, "PID[2]", "one order message speaks of one patient"};
    OrderMessage all{.message = message,
                     .profile = profile,
                     .received_at = received_at,
                     .groups = groups,
                     .type = type,
                     .sender = hl7::sender_of(hl7::header_of(message))};
    MessageChanges changes;
    std::string ignored;
    for (const auto& group : groups.orders) {
        auto change = read_order(all, group, header);
        if (!change) return change.problem();
        if (change->action == OrderAction::ignore && ignored.empty())
            ignored = asked_by(*change) + ": " + change->notes.back().rule;
        changes.orders.push_back(std::move(*change));
    }
    if (auto problem = pair_replacements(changes.orders); problem) return *problem;
    const bool has_effect = std::ranges::any_of(
        changes.orders, [](const OrderChange& o) { return o.action != OrderAction::ignore; });
    if (has_effect) return changes;
    changes.orders.clear();
    changes.ignored_because = ignored;
    return changes;
}

Result<MessageChanges> read_patient_news(const hl7::Message& message, Reading reading) {
    MessageGroups groups;
    if (const auto done = split(message, Structure::adt_a01, groups); !done) return done.problem();
    if (message.segment("PID", 2))
        return Problem{Code::segment_sequence, "PID[2]", "this event speaks of one patient"};
    PatientChange change;
    const auto ids = read_patient_ids(reading, groups.patient);
    change.patient = read_patient(reading, groups.patient, ids, false);
    note_comments_not_taken(reading, groups.patient, false);
    change.visit = read_visit(reading, groups.patient, false);
    change.has_visit = says_something(change.visit);
    if (reading.refused()) return *reading.problem();
    change.notes = reading.notes();
    change.origins = reading.origins();
    MessageChanges changes;
    changes.patients.push_back(std::move(change));
    return changes;
}

}  // namespace

std::vector<std::string> message_types_taken() {
    std::vector<std::string> out;
    for (const auto& row : message_types()) {
        const std::string type(row.type);
        if (std::ranges::find(out, type) == out.end()) out.push_back(type);
        out.push_back(type + "^" + std::string(row.event));
    }
    return out;
}

Result<MessageChanges> changes_from_hl7(const hl7::Message& message, const SiteProfile& profile,
                                        Instant received_at, const KnownStations& knows) {
    Reading header(profile, message.version(), assumed_zone(profile, message));
    if (knows) header.ask_for_stations(knows);
    const auto [kind, type, ignored_because] = read_header(header, message);
    if (header.refused()) return *header.problem();
    if (kind == MessageKind::ignored) {
        MessageChanges nothing;
        nothing.ignored_because = ignored_because;
        return nothing;
    }
    if (kind == MessageKind::patient) return read_patient_news(message, std::move(header));
    return read_orders(message, profile, *type, received_at, std::move(header));
}

}  // namespace mwl::mapping
