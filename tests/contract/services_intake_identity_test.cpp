// Which order a message speaks of, and whether its patient is in doubt: an order keeps its identity when its
// accession number changes; a doubt is news like any other.
#include <thread>

#include "contract/services_mpps.h"

namespace mwl::test {
namespace services_intake_identity_test {

// One ORC/OBR group of a chest examination as a RIS sends it, and the message around it.
struct Group {
    std::string control, placer, filler, accession;
    std::string start = "20261201120000";
    std::string ids = "RP1|SP1";  // OBR-19 and OBR-20
    std::string study;

    std::string str() const {
        auto out = "ORC|" + control + "|" + placer + "^RIS|" + filler + "^RIS||SC||^^^" + start + "^^R\r" +
                   "OBR||" + placer + "^RIS|" + filler + "^RIS|CHEST^Chest^L||||||||||||||" + accession +
                   "|" + ids + "||||DX\r";
        if (!study.empty()) out += "ZDS|" + study + "^RIS^Application^DICOM\r";
        return out;
    }
};

class IdentityTest : public MppsTest {
protected:
    // The time of day is MSH-7's.
    static std::string sent(const std::string& time, const std::string& patient,
                            const std::vector<Group>& groups, const std::string& sender = "RIS") {
        static int number = 0;
        auto out = "MSH|^~\\&|" + sender + "|NORTH|MWLBROKER|RAD|" + (time.empty() ? "" : "20261201" + time) +
                   "||ORM^O01|M" + std::to_string(++number) + "|P|2.3.1\r" + "PID|1||" + patient +
                   "^^^NORTH^MR||SAMPLE^" + patient + "||19600101|F\r";
        for (const auto& group : groups) out += group.str();
        return out;
    }
    static Group chest(const std::string& control, const std::string& accession,
                       const std::string& start = "20261201120000") {
        return {control, "P1", "F1", accession, start, "RP1|SP1", "1.2.826.0.1.3680043.10.9.1"};
    }
    void SetUp() override { ASSERT_EQ(code(sent("090000", "M1", {chest("NW", "ACC1")})), "AA"); }

