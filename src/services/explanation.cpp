#include "mwl/services/explanation.h"

#include "mwl/hl7/message.h"
#include "mwl/mapping/orders.h"
#include "services/meaning.h"

namespace mwl::services {
namespace {

ExplainedPart part_of(std::string title, std::vector<mapping::ExplainedValue> values,
                      const std::vector<MappingNote>& notes) {
    auto others = mapping::other_notes(notes, values);
    return {std::move(title), std::move(values), std::move(others)};
}

ExplainedPart part_of(const OrderChange& change, std::size_t number, const Zone& zone) {
    auto title = "order " + std::to_string(number) + ": " + change.order_control + ", " +
                 std::string(name_of(change.action));
    if (change.action == OrderAction::ignore) return {std::move(title), {}, change.notes};
    return part_of(std::move(title), mapping::explain(change, zone), change.notes);
}

void add_parts(ExplainedMessage& out, const MessageChanges& changes, const Zone& zone) {
    out.ignored_because = changes.ignored_because;
    for (const auto& patient : changes.patients)
        out.parts.push_back(part_of("patient", mapping::explain(patient, zone), patient.notes));
    for (const auto& order : changes.orders) out.parts.push_back(part_of(order, out.parts.size() + 1, zone));
}

}  // namespace

ExplainedMessage explain(const std::string& bytes, const std::vector<mapping::SiteProfile>& profiles,
                         Instant received_at, const IpAddress& peer) {
    const auto header = hl7::peek_header(bytes);
    ExplainedMessage out;
    out.type = header.type + (header.trigger.empty() ? "" : "^" + header.trigger);
    out.control_id = header.control_id;
    out.sender = hl7::sender_of(header).str();
    const auto profile = mapping::profile_for(profiles, header, peer);
    if (profile) out.profile = (*profile)->name;
    const auto changes = changes_in(bytes, header, profile, received_at, mapping::changes_from_hl7);
    if (changes)
        add_parts(out, *changes, profile ? (*profile)->sender.zone : Zone());
    else
        out.refused = changes.problem();
    return out;
}

}  // namespace mwl::services
