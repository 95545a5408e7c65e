#include "store/policy_json.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

namespace mwl::store {
namespace {

using nlohmann::json;

std::optional<Scalar> scalar_in(const json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>();
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > kMost) return std::nullopt;
    if (value.is_number_integer()) return value.get<std::int64_t>();
    return std::nullopt;
}

// None for values that no policy can have: null, fractions, objects, lists of lists.
std::optional<PolicyValue> policy_value_in(const json& value) {
    PolicyValue found{{}, value.is_array()};
    const auto add = [&](const json& item) {
        auto scalar = scalar_in(item);
        if (scalar) found.items.push_back(std::move(*scalar));
        return scalar.has_value();
    };
    const bool is_read = found.is_list ? std::all_of(value.begin(), value.end(), add) : add(value);
    return is_read ? std::optional(std::move(found)) : std::nullopt;
}

json json_of(const Scalar& scalar) {
    return std::visit([](const auto& held) { return json(held); }, scalar);
}

json json_of(const PolicyValue& value) {
    if (!value.is_list) return json_of(value.items.front());
    json list = json::array();
    for (const auto& item : value.items) list.push_back(json_of(item));
    return list;
}

// Broken UTF-8 is replaced.
std::string printed(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

std::vector<WrittenPolicy> written_policies(const std::vector<std::string>& keys,
                                            const std::vector<std::string>& values) {
    std::vector<WrittenPolicy> found;
    for (std::size_t i = 0; i < keys.size() && i < values.size(); ++i)
        found.push_back({keys[i], policy_value_in(json::parse(values[i], nullptr, false)), values[i]});
    return found;
}

std::string json_of_policies(const Device& device) {
    std::string object;
    const auto add = [&](const std::string& key, const std::string& value) {
        object += (object.empty() ? "{" : ", ") + printed(key) + ": " + value;
    };
    for (const auto& [key, value] : policies_of(device)) add(key, printed(json_of(value)));
    for (const auto& fault : device.faults) add(fault.key, fault.json);
    return object.empty() ? "{}" : object + "}";
}

}  // namespace mwl::store
