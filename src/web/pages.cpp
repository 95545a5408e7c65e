#include "web/pages.h"

#include "mwl/report/moment.h"
#include "mwl/report/tables.h"
#include "mwl/time/dicom_time.h"
#include "web/frame.h"

namespace mwl::web {
namespace {

using report::Attribute;
using report::Html;
using report::Link;

constexpr int kNewest = 50;       // rows of a page that lists the newest
constexpr int kStepsShown = 500;  // rows of one day

bool wants_names(const Target& target) { return target.parameter("names") == "1"; }

report::View view_of(const Zone& zone, const Target& target) { return {zone, wants_names(target)}; }

Link day_link(LocalDate day, bool shows_names) {
    Link link("/");
    link.parameter("day", print_da(day));
    if (shows_names) link.parameter("names", "1");
    return link;
}

AccessionNumber order_of(const Target& target) {
    return {target.segments.at(1), Issuer(target.parameter("issuer"))};
}

// The same address with the choice about names turned round.
NamesChoice names_choice(const Target& target) {
    const bool shown = wants_names(target);
    if (target.segments.size() == 2) return {shown, report::order_link(order_of(target), !shown)};
    Link link("/");
    if (const auto day = target.parameter("day"); !day.empty()) link.parameter("day", day);
    if (!shown) link.parameter("names", "1");
    return {shown, link};
}

// "/orders/A1" and "/" are about patients and belong to "Today"; "/outbox" is itself.
bool speaks_of_patients(const Target& target) { return target.segments.size() != 1; }

}  // namespace

struct Pages::Day {
    LocalDate date;
    bool is_today = false;
};

Answer Pages::day(const Target& target) const {
    const auto today = zone_.to_local(clock_.now()).date;
    Day day{today, true};
    if (const auto asked = target.parameter("day"); !asked.empty()) {
        const auto date = parse_da(asked);
        if (!date) return failure(404, "No such day", "Days are written as YYYYMMDD, for example 20261120.");
        day = {*date, *date == today};
    }
    Html html;
    add_day(html, day, target);
    return page(target, day.is_today ? "Today" : report::iso_date(day.date), html);
}

void Pages::add_day(Html& html, const Day& day, const Target& target) const {
    const auto view = view_of(zone_, target);
    const auto from = zone_.to_instant({day.date, TimeOfDay{0}}).at;
    const auto to = zone_.to_instant({next_day(day.date), TimeOfDay{0}}).at;
    auto steps = store_.steps_between(from, to, kStepsShown + 1);
    {
        const auto heading = html.inside("div", {{"class", "heading"}});
        html.line("h1", report::long_date(day.date));
        const auto days = html.inside("p", {{"class", "days"}});
        html.line("a", "Day before", {Attribute::href(day_link(previous_day(day.date), view.shows_names))});
        if (!day.is_today) html.line("a", "Today", {Attribute::href(Link("/"))});
        html.line("a", "Day after", {Attribute::href(day_link(next_day(day.date), view.shows_names))});
    }
    auto alarms = store_.alarms();
    alarms.merge(sources_.further_alarms());
    report::add_alarms(html, alarms);
    if (steps.empty()) {
        add_no_steps(html);
        return;
    }
    const bool has_more = steps.size() > static_cast<std::size_t>(kStepsShown);
    if (has_more) steps.resize(kStepsShown);
    html.line("p",
              (has_more ? "The first " : "") + std::to_string(steps.size()) +
                  (steps.size() == 1 ? " step, " : " steps, ") + "times in " + zone_.name() + ".",
              {{"class", "lead"}});
    report::add_steps(html, steps, view, report::Dates::hidden);
}

void Pages::add_no_steps(Html& html) const {
    const auto empty = html.inside("div", {{"class", "empty"}});
    html.line("p", "No steps on this day.", {{"class", "lead"}});
    std::string where = "Orders arrive over MLLP";
    for (const auto& check : sources_.health())
        if (check.name == "mllp") where += " (" + check.detail + ")";
    html.line("p", where + ". To try it, send the samples:");
    html.line("pre", "mwlbroker replay samples/*.hl7");
}

Answer Pages::order(const Target& target) const {
    const auto order = order_of(target);
    const auto view = view_of(zone_, target);
    const auto timeline = store_.timeline(order);
    const auto steps = store_.steps_of(order);
    if (timeline.empty() && steps.empty())
        return failure(
            404, "No such order",
            "No message about this accession number was applied here. An order's number may belong to "
            "an issuer: follow the link on the list of steps.");
    const auto notes = store_.notes(order);
    Html html;
    html.line("h1", "Order " + order.number);
    if (!order.issuer.empty()) html.line("p", "Issued by " + order.issuer.str(), {{"class", "lead"}});
    const auto& number = steps.empty() ? order : steps.front().order.accession;
    if (number != order)
        html.line("p", "Its accession number is now " + number.number + ".", {{"class", "lead"}});
    html.line("h2", "Steps");
    if (steps.empty())
        html.line("p", "This order has no steps.", {{"class", "empty"}});
    else
        report::add_steps(html, steps, view, report::Dates::shown);
    html.line("h2", "What happened");
    report::add_timeline(html, timeline, view);
    html.line("h2", "Where the values come from");
    report::add_notes(html, notes);
    return page(target, "Order " + order.number, html);
}

Answer Pages::exams(const Target& target) const {
    const auto newest = store_.recent_performed(kNewest);
    Html html;
    html.line("h1", "Exams");
    html.line("p", "The newest exams that modalities reported (MPPS), and the orders they were linked to.",
              {{"class", "lead"}});
    report::add_exams(html, newest, view_of(zone_, target));
    return page(target, "Exams", html);
}

Answer Pages::messages(const Target& target) const {
    const auto newest = store_.messages().recent(kNewest);
    Html html;
    html.line("h1", "Messages");
    html.line("p", "The newest HL7 messages received and what became of them.", {{"class", "lead"}});
    report::add_messages(html, newest, view_of(zone_, target));
    return page(target, "Messages", html);
}

Answer Pages::outbox(const Target& target) const {
    const auto newest = store_.outbox().recent(kNewest);
    Html html;
    html.line("h1", "Outbox");
    html.line("p", "The newest status messages to the RIS and whether they were acknowledged.",
              {{"class", "lead"}});
    report::add_outbox(html, newest, view_of(zone_, target));
    return page(target, "Outbox", html);
}

Answer Pages::associations(const Target& target) const {
    const auto newest = store_.recent_associations(kNewest);
    Html html;
    html.line("h1", "Associations");
    html.line("p", "Who called over DICOM, what was asked and what was answered.", {{"class", "lead"}});
    report::add_associations(html, newest, view_of(zone_, target));
    return page(target, "Associations", html);
}

Answer Pages::page(const Target& target, const std::string& title, const Html& content) const {
    const bool is_about_patients = speaks_of_patients(target);
    Frame frame{title,
                is_about_patients ? "/" : '/' + target.segments.front(),
                sources_.health(),
                clock_.now(),
                zone_,
                {}};
    if (is_about_patients) frame.names = names_choice(target);
    Answer answer;
    answer.body = document(frame, content);
    return answer;
}

Answer Pages::failure(int status, const std::string& title, const std::string& what) const {
    Html html;
    html.line("h1", title);
    html.line("p", what, {{"class", "lead"}});
    Answer answer;
    answer.status = status;
    answer.body = document({title, "", sources_.health(), clock_.now(), zone_, {}}, html);
    return answer;
}

}  // namespace mwl::web
