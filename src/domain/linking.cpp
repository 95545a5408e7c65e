#include "domain/linking.h"

#include <algorithm>
#include <array>
#include <set>

#include "domain/same_patient.h"

namespace mwl::domain {
namespace {

bool names(const AccessionNumber& stated, const AccessionNumber& stored) {
    return !stated.empty() && stated.number == stored.number &&
           (stated.issuer.empty() || stated.issuer == stored.issuer);
}

bool by_study_and_step(const LinkedStep& s, const StepReference& r) {
    return !r.study.empty() && !r.step.empty() && s.procedure->study == r.study && s.step->id == r.step;
}
bool by_accession_and_ids(const LinkedStep& s, const StepReference& r) {
    return !r.procedure.empty() && !r.step.empty() && names(r.accession, s.order->accession) &&
           s.procedure->id == r.procedure && s.step->id == r.step;
}
bool is_referenced(const LinkedStep& s, const StepReference& r) {
    return std::ranges::find(r.referenced_studies, s.procedure->study) != r.referenced_studies.end();
}
bool by_referenced_study_and_step(const LinkedStep& s, const StepReference& r) {
    return is_referenced(s, r) && s.step->id == r.step;
}
bool by_referenced_study(const LinkedStep& s, const StepReference& r) {
    return is_referenced(s, r) && r.step.empty() && is_open(s.step->status);
}
bool by_accession_or_study(const LinkedStep& s, const StepReference& r) {
    const bool fits =
        names(r.accession, s.order->accession) || (!r.study.empty() && s.procedure->study == r.study);
    return fits && is_open(s.step->status);
}

bool always(const std::vector<LinkedStep>& /*found*/) { return true; }
bool only_one(const std::vector<LinkedStep>& found) { return found.size() == 1; }
bool one_of_each_study(const std::vector<LinkedStep>& found) {
    return std::ranges::all_of(found, [&](const LinkedStep& s) {
        const auto is_same = [&](const LinkedStep& other) {
            return other.procedure->study == s.procedure->study;
        };
        return std::ranges::count_if(found, is_same) == 1;
    });
}

struct Way {
    const char* rule;
    bool (*fits)(const LinkedStep&, const StepReference&);
    // `found` is not empty; false: the next rule is tried.
    bool (*is_certain)(const std::vector<LinkedStep>& found);
};
constexpr std::array kWays{
    Way{"Study Instance UID and step id", by_study_and_step, always},
    Way{"accession, requested procedure id and step id", by_accession_and_ids, only_one},
    Way{"Referenced Study Sequence and step id", by_referenced_study_and_step, always},
    Way{"Referenced Study Sequence, one open step", by_referenced_study, one_of_each_study},
    Way{"accession or Study Instance UID alone, one open step", by_accession_or_study, only_one},
};

constexpr const char* kByFormerName = "; the patient by a name that was changed while the step was open";

std::vector<LinkedStep> all_steps(std::deque<Order>& orders) {
    std::vector<LinkedStep> out;
    for (auto& order : orders)
        for (auto& procedure : order.procedures)
            for (auto& step : procedure.steps) out.push_back({&order, &procedure, &step});
    return out;
}

bool once_named(const Order& order, const AccessionNumber& stated) {
    return std::ranges::any_of(order.earlier_accessions,
                               [&](const AccessionNumber& earlier) { return names(stated, earlier); });
}

// The orders with this accession number: those that have it, else those that had it before.
std::set<const Order*> orders_named(const std::vector<LinkedStep>& steps, const AccessionNumber& stated) {
    std::set<const Order*> in_force;
    std::set<const Order*> earlier;
    for (const auto& step : steps) {
        if (names(stated, step.order->accession)) in_force.insert(step.order);
        if (once_named(*step.order, stated)) earlier.insert(step.order);
    }
    return in_force.empty() ? earlier : in_force;
}

// The reference with the present accession number of the order that is meant. An accession number without
// issuer that several orders have identifies none of them.
StepReference with_number_in_force(StepReference reference, const std::vector<LinkedStep>& steps) {
    const auto orders = orders_named(steps, reference.accession);
    reference.accession = orders.size() == 1 ? (*orders.begin())->accession : AccessionNumber{};
    return reference;
}

// What the most certain rule finds for one reference.
Links find_one(const std::vector<LinkedStep>& steps, const StepReference& stated) {
    const auto reference = with_number_in_force(stated, steps);
    for (const auto& way : kWays) {
        Links out;
        std::ranges::copy_if(steps, std::back_inserter(out.steps),
                             [&](const LinkedStep& s) { return way.fits(s, reference); });
        if (out.steps.empty() || !way.is_certain(out.steps)) continue;
        out.rule = way.rule;
        return out;
    }
    return {};
}

void add(Links& all, const Links& one) {
    for (const auto& link : one.steps) {
        const bool is_there =
            std::ranges::any_of(all.steps, [&](const LinkedStep& s) { return s.step == link.step; });
        if (!is_there) all.steps.push_back(link);
    }
    if (all.rule.empty()) all.rule = one.rule;
}

}  // namespace

Links find_links(std::deque<Order>& orders, const Known& known, const PerformedStep& performed) {
    std::vector<LinkedStep> own;
    std::vector<LinkedStep> others;
    std::vector<const Step*> renamed;  // of a patient who is stated by a former name
    for (const auto& step : all_steps(orders)) {
        const auto match = match_patient(performed, *step.order, *step.step, known);
        (match == PatientMatch::other ? others : own).push_back(step);
        if (match == PatientMatch::same_by_former_name) renamed.push_back(step.step);
    }
    Links out;
    for (const auto& reference : performed.references) {
        const auto found = find_one(own, reference);
        add(out, found);
        if (!found.steps.empty()) continue;
        const auto foreign = find_one(others, reference);
        if (!foreign.steps.empty()) out.other = foreign.steps.front().order;
    }
    for (const auto& step : out.steps)  // an id without its issuer may be of several patients
        if (step.order->patient != out.steps.front().order->patient) out.other = step.order;
    if (out.other != nullptr) out.steps.clear();  // two patients in one performed step: nothing advances
    const auto is_renamed = [&](const LinkedStep& s) {
        return std::ranges::find(renamed, s.step) != renamed.end();
    };
    if (std::ranges::any_of(out.steps, is_renamed)) out.rule += kByFormerName;
    return out;
}

std::vector<LinkedStep> linked_steps(std::deque<Order>& orders, const PerformedStep& performed) {
    auto out = all_steps(orders);
    std::erase_if(out, [&](const LinkedStep& s) {
        return std::ranges::find(performed.steps, s.step->row) == performed.steps.end();
    });
    return out;
}

}  // namespace mwl::domain
