#pragma once
// What all pages share: the head, the broker's state, the links to the other pages. Pure.

#include <optional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/report/health.h"
#include "mwl/report/html.h"
#include "mwl/time/zone.h"

namespace mwl::web {

// The same page without and with the names of patients.
struct NamesChoice {
    bool shown = false;
    report::Link other;  // leads to the other of the two
};

struct Frame {
    std::string title;
    std::string current;  // the path in the navigation that this page belongs to
    std::vector<report::HealthCheck> health;
    Instant now;
    Zone zone;
    std::optional<NamesChoice> names;  // of pages about patients
};

// A whole document around `content`.
std::string document(const Frame& frame, const report::Html& content);

}  // namespace mwl::web
