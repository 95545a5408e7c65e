#include "worklist/criterion.h"

#include <algorithm>
#include <type_traits>

#include "mwl/text/fold.h"
#include "worklist/start_window.h"

namespace mwl::worklist {
namespace {

bool matches_text(const TextKey& key, const std::string& value) {
    return std::ranges::any_of(key.alternatives, [&](const std::string& wanted) {
        return key.has_wildcard ? text::wildcard_match(wanted, value) : wanted == value;
    });
}

}  // namespace

bool TextKey::matches(const Values& values) const {
    if (values.empty()) return matches_text(*this, {});
    return std::ranges::any_of(values, [&](const std::string& value) { return matches_text(*this, value); });
}

bool StationKey::matches(const Step& step) const {
    const auto& stations = step.stations.get();
    if (stations.empty()) return true;
    return std::ranges::any_of(stations, [&](const AeTitle& station) {
        return std::ranges::find(alternatives, station.str()) != alternatives.end();
    });
}

bool UidKey::matches(const Values& values) const {
    return std::ranges::any_of(
        values, [&](const std::string& value) { return std::ranges::binary_search(alternatives, value); });
}

bool DateKey::matches(const Values& values) const {
    return std::ranges::any_of(values, [&](const std::string& value) {
        const auto date = parse_da(value);
        return date &&
               std::ranges::any_of(alternatives, [&](const auto& range) { return fits(range, *date); });
    });
}

bool TimeKey::matches(const Values& values) const {
    return std::ranges::any_of(values, [&](const std::string& value) {
        const auto time = parse_tm(value);
        return time &&
               std::ranges::any_of(alternatives, [&](const auto& range) { return fits(range, time->first); });
    });
}

bool SequenceKey::matches(const Items& items) const {
    return std::ranges::any_of(items, [&](const dataset::Dataset& item) {
        return std::ranges::all_of(members, [&](const auto& member) {
            const dataset::Element* const element = item.find(member.first);
            return member.second.matches(element == nullptr ? Values{} : element->values);
        });
    });
}

bool matches(const Criterion& criterion, const Attribute& row, const WorklistItem& item, const View& view) {
    const auto ask = [&](const auto& key) {
        using Key = std::decay_t<decltype(key)>;
        if constexpr (std::is_same_v<Key, StationKey>) {
            return key.matches(item.step);
        } else if constexpr (std::is_same_v<Key, SequenceKey>) {
            return key.matches(row.items(item, view));
        } else if constexpr (std::is_same_v<Key, NameKey>) {
            const Values values = row.values(item, view);
            return key.matches(values.empty() ? std::string_view{} : std::string_view{values.front()});
        } else {
            return key.matches(row.values(item, view));
        }
    };
    return std::visit(ask, criterion);
}

}  // namespace mwl::worklist
