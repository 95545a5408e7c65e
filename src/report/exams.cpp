#include <algorithm>
#include <array>

#include "mwl/report/moment.h"
#include "mwl/report/tables.h"
#include "report/table.h"

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
    AlarmWords{Alarm::performed_with_alarm, "exam needs a person", "exams need a person", "/exams"},
    AlarmWords{Alarm::unscheduled, "exam has no order", "exams have no order", "/exams"},
    AlarmWords{Alarm::withheld_steps, "step is withheld from worklists", "steps are withheld from worklists",
               "/"},
    AlarmWords{Alarm::parked, "status message is parked", "status messages are parked", "/outbox"},
    AlarmWords{Alarm::dead, "status message was given up", "status messages were given up", "/outbox"},
    AlarmWords{Alarm::quarantined_last_day, "message was quarantined since yesterday",
               "messages were quarantined since yesterday", "/messages"},
    AlarmWords{Alarm::stale_last_day, "message was older than its sender's last news since yesterday",
               "messages were older than their sender's last news since yesterday", "/messages"},
    AlarmWords{Alarm::shared_study, "order shares its Study Instance UID with another one",
               "orders share a Study Instance UID with another one", "/"},
    AlarmWords{Alarm::destination_overdue, "destination is not told in time",
               "destinations are not told in time", "/outbox"},
};
static_assert(kAlarmWords.size() == store::kAlarms.size() + 1);  // destination_overdue

struct PerformedTone {
    PpsStatus status;
    Literal tone;
    Literal word;
};
constexpr std::array kPerformedTones{
    PerformedTone{PpsStatus::in_progress, "running", "in progress"},
    PerformedTone{PpsStatus::completed, "finished", "completed"},
    PerformedTone{PpsStatus::discontinued, "stopped", "discontinued"},
};

void add_exam_start(Html& html, const store::ExamRecord& exam, const View& view) {
    const auto cell = html.inside("th", {{"scope", "row"}, {"class", "when"}});
    if (exam.started_at)
        add_time(html, *exam.started_at, view.zone);
    else
        html.text("no time");
}

void add_exam_status(Html& html, const store::ExamRecord& exam) {
    const auto cell = html.inside("td");
    const auto* const found = std::ranges::find(kPerformedTones, exam.status, &PerformedTone::status);
    if (found != kPerformedTones.end()) add_chip(html, found->tone, found->word.text());
    if (exam.orders.empty()) add_chip(html, "held", "unscheduled");
}

void add_exam_orders(Html& html, const store::ExamRecord& exam, const View& view) {
    const auto cell = html.inside("td");
    for (const auto& order : exam.orders) {
        const auto line = html.inside("div");
        html.line("a", order.number, {Attribute::href(order_link(order, view.shows_names))});
    }
}

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

void add_exams(Html& html, const std::vector<store::ExamRecord>& exams, const View& view) {
    if (exams.empty()) {
        html.line("p", "No modality reported an exam yet.", {{"class", "empty"}});
        return;
    }
    const Table table(
        html, "Performed procedure steps, newest first",
        {"Started", "Status", "Alarm", "Device", "Modality", "Accession", "Linked by", "Instance"});
    for (const auto& exam : exams) {
        const auto row = html.inside("tr");
        add_exam_start(html, exam, view);
        add_exam_status(html, exam);
        {
            const auto cell = html.inside("td");
            if (!exam.alarm.empty()) add_chip(html, "problem", exam.alarm);
        }
        html.line("td", exam.device.str());
        html.line("td", exam.modality);
        add_exam_orders(html, exam, view);
        html.line("td", exam.linked_by);
        html.line("td", exam.uid.str(), {{"class", "code quiet"}});
    }
}

}  // namespace mwl::report
