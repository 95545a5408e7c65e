#include "mapping/order_fields.h"

#include "mapping/comments.h"
#include "mapping/names.h"
#include "mapping/schedule.h"
#include "mwl/base/parts.h"
#include "mwl/text/charset.h"

namespace mwl::mapping {
namespace {

constexpr Target kService{"RequestingService", 64};
constexpr Target kProcedure{"RequestedProcedureDescription", 64};
constexpr Target kProcedureCode{"RequestedProcedureCodeSequence", 64};
constexpr Target kReason{"ReasonForTheRequestedProcedure", 64};
constexpr Target kTransport{"PatientTransportArrangements", 64};
constexpr Target kClinicalInformation{"MedicalAlerts", 1024};  // answered in as many values as it takes
constexpr Target kStepDescription{"ScheduledProcedureStepDescription", 64};
constexpr Target kProtocol{"ScheduledProtocolCodeSequence", 64};
constexpr std::size_t kCodeLimit = 16;  // (0008,0100), (0008,0102): SH

bool says_something(const hl7::Part& part) { return !on_one_line(part.text()).empty(); }

// Three components of a CE from `first` on: code^text^scheme. A code without a scheme is local.
Stated<CodedEntry> read_code(Reading& reading, const Field& field, std::size_t first, const Target& target) {
    const auto code = field.part.component(first);
    if (field.part.is_null()) return CodedEntry{};
    if (!says_something(code)) return {};
    CodedEntry out;
    out.value = reading.line_of(code.text(), target, field.where);
    out.meaning = reading.line_of(field.part.component(first + 1).text(), target, field.where);
    out.scheme = reading.line_of(field.part.component(first + 2).text(), target, field.where);
    if (text::length_in_characters(out.value) > kCodeLimit ||
        text::length_in_characters(out.scheme) > kCodeLimit) {
        reading.leave_out(target.keyword, field, "code or scheme longer than 16 characters");
        return CodedEntry{};  // not the stored code, which belongs to the stored description
    }
    if (out.scheme.empty()) {
        out.scheme = "L";
        reading.note(NoteKind::defaulted, target.keyword, field.where, "no coding scheme; L, a local code");
    }
    if (out.meaning.empty()) out.meaning = out.value;
    return out;
}

// The text of a CE, else its code.
Stated<std::string> read_text(Reading& reading, const Field& field, std::size_t first, const Target& target) {
    if (field.part.is_null()) return std::string();
    const auto text = field.part.component(first + 1);
    return reading.line({says_something(text) ? text : field.part.component(first), field.where}, target);
}

// Side and body part (OBR-15.4, .5; OBR-45, OBR-46): added to a description that does not mention them yet.
std::string side_and_site(Reading& reading, const Group& order) {
    std::string out;
    const auto add = [&](const Field& field, const hl7::Part& part) {
        if (out.size() > kProcedure.limit * 4) return;  // more than any description holds
        const auto text = part.subcomponent(part.subcomponent(2).has_text() ? 2 : 1).text();
        const auto line = reading.line_of(text, kProcedure, field.where);
        if (!line.empty() && out.find(line) == std::string::npos) append_part(out, line, ", ");
    };
    const auto source = order.field("OBR", 15);
    add(source, source.part.component(4));
    add(source, source.part.component(5));
    for (const int n : {45, 46}) {
        const auto modifiers = order.field("OBR", n);
        for (const auto& modifier : modifiers.part.each_repetition())
            add(modifiers, modifier.component(modifier.component(2).has_text() ? 2 : 1));
    }
    return out;
}

Stated<std::string> with_side(Reading& reading, Stated<std::string> description, const std::string& side,
                              const Target& target) {
    if (side.empty() || !description.is_stated() || description->find(side) != std::string::npos)
        return description;
    reading.note(NoteKind::taken_from, target.keyword, "OBR-15, OBR-45, OBR-46", "side or body part added");
    return reading.line_of(*description + " (" + side + ")", target, "OBR-4");
}

// OBR-44 names the procedure; it is empty in most feeds of 2.3.1, then OBR-4 does.
Field procedure_field(Reading& reading, const Group& order) {
    auto field = order.field("OBR", 44);
    if (says_something(field.part.component(1)) || says_something(field.part.component(2))) return field;
    field = order.field("OBR", 4);
    if (field.part.has_text())
        reading.note(NoteKind::taken_from, kProcedureCode.keyword, field.where, "OBR-44 names no procedure");
    return field;
}

void read_procedure(Reading& reading, const Group& patient, const Group& order, bool is_new,
                    const std::string& side, Procedure& procedure) {
    const auto field = procedure_field(reading, order);
    procedure.description =
        with_side(reading, read_text(reading, field, 1, kProcedure), side, kProcedure);  // (0032,1060)
    procedure.code = read_code(reading, field, 1, kProcedureCode);                       // (0032,1064)
    procedure.priority = read_priority(reading, order);                                  // (0040,1003)
    procedure.transport = reading.line(order.field("OBR", 30), kTransport);              // (0040,1004)
    procedure.reason = read_text(reading, order.field("OBR", 31), 1, kReason);           // (0040,1002)
    procedure.comments = read_order_comments(reading, patient, order);                   // (0040,1400)
    procedure.clinical_information =
        reading.line(order.field("OBR", 13), kClinicalInformation);  // (0010,2000)
    if (is_new && procedure.description->empty() && procedure.code->empty())
        reading.refuse(Code::required_field_missing, order.field("OBR", 4).where,
                       "neither code nor description of the procedure (one of them is Type 1)");
}

// OBR-4.4 to 4.6 name the protocol, else 4.1 to 4.3.
void read_protocol(Reading& reading, const Group& order, const std::string& side, Step& step) {
    const auto field = order.field("OBR", 4);
    const bool has_own = says_something(field.part.component(4)) || says_something(field.part.component(5));
    const std::size_t first = has_own ? 4 : 1;
    step.description =
        with_side(reading, read_text(reading, field, first, kStepDescription), side, kStepDescription);
    step.protocol = read_code(reading, field, first, kProtocol);
}

Stated<PersonName> requesting_physician(Reading& reading, const Group& order) {
    constexpr std::string_view kKeyword = "RequestingPhysician";
    auto named = physician(reading, order.field("ORC", 12), kKeyword);
    if (named.is_stated()) return named;
    const auto field = order.field("OBR", 16);
    named = physician(reading, field, kKeyword);
    if (named.is_stated()) reading.note(NoteKind::taken_from, kKeyword, field.where, "ORC-12 holds no name");
    return named;
}

}  // namespace

void read_order_fields(Reading& reading, const Group& patient, const Group& order, Instant received_at,
                       OrderChange& change) {
    const bool is_new = change.action == OrderAction::create;
    const auto side = side_and_site(reading, order);
    auto& procedure = change.order.procedures.front();
    auto& step = procedure.steps.front();

    change.order.requesting_physician = requesting_physician(reading, order);                   // (0032,1032)
    change.order.requesting_service = read_text(reading, order.field("ORC", 17), 1, kService);  // (0032,1033)
    change.order.requested_at = read_requested_at(reading, order);  // (0040,2004), (0040,2005)

    read_procedure(reading, patient, order, is_new, side, procedure);
    read_start(reading, order, {is_new, received_at, *change.order.requested_at},
               step);                                       // (0040,0002), (0040,0003) type 1
    step.modality = read_modality(reading, order, is_new);  // (0008,0060) type 1
    read_protocol(reading, order, side, step);              // (0040,0007), (0040,0008) type 1C
    step.performing_physician =
        performer(reading, order.field("OBR", 34), "ScheduledPerformingPhysicianName");  // (0040,0006)
    read_station(reading, order, is_new, change.visit, procedure.transport,
                 step);  // (0040,0001), (0040,0010), (0040,0011)
}

}  // namespace mwl::mapping
