#include "mwl/config/reload.h"

#include <algorithm>
#include <utility>

#include "config/reader.h"

namespace mwl::config {
namespace {

const std::string kDestination = "destination";

// "destination.host" stands for as many keys as there are destinations.
std::vector<std::string> names_of(const PolicyDescription& row, std::size_t destinations) {
    if (!row.key.starts_with(kDestination + ".")) return {row.key};
    std::vector<std::string> names;
    for (std::size_t i = 0; i < destinations; ++i)
        names.push_back(table_name(kDestination, i) + row.key.substr(kDestination.size()));
    return names;
}

std::string value_of(const Settings& settings, const std::string& name, const PolicyDescription& row) {
    const auto found = settings.given.find(name);
    return found == settings.given.end() ? row.standard : found->second.value;
}

// Live: about which orders a destination is told, how (with TLS or without), and when a message is given up.
std::vector<DestinationSettings> in_force(std::vector<DestinationSettings> started,
                                          const std::vector<DestinationSettings>& read) {
    for (auto& destination : started) {
        const auto same = std::find_if(read.begin(), read.end(),
                                       [&](const auto& other) { return other.name == destination.name; });
        if (same == read.end()) continue;
        auto next = *same;
        next.host = destination.host;
        next.port = destination.port;
        next.ack_timeout = destination.ack_timeout;
        destination = std::move(next);
    }
    return started;
}

}  // namespace

Settings in_force(const Settings& started, Settings read) {
    read.database = started.database;
    auto mllp = started.mllp;
    mllp.hold = read.mllp.hold;
    mllp.tls = std::move(read.mllp.tls);
    read.mllp = std::move(mllp);
    auto http = started.http;
    http.tls = std::move(read.http.tls);
    read.http = std::move(http);
    auto dicom = started.dicom;
    dicom.echo_networks = std::move(read.dicom.echo_networks);
    dicom.tls = std::move(read.dicom.tls);
    read.dicom = std::move(dicom);
    read.destinations = in_force(started.destinations, read.destinations);
    return read;
}

std::vector<std::string> waiting_for_restart(const Settings& started, const Settings& read) {
    const auto destinations = std::max(started.destinations.size(), read.destinations.size());
    std::vector<std::string> waiting;
    for (const auto& row : describe_settings()) {
        if (row.effect != TakesEffect::on_restart) continue;
        for (const auto& name : names_of(row, destinations))
            if (value_of(started, name, row) != value_of(read, name, row)) waiting.push_back(name);
    }
    return waiting;
}

}  // namespace mwl::config
