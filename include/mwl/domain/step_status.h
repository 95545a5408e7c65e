#pragma once
// The two state machines as tables: the scheduled step's (an append or a wrong entry goes back) and the
// performed step's (final is final). The code reads these tables, and the tests check them (interop.md 3 and
// 6).

#include <array>
#include <optional>
#include <string_view>

namespace mwl::domain {

enum class StepStatus {
    scheduled,
    arrived,
    ready,
    started,
    departed,
    completed,
    discontinued,
    cancelled,
    on_hold
};
enum class StepEvent { hold, release, cancel, discontinue, start, complete, put_back };

enum class PpsStatus { in_progress, completed, discontinued };
enum class PpsEvent { set, complete, discontinue };

std::string_view name_of(StepStatus status) noexcept;  // "SCHEDULED", … also stored so
std::string_view name_of(StepEvent event) noexcept;
std::string_view name_of(
    PpsStatus status) noexcept;  // "IN PROGRESS", "COMPLETED", "DISCONTINUED": (0040,0252)
std::optional<StepStatus> step_status_named(std::string_view name) noexcept;
std::optional<PpsStatus> pps_status_named(std::string_view name) noexcept;

struct StepTransition {
    StepStatus from;
    StepEvent event;
    StepStatus to;
};

// What is not listed is illegal. To cancel a started step is illegal on purpose: the step stays as it is, and
// the order's timeline says so.
inline constexpr std::array kStepTransitions{
    StepTransition{StepStatus::scheduled, StepEvent::hold, StepStatus::on_hold},
    StepTransition{StepStatus::scheduled, StepEvent::cancel, StepStatus::cancelled},
    StepTransition{StepStatus::scheduled, StepEvent::discontinue, StepStatus::cancelled},
    StepTransition{StepStatus::scheduled, StepEvent::start, StepStatus::started},
    StepTransition{StepStatus::scheduled, StepEvent::complete, StepStatus::completed},
    StepTransition{StepStatus::arrived, StepEvent::hold, StepStatus::on_hold},
    StepTransition{StepStatus::arrived, StepEvent::cancel, StepStatus::cancelled},
    StepTransition{StepStatus::arrived, StepEvent::discontinue, StepStatus::cancelled},
    StepTransition{StepStatus::arrived, StepEvent::start, StepStatus::started},
    StepTransition{StepStatus::arrived, StepEvent::complete, StepStatus::completed},
    StepTransition{StepStatus::ready, StepEvent::hold, StepStatus::on_hold},
    StepTransition{StepStatus::ready, StepEvent::cancel, StepStatus::cancelled},
    StepTransition{StepStatus::ready, StepEvent::discontinue, StepStatus::cancelled},
    StepTransition{StepStatus::ready, StepEvent::start, StepStatus::started},
    StepTransition{StepStatus::ready, StepEvent::complete, StepStatus::completed},
    StepTransition{StepStatus::on_hold, StepEvent::release, StepStatus::scheduled},
    StepTransition{StepStatus::on_hold, StepEvent::cancel, StepStatus::cancelled},
    StepTransition{StepStatus::on_hold, StepEvent::discontinue, StepStatus::cancelled},
    StepTransition{StepStatus::on_hold, StepEvent::start, StepStatus::started},
    StepTransition{StepStatus::started, StepEvent::start, StepStatus::started},  // a second MPPS
    StepTransition{StepStatus::started, StepEvent::complete, StepStatus::completed},
    StepTransition{StepStatus::started, StepEvent::discontinue, StepStatus::discontinued},
    StepTransition{StepStatus::started, StepEvent::put_back, StepStatus::scheduled},  // wrong entry selected
    StepTransition{StepStatus::completed, StepEvent::start, StepStatus::completed},   // append case
    StepTransition{StepStatus::completed, StepEvent::complete, StepStatus::completed},
    StepTransition{StepStatus::completed, StepEvent::discontinue, StepStatus::completed},  // append given up
    StepTransition{StepStatus::discontinued, StepEvent::start, StepStatus::started},  // partly done, goes on
    StepTransition{StepStatus::discontinued, StepEvent::complete, StepStatus::completed},
    StepTransition{StepStatus::discontinued, StepEvent::discontinue, StepStatus::discontinued},
};

struct PpsTransition {
    PpsStatus from;
    PpsEvent event;
    PpsStatus to;
};

inline constexpr std::array kPpsTransitions{
    PpsTransition{PpsStatus::in_progress, PpsEvent::set, PpsStatus::in_progress},
    PpsTransition{PpsStatus::in_progress, PpsEvent::complete, PpsStatus::completed},
    PpsTransition{PpsStatus::in_progress, PpsEvent::discontinue, PpsStatus::discontinued},
};

constexpr std::optional<StepStatus> next(StepStatus from, StepEvent event) noexcept {
    for (const auto& row : kStepTransitions)
        if (row.from == from && row.event == event) return row.to;
    return std::nullopt;
}

constexpr std::optional<PpsStatus> next(PpsStatus from, PpsEvent event) noexcept {
    for (const auto& row : kPpsTransitions)
        if (row.from == from && row.event == event) return row.to;
    return std::nullopt;
}

static_assert(!next(PpsStatus::completed, PpsEvent::set));
static_assert(!next(PpsStatus::discontinued, PpsEvent::complete));
static_assert(!next(StepStatus::cancelled, StepEvent::release));

// Shown on a worklist by default (interop.md 5, default filter).
constexpr bool is_open(StepStatus status) noexcept {
    return status == StepStatus::scheduled || status == StepStatus::arrived || status == StepStatus::ready ||
           status == StepStatus::started;
}
// Nothing more has to be done. The step may still be appended to or performed again.
constexpr bool is_over(StepStatus status) noexcept {
    return status == StepStatus::cancelled || status == StepStatus::completed ||
           status == StepStatus::discontinued;
}
constexpr bool is_final(PpsStatus status) noexcept { return status != PpsStatus::in_progress; }

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
