#include "mwl/domain/change.h"

#include "mwl/base/enum_names.h"
#include "mwl/domain/performed.h"

namespace mwl::domain {
namespace {

constexpr auto kNoteKinds = enum_names<NoteKind>({
    {NoteKind::taken_from, "taken from"},
    {NoteKind::defaulted, "defaulted"},
    {NoteKind::generated, "generated"},
    {NoteKind::translated, "translated"},
    {NoteKind::cut, "cut"},
    {NoteKind::ignored, "ignored"},
    {NoteKind::charset, "charset"},
});

constexpr auto kActionNames = enum_names<OrderAction>({
    {OrderAction::create, "create"},
    {OrderAction::update, "update"},
    {OrderAction::cancel, "cancel"},
    {OrderAction::discontinue, "discontinue"},
    {OrderAction::hold, "hold"},
    {OrderAction::release, "release"},
    {OrderAction::set_started, "set started"},
    {OrderAction::set_completed, "set completed"},
    {OrderAction::ignore, "ignore"},
});

constexpr auto kTransitions = enum_names<StatusTransition>({
    {StatusTransition::in_progress, "in progress"},
    {StatusTransition::completed, "completed"},
    {StatusTransition::discontinued, "discontinued"},
    {StatusTransition::back_to_scheduled, "back to scheduled"},
});

}  // namespace

std::string_view name_of(NoteKind kind) noexcept { return kNoteKinds.of(kind); }
std::optional<NoteKind> note_kind_named(std::string_view name) noexcept { return kNoteKinds.named(name); }
std::string_view name_of(OrderAction action) noexcept { return kActionNames.of(action); }
std::string_view name_of(StatusTransition transition) noexcept { return kTransitions.of(transition); }

std::string asked_by(const OrderChange& change) {
    const auto& control = change.order_control;
    const bool is_event = control.size() == 3 && control.front() == 'S';
    return (is_event ? "SIU^" : "ORC-1 ") + control;
}

}  // namespace mwl::domain