    // "ACC1 1200", as on the worklist.
    Texts shown() {
        Texts out;
        for (const auto& item : ask().items)
            out.push_back(item.value(tags::AccessionNumber) + " " +
                          item.items(tags::ScheduledProcedureStepSequence)
                              .at(0)
                              .value(tags::ScheduledProcedureStepStartTime)
                              .substr(0, 4));
        return out;
    }
    std::int64_t alarm(store::Alarm alarm) { return fixture_.store->records().alarms().at(alarm); }
    bool is_told(const std::string& accession, const std::string& event) {
        const auto timeline = fixture_.store->records().timeline({accession, Issuer("HOSPITAL")}, {}).rows;
        return std::ranges::any_of(timeline, [&](const auto& entry) { return entry.event == event; });
    }
    Disposition last_disposition() {
        return fixture_.store->records().messages({}, {1, {}}).rows.at(0).disposition;
    }
    std::string last_where() {
        const auto problem = fixture_.store->records().messages({}, {1, {}}).rows.at(0).problem;
        return problem ? problem->where : "no problem";
    }
};

TEST_F(IdentityTest, C30_AnUpdateThatStatesAnotherAccessionMovesTheOneItem) {
    EXPECT_EQ(code(sent("090500", "M1", {chest("XO", "ACC1B", "20261201140000")})), "AA");
    EXPECT_EQ(shown(), Texts{"ACC1B 1400"});
    EXPECT_TRUE(is_told("ACC1B", "accession number changed"));
    EXPECT_TRUE(is_told("ACC1B", "order created")) << "one story";
    EXPECT_TRUE(is_told("ACC1", "accession number changed")) << "found by the old number too";
    EXPECT_EQ(fixture_.store->records()
                  .steps({{}, {"ACC1", Issuer("HOSPITAL")}}, {})
                  .rows.at(0)
                  .order.accession.number,
              "ACC1B");
    EXPECT_EQ(fixture_.store->records().notes({"ACC1", Issuer("HOSPITAL")}).size(),
              fixture_.store->records().notes({"ACC1B", Issuer("HOSPITAL")}).size());
}

TEST_F(IdentityTest, C30_AnMppsThatNamesTheOldAccessionIsToldToTheRisUnderTheNewOne) {
    ASSERT_EQ(code(sent("090500", "M1", {chest("XO", "ACC1B")})), "AA");
    Dataset item;
    item.set(tags::StudyInstanceUID, "1.77").set(tags::AccessionNumber, "ACC1");
    auto attributes = creation({1}).set(tags::PatientID, "M1").set(tags::PatientName, "SAMPLE^M1");
    attributes.set(tags::IssuerOfPatientID, "NORTH");
    EXPECT_EQ(refusal(create("1.9", attributes.set_items(tags::ScheduledStepAttributesSequence, {item}))),
              std::nullopt);
    EXPECT_EQ(status("SP1"), "STARTED");
    ASSERT_EQ(code(sent("091000", "M1", {chest("XO", "ACC1C")})), "AA");
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(queued(), (Texts{"ACC1C in progress", "ACC1C completed"})) << "one order, one queue";
    EXPECT_EQ(fixture_.database.psql("select count(distinct order_key) from status_message"), "1");
    EXPECT_NE(payload("ris").find("|ACC1C|"), std::string::npos) << payload("ris");
}

TEST_F(IdentityTest, C30_ACancelThatStatesTheNumberOfTheCancelOrderTakesTheExamAway) {
    auto cancel = chest("CA", "CANCEL77");
    cancel.ids = "|";
    cancel.study = "";
    EXPECT_EQ(code(sent("091000", "M1", {cancel})), "AA");
    EXPECT_TRUE(shown().empty());
}

TEST_F(IdentityTest, C30_ANewOrderOfTheSameStudyWithAnotherAccessionLeavesOneItem) {
    EXPECT_EQ(code(sent("091500", "M1", {chest("NW", "ACC1C")})), "AA");
    EXPECT_EQ(shown(), Texts{"ACC1C 1200"});
    EXPECT_EQ(alarm(store::Alarm::shared_study), 0);
}

TEST_F(IdentityTest, C30_OrdersOfOnePlacerAreTwoItemsAndTheCancelOfOneLeavesTheOther) {
    const Group first{"NW", "P2", "F2A", "ACC2A", "20261201120000", "|", ""};
    const Group second{"NW", "P2", "F2B", "ACC2B", "20261201130000", "|", ""};
    ASSERT_EQ(code(sent("090000", "M2", {first, second})), "AA");
    EXPECT_EQ(shown(), (Texts{"ACC1 1200", "ACC2A 1200", "ACC2B 1300"}));
    auto cancel = first;
    cancel.control = "CA";
    cancel.accession = "";
    EXPECT_EQ(code(sent("091000", "M2", {cancel})), "AA");
    EXPECT_EQ(shown(), (Texts{"ACC1 1200", "ACC2B 1300"}));
}

TEST_F(IdentityTest, TwoItemsOfOneStudyRaiseAnAlarmUntilOneIsGone) {
    auto sibling = chest("NW", "ACC2");
    sibling.filler = "F2";
    sibling.ids = "RP2|SP2";
    ASSERT_EQ(code(sent("091000", "M1", {sibling})), "AA");
    EXPECT_EQ(shown().size(), 2U);
    EXPECT_EQ(alarm(store::Alarm::shared_study), 2);
    EXPECT_TRUE(is_told("ACC1", "Study Instance UID shared") && is_told("ACC2", "Study Instance UID shared"));
    sibling.control = "CA";
    ASSERT_EQ(code(sent("091500", "M1", {sibling})), "AA");
    EXPECT_EQ(alarm(store::Alarm::shared_study), 0);
}

TEST_F(IdentityTest, TheNumberOfAnotherOrderIsRefusedAndTheErrorSaysWhere) {
    ASSERT_EQ(code(sent("090500", "M1", {{"NW", "P2", "F2", "ACC2", "20261201150000", "RP2|SP2", ""}})),
              "AA");
    EXPECT_EQ(code(sent("091000", "M1", {chest("XO", "ACC2")})), "AE");
    EXPECT_EQ(last_where(), "OBR[1]-18");
    EXPECT_EQ(shown(), (Texts{"ACC1 1200", "ACC2 1500"}));
    auto unknown = chest("CA", "ACC9");
    unknown.placer = "P9";
    unknown.filler = "F9";
    unknown.study = "";
    EXPECT_EQ(code(sent("091000", "M1", {unknown})), "AE");
    EXPECT_EQ(last_where(), "ORC[1]-3");
}

TEST_F(IdentityTest, ANumberGivenUpMayBecomeAnotherOrdersEvenInOneMessage) {
    const Group fresh{"NW", "P2", "F2", "ACC1", "20261201150000", "RP2|SP2", ""};
    ASSERT_EQ(code(sent("091000", "M1", {chest("XO", "ACC1B")})), "AA");
    ASSERT_EQ(code(sent("091500", "M1", {fresh})), "AA");
    EXPECT_EQ(shown(), (Texts{"ACC1B 1200", "ACC1 1500"}));
    EXPECT_FALSE(is_told("ACC1", "accession number changed")) << "the page of the order that has the number";
}

TEST_F(IdentityTest, ARenamedOrderFoundByTwoSessionsAtOnceKeepsOneNumber) {
    std::vector<std::jthread> threads;
    for (const auto& message : {sent("", "M1", {chest("XO", "ACCX")}), sent("", "M1", {chest("XO", "ACCY")})})
        threads.emplace_back([this, message] { (void)accept(message); });
    threads.clear();
    EXPECT_EQ(shown().size(), 1U);
    EXPECT_EQ(fixture_.database.psql("select count(*) from order_accession"), "3");
    EXPECT_EQ(fixture_.database.psql("select count(*) from order_accession where is_current"), "1");
}

TEST_F(IdentityTest, C29_AnOlderMessageNeitherShowsNorMovesAnOrderInDoubt) {
    ASSERT_EQ(code(sent("091000", "M2", {chest("XO", "ACC1")})), "AE");
    ASSERT_TRUE(shown().empty());
    EXPECT_EQ(alarm(store::Alarm::withheld_steps), 1);
    EXPECT_EQ(code(sent("090500", "M1", {chest("XO", "ACC1", "20261201130000")})), "AA");
    EXPECT_EQ(last_disposition(), Disposition::stale);
    EXPECT_TRUE(shown().empty()) << "shown again by a message that is older than the doubt";
    EXPECT_EQ(code(sent("092000", "M1", {chest("XO", "ACC1", "20261201140000")})), "AA");
    EXPECT_EQ(shown(), Texts{"ACC1 1400"});
    EXPECT_EQ(alarm(store::Alarm::withheld_steps), 0);
}

TEST_F(IdentityTest, C29_AnOldContradictingMessageLeavesTodaysExamOnTheWorklist) {
    ASSERT_EQ(code(sent("100000", "M1", {chest("XO", "ACC1", "20261201140000")})), "AA");
    EXPECT_EQ(code(sent("093000", "M2", {chest("XO", "ACC1")})), "AA");
    EXPECT_EQ(last_disposition(), Disposition::stale);
    EXPECT_EQ(shown(), Texts{"ACC1 1400"});
    EXPECT_EQ(alarm(store::Alarm::stale_last_day), 1) << "a person must see it";
}

TEST_F(IdentityTest, C29_ACancelIsNeverStaleAndAnOldOneForAnotherPatientTakesNothingAway) {
    ASSERT_EQ(code(sent("100000", "M1", {chest("XO", "ACC1")})), "AA");
    EXPECT_EQ(code(sent("093000", "M2", {chest("CA", "ACC1")})), "AE");
    EXPECT_EQ(last_disposition(), Disposition::quarantined);
    EXPECT_EQ(shown(), Texts{"ACC1 1200"});
    EXPECT_EQ(code(sent("093000", "M1", {chest("CA", "ACC1")})), "AA");
    EXPECT_TRUE(shown().empty());
}

TEST_F(IdentityTest, C29_BetweenSendersAndWithoutATimeTheOrderOfArrivalCounts) {
    ASSERT_EQ(code(sent("091000", "M2", {chest("XO", "ACC1")})), "AE");
    EXPECT_EQ(code(sent("080000", "M1", {chest("XO", "ACC1")}, "EHR")), "AA");
    EXPECT_EQ(shown(), Texts{"ACC1 1200"}) << "the clock of another sender";
    ASSERT_EQ(code(sent("091500", "M2", {chest("XO", "ACC1")})), "AE");
    ASSERT_TRUE(shown().empty());
    EXPECT_EQ(code(sent("", "M1", {chest("XO", "ACC1")})), "AA");
    EXPECT_EQ(shown(), Texts{"ACC1 1200"}) << "no MSH-7";
}

TEST_F(IdentityTest, C29_WithinTheToleranceAnOlderMessageIsAppliedButSettlesNoDoubt) {
    ASSERT_EQ(code(sent("091000", "M2", {chest("XO", "ACC1")})), "AE");
    EXPECT_EQ(code(sent("090930", "M1", {chest("XO", "ACC1", "20261201140000")})), "AA");
    EXPECT_EQ(last_disposition(), Disposition::applied);
    EXPECT_TRUE(shown().empty());
    EXPECT_EQ(code(sent("091000", "M1", {chest("XO", "ACC1", "20261201150000")})), "AA");
    EXPECT_EQ(shown(), Texts{"ACC1 1500"}) << "of the same second: arrival counts";
}

}  // namespace services_intake_identity_test
}  // namespace mwl::test
