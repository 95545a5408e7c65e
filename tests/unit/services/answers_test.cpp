// What an empty answer costs and says, on a store that is a list.
#include <gtest/gtest.h>

#include "mwl/services/answers.h"
#include "support/fake_store.h"
#include "support/fixed_clock.h"

namespace mwl::test {
namespace {

// Gives nothing; keeps the filters it was asked with, and fails from the `good_looks`-th look on.
struct EmptySource final : store::CandidateSource {
    void for_each(const CandidateFilter& filter, const std::function<bool(WorklistItem&&)>&) override {
        if (asked.size() == good_looks) throw StoreError("the database is away");
        asked.push_back(filter);
    }
    std::vector<CandidateFilter> asked;
    std::size_t good_looks = 2;
};

struct EmptyStore final : FakeStore {
    store::CandidateSource& candidates() override { return source; }
    EmptySource source;
};

class EmptyAnswer : public ::testing::Test {
protected:
    services::WorklistAnswer ask() {
        domain::Device device;
        device.ae = AeTitle("CT1");
        return services::Answers(store_, {}, clock_).find({}, device);
    }
    EmptyStore store_;
    FixedClock clock_;
};

// Every poll of an idle modality sorted all open steps of the hospital.
TEST_F(EmptyAnswer, IsExplainedByALookAtSomeStepsAndNotAtAll) {
    EXPECT_EQ(words_of(ask().why_empty.value()), "there is no open step at all");
    ASSERT_EQ(store_.source.asked.size(), 2U);
    EXPECT_EQ(store_.source.asked[0].soonest, 0) << "the answer itself is complete";
    EXPECT_EQ(store_.source.asked[1].soonest, 200);
}

// The worklist of a modality failed although nothing was wrong with its empty answer.
TEST_F(EmptyAnswer, ThatCannotBeExplainedIsStillTheAnswer) {
    store_.source.good_looks = 1;
    const auto answer = ask();
    EXPECT_EQ(answer.end, services::WorklistAnswer::End::complete);
    EXPECT_TRUE(answer.items.empty());
    EXPECT_FALSE(answer.why_empty);
    EXPECT_EQ(answer.remarks,
              std::vector<std::string>{"why nothing matched could not be explained: the database is away"});
}

TEST_F(EmptyAnswer, IsNeverWhatAFailedLookGives) {
    store_.source.good_looks = 0;
    EXPECT_THROW((void)ask(), StoreError);
}

}  // namespace
}  // namespace mwl::test
