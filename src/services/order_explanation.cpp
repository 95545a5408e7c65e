#include "mwl/services/order_explanation.h"

#include <algorithm>
#include <set>
#include <string>

namespace mwl::services {
namespace {

using store::StoredNote;
using store::StoredOrigin;

constexpr int kMostSteps = 100;

bool is_of(const StoredOrigin& stored, const WorklistItem& item) {
    if (stored.origin.of == OriginOf::procedure) return stored.procedure == item.procedure.id;
    return stored.origin.of != OriginOf::step || stored.step == item.step.id;
}

// Notes of the message that said the value; a note is shown once, at the first value that it speaks of.
std::vector<MappingNote> notes_on(const mapping::ExplainedValue& value,
                                  const std::vector<StoredNote>& notes) {
    std::vector<MappingNote> out;
    for (const auto& [note, message] : notes)
        if (value.message && message == value.message && mapping::is_about(note, value.target) &&
            std::ranges::find(out, note) == out.end())
            out.push_back(note);
    return out;
}

// What else was noted of the messages that said the values.
std::vector<MappingNote> further_notes(const ExplainedPart& part, const std::vector<StoredNote>& notes) {
    std::vector<MappingNote> said;
    std::set<MessageRow> messages;
    for (const auto& value : part.values) messages.insert(value.message);
    for (const auto& [note, message] : notes) {
        const bool is_new = std::ranges::find(said, note) == said.end();
        if (message && messages.contains(message) && is_new) said.push_back(note);
    }
    return mapping::other_notes(said, part.values);
}

ExplainedPart explain_step(const WorklistItem& item, const std::vector<StoredOrigin>& stored,
                           const std::vector<StoredNote>& notes, const Zone& zone) {
    std::vector<Origin> origins;
    std::vector<MessageRow> messages;
    for (const auto& one : stored) {
        if (!is_of(one, item)) continue;
        origins.push_back(one.origin);
        messages.push_back(one.message);
    }
    ExplainedPart part;
    part.title = "step " + item.step.id.str() + ": " + std::string(name_of(item.step.status));
    part.values = mapping::explain(item, origins, zone);
    for (auto& value : part.values) {
        if (!value.origin) continue;
        const auto at = std::ranges::find(origins, value.origin->target, &Origin::target);
        value.message = messages.at(static_cast<std::size_t>(at - origins.begin()));
        value.notes = notes_on(value, notes);
    }
    part.notes = further_notes(part, notes);
    return part;
}

std::vector<SayingMessage> messages_of(store::Records& records, const std::vector<ExplainedPart>& steps) {
    std::set<MessageRow> rows;
    for (const auto& step : steps)
        for (const auto& value : step.values)
            if (value.message) rows.insert(value.message);
    std::vector<SayingMessage> out;
    for (const auto row : rows) {
        out.push_back({row, records.message(row)});
        if (out.back().message) out.back().message->raw.clear();
    }
    return out;
}

}  // namespace

std::optional<ExplainedOrder> explain_order(store::Records& records, const AccessionNumber& order,
                                            const Zone& zone) {
    const auto page = records.steps({{}, order}, {kMostSteps, {}});
    if (page.rows.empty()) return std::nullopt;
    const auto origins = records.origins(order);
    const auto notes = records.notes(order);
    ExplainedOrder out;
    out.accession = page.rows.front().order.accession;
    for (const auto& item : page.rows) out.steps.push_back(explain_step(item, origins, notes, zone));
    out.messages = messages_of(records, out.steps);
    return out;
}

}  // namespace mwl::services
