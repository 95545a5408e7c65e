// lab: what another profile would change; tables: what the reading of messages runs on.
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "app/commands.h"
#include "app/options.h"
#include "mwl/base/clock.h"
#include "mwl/base/error.h"
#include "mwl/base/log.h"
#include "mwl/base/nearest.h"
#include "mwl/base/parts.h"
#include "mwl/mapping/tables.h"
#include "mwl/services/lab.h"
#include "mwl/store/store.h"
#include "sim/replay.h"

namespace mwl::app {
namespace {

struct Profiles {
    std::vector<mapping::SiteProfile> present;
    std::vector<mapping::SiteProfile> tried;
};

// "12h", "7d".
std::chrono::hours duration_of(const std::string& text) {
    constexpr int kMost = 36'500;
    int number = 0;
    const auto* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    const std::string_view unit(at, static_cast<std::size_t>(end - at));
    if (error != std::errc() || number < 1 || number > kMost || (unit != "h" && unit != "d"))
        throw ConfigError("--since \"" + text + "\": write for example 12h or 7d");
    return unit == "h" ? std::chrono::hours(number) : std::chrono::hours(std::chrono::days(number));
}

// Of "10.0.0.7:50123" or "[fe80::1]:50123"; unknown where there is none.
IpAddress address_in(std::string_view peer) {
    auto host = peer.substr(0, peer.rfind(':'));
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto address = IpAddress::parse(host);
    return address ? *address : IpAddress();
}

class LabReport {
public:
    // `received_at`: what stands in for a start that the message does not state.
    void add(const std::string& where, const std::string& bytes, const Profiles& profiles,
             Instant received_at, const IpAddress& peer = {}) {
        ++messages_;
        const auto after = services::explain(bytes, profiles.tried, received_at, peer);
        const auto changes =
            services::compare(services::explain(bytes, profiles.present, received_at, peer), after);
        if (changes.empty()) return;
        ++changed_;
        std::printf("%s: %s\n", where.c_str(),
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

// Repeats of a message are left out: they would do what it does.
void add_stored(const LabCommand& command, Instant since, const Profiles& profiles, LabReport& report) {
    const auto settings = settings_of(command.config);
    const auto store =
        store::open_store(store_options(settings), system_clock(), log_to_stderr(settings.log_level));
    auto& records = store->records();
    store::MessagePage page;
    for (store::MessagePage::Asked asked{store::kMostRows, {}};; asked.after = page.next) {
        page = records.messages({.received = {since, {}}}, asked);
        for (const auto& row : page.rows) {
            if (row.disposition == store::Disposition::duplicate) continue;
            const auto message = records.message(row.row);
            if (message)
                report.add("message " + std::to_string(row.row.value), message->raw, profiles,
                           row.received_at, address_in(row.peer));
        }
        if (!page.next) return;
    }
}

}  // namespace

int lab(const LabCommand& command) {
    if (command.files.empty() && !command.stored) throw ConfigError("no messages: name files, or --stored");
    const auto zone = zone_named(command.zone);
    const auto now = system_clock().now();
    const auto since = now - duration_of(command.since);
    const Profiles profiles{profiles_of(command.against, zone, command.config),
                            profiles_of(command.profile, zone, command.config)};
    LabReport report;
    for (const auto& file : command.files)
        for (const auto& bytes : sim::read_messages(file, zone, now))
            report.add(file.string(), bytes, profiles, now);
    if (command.stored) add_stored(command, since, profiles, report);
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
