#include "mwl/base/log.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace mwl {
namespace {

struct Collected {
    LogLevel level;
    std::string line;
    friend bool operator==(const Collected&, const Collected&) = default;
};

// Keeps what it is given.
class ListSink final : public Log::Sink {
public:
    explicit ListSink(LogLevel least) : least_(least) {}
    void line(LogLevel level, const std::string& line) override { lines.push_back({level, line}); }
    bool wants(LogLevel level) const override { return level >= least_; }

    std::vector<Collected> lines;

private:
    LogLevel least_;
};

class LogTest : public testing::Test {
protected:
    std::shared_ptr<ListSink> sink = std::make_shared<ListSink>(LogLevel::info);
    Log log{sink};
    const std::string& only_line() {
        EXPECT_EQ(sink->lines.size(), 1U);
        return sink->lines.at(0).line;
    }
};

TEST_F(LogTest, WritesTheEventThenItsFields) {
    log.info("worklist answered",
             {{"aet", AeTitle("CT1")}, {"matches", 3}, {"order", OrderRow{1042}}, {"whole", true}});
    EXPECT_EQ(only_line(), "worklist answered aet=CT1 matches=3 order=1042 whole=yes");
}

TEST_F(LogTest, QuotesAValueThatCouldBeReadAsTwo) {
    log.info("sender", {{"name", "RIS level=error"}, {"empty", ""}, {"plain", "a,b"}});
    EXPECT_EQ(only_line(), R"(sender name="RIS level=error" empty="" plain=a,b)");
}

TEST_F(LogTest, K5_AForeignValueStaysInItsLineAndInItsQuotes) {
    log.warn("refused", {{"aet", "X\" a=1\r\nforged"}});
    EXPECT_EQ(only_line(), R"(refused aet="X\u{22} a=1\u{d}\u{a}forged")");
}

TEST_F(LogTest, K5_AMegabyteInAFieldIsBounded) {
    log.error("too long", {{"value", std::string(1 << 20, 'x')}});
    EXPECT_LT(only_line().size(), 1100U);
}

TEST_F(LogTest, EscapesEventsAndKeysToo) {
    log.info("a\nb", {{"k\n", 1}});
    EXPECT_EQ(only_line(), R"(a\u{a}b k\u{a}=1)");
}

TEST_F(LogTest, AsksTheSinkBeforeWriting) {
    log.debug("not wanted");
    log.error("wanted");
    EXPECT_EQ(sink->lines, (std::vector<Collected>{{LogLevel::error, "wanted"}}));
}

TEST_F(LogTest, CopiesWriteToTheSamePlace) {
    const Log copy = log;
    copy.info("one");
    log.info("two");
    EXPECT_EQ(sink->lines.size(), 2U);
}

// Says when a second thread comes in while the first is still there.
class CrowdedSink final : public Log::Sink {
public:
    void line(LogLevel /*level*/, const std::string& line) override {
        if (inside_.exchange(true)) crowded = true;
        lines.push_back(line);  // as a sink does that trusts its contract
        inside_ = false;
    }
    bool wants(LogLevel /*level*/) const override { return true; }

    std::atomic<bool> crowded{false};
    std::vector<std::string> lines;

private:
    std::atomic<bool> inside_{false};
};

TEST(LogOfManyThreads, LinesReachTheSinkOneAtATimeAndNoneIsLost) {
    const auto sink = std::make_shared<CrowdedSink>();
    const Log log(sink);
    constexpr int kThreads = 4;
    constexpr int kLines = 2000;
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < kThreads; ++writer)
        writers.emplace_back([&, writer] {
            for (int n = 0; n < kLines; ++n) log.info("line", {{"writer", writer}, {"n", n}});
        });
    writers.clear();  // joins
    EXPECT_FALSE(sink->crowded);
    EXPECT_EQ(sink->lines.size(), static_cast<std::size_t>(kThreads) * kLines);
}

TEST(DefaultLog, DropsEverything) {
    const Log none;
    EXPECT_NO_THROW(none.error("nobody hears", {{"n", 1}}));
}

}  // namespace
}  // namespace mwl
