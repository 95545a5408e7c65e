#include "web/frame.h"

#include <algorithm>
#include <array>

#include "mwl/report/moment.h"

namespace mwl::web {
namespace {

using report::Attribute;
using report::Html;
using report::Link;
using report::Literal;

struct Place {
    Literal path;
    Literal name;
};
constexpr std::array kPlaces{
    Place{"/", "Today"},        Place{"/performed-steps", "Performed steps"}, Place{"/messages", "Messages"},
    Place{"/outbox", "Outbox"}, Place{"/associations", "Associations"},       Place{"/queries", "Queries"}};

void add_head(Html& html, const Frame& frame) {
    const auto head = html.inside("head");
    html.single("meta", {{"charset", "utf-8"}});
    html.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    html.single("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
    html.line("title", frame.title + " – Worklist broker");
    html.single("link", {{"rel", "icon"}, Attribute::href(Link("data:,"))});
    html.single("link", {{"rel", "stylesheet"}, Attribute::href(Link("/assets/page.css"))});
}

struct HealthWords {
    std::string_view state;  // report::state_name
    Literal tone;
    std::string_view words;
};
constexpr std::array kHealthWords{HealthWords{"good", "good", " ok"},
                                  HealthWords{"degraded", "look", " needs a look"},
                                  HealthWords{"failed", "bad", " not ready"}};

const HealthWords& words_of(const report::HealthCheck& check) {
    return *std::ranges::find(kHealthWords, report::state_name(check), &HealthWords::state);
}

void add_health(Html& html, const std::vector<report::HealthCheck>& checks) {
    const auto list = html.inside("ul", {{"class", "health"}, {"aria-label", "Health"}});
    for (const auto& check : checks) {
        const auto& words = words_of(check);
        const auto item = html.inside("li", {{"class", words.tone.text()}});
        html.line("b", check.name);
        html.text(std::string(words.words));
        html.line("small", check.detail);
    }
}

void add_navigation(Html& html, const std::string& current) {
    const auto navigation = html.inside("nav", {{"aria-label", "Pages"}});
    for (const auto& place : kPlaces) {
        const auto to = Attribute::href(Link(place.path));
        if (current == place.path.text())
            html.line("a", place.name.text(), {to, {"aria-current", "page"}});
        else
            html.line("a", place.name.text(), {to});
    }
}

void add_names_choice(Html& html, const NamesChoice& names) {
    const auto notice = html.inside("p", {{"class", names.shown ? "notice shown" : "notice"}});
    html.text(names.shown ? "This page shows names of patients. "
                          : "Names of patients are hidden on this page. ");
    html.line("a", names.shown ? "Hide names" : "Show names", {Attribute::href(names.other)});
}

void add_header(Html& html, const Frame& frame) {
    const auto header = html.inside("header");
    html.line("a", "Worklist broker", {{"class", "brand"}, Attribute::href(Link("/"))});
    add_navigation(html, frame.current);
    add_health(html, frame.health);
}

void add_footer(Html& html, const Frame& frame) {
    const auto footer = html.inside("footer");
    html.text("Written ");
    report::add_time(html, frame.now, frame.zone);
    html.text(" " + frame.zone.name() + ". All times are in this zone unless they say UTC. Read only; ");
    html.line("a", "health", {Attribute::href(Link("/readyz"))});
    html.text(" and ");
    html.line("a", "numbers", {Attribute::href(Link("/metrics"))});
    html.text(" for machines.");
}

}  // namespace

std::string document(const Frame& frame, const Html& content) {
    Html html;
    {
        const auto root = html.inside("html", {{"lang", "en"}});
        add_head(html, frame);
        const auto body = html.inside("body");
        html.line("a", "Skip to the content", {{"class", "skip"}, Attribute::href(Link("#content"))});
        add_header(html, frame);
        {
            const auto main = html.inside("main", {{"id", "content"}});
            if (frame.names) add_names_choice(html, *frame.names);
            html.append(content);
        }
        add_footer(html, frame);
    }
    return "<!doctype html>\n" + html.str();
}

}  // namespace mwl::web
