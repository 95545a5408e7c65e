#include "mwl/services/lab.h"

#include <algorithm>
#include <array>

namespace mwl::services {
namespace {

constexpr std::array<std::string_view, kChangeKinds> kNames{
    "refusal gained", "refusal lost", "step gained", "step lost", "step moved", "value changed"};

std::string refusal_of(const ExplainedMessage& message) {
    return message.refused ? to_string(*message.refused) : std::string();
}

bool makes_a_step(const ExplainedPart& part) { return part.title.ends_with(name_of(OrderAction::create)); }

std::string name_of(const ExplainedPart& part) { return part.title.substr(0, part.title.find(':')); }

std::string accession_of(const ExplainedPart& part) {
    const auto value =
        std::ranges::find(part.values, mapping::Target::order_accession, &mapping::ExplainedValue::target);
    return value == part.values.end() ? std::string() : value->value;
}

std::string shown(const mapping::ExplainedValue& value) {
    if (!value.origin) return "(not stated)";
    return value.value.empty() ? "(empty)" : value.value;
}

void compare(const ExplainedPart& before, const ExplainedPart& after, std::vector<ProfileChange>& into) {
    if (makes_a_step(before) != makes_a_step(after))
        into.push_back({makes_a_step(after) ? ChangeKind::step_gained : ChangeKind::step_lost, name_of(after),
                        "", before.title, after.title});
    for (std::size_t i = 0; i < std::min(before.values.size(), after.values.size()); ++i) {
        const auto& old_value = before.values[i];
        const auto& new_value = after.values[i];
        if (shown(old_value) == shown(new_value)) continue;
        const auto kind =
            old_value.target == mapping::Target::step_start ? ChangeKind::step_moved : ChangeKind::value;
        into.push_back({kind, name_of(after), std::string(mapping::row_of(old_value.target).key),
                        shown(old_value), shown(new_value)});
    }
}

void count_steps(const ExplainedMessage& message, ChangeKind kind, std::vector<ProfileChange>& into) {
    for (const auto& part : message.parts) {
        if (!makes_a_step(part)) continue;
        const auto accession = accession_of(part);
        const bool is_gained = kind == ChangeKind::step_gained;
        into.push_back(
            {kind, name_of(part), "accession", is_gained ? "" : accession, is_gained ? accession : ""});
    }
}

}  // namespace

std::string_view name_of(ChangeKind kind) noexcept { return kNames.at(static_cast<std::size_t>(kind)); }

std::vector<ProfileChange> compare(const ExplainedMessage& before, const ExplainedMessage& after) {
    std::vector<ProfileChange> out;
    const auto old_refusal = refusal_of(before);
    const auto new_refusal = refusal_of(after);
    if (old_refusal != new_refusal) {
        if (!new_refusal.empty())
            out.push_back({ChangeKind::refusal_gained, "", "", old_refusal, new_refusal});
        if (!old_refusal.empty()) out.push_back({ChangeKind::refusal_lost, "", "", old_refusal, new_refusal});
    }
    if (before.parts.empty() != after.parts.empty()) {
        count_steps(before, ChangeKind::step_lost, out);
        count_steps(after, ChangeKind::step_gained, out);
        return out;
    }
    for (std::size_t i = 0; i < std::min(before.parts.size(), after.parts.size()); ++i)
        compare(before.parts[i], after.parts[i], out);
    return out;
}

}  // namespace mwl::services
