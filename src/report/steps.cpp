#include <algorithm>
#include <array>

#include "mwl/base/parts.h"
#include "mwl/report/moment.h"
#include "mwl/report/tables.h"
#include "report/table.h"

namespace mwl::report {
namespace {

struct Tone {
    StepStatus status;
    Literal tone;
    Literal word;
};
constexpr std::array kTones{
    Tone{StepStatus::scheduled, "waiting", "scheduled"},
    Tone{StepStatus::arrived, "waiting", "arrived"},
    Tone{StepStatus::ready, "waiting", "ready"},
    Tone{StepStatus::started, "running", "started"},
    Tone{StepStatus::departed, "finished", "departed"},
    Tone{StepStatus::completed, "finished", "completed"},
    Tone{StepStatus::discontinued, "stopped", "discontinued"},
    Tone{StepStatus::cancelled, "stopped", "cancelled"},
    Tone{StepStatus::on_hold, "held", "on hold"},
};

constexpr std::string_view kNothing = "–";

void add_status(Html& html, const WorklistItem& item) {
    const auto cell = html.inside("td");
    const auto* const found = std::ranges::find(kTones, item.step.status, &Tone::status);
    if (found != kTones.end()) add_chip(html, found->tone, found->word.text());
    if (item.procedure.priority.get() == "STAT") add_chip(html, "urgent", "STAT");
    if (item.step.withheld) add_chip(html, "problem", "withheld");
    if (item.step.expired) add_chip(html, "held", "expired");
}

void add_start(Html& html, const Step& step, const View& view, Dates dates) {
    const auto cell = html.inside("th", {{"scope", "row"}, {"class", "when"}});
    const auto& start = step.start.get();
    if (!start) {
        html.text("no time");
        return;
    }
    const auto local = view.zone.to_local(*start);
    const std::string date = dates == Dates::shown ? iso_date(local.date) + ' ' : std::string();
    html.line("time", date + (step.all_day.get() ? "all day" : clock_time(local.time)),
              {{"datetime", utc_time(*start)}});
}

std::string stations_of(const Step& step) {
    std::string text;
    for (const auto& station : step.stations.get()) append_part(text, station.str(), ", ");
    return text.empty() ? "any" : text;
}

std::string description_of(const WorklistItem& item) {
    const std::array texts{item.step.description.get(), item.procedure.description.get(),
                           item.step.protocol->meaning, item.procedure.code->meaning};
    const auto* const found = std::ranges::find_if(texts, [](const auto& text) { return !text.empty(); });
    return found == texts.end() ? std::string(kNothing) : *found;
}

// Where the patient is; else where the step is to be done. "ICU^1^4" is read as "ICU / 1 / 4".
std::string location_of(const WorklistItem& item) {
    const auto& place =
        item.visit.location.get().empty() ? item.step.location.get() : item.visit.location.get();
    std::string text;
    for (const char c : place) text += c == '^' ? std::string(" / ") : std::string(1, c);
    return text.empty() ? std::string(kNothing) : text;
}

std::string readable(const NameGroup& name) {
    std::string given;
    for (const auto& part : {name.prefix, name.given, name.middle, name.suffix})
        if (!part.empty()) given += (given.empty() ? "" : " ") + part;
    return name.family + (name.family.empty() || given.empty() ? "" : ", ") + given;
}

void add_patient(Html& html, const Patient& patient, const View& view) {
    const auto cell = html.inside("td");
    if (!view.shows_names) {
        html.line("span", kHiddenName, {{"class", "hidden"}, {"title", "hidden"}});
        return;
    }
    const auto& name = patient.name.get();
    html.text(readable(name.alphabetic));
    for (const auto& group : {name.ideographic, name.phonetic})
        if (!group.empty()) html.line("div", readable(group), {{"class", "aside"}});
    const auto details = html.inside("div", {{"class", "aside"}});
    html.text(patient.id.id);
    if (const auto& born = patient.birth_date.get()) html.text(" · born " + iso_date(*born));
    if (!patient.sex->empty()) html.text(" · " + *patient.sex);
}

void add_step(Html& html, const WorklistItem& item, const View& view, Dates dates) {
    const auto row = html.inside("tr");
    add_start(html, item.step, view, dates);
    add_status(html, item);
    html.line("td", item.step.modality.get());
    html.line("td", stations_of(item.step));
    {
        const auto cell = html.inside("td");
        html.line("a", item.order.accession.number,
                  {Attribute::href(order_link(item.order.accession, view.shows_names))});
    }
    html.line("td", description_of(item));
    html.line("td", location_of(item));
    add_patient(html, item.patient, view);
}

}  // namespace

void add_steps(Html& html, const std::vector<WorklistItem>& steps, const View& view, Dates dates) {
    const Table table(
        html, "Scheduled procedure steps",
        {"Start", "Status", "Modality", "Stations", "Accession", "Procedure", "Location", "Patient"});
    for (const auto& item : steps) add_step(html, item, view, dates);
}

}  // namespace mwl::report
