#include <algorithm>
#include <array>

#include "mwl/report/moment.h"
#include "mwl/report/tables.h"
#include "report/table.h"

namespace mwl::report {
namespace {

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

void add_performed_start(Html& html, const store::PerformedStepRecord& record, const View& view) {
    const auto cell = html.inside("th", {{"scope", "row"}, {"class", "when"}});
    if (record.started_at)
        add_time(html, *record.started_at, view.zone);
    else
        html.text("no time");
}

void add_performed_status(Html& html, const store::PerformedStepRecord& record) {
    const auto cell = html.inside("td");
    const auto* const found = std::ranges::find(kPerformedTones, record.status, &PerformedTone::status);
    if (found != kPerformedTones.end()) add_chip(html, found->tone, found->word.text());
    if (record.orders.empty()) add_chip(html, "held", "unscheduled");
}

void add_performed_orders(Html& html, const store::PerformedStepRecord& record, const View& view) {
    const auto cell = html.inside("td");
    for (const auto& order : record.orders) {
        const auto line = html.inside("div");
        html.line("a", order.number, {Attribute::href(order_link(order, view.shows_names))});
    }
}

}  // namespace

void add_performed_steps(Html& html, const std::vector<store::PerformedStepRecord>& records,
                         const View& view) {
    if (records.empty()) {
        html.line("p", "No performed procedure step to show.", {{"class", "empty"}});
        return;
    }
    const Table table(
        html, "Performed procedure steps, newest first",
        {"Started", "Status", "Alarm", "Device", "Modality", "Accession", "Linked by", "Instance"});
    for (const auto& record : records) {
        const auto row = html.inside("tr");
        add_performed_start(html, record, view);
        add_performed_status(html, record);
        {
            const auto cell = html.inside("td");
            if (!record.alarm.empty()) add_chip(html, "problem", record.alarm);
        }
        html.line("td", record.device.str());
        html.line("td", record.modality);
        add_performed_orders(html, record, view);
        html.line("td", record.linked_by);
        html.line("td", record.uid.str(), {{"class", "code quiet"}});
    }
}

}  // namespace mwl::report
