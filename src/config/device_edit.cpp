// Changes to one device by words, and what a person is shown of it.
#include <algorithm>
#include <optional>
#include <set>

#include "config/device_table.h"
#include "mwl/base/error.h"
#include "mwl/base/nearest.h"
#include "mwl/base/parts.h"
#include "mwl/config/devices.h"
#include "mwl/domain/device_policies.h"

namespace mwl::config {
namespace {

using domain::Device;

// Unknown: stored by that name beside the policies that there are, perhaps by the name of another key.
const domain::PolicyFault* fault_with(const Device& device, const std::string& key, bool is_unknown) {
    const auto found = std::ranges::find_if(
        device.faults, [&](const auto& fault) { return fault.key == key && fault.is_unknown == is_unknown; });
    return found == device.faults.end() ? nullptr : &*found;
}

// A value as it is shown; for one that cannot be followed, the text in the database.
std::string shown(const Policy<Device>& row, const Device& device) {
    const auto* fault = fault_with(device, row.key, false);
    return fault != nullptr ? fault->json : text_of(row.write(device));
}

std::string unknown_key(const std::string& key) {
    const auto keys = policy_keys(device_table());
    const auto near = nearest(key, keys);
    std::string all;
    for (const auto& one : keys)
        if (one != "ae") append_part(all, one, ", ");
    return "\"" + key + "\" is no key of a device; " +
           (near.empty() ? "there are: " + all : "did you mean \"" + near + "\"?");
}

// The words of one command, one after the other; every error is kept.
class Edit {
public:
    explicit Edit(const Device& device) : changed_{device, {}} {}

    void word(const std::string& word) {
        const auto equals = word.find('=');
        if (equals == std::string::npos || equals == 0)
            return error("\"" + word + "\": write KEY=VALUE, or KEY= for the default");
        const auto key = word.substr(0, equals);
        if (key == "ae")
            return error("ae: a device keeps its AE title; import one of the new title and remove this one");
        if (!seen_.insert(key).second) return error(key + ": is given twice");
        set(key, word.substr(equals + 1));
    }

    ChangedDevice finish() {
        if (const auto wrong = fault_of_networks(changed_.device); wrong_.empty() && !wrong.empty())
            error(wrong);
        if (!wrong_.empty()) throw ConfigError(wrong_);
        return std::move(changed_);
    }

private:
    void set(const std::string& key, const std::string& text) {
        static const Device kPlain;
        const auto* row = find_policy(device_table(), key);
        const bool takes_away = text.empty() && fault_with(changed_.device, key, true) != nullptr;
        if (row == nullptr && !takes_away) return error(unknown_key(key));
        std::erase_if(changed_.device.faults,
                      [&](const auto& fault) { return fault.key == key && fault.is_unknown == takes_away; });
        if (takes_away) return;
        const auto said = take(*row, changed_.device, key,
                               text.empty() ? row->write(kPlain) : policy_value_of_word(row->kind, text));
        for (const auto& what : said.errors) error(key + ": " + what);
        for (const auto& what : said.warnings) changed_.warnings.push_back(key + ": " + what);
    }
    void error(const std::string& what) { append_part(wrong_, what, "\n"); }

    ChangedDevice changed_;
    std::set<std::string> seen_;
    std::string wrong_;
};

}  // namespace

ChangedDevice change_device(const Device& device, const std::vector<std::string>& words) {
    Edit edit(device);
    for (const auto& word : words) edit.word(word);
    return edit.finish();
}

std::vector<DeviceDifference> differences(const Device& before, const Device& after) {
    std::vector<DeviceDifference> found;
    for (const auto& row : device_table())
        if (auto [was, is] = std::pair{shown(row, before), shown(row, after)}; was != is)
            found.push_back({row.key, was, is});
    for (const auto& fault : before.faults)
        if (fault.is_unknown && fault_with(after, fault.key, true) == nullptr)
            found.push_back({fault.key, fault.json, "(removed)"});
    return found;
}

std::string told(const AeTitle& ae, const std::vector<DeviceDifference>& differences) {
    std::string text;
    for (const auto& one : differences)
        text += (text.empty() ? ": " : ", ") + one.key + " " + one.before + " -> " + one.after;
    return ae.str() + text;
}

std::vector<DeviceLine> lines_of(const Device& device) {
    static const Device kPlain;
    std::vector<DeviceLine> lines;
    for (const auto& row : device_table()) {
        const auto* fault = fault_with(device, row.key, false);
        lines.push_back({row.key, shown(row, device),
                         fault == nullptr && row.write(device) == row.write(kPlain),
                         fault == nullptr ? row.meaning : "cannot be followed: " + fault->what});
    }
    for (const auto& fault : device.faults)
        if (fault.is_unknown) lines.push_back({fault.key, fault.json, false, "not followed: " + fault.what});
    return lines;
}

std::vector<Device> devices_named(const std::vector<Device>& among, const std::vector<std::string>& titles) {
    std::vector<std::string> known;
    for (const auto& device : among) known.push_back(device.ae.str());
    std::vector<Device> found;
    std::string wrong;
    std::set<std::string> seen;
    for (const auto& title : titles) {
        if (!seen.insert(title).second) continue;
        const auto at = std::ranges::find(known, title);
        if (at != known.end()) {
            found.push_back(among[static_cast<std::size_t>(at - known.begin())]);
            continue;
        }
        const auto near = nearest(title, known);
        append_part(wrong,
                    ("there is no device \"" + title + "\"; ") +
                        (near.empty() ? "mwlbroker device list shows those that are there"
                                      : "did you mean \"" + near + "\"?"),
                    "\n");
    }
    if (!wrong.empty()) throw ConfigError(wrong);
    return found;
}

}  // namespace mwl::config
