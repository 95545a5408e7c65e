#include "mwl/domain/change.h"

#include <array>

#include "domain/names.h"
#include "mwl/domain/performed.h"

namespace mwl::domain {
namespace {

constexpr std::array kNoteKinds{
    Named{NoteKind::taken_from, "taken from"},
    Named{NoteKind::defaulted, "defaulted"},
    Named{NoteKind::generated, "generated"},
    Named{NoteKind::translated, "translated"},
    Named{NoteKind::cut, "cut"},
    Named{NoteKind::ignored, "ignored"},
    Named{NoteKind::charset, "charset"},
};

constexpr std::array kActionNames{
    Named{OrderAction::create, "create"},
    Named{OrderAction::update, "update"},
    Named{OrderAction::cancel, "cancel"},
    Named{OrderAction::discontinue, "discontinue"},
    Named{OrderAction::hold, "hold"},
    Named{OrderAction::release, "release"},
    Named{OrderAction::set_started, "set started"},
    Named{OrderAction::set_completed, "set completed"},
    Named{OrderAction::ignore, "ignore"},
};

constexpr std::array kTransitions{
    Named{StatusTransition::in_progress, "in progress"},
    Named{StatusTransition::completed, "completed"},
    Named{StatusTransition::discontinued, "discontinued"},
    Named{StatusTransition::back_to_scheduled, "back to scheduled"},
};

}  // namespace

std::string_view name_of(NoteKind kind) noexcept { return name_in(kNoteKinds, kind); }
std::string_view name_of(OrderAction action) noexcept { return name_in(kActionNames, action); }
std::string_view name_of(StatusTransition transition) noexcept { return name_in(kTransitions, transition); }

}  // namespace mwl::domain
