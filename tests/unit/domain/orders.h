#pragma once
// Orders in the domain's words, for the tests of this folder.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "mwl/domain/decide.h"

namespace mwl::domain {

inline PatientId patient_id(const std::string& id) { return {id, Issuer{"HOSP"}}; }
inline AccessionNumber accession(const std::string& number) { return {number, Issuer{"HOSP"}}; }
inline OrderNumber number(const std::string& text) { return {text, Issuer{"RIS"}}; }

inline PersonName name(const std::string& pn) { return text::parse_pn(pn); }

// NW of one CT step that names everything.
class AChange {
public:
    explicit AChange(OrderAction action = OrderAction::create, const std::string& control = "NW") {
        change_.action = action;
        change_.order_control = control;
        change_.states_accession = change_.states_procedure = change_.states_step = true;
        change_.patient.id = change_.order.patient = patient_id("P1");
        change_.order.accession = accession("A1");
        auto& procedure = change_.order.procedures.emplace_back();
        procedure.id = ProcedureId{"RP1"};
        procedure.study = StudyUid{"1.2.3"};
        auto& step = procedure.steps.emplace_back();
        step.placer = number("PL1");
        step.filler = number("FI1");
        step.id = StepId{"S1"};
        if (action != OrderAction::create && action != OrderAction::update) return;
        change_.patient.name = name("DOE^JANE");
        procedure.description = std::string("CT head");
        step.modality = std::string("CT");
        step.start = std::optional(Instant{std::chrono::hours{500'000}});
    }
    AChange& of(const std::string& patient) {
        change_.patient.id = change_.order.patient = patient_id(patient);
        return *this;
    }
    AChange& accession_number(const std::string& text, bool is_stated = true) {
        change_.order.accession = text.empty() ? AccessionNumber{} : accession(text);
        change_.states_accession = is_stated && !text.empty();
        return *this;
    }
    AChange& procedure(const std::string& id, const std::string& study) {
        change_.order.procedures[0].id = ProcedureId{id};
        change_.order.procedures[0].study = StudyUid{study};
        change_.states_procedure = !id.empty();
        return *this;
    }
    AChange& step(const std::string& id, bool is_stated = true) {
        change_.order.procedures[0].steps[0].id = StepId{id};
        change_.states_step = is_stated && !id.empty();
        return *this;
    }
    AChange& numbers(const std::string& placer, const std::string& filler) {
        auto& step = change_.order.procedures[0].steps[0];
        step.placer = placer.empty() ? OrderNumber{} : number(placer);
        step.filler = filler.empty() ? OrderNumber{} : number(filler);
        return *this;
    }
    AChange& described(const std::string& text) {
        change_.order.procedures[0].description = text;
        return *this;
    }
    OrderChange& raw() { return change_; }
    operator MessageChanges() const {
        return {{}, {change_}, {}};
    }  // NOLINT: reads as the message it stands for

private:
    OrderChange change_;
};

inline MessageChanges message_of(std::vector<OrderChange> groups) { return {{}, std::move(groups), {}}; }

// What the database would hold after `effects`: rows are given as they come.
inline void store(Known& known, const Effects& effects) {
    const auto put = [](auto& into, const auto& thing, auto same) {
        const auto at = std::ranges::find_if(into, [&](const auto& other) { return same(other, thing); });
        if (at == into.end())
            into.push_back(thing);
        else
            *at = thing;
    };
    for (const auto& p : effects.patients)
        put(known.patients, p, [](auto& a, auto& b) { return a.id == b.id; });
    for (const auto& v : effects.visits)
        put(known.visits, v,
            [](auto& a, auto& b) { return a.patient == b.patient && a.visit.number == b.visit.number; });
    for (const auto& o : effects.orders)
        put(known.orders, o, [](auto& a, auto& b) { return a.row == b.row; });
    for (const auto& p : effects.performed)
        put(known.performed, p, [](auto& a, auto& b) { return a.uid == b.uid; });
    std::int64_t row = 0;
    for (auto& order : known.orders)
        for (auto& procedure : order.procedures)
            for (auto& step : procedure.steps) step.row.value = ++row;
}

// As a unit of work decides: with rows set aside for new orders.
inline Result<Decision> decided(const MessageChanges& changes, Known known) {
    std::int64_t last = 0;
    for (const auto& order : known.orders) last = std::max(last, order.row.value);
    for (int i = 0; i < keys_of(changes).new_orders; ++i) known.new_rows.push_back(OrderRow{++last});
    return decide(changes, known);
}

// Applies a message that must be taken.
inline Effects apply(Known& known, const MessageChanges& changes) {
    auto decision = decided(changes, known);
    if (!decision) {
        ADD_FAILURE() << to_string(decision.problem());
        return {};
    }
    EXPECT_FALSE(decision->conflict.has_value());
    store(known, decision->effects);
    return decision->effects;
}

inline Step& only_step(Known& known) { return known.orders.at(0).procedures.at(0).steps.at(0); }

inline bool tells(const Effects& effects, const std::string& event) {
    return std::ranges::any_of(effects.timeline, [&](const TimelineEntry& e) { return e.event == event; });
}

}  // namespace mwl::domain
