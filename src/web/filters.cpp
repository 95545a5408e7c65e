#include "web/filters.h"

#include <charconv>
#include <optional>

#include "mwl/base/parts.h"
#include "mwl/time/dicom_time.h"

namespace mwl::web {
namespace {

Problem bad_parameter(const char* name, const std::string& what) {
    return {Code::value_not_in_table, name, what};
}

template <typename Values>
std::string names_of(const Values& values) {
    std::string names;
    for (const auto value : values) append_part(names, name_of(value), ", ");
    return names;
}

Result<AccessionNumber> order_asked(const Target& target) {
    AccessionNumber order{target.parameter("order"), Issuer(target.parameter("issuer"))};
    if (order.number.empty() && !order.issuer.str().empty())
        return bad_parameter("issuer", "it says which order is meant, and order is not given");
    return order;
}

Result<store::TimeWindow> window_asked(const Target& target, const Zone& zone) {
    const auto text = target.parameter("day");
    if (text.empty()) return store::TimeWindow{};
    const auto day = parse_da(text);
    if (!day) return bad_parameter("day", "days are written as YYYYMMDD, for example 20261120");
    return window_of(*day, zone);
}

Result<bool> is_set(const Target& target, const char* name) {
    const auto text = target.parameter(name);
    if (!text.empty() && text != "1") return bad_parameter(name, "it may be 1");
    return !text.empty();
}

// "A700": a DIMSE status as four hexadecimal digits.
std::optional<int> status_in(const std::string& text) {
    unsigned status = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, status, 16);
    if (text.size() != 4 || error != std::errc() || stop != end) return std::nullopt;
    return static_cast<int>(status);
}

}  // namespace

store::TimeWindow window_of(LocalDate day, const Zone& zone) {
    return {zone.to_instant({day, TimeOfDay{0}}).at, zone.to_instant({next_day(day), TimeOfDay{0}}).at};
}

Result<store::MessageFilter> message_filter(const Target& target, const Zone& zone) {
    store::MessageFilter filter;
    const auto window = window_asked(target, zone);
    if (!window) return window.problem();
    filter.received = *window;
    if (const auto name = target.parameter("disposition"); !name.empty()) {
        filter.disposition = store::disposition_named(name);
        if (!filter.disposition)
            return bad_parameter("disposition", "it may be " + names_of(store::kDispositions));
    }
    filter.type = target.parameter("type");
    filter.control_id = target.parameter("control");
    filter.sender = SenderName(target.parameter("sender"));
    filter.peer = target.parameter("peer");
    const auto order = order_asked(target);
    if (!order) return order.problem();
    filter.order = *order;
    return filter;
}

Result<store::StatusFilter> status_filter(const Target& target) {
    store::StatusFilter filter;
    if (const auto name = target.parameter("state"); !name.empty()) {
        filter.state = store::outbox_state_named(name);
        if (!filter.state) return bad_parameter("state", "it may be " + names_of(store::kOutboxStates));
    }
    filter.destination = DestinationName(target.parameter("destination"));
    const auto order = order_asked(target);
    if (!order) return order.problem();
    filter.order = *order;
    return filter;
}

Result<store::PerformedFilter> performed_filter(const Target& target) {
    store::PerformedFilter filter;
    const auto with_alarm = is_set(target, "alarm");
    const auto unscheduled = is_set(target, "unscheduled");
    if (!with_alarm) return with_alarm.problem();
    if (!unscheduled) return unscheduled.problem();
    filter.with_alarm = *with_alarm;
    filter.unscheduled = *unscheduled;
    filter.device = AeTitle(target.parameter("device"));
    return filter;
}

Result<store::AssociationFilter> association_filter(const Target& target, const Zone& zone) {
    const auto window = window_asked(target, zone);
    if (!window) return window.problem();
    return store::AssociationFilter{*window, AeTitle(target.parameter("ae")), target.parameter("outcome")};
}

Result<store::QueryFilter> query_filter(const Target& target, const Zone& zone) {
    const auto window = window_asked(target, zone);
    if (!window) return window.problem();
    const auto is_empty = is_set(target, "empty");
    if (!is_empty) return is_empty.problem();
    store::QueryFilter filter{*window, AeTitle(target.parameter("ae")), {}, *is_empty};
    if (const auto text = target.parameter("status"); !text.empty()) {
        filter.status = status_in(text);
        if (!filter.status) return bad_parameter("status", "it is four hexadecimal digits, for example A700");
    }
    return filter;
}

report::Link further(report::Link list, std::span<const report::Literal> parameters, const Target& target,
                     const std::string& cursor) {
    for (const auto& name : parameters)
        if (const auto value = target.parameter(std::string(name.text())); !value.empty())
            list.parameter(name, value);
    return list.parameter(kAfter, cursor);
}

}  // namespace mwl::web
