// An accession number that a RIS gives late, or changes: an order is its row (mapping.md, "Accession numbers
// change").
#include "mwl/domain/perform.h"
#include "orders.h"

namespace mwl::domain {
namespace {

// NW or XO of the one order P1, F1 with Study UID 1.2.3, as AChange makes it, under this number.
AChange under(const std::string& number, OrderAction action = OrderAction::update,
              const std::string& control = "XO") {
    return AChange(action, control).accession_number(number);
}

// An order of its own: nothing in common with AChange's.
AChange another(const std::string& number, const std::string& n) {
    return AChange()
        .accession_number(number)
        .procedure("RP" + n, "1.9." + n)
        .step("S" + n)
        .numbers("PL" + n, "FI" + n);
}

bool finished(const Order& order) {
    return std::ranges::all_of(order.procedures[0].steps, [](const Step& s) { return is_over(s.status); });
}

class AccessionChange : public testing::Test {
protected:
    void SetUp() override { apply(known_, AChange()); }

    Order& order(std::size_t at = 0) { return known_.orders.at(at); }
    std::vector<std::string> open_numbers() const {
        std::vector<std::string> out;
        for (const auto& order : known_.orders)
            for (const auto& procedure : order.procedures)
                for (const auto& step : procedure.steps)
                    if (is_open(step.status)) out.push_back(order.accession.number);
        return out;
    }
    Problem refused(const MessageChanges& changes) {
        const auto decision = decided(changes, known_);
        if (decision.ok()) {
            ADD_FAILURE() << "taken";
            return {};
        }
        return decision.problem();
    }
    Known known_;
};

TEST_F(AccessionChange, C30_AnUpdateThatStatesAnotherNumberChangesTheOrdersNumber) {
    const auto row = order().row;
    const auto effects = apply(known_, under("A1B"));
    EXPECT_EQ(open_numbers(), std::vector<std::string>{"A1B"});
    EXPECT_EQ(order().row, row);
    EXPECT_EQ(order().earlier_accessions, std::vector{accession("A1")});
    EXPECT_TRUE(tells(effects, "accession number changed"));
    ASSERT_EQ(effects.notes.size(), 1U);
    EXPECT_EQ(effects.notes[0].notes.at(0).target, "AccessionNumber");
}

TEST_F(AccessionChange, C30_ANewOrderOfTheSameStudyAndNumbersLeavesOneItem) {
    apply(known_, under("A1C", OrderAction::create, "NW"));
    EXPECT_EQ(open_numbers(), std::vector<std::string>{"A1C"});
    EXPECT_EQ(only_step(known_).id.str(), "S1");
}

TEST_F(AccessionChange, C30_IdsThatChangeWithTheNumberMakeNoSecondItem) {
    apply(known_, under("A1C", OrderAction::create, "NW").procedure("A1C", "1.2.3").step("A1C-1"));
    EXPECT_EQ(open_numbers(), std::vector<std::string>{"A1C"});
    auto derived =
        under("A1D", OrderAction::create, "NW").procedure("DERIVED", "1.2.3").step("DERIVED-1", false);
    derived.raw().states_procedure = false;
    apply(known_, derived);
    EXPECT_EQ(open_numbers(), std::vector<std::string>{"A1D"});
    EXPECT_TRUE(apply(known_, derived).empty()) << "sent once more";
    EXPECT_EQ(only_step(known_).id.str(), "S1") << "modalities have this one";
}

TEST_F(AccessionChange, C30_TheNumberMayBeGivenBack) {
    apply(known_, under("A1B"));
    apply(known_, under("A1"));
    EXPECT_EQ(open_numbers(), std::vector<std::string>{"A1"});
    EXPECT_EQ(order().earlier_accessions, std::vector{accession("A1B")});
}

TEST_F(AccessionChange, C30_AnotherSystemThatStillHoldsTheOldNumberChangesNothingBack) {
    apply(known_, under("A1B"));
    auto from_another = under("A1").described("CT neck");
    from_another.raw().order.sender = SenderName{"EHR|HOSP"};
    apply(known_, from_another);
    EXPECT_EQ(open_numbers(), std::vector<std::string>{"A1B"});
    EXPECT_EQ(*order().procedures[0].description, "CT neck");
}

TEST_F(AccessionChange, C30_ACancelWithTheNumberOfTheCancelOrderCancels) {
    const auto effects =
        apply(known_, under("CANCEL77", OrderAction::cancel, "CA").procedure("", "").step(""));
    EXPECT_TRUE(open_numbers().empty());
    EXPECT_EQ(order().accession, accession("A1"));
    EXPECT_NE(effects.timeline.at(0).detail.find("CANCEL77"), std::string::npos);
}

TEST_F(AccessionChange, C30_ACancelByItsNumbersIsNotHeldUpByTheAccessionOfAnotherOrder) {
    apply(known_, another("A2", "2"));
    apply(known_, under("A2", OrderAction::cancel, "CA").procedure("", "").step(""));
    EXPECT_EQ(open_numbers(), std::vector<std::string>{"A2"});
}

TEST_F(AccessionChange, C30_ACancelByTheEarlierNumberFindsTheOrder) {
    apply(known_, under("A1B"));
    apply(known_, under("A1", OrderAction::cancel, "CA").procedure("", "").step("").numbers("", ""));
    EXPECT_TRUE(open_numbers().empty());
}

TEST_F(AccessionChange, TheNumberOfAnotherOrderIsAConflictAndTheErrorSaysWhere) {
    apply(known_, another("A2", "2"));
    auto update = under("A2");
    update.raw().places.accession = "OBR[1]-18";
    const auto problem = refused(update);
    EXPECT_EQ(problem.code, Code::conflict);
    EXPECT_EQ(problem.where, "OBR[1]-18");
    EXPECT_EQ(open_numbers().size(), 2U);
}

TEST_F(AccessionChange, OrdersOfOnePlacerStayApartWhoeverCancels) {
    Known known;
    const auto group = [](const std::string& accession, const std::string& filler) {
        auto out = AChange().accession_number(accession).numbers("P2", filler).procedure("D" + filler, "");
        out.step("DS" + filler, false).raw().states_procedure = false;
        out.raw().order.procedures[0].study = StudyUid{"2.25." + std::to_string(filler.back())};
        out.raw().order.procedures[0].study_was_generated = true;
        return out.raw();
    };
    for (int resend = 0; resend < 2; ++resend) {
        apply(known, message_of({group("A2A", "F2A"), group("A2B", "F2B")}));
        ASSERT_EQ(known.orders.size(), 2U);
    }
    apply(known, message_of({group("A2C", "F2C")}));
    ASSERT_EQ(known.orders.size(), 3U) << "sent alone";
    AChange cancel(OrderAction::cancel, "CA");
    apply(known, cancel.accession_number("").procedure("", "").step("").numbers("P2", "F2A"));
    EXPECT_TRUE(finished(known.orders[0]));
    EXPECT_FALSE(finished(known.orders[1]));
    EXPECT_FALSE(finished(known.orders[2]));
}

// A ward orders a CT and an MR under one placer number, each in a message of its own, and sends no filler
// numbers.
TEST_F(AccessionChange, ANewOrderThatSharesThePlacerNumberAloneReplacesNoExamination) {
    Known known;
    const auto ordered = [](const std::string& accession, const std::string& code, const std::string& n) {
        auto out = AChange().accession_number(accession).numbers("P7", "").procedure("RP" + n, "1.7." + n);
        out.step("S" + n).raw().order.procedures[0].code = CodedEntry{code, "99RIS", code};
        return out;
    };
    for (int resend = 0; resend < 2; ++resend) {
        apply(known, ordered("CT1", "CTHEAD", "1"));
        apply(known, ordered("MR1", "MRHEAD", "2"));
        ASSERT_EQ(known.orders.size(), 2U);
        EXPECT_EQ(known.orders[0].accession, accession("CT1"));
        EXPECT_EQ(known.orders[0].procedures[0].code->value, "CTHEAD");
        EXPECT_EQ(known.orders[1].procedures[0].code->value, "MRHEAD");
    }
}

TEST_F(AccessionChange, AnOldMessageUnderAFormerNumberReopensNoFinishedOrder) {
    apply(known_, under("A1B"));
    only_step(known_).status = StepStatus::cancelled;
    const auto effects = apply(known_, AChange());  // the first NW once more, under A1
    EXPECT_TRUE(open_numbers().empty());
    EXPECT_EQ(known_.orders.size(), 1U);
    EXPECT_EQ(effects.orders_told_of, std::vector{order().row}) << "what is older than its news is stale";
}

TEST_F(AccessionChange, GroupsThatClaimOneOrderUnderTwoNumbersTakeItFromNone) {
    const auto group = [](const std::string& accession) {
        return under(accession, OrderAction::create, "NW").numbers("PL1", "").raw();
    };
    const auto effects = apply(known_, message_of({group("A7"), group("A8")}));
    EXPECT_EQ(known_.orders.size(), 3U);
    EXPECT_EQ(order().accession, accession("A1"));
    EXPECT_TRUE(tells(effects, "Study Instance UID shared"));
    EXPECT_TRUE(tells(effects, "order stands beside another"));
}

TEST_F(AccessionChange, ANumberThatAnotherGroupWantsForAnotherExaminationIsNotTaken) {
    const auto mine = under("A9").raw();
    const auto theirs =
        AChange().accession_number("A9").procedure("RP9", "1.9.9").step("S9").numbers("PL9", "FI9").raw();
    for (const bool is_first : {true, false}) {
        Known known = known_;
        apply(known, message_of(is_first ? std::vector{mine, theirs} : std::vector{theirs, mine}));
        EXPECT_EQ(known.orders.at(0).accession, accession("A1"));
        ASSERT_EQ(known.orders.size(), 2U);
        EXPECT_EQ(known.orders[1].accession, accession("A9"));
        EXPECT_TRUE(known.orders[0].shares_study && known.orders[1].shares_study);
    }
}

TEST_F(AccessionChange, AnotherFillerNumberIsAnotherOrderAndASharedStudyIsTold) {
    auto sibling =
        under("A2", OrderAction::create, "NW").numbers("PL1", "FI2").procedure("RP2", "1.2.3").step("S2");
    const auto effects = apply(known_, sibling);
    EXPECT_EQ(open_numbers(), (std::vector<std::string>{"A1", "A2"}));
    EXPECT_TRUE(tells(effects, "Study Instance UID shared"));
    EXPECT_TRUE(order(0).shares_study && order(1).shares_study);
    EXPECT_FALSE(tells(apply(known_, sibling), "Study Instance UID shared")) << "once";
}

TEST_F(AccessionChange, OneGroupOfSeveralMayNotTakeTheNumberFromTheOthers) {
    apply(known_, AChange().step("S2").numbers("PL2", "FI2"));
    ASSERT_EQ(known_.orders.size(), 1U);
    apply(known_, under("A1B"));
    EXPECT_EQ(order().accession, accession("A1")) << "FI2 was not told to have another number";
    EXPECT_EQ(known_.orders.size(), 2U);
    EXPECT_TRUE(order(0).shares_study);
}

TEST_F(AccessionChange, AllGroupsOfAnOrderTogetherChangeItsNumber) {
    apply(known_, AChange().step("S2").numbers("PL2", "FI2"));
    apply(known_, message_of({under("A1B").raw(), under("A1B").step("S2").numbers("PL2", "FI2").raw()}));
    EXPECT_EQ(known_.orders.size(), 1U);
    EXPECT_EQ(open_numbers(), (std::vector<std::string>{"A1B", "A1B"}));
}

TEST_F(AccessionChange, ANewOrderThatFitsOnlyAFinishedOneIsANewOrder) {
    only_step(known_).status = StepStatus::completed;
    apply(known_, under("A2", OrderAction::create, "NW").procedure("RP2", "").step("S2"));
    EXPECT_EQ(open_numbers(), std::vector<std::string>{"A2"});
    EXPECT_EQ(order(0).accession, accession("A1"));
    apply(known_, under("A3").procedure("RP2", "").step("S2"));
    EXPECT_EQ(open_numbers(), std::vector<std::string>{"A3"})
        << "of two with these numbers the open one is meant";
}

TEST_F(AccessionChange, AnUpdateOfAFinishedOrderMakesNoItem) {
    only_step(known_).status = StepStatus::completed;
    EXPECT_TRUE(tells(apply(known_, under("A1B")), "update not applied"));
    EXPECT_TRUE(open_numbers().empty());
    EXPECT_EQ(order().accession, accession("A1"));
}

TEST_F(AccessionChange, ANumberGivenUpMayBecomeAnotherOrders) {
    apply(known_, under("A1B"));
    apply(known_, another("A1", "2"));
    EXPECT_EQ(open_numbers(), (std::vector<std::string>{"A1B", "A1"}));
    apply(known_, under("A1", OrderAction::cancel, "CA").procedure("", "").step("").numbers("", ""));
    EXPECT_EQ(open_numbers(), std::vector<std::string>{"A1B"}) << "the number in force beats the earlier one";
}

TEST_F(AccessionChange, TheOrderOfAnotherPatientIsDoubtedAndKeepsItsNumber) {
    const auto decision = decided(under("A1B", OrderAction::create, "NW").of("P2"), known_);
    ASSERT_TRUE(decision.ok() && decision->conflict);
    store(known_, decision->effects);
    EXPECT_TRUE(only_step(known_).withheld);
    EXPECT_EQ(order().accession, accession("A1"));
}

TEST_F(AccessionChange, AnMppsWithTheEarlierNumberStillLinksAndIsToldUnderTheNewOne) {
    apply(known_, under("A1B"));
    PerformedStep performed;
    performed.uid = SopInstanceUid{"9.1"};
    performed.patient = patient_id("P1");
    performed.references.emplace_back().accession = accession("A1");
    performed.references[0].study = StudyUid{"7.7"};
    const auto effects = perform_created(performed, known_);
    ASSERT_EQ(effects.status.size(), 1U);
    EXPECT_EQ(effects.status[0].order.accession, accession("A1B"));

    apply(known_, another("A1", "2"));
    const auto by_number = perform_created(performed, known_);
    ASSERT_EQ(by_number.status.size(), 1U);
    EXPECT_EQ(by_number.status[0].order.row, order(1).row) << "the number in force beats the earlier one";
}

}  // namespace
}  // namespace mwl::domain
