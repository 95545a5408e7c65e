#include <algorithm>
#include <array>

#include "mwl/report/tables.h"

namespace mwl::report {
namespace {

using store::Alarm;

struct AlarmWords {
    Alarm alarm;
    Literal one;
    Literal many;
    Literal page;  // the list that shows them
};
constexpr std::array kAlarmWords{
    AlarmWords{Alarm::performed_with_alarm, "performed step needs a person", "performed steps need a person",
               "/performed-steps?alarm=1"},
    AlarmWords{Alarm::unscheduled, "performed step has no order", "performed steps have no order",
               "/performed-steps?unscheduled=1"},
    AlarmWords{Alarm::withheld_steps, "step is withheld from worklists", "steps are withheld from worklists",
               "/"},
    AlarmWords{Alarm::parked, "status message is parked", "status messages are parked",
               "/outbox?state=parked"},
    AlarmWords{Alarm::dead, "status message was given up", "status messages were given up",
               "/outbox?state=dead"},
    AlarmWords{Alarm::quarantined_last_day, "message was quarantined since yesterday",
               "messages were quarantined since yesterday", "/messages?disposition=quarantined"},
    AlarmWords{Alarm::stale_last_day, "message was older than its sender's last news since yesterday",
               "messages were older than their sender's last news since yesterday",
               "/messages?disposition=stale"},
    AlarmWords{Alarm::shared_study, "order shares its Study Instance UID with another one",
               "orders share a Study Instance UID with another one", "/"},
    AlarmWords{Alarm::destination_overdue, "destination is not told in time",
               "destinations are not told in time", "/outbox"},
};
static_assert(kAlarmWords.size() == store::kAlarms.size() + 1);  // destination_overdue

}  // namespace

void add_alarms(Html& html, const store::AlarmCounts& counts) {
    const auto is_raised = [](const auto& entry) { return entry.second > 0; };
    if (std::ranges::none_of(counts, is_raised)) return;
    const auto list = html.inside("ul", {{"class", "alarms"}, {"aria-label", "Needs a person"}});
    for (const auto& words : kAlarmWords) {
        const auto count = counts.find(words.alarm);
        if (count == counts.end() || count->second == 0) continue;
        const auto item = html.inside("li");
        const auto& text = count->second == 1 ? words.one : words.many;
        html.line("a", std::to_string(count->second) + ' ' + std::string(text.text()),
                  {Attribute::href(Link(words.page))});
    }
}

}  // namespace mwl::report
