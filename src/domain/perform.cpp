#include "mwl/domain/perform.h"

#include <algorithm>
#include <array>

#include "domain/draft.h"
#include "domain/linking.h"
#include "domain/same_patient.h"

#include "mwl/base/parts.h"

namespace mwl::domain {
namespace {

// Reasons of a discontinuation that put the step back on the worklist, if nothing was acquired (CID 9300).
constexpr std::string_view kWrongEntry = "110514";
constexpr std::array<std::string_view, 4> kPutBack{"", kWrongEntry, "110501", "110516"};

bool puts_back(const PerformedStep& performed) {
    const auto& reason = performed.discontinuation_reason.value;
    if (reason == kWrongEntry) return true;
    return performed.instances == 0 && std::ranges::find(kPutBack, reason) != kPutBack.end();
}

std::string of(const PerformedStep& performed) { return "performed step " + performed.uid.str(); }

// The performed steps of a scheduled step, as they are now.
std::vector<const PerformedStep*> performed_of(const Step& step, const Known& known,
                                               const PerformedStep& now) {
    std::vector<const PerformedStep*> out{&now};
    for (const auto& other : known.performed)
        if (other.uid != now.uid && std::ranges::find(other.steps, step.row) != other.steps.end())
            out.push_back(&other);
    return out;
}

StatusChange status_change(StatusTransition transition, const LinkedStep& link,
                           const PerformedStep& performed, const Known& known) {
    StatusChange out;
    out.transition = transition;
    out.performed = performed;
    out.order = *link.order;
    Procedure procedure = *link.procedure;
    procedure.steps = {*link.step};
    out.order.procedures = {std::move(procedure)};
    out.patient.id = link.order->patient;
    if (const auto* const patient = known.patient(link.order->patient); patient != nullptr)
        out.patient = *patient;
    const auto* const visit =
        known.visit(link.order->patient, link.order->visit_number, link.order->visit_issuer);
    if (visit != nullptr) out.visit = *visit;
    return out;
}

// Groups may share a requested procedure and still be separate orders for the RIS.
bool is_same_order(const StatusChange& a, const StatusChange& b) {
    const auto& one = a.order.procedures.front();
    const auto& other = b.order.procedures.front();
    return a.order.row == b.order.row && one.id == other.id &&
           one.steps.front().as_ordered.orc_2 == other.steps.front().as_ordered.orc_2 &&
           one.steps.front().as_ordered.orc_3 == other.steps.front().as_ordered.orc_3;
}

// One message per order, as the RIS numbers them, and transition.
void report(Effects& effects, StatusChange change) {
    const bool is_told = std::ranges::any_of(effects.status, [&](const StatusChange& told) {
        return told.transition == change.transition && is_same_order(told, change);
    });
    if (!is_told) effects.status.push_back(std::move(change));
}

// What the end of one performed step means for a scheduled step.
struct Outcome {
    StepEvent event;
    StatusTransition transition;
    const PerformedStep* because;
};

// nullopt: another performed step of it still runs.
std::optional<Outcome> outcome_of(const Step& step, const PerformedStep& ended, const Known& known) {
    const auto all = performed_of(step, known, ended);
    const auto is_running = [](const PerformedStep* p) { return !is_final(p->status); };
    if (std::ranges::any_of(all, is_running)) return std::nullopt;
    const auto completed =
        std::ranges::find_if(all, [](const PerformedStep* p) { return p->status == PpsStatus::completed; });
    if (completed != all.end()) return Outcome{StepEvent::complete, StatusTransition::completed, *completed};
    // A step that is over is not put back: the RIS would be told so and open its order again.
    if (puts_back(ended) && !is_over(step.status))
        return Outcome{StepEvent::put_back, StatusTransition::back_to_scheduled, &ended};
    return Outcome{StepEvent::discontinue, StatusTransition::discontinued, &ended};
}

// Adds to the alarms that are there. False: this alarm was raised before.
bool raise_alarm(PerformedStep& performed, const std::string& alarm) {
    if (performed.alarm.find(alarm) != std::string::npos) return false;
    append_part(performed.alarm, alarm, "; ");
    return true;
}

// A message named the order for another patient, and that is not settled: it is not known whose images these
// are.
void flag_withheld(Draft& draft, const std::vector<LinkedStep>& links, PerformedStep& performed) {
    for (const auto& link : links) {
        const auto step = "step " + link.step->id.str();
        if (link.step->withheld && raise_alarm(performed, "performed although " + step + " is withheld"))
            draft.tell(link.order->row, "performed although withheld", step + ", " + of(performed));
    }
}

// The step of a cancelled order was performed all the same: it stays cancelled; an alarm is raised and the
// RIS is told.
void flag(Draft& draft, const LinkedStep& link, PerformedStep& performed) {
    const auto status = std::string(name_of(link.step->status));
    (void)raise_alarm(performed, "performed although the step is " + status);
    draft.tell(link.order->row, "performed although " + status,
               "step " + link.step->id.str() + ", " + of(performed));
}

// Who else might be meant: open orders of the same patient.
std::string suggestions(Draft& draft, const PerformedStep& performed) {
    std::string out;
    for (const auto& order : draft.orders())
        if (is_id_of(performed.patient, order.patient))
            out += (out.empty() ? "; orders of the patient: " : ", ") + order.accession.number;
    return out;
}

void tell_unlinked(Draft& draft, const Links& links, PerformedStep& performed) {
    if (links.other == nullptr) {
        draft.tell({}, "unscheduled performed step", of(performed) + suggestions(draft, performed));
        return;
    }
    (void)raise_alarm(performed, "names accession " + links.other->accession.number + " of another patient");
    draft.tell(links.other->row, "performed step of another patient",
               of(performed) + " names this order with another patient; the order does not advance");
}

Effects finish(Draft draft, Effects effects, PerformedStep performed) {
    auto out = std::move(draft).effects();
    out.status = std::move(effects.status);
    out.performed.push_back(std::move(performed));
    return out;
}

const char* said_of(StepEvent event, StepStatus status) {
    if (status != StepStatus::completed) return "step discontinued";
    return event == StepEvent::complete ? "step completed" : "append given up";
}

// Somebody performs it. Whether another order shares its study is not known here: the alarm looks for it.
void offer_again(const LinkedStep& link) {
    link.order->shares_study = link.order->shares_study || link.step->expired;
    link.step->expired = false;
}

void end_step(Draft& draft, Effects& effects, const LinkedStep& link, PerformedStep& ended,
              const Known& known) {
    const auto detail = "step " + link.step->id.str() + ", " + of(ended);
    const auto outcome = outcome_of(*link.step, ended, known);
    if (!outcome) {
        draft.tell(link.order->row, "performed step ended", detail + "; another one of the step still runs");
        return;
    }
    const auto before = link.step->status;
    const auto status = next(before, outcome->event);
    if (status) {
        link.step->status = *status;
        offer_again(link);
        draft.tell(link.order->row, said_of(outcome->event, *status), detail);
    } else {
        flag(draft, link, ended);
    }
    // An append that is given up, or ends after the order was completed without it, does not change the
    // order. Nor does what an earlier performed step has decided already.
    const bool changes = status && *status != before;
    const bool is_own = outcome->because == &ended;
    const bool is_news =
        changes ||
        (is_own && (!status || ended.status == PpsStatus::completed ||
                    (before == StepStatus::discontinued && outcome->event == StepEvent::discontinue)));
    if (is_news) report(effects, status_change(outcome->transition, link, *outcome->because, known));
}

}  // namespace

Keys keys_of(const PerformedStep& performed) {
    Keys keys;
    keys.performed.push_back(performed.uid);
    if (!performed.patient.empty()) keys.patients.push_back(performed.patient);
    keys.orders_of_patients = !performed.patient.empty();
    for (const auto& reference : performed.references) {
        if (!reference.study.empty()) keys.studies.push_back(reference.study);
        for (const auto& study : reference.referenced_studies) keys.studies.push_back(study);
        if (!reference.accession.empty()) keys.accessions.push_back(reference.accession);
        if (!reference.step.empty()) keys.steps.push_back(reference.step);
    }
    return keys;
}

Effects perform_created(PerformedStep performed, const Known& known) {
    Draft draft(known);
    Effects effects;
    const auto links = find_links(draft.orders(), known, performed);
    performed.steps.clear();
    performed.linked_by = links.rule;
    if (links.steps.empty() || links.other != nullptr) tell_unlinked(draft, links, performed);
    for (const auto& link : links.steps) performed.steps.push_back(link.step->row);
    flag_withheld(draft, links.steps, performed);
    for (const auto& link : links.steps) {
        const auto before = link.step->status;
        const auto status = next(before, StepEvent::start);
        if (!status) {
            flag(draft, link, performed);
            continue;
        }
        link.step->status = *status;
        offer_again(link);
        draft.tell(link.order->row, before == StepStatus::completed ? "append started" : "step started",
                   "step " + link.step->id.str() + ", " + of(performed) + ", found by " + links.rule);
    }
    for (const auto& link : links.steps)  // after all flags are known; no IP after CM
        if (link.step->status != StepStatus::completed)
            report(effects, status_change(StatusTransition::in_progress, link, performed, known));
    return finish(std::move(draft), std::move(effects), std::move(performed));
}

Effects perform_changed(const PerformedStep& before, PerformedStep after, const Known& known) {
    Draft draft(known);
    Effects effects;
    const auto links = linked_steps(draft.orders(), after);
    flag_withheld(draft, links, after);
    if (before.status == after.status) return finish(std::move(draft), {}, std::move(after));
    const bool is_wrong_patient = after.status == PpsStatus::discontinued && after.instances > 0 &&
                                  after.discontinuation_reason.value == kWrongEntry;
    if (is_wrong_patient)
        (void)raise_alarm(after, "wrong worklist entry with images: they carry the wrong patient");
    if (links.empty())
        draft.tell({}, "unscheduled performed step " + std::string(name_of(after.status)), of(after));
    for (const auto& link : links) {
        end_step(draft, effects, link, after, known);
        if (is_wrong_patient)
            draft.tell(link.order->row, "images of the wrong patient",
                       of(after) + " was begun for the wrong entry and has images");
    }
    return finish(std::move(draft), std::move(effects), std::move(after));
}

}  // namespace mwl::domain
