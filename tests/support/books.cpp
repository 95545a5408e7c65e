#include "support/books.h"

#include <gtest/gtest.h>

#include <numeric>
#include <sstream>

#include "support/postgres.h"

namespace mwl::test {
namespace {

using Counts = std::map<std::string, std::int64_t>;

const Counts kNone{{"applied", 0}, {"duplicate", 0}, {"stale", 0},
                   {"ignored", 0}, {"rejected", 0},  {"quarantined", 0}};

std::int64_t sum(const Counts& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::int64_t{0},
                           [](auto total, const auto& entry) { return total + entry.second; });
}

// "applied 8" a line.
Counts kept_in(const std::string& connection) {
    Counts counts = kNone;
    std::istringstream lines(
        psql(connection, "select disposition || ' ' || count(*) from message group by disposition"));
    std::string disposition;
    for (std::int64_t count = 0; lines >> disposition >> count;) counts[disposition] = count;
    return counts;
}

// The samples of one metric by the value of their label; a metric without labels has one sample, "".
Counts samples(const std::string& metrics, const std::string& name) {
    Counts found;
    std::istringstream lines(metrics);
    for (std::string line; std::getline(lines, line);) {
        const auto end = line.find_first_of("{ ");
        if (line.substr(0, end) != name) continue;
        const auto open = line.find('"');
        const auto close = line.rfind('"');
        const auto label = open == std::string::npos ? "" : line.substr(open + 1, close - open - 1);
        found[label] = std::stoll(line.substr(line.rfind(' ') + 1));
    }
    return found;
}

}  // namespace

std::int64_t Books::rows() const { return sum(kept); }

Books balanced_books(const RunningBroker& broker, const std::string& connection) {
    const auto metrics = http_get(broker.port("http"), "/metrics");
    Books books;
    books.kept = kept_in(connection);
    books.settled = samples(metrics, "mwl_messages_total");
    books.received = samples(metrics, "mwl_messages_received_total")[""];
    books.unanswered = samples(metrics, "mwl_messages_unanswered_total")[""];
    EXPECT_EQ(books.kept.size(), kNone.size()) << "a disposition that nobody knows";
    EXPECT_EQ(books.rows(), std::stoll(psql(connection, "select count(*) from message")));
    EXPECT_EQ(books.received, sum(books.settled) + books.unanswered) << metrics;
    EXPECT_EQ(samples(metrics, "mwl_message_log"), books.kept) << metrics;
    EXPECT_EQ(books.settled.size(), kNone.size()) << metrics;
    for (const auto& [disposition, count] : books.settled) EXPECT_LE(count, books.kept[disposition]);
    return books;
}

}  // namespace mwl::test
