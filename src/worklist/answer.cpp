// The data set answered for one item (PS3.4 K.4.1.2.2; interop.md 5).
#include <algorithm>

#include "worklist/parsed_query.h"

namespace mwl::worklist {
namespace {

namespace tags = dataset::tags;
using dataset::Dataset;

// Every item with the members asked for; members that the item does not hold are left out.
Items only_members(Items items, const std::vector<dataset::Tag>& members) {
    if (members.empty()) return items;
    for (auto& item : items) {
        Dataset kept;
        for (const auto tag : members)
            if (const auto* const element = item.find(tag)) kept.set_element(tag, *element);
        item = std::move(kept);
    }
    return items;
}

void put(Dataset& out, const AskedRow& asked, const WorklistItem& item, const View& view) {
    const Attribute& row = attributes()[asked.row];
    if (row.items != nullptr)
        out.set_items(row.tag, only_members(row.items(item, view), asked.members));
    else
        out.set_values(row.tag, row.values(item, view));
}

// These attributes were not asked for by name: one without a value is answered only if its type demands it.
Dataset whole_step(const WorklistItem& item, const View& view) {
    Dataset out;
    const auto table = attributes();
    for (std::size_t row = 0; row < table.size(); ++row) {
        if (table[row].place != Place::step) continue;
        put(out, {row, {}}, item, view);
        const bool is_demanded = table[row].type == Type::one || table[row].type == Type::two;
        if (!is_demanded && out.find(table[row].tag)->empty()) out.erase(table[row].tag);
    }
    return out;
}

}  // namespace

Dataset answer_of(const ParsedQuery& query, const WorklistItem& item) {
    const View view = query.view();
    Dataset out;
    for (const auto& asked : query.asked_at_root) put(out, asked, item, view);
    if (!query.wants_step) return out;
    Dataset step = query.wants_whole_step ? whole_step(item, view) : Dataset{};
    for (const auto& asked : query.asked_of_step) put(step, asked, item, view);
    out.set_items(tags::ScheduledProcedureStepSequence, {std::move(step)});
    return out;
}

}  // namespace mwl::worklist
