#pragma once
// Saving: what a unit of work decided, as statements for one pipeline. Everything is found by its natural
// key, so nothing has to be asked before. Private to store.

#include <optional>
#include <string>
#include <vector>

#include "mwl/domain/known.h"
#include "mwl/store/messages.h"
#include "mwl/store/outbox.h"
#include "store/raw_connection.h"

namespace mwl::store {

// What every row of a unit of work refers to.
struct Context {
    Instant now;
    bool has_message = false;  // one was saved before: the row that got the last id of this session
    Instant received_at = {};  // of that message
    SenderName sender = {};    // who sent it
    std::vector<PatientId> speaks_of = {};
    std::optional<Instant> said_at = {};  // what is compared with it must be as new; none: it is not compared

    void of_message(const StoredMessage& message);
};

void add_message(std::vector<Command>& out, const StoredMessage& message);
void add_effects(std::vector<Command>& out, const Effects& effects, const Context& context);
void add_outbound(std::vector<Command>& out, const OutboundDraft& message, const Context& context);

// Parts of add_effects.
void add_patient(std::vector<Command>& out, const Patient& patient);
void add_visit(std::vector<Command>& out, const PatientId& patient, const Visit& visit);
// Of every order before any is added: another one of them may take the number over.
void give_up_numbers(std::vector<Command>& out, const Order& order);
// `now`: when it is made, or expires.
void add_order(std::vector<Command>& out, const Order& order, Instant now);
void add_origins(std::vector<Command>& out, const Effects& effects, const Context& context);
void add_performed(std::vector<Command>& out, const PerformedStep& performed, Instant now);

// What the origins of a procedure and of a step are kept under, within their order.
std::string procedure_part(const ProcedureId& procedure);
std::string step_part(const StepId& step);

}  // namespace mwl::store
