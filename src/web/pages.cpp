#include "web/pages.h"

#include <array>
#include <span>

#include "mwl/base/parts.h"
#include "mwl/report/moment.h"
#include "mwl/report/tables.h"
#include "mwl/time/dicom_time.h"
#include "web/filters.h"
#include "web/frame.h"

namespace mwl::web {
namespace {

using report::Attribute;
using report::Html;
using report::Link;
using report::Literal;

constexpr int kNewest = 50;         // rows of a list that is shown newest first
constexpr int kStepsShown = 500;    // rows of one day
constexpr int kEntriesShown = 200;  // of what happened to one order

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

// The same address with the opposite choice about names.
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

void add_order_head(Html& html, const AccessionNumber& order, const std::vector<WorklistItem>& steps) {
    html.line("h1", "Order " + order.number);
    if (!order.issuer.empty()) html.line("p", "Issued by " + order.issuer.str(), {{"class", "lead"}});
    const auto& number = steps.empty() ? order : steps.front().order.accession;
    if (number != order)
        html.line("p", "Its accession number is now " + number.number + ".", {{"class", "lead"}});
}

void add_further(Html& html, std::string_view words, const Link& to) {
    const auto line = html.inside("p", {{"class", "further"}});
    html.line("a", words, {Attribute::href(to)});
}

// The filter that is in force, and the way out of it.
void add_filter(Html& html, Literal list, std::span<const Literal> parameters, const Target& target) {
    std::string stated;
    for (const auto& name : parameters)
        if (const auto value = target.parameter(std::string(name.text())); !value.empty())
            append_part(stated, std::string(name.text()) + ' ' + value, ", ");
    if (stated.empty()) return;
    const auto line = html.inside("p", {{"class", "notice"}});
    html.text("Only " + stated + ". ");
    html.line("a", "Show all", {Attribute::href(Link(list))});
}

// A filter that is often wanted.
struct Choice {
    Literal words;
    Literal to;
};

// A list as its page shows it.
struct ListWords {
    Literal path;
    Literal title;
    Literal lead;
    std::span<const Literal> parameters;
    std::span<const Choice> choices;
};

constexpr std::array kMessageChoices{Choice{"rejected", "/messages?disposition=rejected"},
                                     Choice{"quarantined", "/messages?disposition=quarantined"},
                                     Choice{"stale", "/messages?disposition=stale"},
                                     Choice{"duplicate", "/messages?disposition=duplicate"}};
constexpr ListWords kMessageList{"/messages", "Messages",
                                 "The HL7 messages received and what became of them.", kMessageParameters,
                                 kMessageChoices};
constexpr std::array kOutboxChoices{
    Choice{"waiting", "/outbox?state=waiting"}, Choice{"parked", "/outbox?state=parked"},
    Choice{"dead", "/outbox?state=dead"}, Choice{"sent", "/outbox?state=sent"}};
constexpr ListWords kOutboxList{"/outbox", "Outbox",
                                "The status messages to the RIS and whether they were acknowledged.",
                                kStatusParameters, kOutboxChoices};
constexpr std::array kPerformedChoices{Choice{"needs a person", "/performed-steps?alarm=1"},
                                       Choice{"has no order", "/performed-steps?unscheduled=1"}};
constexpr ListWords kPerformedList{
    "/performed-steps", "Performed procedure steps",
    "What modalities reported as performed (MPPS), and the orders it was linked to.", kPerformedParameters,
    kPerformedChoices};
constexpr std::array kAssociationChoices{Choice{"rejected", "/associations?outcome=rejected"},
                                         Choice{"aborted", "/associations?outcome=aborted"}};
constexpr ListWords kAssociationList{"/associations", "Associations",
                                     "Who called over DICOM, what was asked and what was answered.",
                                     kAssociationParameters, kAssociationChoices};
constexpr std::array kQueryChoices{Choice{"without an answer", "/queries?empty=1"}};
constexpr ListWords kQueryList{"/queries", "Queries",
                               "What modalities asked the worklist for, and why it had nothing for them.",
                               kQueryParameters, kQueryChoices};

void add_list_head(Html& html, const ListWords& words, const Target& target) {
    {
        const auto heading = html.inside("div", {{"class", "heading"}});
        html.line("h1", words.title.text());
        const auto choices = html.inside("p", {{"class", "days"}});
        for (const auto& choice : words.choices)
            html.line("a", choice.words.text(), {Attribute::href(Link(choice.to))});
    }
    html.line("p", words.lead.text(), {{"class", "lead"}});
    add_filter(html, words.path, words.parameters, target);
}

}  // namespace

struct Pages::Day {
    LocalDate date;
    bool is_today = false;
};

// One page of a list: `filter` is read from the address, `read` asks the store, `add` writes the rows.
template <typename Page, typename Words, typename Filter, typename Read, typename Add>
Answer Pages::list(const Target& target, const Words& words, const Filter& filter, const Read& read,
                   const Add& add) const {
    if (!filter) return unreadable(filter.problem());
    const auto asked = asked_page<Page>(target, kNewest);
    if (!asked) return unreadable(asked.problem());
    const Page found = read(*filter, *asked);
    Html html;
    add_list_head(html, words, target);
    if (!found.rows.empty() || !found.next)
        add(html, found.rows, view_of(zone_, target));
    else
        html.line("p", "Nothing among the rows looked at; older ones may fit.", {{"class", "empty"}});
    if (found.next)
        add_further(html, "Older",
                    further(Link(words.path), words.parameters, target, found.next->to_text()));
    return page(target, std::string(words.title.text()), html);
}

Answer Pages::unreadable(const Problem& problem) const {
    return failure(400, "This address cannot be read", to_string(problem) + ".");
}

Answer Pages::day(const Target& target) const {
    const auto today = zone_.to_local(clock_.now()).date;
    Day day{today, true};
    if (const auto asked = target.parameter("day"); !asked.empty()) {
        const auto date = parse_da(asked);
        if (!date) return failure(404, "No such day", "Days are written as YYYYMMDD, for example 20261120.");
        day = {*date, *date == today};
    }
    const auto asked = asked_page<store::StepPage>(target, kStepsShown);
    if (!asked) return unreadable(asked.problem());
    const auto steps = store_.records().steps({window_of(day.date, zone_), {}}, *asked);
    Html html;
    add_day_head(html, day, wants_names(target));
    add_day(html, steps, day, target);
    return page(target, day.is_today ? "Today" : report::iso_date(day.date), html);
}

void Pages::add_day_head(Html& html, const Day& day, bool shows_names) const {
    {
        const auto heading = html.inside("div", {{"class", "heading"}});
        html.line("h1", report::long_date(day.date));
        const auto days = html.inside("p", {{"class", "days"}});
        html.line("a", "Day before", {Attribute::href(day_link(previous_day(day.date), shows_names))});
        if (!day.is_today) html.line("a", "Today", {Attribute::href(Link("/"))});
        html.line("a", "Day after", {Attribute::href(day_link(next_day(day.date), shows_names))});
    }
    auto alarms = store_.records().alarms();
    alarms.merge(sources_.further_alarms());
    report::add_alarms(html, alarms);
}

void Pages::add_day(Html& html, const store::StepPage& steps, const Day& day, const Target& target) const {
    if (steps.rows.empty()) {
        add_no_steps(html);
        return;
    }
    const auto view = view_of(zone_, target);
    const auto count = steps.rows.size();
    html.line("p",
              std::to_string(count) + (count == 1 ? " step" : " steps") +
                  (steps.next ? ", and there are more; times in " : ", times in ") + zone_.name() + ".",
              {{"class", "lead"}});
    report::add_steps(html, steps.rows, view, report::Dates::hidden);
    if (steps.next)
        add_further(html, "Later on this day",
                    day_link(day.date, view.shows_names).parameter(kAfter, steps.next->to_text()));
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
    const auto asked = asked_page<store::TimelinePage>(target, kEntriesShown);
    if (!asked) return unreadable(asked.problem());
    auto& records = store_.records();
    const auto timeline = records.timeline(order, *asked);
    const auto [steps, more_steps] = records.steps({{}, order}, {kStepsShown, {}});
    if (timeline.rows.empty() && steps.empty())
        return failure(
            404, "No such order",
            "No order is known by this accession number of this issuer. Most numbers belong to an issuer: "
            "follow the link on the list of steps.");
    const auto notes = records.notes(order);
    Html html;
    add_order_head(html, order, steps);
    html.line("h2", "Steps");
    if (steps.empty())
        html.line("p", "This order has no steps.", {{"class", "empty"}});
    else
        report::add_steps(html, steps, view, report::Dates::shown);
    if (more_steps) html.line("p", "There are more than these.");
    html.line("h2", "What happened");
    report::add_timeline(html, timeline.rows, view);
    if (timeline.next)
        add_further(html, "Older",
                    report::order_link(order, view.shows_names).parameter(kAfter, timeline.next->to_text()));
    html.line("h2", "Where the values come from");
    report::add_notes(html, notes, view);
    return page(target, "Order " + order.number, html);
}

Answer Pages::performed_steps(const Target& target) const {
    return list<store::PerformedStepPage>(
        target, kPerformedList, performed_filter(target),
        [&](const auto& filter, const auto& asked) {
            return store_.records().performed_steps(filter, asked);
        },
        report::add_performed_steps);
}

Answer Pages::messages(const Target& target) const {
    return list<store::MessagePage>(
        target, kMessageList, message_filter(target, zone_),
        [&](const auto& filter, const auto& asked) { return store_.records().messages(filter, asked); },
        report::add_messages);
}

Answer Pages::outbox(const Target& target) const {
    return list<store::StatusPage>(
        target, kOutboxList, status_filter(target),
        [&](const auto& filter, const auto& asked) { return store_.records().statuses(filter, asked); },
        report::add_outbox);
}

Answer Pages::associations(const Target& target) const {
    return list<store::AssociationPage>(
        target, kAssociationList, association_filter(target, zone_),
        [&](const auto& filter, const auto& asked) { return store_.records().associations(filter, asked); },
        report::add_associations);
}

Answer Pages::queries(const Target& target) const {
    return list<store::QueryPage>(
        target, kQueryList, query_filter(target, zone_),
        [&](const auto& filter, const auto& asked) { return store_.records().queries(filter, asked); },
        report::add_queries);
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
