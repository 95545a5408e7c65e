#include "domain/content.h"

#include <algorithm>
#include <iterator>

#include "domain/naming.h"
#include "mwl/domain/derived_ids.h"

namespace mwl::domain {
namespace {

bool is_begun(const Procedure& procedure) {
    return std::ranges::any_of(procedure.steps, [](const Step& step) {
        return step.status == StepStatus::started || step.status == StepStatus::completed ||
               step.status == StepStatus::discontinued;
    });
}

// What is said of the values that are written: begins with what the message says of its own.
struct Said {
    std::vector<MappingNote> notes;
    std::vector<Origin> origins;

    void generated(std::string keyword, std::string_view target, OriginOf of, std::string rule) {
        notes.push_back({NoteKind::generated, std::move(keyword), "", rule});
        decided(target, of, std::move(rule));
    }
    void add(Said more) {
        std::ranges::move(more.notes, std::back_inserter(notes));
        for (auto& origin : more.origins) {
            forget(origin.target);
            origins.push_back(std::move(origin));
        }
    }
    // The value is not what the message says.
    void decided(std::string_view target, OriginOf of, std::string how) {
        forget(target);
        origins.push_back({std::string(target), "", "", std::move(how), of});
    }
    void forget(std::string_view target) {
        std::erase_if(origins, [&](const Origin& origin) { return origin.target == target; });
    }
};

bool is_used(Draft& draft, const StudyUid& study) {
    return std::ranges::any_of(draft.orders(), [&](const Order& order) {
        return std::ranges::find(order.procedures, study, &Procedure::study) != order.procedures.end();
    });
}

bool has_procedure(const Order& order, const ProcedureId& id) {
    return std::ranges::find(order.procedures, id, &Procedure::id) != order.procedures.end();
}

// A new procedure with every id it needs.
Procedure& add_procedure(Draft& draft, Order& order, const OrderChange& change, Said& said) {
    Procedure out = named(change);
    out.steps.clear();
    if (out.id.empty() || has_procedure(order, out.id)) {
        int position = static_cast<int>(order.procedures.size());
        do out.id = derived_procedure_id(order.row, out.code->value, ++position);
        while (has_procedure(order, out.id));
        said.generated("RequestedProcedureID", targets::kProcedureId, OriginOf::procedure,
                       "derived for a further procedure of the order");
    }
    // The generated UID may belong to an older order that was made under the same accession number.
    if (out.study.empty() || (out.study_was_generated && is_used(draft, out.study))) {
        out.study = derived_study_uid(order.patient, order.row, named(change).steps.front().filler, out.id);
        out.study_was_generated = true;
        said.generated("StudyInstanceUID", targets::kStudy, OriginOf::procedure,
                       "made from patient id, order, filler number and requested procedure");
    }
    return order.procedures.emplace_back(std::move(out));
}

bool is_used(Draft& draft, const StepId& id) {
    return std::ranges::any_of(draft.orders(), [&](const Order& order) {
        return std::ranges::any_of(order.procedures, [&](const Procedure& procedure) {
            return std::ranges::any_of(procedure.steps, [&](const Step& step) { return step.id == id; });
        });
    });
}

Step& add_step(Draft& draft, const Order& order, Procedure& procedure, const OrderChange& change,
               Said& said) {
    Step out = named(change).steps.front();
    if (out.id.empty()) {
        out.id = derived_step_id(order.row, procedure.id, static_cast<int>(procedure.steps.size()) + 1);
        said.generated("ScheduledProcedureStepID", targets::kStepId, OriginOf::step,
                       "an update created it; derived");
    } else if (is_used(draft, out.id)) {
        auto alias = alias_of_step_id(order.row, procedure.id, out.id);
        for (auto n = procedure.steps.size() + 1; !change.states_step && is_used(draft, alias); ++n)
            alias = derived_step_id(order.row, procedure.id, static_cast<int>(n));
        said.generated("ScheduledProcedureStepID", targets::kStepId, OriginOf::step,
                       "step id " + out.id.str() + " is in use; " + alias.str() + " stands for it");
        out.id = alias;
    }
    out.withheld = is_withheld(order);  // a doubt about the patient is about this step too
    return procedure.steps.emplace_back(std::move(out));
}

bool take_number(OrderNumber& stored, const OrderNumber& stated) {
    if (stated.empty() || stated == stored) return false;
    stored = stated;
    return true;
}

// Generated once and kept; a UID that the message states replaces it only while nothing was acquired.
bool take_study(Draft& draft, const Order& order, Procedure& procedure, const OrderChange& change) {
    const auto& stated = named(change);
    if (stated.study.empty() || stated.study_was_generated || stated.study == procedure.study) return false;
    if (is_begun(procedure)) {
        draft.tell(order.row, "Study Instance UID kept",
                   "another one came after the performed step began: " + stated.study.str());
        return false;
    }
    procedure.study = stated.study;
    procedure.study_was_generated = false;
    return true;
}

bool update_order(Order& order, const OrderChange& change) {
    bool changed = overlay(order, change.order);
    if (order.sender.empty() && !change.order.sender.empty()) {
        order.sender = change.order.sender;
        changed = true;
    }
    const bool names_visit =
        !change.order.visit_number.empty() &&
        (change.order.visit_number != order.visit_number || change.order.visit_issuer != order.visit_issuer);
    if (names_visit) {
        order.visit_number = change.order.visit_number;
        order.visit_issuer = change.order.visit_issuer;
    }
    return changed || names_visit;
}

bool update_procedure(Draft& draft, const Order& order, Procedure& procedure, const OrderChange& change) {
    const bool changed = overlay(procedure, named(change));
    return take_study(draft, order, procedure, change) || changed;
}

// True for an order that replaces this step, which was cancelled for it.
bool replaces(const Step& step, const OrderChange& change) {
    return change.replacement == Replacement::replacement && step.status == StepStatus::cancelled;
}

void clear(Procedure& procedure) {
    const auto reset = [](auto&... attribute) { ((attribute = {}), ...); };
    std::apply(reset, Procedure::attributes(procedure));
}

// The replaced step opens again with nothing but its identifiers: the old order's values do not apply to the
// new one.
void start_anew(Draft& draft, const Order& order, Procedure& procedure, Step& step,
                const OrderChange& change) {
    Step fresh;
    fresh.row = step.row;
    fresh.id = step.id;
    fresh.placer = step.placer;
    fresh.filler = step.filler;
    fresh.withheld = step.withheld;  // a doubt about the patient is about the new order too
    step = std::move(fresh);
    if (procedure.steps.size() == 1) clear(procedure);
    draft.tell(order.row, "step replaced",
               "step " + step.id.str() + " stands for the new order by " + asked_by(change));
}

// A step that changes its modality leaves the stations of the old one.
bool update_step(Step& step, const Step& stated, Said& said) {
    const Step before = step;
    bool changed = overlay(step, stated);
    changed = take_number(step.placer, stated.placer) || changed;
    changed = take_number(step.filler, stated.filler) || changed;
    changed = overlay(step.as_ordered, stated.as_ordered) || changed;
    if (*step.modality != *before.modality && !stated.stations.is_stated()) {
        step.stations = std::vector<AeTitle>();
        said.decided(targets::kStations, OriginOf::step, "the modality changed and no station came with it");
    }
    return changed;
}

// What an identifier of the message says counts only where the stored one is the same.
void forget_what_is_not_in_force(Said& said, const Order& order, const Place& place,
                                 const OrderChange& change) {
    const auto& procedure = named(change);
    if (change.order.accession != order.accession) said.forget(targets::kAccession);
    if (procedure.id != place.procedure->id) said.forget(targets::kProcedureId);
    if (procedure.study != place.procedure->study) said.forget(targets::kStudy);
    if (procedure.steps.front().id != place.step->id) said.forget(targets::kStepId);
}

// The number as the RIS sent it in other groups of the order: status messages repeat it.
void follow_number(AsOrdered& kept, const AsOrdered& stated, const std::string& number) {
    const auto follow = [&](Stated<std::string>& old, const Stated<std::string>& now) {
        if (old->substr(0, old->find('^')) == number && !now->empty()) old = now;
    };
    follow(kept.obr_18, stated.obr_18);
    follow(kept.obr_19, stated.obr_19);
    follow(kept.obr_20, stated.obr_20);
}

}  // namespace

void take_accession(Draft& draft, Order& order, const OrderChange& change) {
    const auto before = order.accession;
    order.accession = change.order.accession;
    auto& earlier = order.earlier_accessions;
    std::erase(earlier, order.accession);
    earlier.push_back(before);
    const auto& stated = asked(change).as_ordered;
    for (auto& procedure : order.procedures)
        for (auto& step : procedure.steps) follow_number(step.as_ordered, stated, before.number);
    draft.tell(order.row, "accession number changed",
               "from " + before.number + " to " + order.accession.number + " by " + asked_by(change));
    draft.note(order.row, {{NoteKind::taken_from, "AccessionNumber", change.places.accession,
                            "the order had accession number " + before.number + " before"}});
}

std::string what_a_new_order_lacks(const OrderChange& change, const Patient* known) {
    const auto& procedure = named(change);
    const auto& step = procedure.steps.front();
    const bool has_name = !change.patient.name->empty() || (known != nullptr && !known->name->empty());
    if (change.order.accession.empty()) return "the accession number is missing";
    if (!has_name) return "the patient is not known";
    if (procedure.description->empty() && procedure.code->empty()) return "the procedure is missing";
    if (step.modality->empty()) return "the modality is missing";
    if (!step.start->has_value()) return "the start time is missing";
    return {};
}

std::string what_a_new_step_lacks(const OrderChange& change, const Procedure* procedure) {
    const auto& asked_for = named(change);
    const bool has_procedure =
        procedure != nullptr || !asked_for.description->empty() || !asked_for.code->empty();
    if (!has_procedure) return "the procedure is missing";
    if (asked_for.steps.front().modality->empty()) return "the modality is missing";
    if (!asked_for.steps.front().start->has_value()) return "the start time is missing";
    return {};
}

Order new_order(const OrderChange& change) {
    Order out = change.order;
    out.procedures.clear();
    return out;
}

Written write_content(Draft& draft, Order& order, Place place, const OrderChange& change) {
    const bool is_known = place.step != nullptr;
    const bool is_anew = is_known && replaces(*place.step, change);
    const bool procedure_is_anew = is_anew && place.procedure->steps.size() == 1;
    const auto control = " by " + asked_by(change);
    if (is_anew) start_anew(draft, order, *place.procedure, *place.step, change);
    if (is_known && is_over(place.step->status)) {
        draft.tell(
            order.row, "update not applied",
            "step " + place.step->id.str() + " is " + std::string(name_of(place.step->status)) + control);
        return {place.procedure->id, place.step->id};
    }
    const bool is_first = order.procedures.empty();
    Said said{change.notes, change.origins};
    Said decided;
    bool changed = update_order(order, change);
    if (place.procedure == nullptr)
        place.procedure = &add_procedure(draft, order, change, decided);
    else
        changed = update_procedure(draft, order, *place.procedure, change) || changed;
    if (place.step == nullptr)
        place.step = &add_step(draft, order, *place.procedure, change, decided);
    else
        changed = update_step(*place.step, named(change).steps.front(), decided) || changed;

    const auto detail = "step " + place.step->id.str() + control;
    if (!is_known && !is_first) draft.tell(order.row, "step added", detail);
    if (is_known) draft.tell(order.row, changed ? "order updated" : "order repeated", detail);
    if (!changed && is_known) return {place.procedure->id, place.step->id};
    forget_what_is_not_in_force(said, order, place, change);
    said.add(std::move(decided));
    draft.note(order.row, std::move(said.notes));
    draft.keep({order.row, place.procedure->id, place.step->id, is_anew, procedure_is_anew,
                std::move(said.origins)});
    return {place.procedure->id, place.step->id};
}

}  // namespace mwl::domain
