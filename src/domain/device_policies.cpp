#include "mwl/domain/device_policies.h"

#include <algorithm>

#include "mwl/base/nearest.h"

namespace mwl::domain {
namespace {

using DeviceRows = Rows<Device>;
constexpr auto kAtOnce = TakesEffect::live;

std::string zone_or_the_sites(const PolicyInput& input) {
    return input.text().empty() ? std::string() : zone_of(input).name();
}

std::string charset_or_the_querys(const PolicyInput& input) {
    if (!input.text().empty()) (void)dicom_charset_of(input);
    return input.text();
}

std::vector<Policy<Device>> made_policies() {
    return {
        DeviceRows::of(PolicyKind::text, "zone", "IANA name, or empty",
                       "time zone of its clock; empty: the site's", kAtOnce, &Device::zone,
                       zone_or_the_sites),
        DeviceRows::of(PolicyKind::text, "charset", "defined term, or empty",
                       "character set of its answers; empty: what its query names", kAtOnce, &Device::charset,
                       charset_or_the_querys),
        DeviceRows::flag(
            "own_worklist_only",
            "a query without a station key means its own AE title; steps for any station are still offered",
            kAtOnce, &Device::own_worklist_only),
        DeviceRows::flag("hide_started", "steps already started are not listed", kAtOnce,
                         &Device::hide_started),
        DeviceRows::flag("strict_mpps", "refuse MPPS that break Type 1 rules instead of noting it", kAtOnce,
                         &Device::strict_mpps),
        DeviceRows::flag("always_ff00", "never answer FF01 (old units abort on it)", kAtOnce,
                         &Device::always_ff00),
        DeviceRows::number("answer_limit", 0, 10'000, "worklist items in one answer; 0: the site's", kAtOnce,
                           &Device::answer_limit),
    };
}

// What is wrong; empty: it was read.
std::string read_policy(Device& device, const Policy<Device>& row, const WrittenPolicy& written) {
    if (!written.value) return "a value of this kind is never wanted here";
    const auto findings = take(row, device, row.key, *written.value);
    return findings.errors.empty() ? "" : findings.errors.front();
}

PolicyFault unknown_policy(const WrittenPolicy& written) {
    const auto near = nearest(written.key, policy_keys(device_policies()));
    return {written.key, written.json,
            "this program has no such policy" + (near.empty() ? "" : "; did you mean " + near + "?"), true};
}

}  // namespace

const std::vector<Policy<Device>>& device_policies() {
    static const auto kPolicies = made_policies();
    return kPolicies;
}

void take_policies(Device& device, const std::vector<WrittenPolicy>& written) {
    for (const auto& policy : written) {
        const auto* row = find_policy(device_policies(), policy.key);
        if (row == nullptr) {
            device.faults.push_back(unknown_policy(policy));
            continue;
        }
        auto what = read_policy(device, *row, policy);
        if (!what.empty()) device.faults.push_back({policy.key, policy.json, std::move(what), false});
    }
}

std::vector<std::pair<std::string, PolicyValue>> policies_of(const Device& device) {
    static const Device kPlain;
    std::vector<std::pair<std::string, PolicyValue>> found;
    for (const auto& row : device_policies())
        if (auto value = row.write(device); value != row.write(kPlain)) found.emplace_back(row.key, value);
    return found;
}

const PolicyFault* refusing_fault(const Device& device) noexcept {
    const auto found = std::ranges::find(device.faults, false, &PolicyFault::is_unknown);
    return found == device.faults.end() ? nullptr : &*found;
}

std::string to_string(const Device& device, const PolicyFault& fault) {
    return "device " + device.ae.str() + ": policy " + fault.key + " is " + fault.json +
           " in the database: " + fault.what + "; mwlbroker device set '" + device.ae.str() + "' " +
           fault.key + "=" + (fault.is_unknown ? " removes it" : "VALUE mends it");
}

Zone zone_of(const PolicyInput& input) {
    auto zone = Zone::named(input.text());
    if (!zone)
        input.fail("\"" + input.text() + "\" is no time zone; write an IANA name such as \"Europe/Berlin\"");
    return *std::move(zone);
}

text::Charset dicom_charset_of(const PolicyInput& input) {
    const auto charset = text::charset_of_dicom(input.text());
    if (!charset) input.fail(charset.problem().what);
    return *charset;
}

}  // namespace mwl::domain
