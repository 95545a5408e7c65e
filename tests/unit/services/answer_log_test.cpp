// An idle modality polls every few seconds: its empty list is news once.
#include "mwl/services/answer_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mwl::services {
namespace {

namespace tags = dataset::tags;
using dataset::Dataset;
using Lines = std::vector<std::string>;

struct KeptSink final : Log::Sink {
    void line(LogLevel level, const std::string& line) override { lines.emplace_back(level, line); }
    bool wants(LogLevel) const override { return true; }
    std::vector<std::pair<LogLevel, std::string>> lines;
};

class IdleModality : public ::testing::Test {
protected:
    static Dataset query(const std::string& date, const std::string& accession = "") {
        Dataset step;
        step.set(tags::ScheduledProcedureStepStartDate, date).set(tags::Modality, "MR");
        Dataset query;
        query.set(tags::AccessionNumber, accession);
        return query.set_items(tags::ScheduledProcedureStepSequence, {step});
    }
    static WorklistAnswer empty(const std::string& keys, int steps = 5) {
        WorklistAnswer answer;
        answer.why_empty.emplace();
        answer.why_empty->looked_at = steps;
        answer.why_empty->nearest = {{{keys}, steps}};
        return answer;
    }
    void poll(const Dataset& query, const WorklistAnswer& answer, const std::string& ae = "MR1") {
        log_.write("a1", AeTitle(ae), query, answer);
    }
    std::size_t count(LogLevel level) const {
        return static_cast<std::size_t>(std::count_if(sink_->lines.begin(), sink_->lines.end(),
                                                      [&](const auto& line) { return line.first == level; }));
    }
    bool last_says(const std::string& text) const {
        return sink_->lines.back().second.find(text) != std::string::npos;
    }

    std::shared_ptr<KeptSink> sink_ = std::make_shared<KeptSink>();
    AnswerLog log_{Log(sink_)};
};

TEST_F(IdleModality, IsAWarningOnceHoweverOftenItAsks) {
    for (int n = 0; n < 100; ++n) poll(query("20260701"), empty("Modality", n));
    poll(query("20260702"), empty("Modality"));
    EXPECT_EQ(count(LogLevel::warn), 1U);
    EXPECT_EQ(count(LogLevel::debug), 100U);
    EXPECT_TRUE(last_says("empty_before=100")) << sink_->lines.back().second;
}

TEST_F(IdleModality, IsToldAgainWithTheCountWhenTheReasonChanges) {
    for (int n = 0; n < 7; ++n) poll(query("20260701"), empty("Modality"));
    poll(query("20260701"), empty("ScheduledProcedureStepStartDate"));
    EXPECT_EQ(count(LogLevel::warn), 2U);
    EXPECT_TRUE(last_says("empty_before=7")) << sink_->lines.back().second;
    poll(query("20260701"), empty("ScheduledProcedureStepStartDate"));
    EXPECT_TRUE(last_says("empty_before=1")) << "counted anew: " << sink_->lines.back().second;
}

TEST_F(IdleModality, ThatGetsAnItemIsToldOfAndWarnedOfAgainAfterwards) {
    for (int n = 0; n < 7; ++n) poll(query("20260701"), empty("Modality"));
    WorklistAnswer answer;
    answer.items.emplace_back();
    poll(query("20260701"), answer);
    EXPECT_EQ(count(LogLevel::info), 1U);
    EXPECT_TRUE(last_says("worklist answered") && last_says("empty_before=7")) << sink_->lines.back().second;
    poll(query("20260701"), empty("Modality"));
    EXPECT_EQ(count(LogLevel::warn), 2U);
}

TEST_F(IdleModality, WhoseQueryCannotBeReadIsNotSaidToHaveAnEmptyList) {
    WorklistAnswer refused;
    refused.end = WorklistAnswer::End::bad_query;
    refused.comment = "PatientBirthDate: not a date";
    poll(query("tomorrow"), refused);
    EXPECT_TRUE(last_says("worklist query refused")) << sink_->lines.back().second;
    EXPECT_FALSE(last_says("worklist empty"));
    EXPECT_EQ(count(LogLevel::warn), 1U);
}

TEST_F(IdleModality, HidesNeitherAnotherQuestionNorAnotherDevice) {
    poll(query("20260701"), empty("Modality"));
    poll(query("20260701", "A1"), empty("Modality"));
    poll(query("20260701", "A2"), empty("Modality"));
    poll(query("20260701"), empty("Modality"), "MR2");
    EXPECT_EQ(count(LogLevel::warn), 4U);
}

TEST_F(IdleModality, SpeaksOfThousandsOfQuestionsWithoutKeepingThemAll) {
    for (int n = 0; n < 2500; ++n) poll(query("20260701", "A" + std::to_string(n)), empty("AccessionNumber"));
    EXPECT_EQ(count(LogLevel::warn), 2500U);
    poll(query("20260701", "A2499"), empty("AccessionNumber"));
    EXPECT_EQ(count(LogLevel::warn), 2500U);
}

}  // namespace
}  // namespace mwl::services
