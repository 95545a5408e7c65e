// lab: what another profile would change; tables: what the reading of messages runs on.
#include <array>
#include <cstdio>

#include "app/commands.h"
#include "mwl/base/clock.h"
#include "mwl/base/error.h"
#include "mwl/base/log.h"
#include "mwl/base/nearest.h"
#include "mwl/base/parts.h"
#include "mwl/mapping/tables.h"
#include "mwl/services/lab.h"
#include "sim/replay.h"

namespace mwl::app {
namespace {

mapping::SiteProfile profile_in(const std::filesystem::path& file, const Zone& zone) {
    auto lone = config::read_lone_profile(file, zone);
    print_warnings(lone.warnings);
    return std::move(lone.profile);
}

std::vector<mapping::SiteProfile> compared_with(const LabCommand& command, const Zone& zone) {
    if (!command.against.empty()) return {profile_in(command.against, zone)};
    auto settings = settings_of(command.config);
    print_warnings(settings.warnings);
    return std::move(settings.profiles);
}

class LabReport {
public:
    void add(const std::string& file, const services::ExplainedMessage& before,
             const services::ExplainedMessage& after) {
        ++messages_;
        const auto changes = services::compare(before, after);
        if (changes.empty()) return;
        ++changed_;
        std::printf("%s: %s\n", file.c_str(),
                    shown(after.type + " " + after.control_id + " of " + after.sender).c_str());
        for (const auto& change : changes) print(change);
    }

    bool is_changed() const noexcept { return changed_ > 0; }

    std::string summary() const {
        std::string out =
            std::to_string(messages_) + " messages, " + std::to_string(changed_) + " would change";
        for (std::size_t kind = 0; kind < counts_.size(); ++kind)
            if (counts_.at(kind) > 0)
                out += ", " + std::to_string(counts_.at(kind)) + " " +
                       std::string(name_of(static_cast<services::ChangeKind>(kind)));
        return out;
    }

private:
    static std::string shown(const std::string& text) {
        constexpr std::size_t kLongest = 200;
        return escape_for_log(text, kLongest);
    }

    void print(const services::ProfileChange& change) {
        ++counts_.at(static_cast<std::size_t>(change.kind));
        std::string what(name_of(change.kind));
        if (!change.part.empty()) what += ", " + change.part;
        if (!change.target.empty()) what += ", " + change.target;
        std::printf("  %s: %s -> %s\n", what.c_str(),
                    change.before.empty() ? "(nothing)" : shown(change.before).c_str(),
                    change.after.empty() ? "(nothing)" : shown(change.after).c_str());
    }

    int messages_ = 0;
    int changed_ = 0;
    std::array<int, services::kChangeKinds> counts_{};
};

}  // namespace

int lab(const LabCommand& command) {
    const auto zone = zone_named(command.zone);
    const std::vector tried{profile_in(command.profile, zone)};
    const auto present = compared_with(command, zone);
    const auto now = system_clock().now();
    LabReport report;
    for (const auto& file : command.files)
        for (const auto& bytes : sim::read_messages(file, zone, now))
            report.add(file.string(), services::explain(bytes, present, now),
                       services::explain(bytes, tried, now));
    std::printf("%s\n", report.summary().c_str());
    return report.is_changed() ? kFailed : kDone;
}

int tables(const std::string& name) {
    std::vector<std::string> names;
    for (const auto& table : mapping::printed_tables()) {
        names.emplace_back(table.name);
        if (table.name != name) continue;
        std::fputs(to_markdown(table).c_str(), stdout);
        return kDone;
    }
    const auto near = nearest(name, names);
    throw ConfigError("no table \"" + name + "\"; there are " + joined(names, ", ") +
                      (near.empty() ? "" : "; did you mean " + near + "?"));
}

}  // namespace mwl::app
