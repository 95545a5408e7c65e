// What is said of an empty worklist: the steps that nearly matched, not the keys that nearly nothing matches.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "mwl/services/answers.h"
#include "support/fake_store.h"
#include "support/fixed_clock.h"
#include "unit/worklist/worklist_items.h"

namespace mwl::test {
namespace {

namespace tags = dataset::tags;
using worklist::test::an_item;

// Gives open steps as the real one does: of one accession number if that is asked for, else the first so
// many.
struct ListedSource final : store::CandidateSource {
    void for_each(const CandidateFilter& filter, const std::function<bool(WorklistItem&&)>& take) override {
        int given = 0;
        for (auto item : steps) {
            if (!filter.accession.empty() && item.order.accession.number != filter.accession) continue;
            if (item.step.withheld && !filter.hidden_too) continue;
            if (!is_open(item.step.status) && filter.statuses.empty()) continue;
            if (filter.soonest > 0 && ++given > filter.soonest) return;
            if (!take(std::move(item))) return;
        }
    }
    std::vector<WorklistItem> steps;
};

struct ListedStore final : FakeStore {
    store::CandidateSource& candidates() override { return source; }
    ListedSource source;
};

class WhyEmpty : public ::testing::Test {
protected:
    void add(
        int count, const std::function<void(WorklistItem&)>& change = [](auto&) {}) {
        for (int n = 0; n < count; ++n) {
            auto item = an_item();
            item.order.accession.number = "B" + std::to_string(store_.source.steps.size());
            change(item);
            store_.source.steps.push_back(std::move(item));
        }
    }
    services::WorklistAnswer ask(const std::string& accession, const std::string& modality,
                                 const std::string& name = "") {
        dataset::Dataset step;
        step.set(tags::Modality, modality);
        dataset::Dataset query;
        if (!accession.empty()) query.set(tags::AccessionNumber, accession);
        if (!name.empty()) query.set(tags::PatientName, name);
        query.set_items(tags::ScheduledProcedureStepSequence, {step});
        domain::Device device;
        device.ae = AeTitle("CT1");
        const auto answer = services::Answers(store_, {}, clock_).find(query, device);
        EXPECT_TRUE(answer.items.empty());
        return answer;
    }
    ListedStore store_;
    FixedClock clock_;
};

// "AccessionNumber 200, Modality 200" said nothing: the order was there, and asked for as US by mistake.
TEST_F(WhyEmpty, AnExistingAccessionAskedWithTheWrongModalityIsNamedAmongHundredsOfOpenSteps) {
    add(250);
    add(1, [](auto& item) { item.order.accession.number = "A777"; });
    const auto answer = ask("A777", "US");
    EXPECT_EQ(words_of(*answer.why_empty), "steps of the asked AccessionNumber kept out: 1 by Modality");
    EXPECT_EQ(answer.candidates, 1U);
}

TEST_F(WhyEmpty, AnAccessionThatIsWithheldOrOverSaysSo) {
    add(1, [](auto& item) {
        item.order.accession.number = "W1";
        item.step.withheld = true;
    });
    EXPECT_EQ(words_of(ask("W1", "CT").why_empty.value()),
              "steps of the asked AccessionNumber kept out: 1 by a doubt about its patient");
    add(1, [](auto& item) {
        item.order.accession.number = "C1";
        item.step.status = StepStatus::completed;
    });
    EXPECT_EQ(words_of(ask("C1", "CT").why_empty.value()),
              "steps of the asked AccessionNumber kept out: 1 by being COMPLETED");
}

TEST_F(WhyEmpty, AnAccessionThatNoStepHasIsSaidToBeNobodys) {
    add(3);
    EXPECT_EQ(words_of(ask("A778", "CT").why_empty.value()),
              "no step has the asked AccessionNumber; nearest kept out: 3 by AccessionNumber");
    store_.source.steps.clear();
    EXPECT_EQ(words_of(ask("A778", "CT").why_empty.value()),
              "no step has the asked AccessionNumber; there is no open step at all");
}

TEST_F(WhyEmpty, TheStepsThatFailFewestKeysAreTheOnesThatCount) {
    add(40);  // other name, other modality
    add(2, [](auto& item) { item.step.modality = std::string("US"); });
    add(3, [](auto& item) { item.patient.name = text::parse_pn("ROE^RICHARD"); });
    const auto answer = ask("", "US", "ROE^RICHARD");
    EXPECT_EQ(words_of(*answer.why_empty), "nearest kept out: 3 by Modality, 2 by PatientName");
    EXPECT_EQ(kept_out_by(*answer.why_empty), "Modality, PatientName") << "equal however many there are";
    EXPECT_EQ(answer.candidates, 45U);
    store_.source.steps.resize(40);
    EXPECT_EQ(words_of(ask("", "US", "ROE^RICHARD").why_empty.value()),
              "nearest kept out: 40 by PatientName and Modality");
}

}  // namespace
}  // namespace mwl::test
