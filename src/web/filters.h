#pragma once
// What an address asks of a list: its filter and where to begin. A Problem names the parameter and the values
// that it takes. Pure.

#include <span>

#include "mwl/base/result.h"
#include "mwl/report/link.h"
#include "mwl/store/records.h"
#include "mwl/time/zone.h"
#include "web/target.h"

namespace mwl::web {

// The parameter that holds a cursor.
inline constexpr report::Literal kAfter = "after";

// The parameters of each list. Days are of the page's zone.
inline constexpr report::Literal kMessageParameters[] = {"disposition", "type",  "control", "sender",
                                                         "peer",        "order", "issuer",  "day"};
inline constexpr report::Literal kStatusParameters[] = {"state", "destination", "order", "issuer"};
inline constexpr report::Literal kPerformedParameters[] = {"alarm", "unscheduled", "device"};
inline constexpr report::Literal kAssociationParameters[] = {"ae", "outcome", "day"};
inline constexpr report::Literal kQueryParameters[] = {"ae", "status", "empty", "day"};

Result<store::MessageFilter> message_filter(const Target& target, const Zone& zone);
Result<store::StatusFilter> status_filter(const Target& target);
Result<store::PerformedFilter> performed_filter(const Target& target);
Result<store::AssociationFilter> association_filter(const Target& target, const Zone& zone);
Result<store::QueryFilter> query_filter(const Target& target, const Zone& zone);

// The day's beginning and end.
store::TimeWindow window_of(LocalDate day, const Zone& zone);

template <typename Page>
Result<typename Page::Asked> asked_page(const Target& target, int rows) {
    typename Page::Asked asked;
    asked.limit = rows;
    const auto text = target.parameter(std::string(kAfter.text()));
    if (text.empty()) return asked;
    const auto cursor = Page::Cursor::from_text(text);
    if (!cursor) return cursor.problem();
    asked.after = *cursor;
    return asked;
}

// The same list with the same filter, from `cursor` on.
report::Link further(report::Link list, std::span<const report::Literal> parameters, const Target& target,
                     const std::string& cursor);

}  // namespace mwl::web
