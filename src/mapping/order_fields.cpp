#include "mapping/order_fields.h"

#include "mapping/comments.h"
#include "mapping/finding.h"
#include "mapping/names.h"
#include "mapping/schedule.h"
#include "mapping/stations.h"
#include "mwl/base/parts.h"
#include "mwl/text/charset.h"

namespace mwl::mapping {
namespace {

constexpr Attribute kDescription{"RequestedProcedureDescription", 64};
constexpr Attribute kStepDescription{"ScheduledProcedureStepDescription", 64};
constexpr std::size_t kCodeLimit = 16;  // (0008,0100), (0008,0102): SH

bool says_something(const hl7::Part& part) { return !on_one_line(part.text()).empty(); }

// Three components of a CE from `first` on: code^text^scheme. A code without a scheme is local.
Stated<CodedEntry> read_code(Reading& reading, const Field& field, std::size_t first,
                             const Attribute& attribute) {
    const auto code = field.part.component(first);
    if (field.part.is_null()) return CodedEntry{};
    if (!says_something(code)) return {};
    CodedEntry out;
    out.value = reading.line_of(code.text(), attribute, field.where);
    out.meaning = reading.line_of(field.part.component(first + 1).text(), attribute, field.where);
    out.scheme = reading.line_of(field.part.component(first + 2).text(), attribute, field.where);
    if (text::length_in_characters(out.value) > kCodeLimit ||
        text::length_in_characters(out.scheme) > kCodeLimit) {
        reading.leave_out(attribute.keyword, field, "code or scheme longer than 16 characters");
        return CodedEntry{};  // not the stored code, which belongs to the stored description
    }
    if (out.scheme.empty()) {
        out.scheme = "L";
        reading.note(NoteKind::defaulted, attribute.keyword, field.where,
                     "no coding scheme; L, a local code");
    }
    if (out.meaning.empty()) out.meaning = out.value;
    return out;
}

// The text of a CE, else its code.
Stated<std::string> read_text(Reading& reading, const Field& field, std::size_t first,
                              const Attribute& attribute) {
    if (field.part.is_null()) return std::string();
    const auto text = field.part.component(first + 1);
    return reading.line({says_something(text) ? text : field.part.component(first), field.where}, attribute);
}

Stated<std::string> read_coded_text(Reading& reading, const Group& order, Target target, bool is_new) {
    return first_stated(reading, order, target, is_new, [&](const Field& field) {
        return field.changed ? reading.line(field, attribute_of(target))
                             : read_text(reading, field, 1, attribute_of(target));
    });
}

// Side and body part (OBR-15.4, .5; OBR-45, OBR-46): added to a description that does not mention them yet.
std::string side_and_site(Reading& reading, const Group& order) {
    std::string out;
    const auto add = [&](const Field& field, const hl7::Part& part) {
        if (out.size() > kDescription.limit * 4) return;  // more than any description holds
        const auto text = part.subcomponent(part.subcomponent(2).has_text() ? 2 : 1).text();
        const auto line = reading.line_of(text, kDescription, field.where);
        if (line.empty() || out.find(line) != std::string::npos) return;
        if (out.empty()) reading.took(Target::procedure_side, field);
        append_part(out, line, ", ");
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
                              const Attribute& attribute) {
    if (side.empty() || !description.is_stated() || description->find(side) != std::string::npos)
        return description;
    reading.note(NoteKind::taken_from, attribute.keyword, "OBR-15, OBR-45, OBR-46",
                 "side or body part added");
    return reading.line_of(*description + " (" + side + ")", attribute, "OBR-4");
}

// A coded entry begins at the component that its source names.
struct Coded {
    Field field;  // the whole field
    std::size_t first = 1;

    hl7::Part part(std::size_t n) const { return field.part.component(first + n - 1); }
};

Coded coded_at(const Source& source, const Field& found) {
    auto where = source.place;
    where.segment_index = found.segment->index();
    where.component = 0;
    return {{found.whole, hl7::to_string(where)},
            source.place.component == 0 ? 1U : static_cast<std::size_t>(source.place.component)};
}

// The first source of the target that holds a code or a text.
std::optional<Coded> first_coded(Reading& reading, const Group& order, Target target) {
    Choice choice(reading, order, target);
    std::optional<Coded> deleted;  // by the last source that the message has, if nothing else is stated
    for (const auto& source : reading.profile().sources(target)) {
        for (const auto& found : find(reading, order, target, source)) {
            auto coded = coded_at(source, found);
            if (says_something(coded.part(1)) || says_something(coded.part(2))) {
                choice.take(source, coded.field);
                return coded;
            }
            if (coded.field.part.is_null())
                deleted = std::move(coded);
            else
                deleted.reset();
        }
        choice.pass(source);
    }
    if (deleted) reading.took(target, deleted->field);
    return deleted;
}

void read_procedure(Reading& reading, const Group& patient, const Group& order, bool is_new,
                    const std::string& side, Procedure& procedure) {
    const auto code = attribute_of(Target::procedure_code);
    if (const auto coded = first_coded(reading, order, Target::procedure_code); coded) {
        procedure.description =
            with_side(reading, read_text(reading, coded->field, coded->first, kDescription), side,
                      kDescription);                                            // (0032,1060)
        procedure.code = read_code(reading, coded->field, coded->first, code);  // (0032,1064)
    }
    procedure.priority = read_priority(reading, order, is_new);                             // (0040,1003)
    procedure.transport = first_line(reading, order, Target::procedure_transport, is_new);  // (0040,1004)
    procedure.reason = read_coded_text(reading, order, Target::procedure_reason, is_new);   // (0040,1002)
    procedure.comments = read_order_comments(reading, patient, order);                      // (0040,1400)
    procedure.clinical_information =
        first_line(reading, order, Target::procedure_clinical_information, is_new);  // (0010,2000)
    if (is_new && procedure.description->empty() && procedure.code->empty())
        reading.refuse(Code::required_field_missing, last_place(reading, order, Target::procedure_code),
                       "neither code nor description of the procedure (one of them is Type 1)");
}

void read_protocol(Reading& reading, const Group& order, bool is_new, const std::string& side, Step& step) {
    const auto coded = first_coded(reading, order, Target::step_protocol);
    if (!coded) return refuse_missing(reading, order, Target::step_protocol, is_new);
    step.description = with_side(reading, read_text(reading, coded->field, coded->first, kStepDescription),
                                 side, kStepDescription);
    step.protocol = read_code(reading, coded->field, coded->first, attribute_of(Target::step_protocol));
}

Stated<PersonName> performing_physician(Reading& reading, const Group& order, bool is_new) {
    constexpr auto kTarget = Target::step_performing_physician;
    return first_stated(reading, order, kTarget, is_new, [&](const Field& field) {
        return performer(reading, field, row_of(kTarget).keyword);
    });
}

Stated<PersonName> requesting_physician(Reading& reading, const Group& order, bool is_new) {
    constexpr auto kTarget = Target::order_requesting_physician;
    return first_stated(reading, order, kTarget, is_new, [&](const Field& field) {
        return physician(reading, field, row_of(kTarget).keyword);
    });
}

}  // namespace

void read_order_fields(Reading& reading, const Group& patient, const Group& order, Instant received_at,
                       OrderChange& change) {
    const bool is_new = change.action == OrderAction::create;
    const auto side = side_and_site(reading, order);
    auto& procedure = change.order.procedures.front();
    auto& step = procedure.steps.front();

    change.order.requesting_physician = requesting_physician(reading, order, is_new);  // (0032,1032)
    change.order.requesting_service =
        read_coded_text(reading, order, Target::order_requesting_service, is_new);  // (0032,1033)
    change.order.requested_at = read_requested_at(reading, order, is_new);  // (0040,2004), (0040,2005)

    read_procedure(reading, patient, order, is_new, side, procedure);
    read_start(reading, order, {is_new, received_at, *change.order.requested_at},
               step);                                       // (0040,0002), (0040,0003) type 1
    step.modality = read_modality(reading, order, is_new);  // (0008,0060) type 1
    read_protocol(reading, order, is_new, side, step);      // (0040,0007), (0040,0008) type 1C
    step.performing_physician = performing_physician(reading, order, is_new);                // (0040,0006)
    step.station_name = read_coded_text(reading, order, Target::step_station_name, is_new);  // (0040,0010)
    step.location = read_coded_text(reading, order, Target::step_station_location, is_new);  // (0040,0011)
    read_stations(reading, order, {procedure, change.visit.location, change.order.sender, is_new},
                  step);  // (0040,0001), (0040,0010), (0040,0011)
}

void read_service(Reading& reading, const Group& order, OrderChange& change) {
    constexpr auto kTarget = Target::procedure_code;
    if (const auto coded = first_coded(reading, order, kTarget); coded)
        change.order.procedures.front().code =
            read_code(reading, coded->field, coded->first, attribute_of(kTarget));
}

}  // namespace mwl::mapping
