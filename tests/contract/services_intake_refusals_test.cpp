// Messages that cannot be used, or only just: refused with the number and the place, and kept with their
// bytes.
#include "contract/services_intake.h"

namespace mwl::test {
namespace services_intake_refusals_test {

class WithoutHeader : public IntakeTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(WithoutHeader, C1_IsRejectedWith100AndKept) {
    const std::string bytes = GetParam();
    EXPECT_EQ(complaint(accept(bytes)).substr(0, 6), "AR 100");
    expect_kept(bytes, Disposition::rejected);
}
INSTANTIATE_TEST_SUITE_P(Each, WithoutHeader,
                         ::testing::Values("", "   ", "PID|1||P1\r", "MSH", "MSH|^~", "hello"));

TEST_F(IntakeTest, C4_AnEmptyControlIdIsRejectedWith101AndKept) {
    const auto bytes = order_message(1).set("MSH-10", "").str();
    EXPECT_EQ(complaint(accept(bytes)), "AR 101 MSH-10");
    expect_kept(bytes, Disposition::rejected);
}

TEST_F(IntakeTest, C5_AUsedControlIdWithAnotherBodyIsProcessedAndFlagged) {
    ASSERT_EQ(code(order_message(1)), "AA");
    const auto other = order_message(2).set("MSH-10", "NW1-080000");
    EXPECT_EQ(code(other), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied);
    EXPECT_EQ(last().reason, "control id was used before with another body");
    EXPECT_EQ(accessions(ask()), (Texts{"ACC1", "ACC2"}));
}

struct Untaken {
    const char* place;
    const char* value;
    const char* complaint;
};
class NotTaken : public IntakeTest, public ::testing::WithParamInterface<Untaken> {};

TEST_P(NotTaken, C7_IsRejectedWithItsNumberAndKept) {
    const auto bytes = order_message(1).set(GetParam().place, GetParam().value).str();
    EXPECT_EQ(complaint(accept(bytes)), GetParam().complaint);
    expect_kept(bytes, Disposition::rejected);
    EXPECT_EQ(count("imaging_order"), "0");
}
INSTANTIATE_TEST_SUITE_P(Each, NotTaken,
                         ::testing::Values(Untaken{"MSH-9", "XYZ^Z01", "AR 200 MSH-9"},
                                           Untaken{"MSH-9", "ORM^O99", "AR 201 MSH-9"},
                                           Untaken{"MSH-11", "X", "AR 202 MSH-11"},
                                           Untaken{"MSH-12", "9.9", "AR 203 MSH-12"}));

class Incomplete : public IntakeTest, public ::testing::WithParamInterface<Untaken> {};

TEST_P(Incomplete, C8_IsQuarantinedWithTheLocationAndItsBytes) {
    auto message = order_message(1).set(GetParam().place, GetParam().value);
    if (std::string(GetParam().place) == "OBR-18") message.set("ORC-3", "").set("OBR-3", "");
    EXPECT_EQ(complaint(accept(message.str())), GetParam().complaint);
    expect_kept(message.str(), Disposition::quarantined);
    EXPECT_EQ(count("imaging_order"), "0");
    EXPECT_EQ(count("patient"), "0") << "all or nothing";
}
INSTANTIATE_TEST_SUITE_P(Each, Incomplete,
                         ::testing::Values(Untaken{"PID-3", "", "AE 101 PID-3"},
                                           Untaken{"OBR-18", "", "AE 101 OBR-18"},
                                           Untaken{"OBR-24", "", "AE 101 OBR-24"},
                                           Untaken{"PID-3", "A\\E\\B", "AE 102 PID-3"},
                                           Untaken{"ORC-1", "QQ", "AE 103 ORC-1"}));

TEST_F(IntakeTest, C10_APlaceholderForNoDateAsStartPoisonsNothingAndTheNextMessagesOfTheOrderWork) {
    ASSERT_EQ(code(order_message(1).set("ORC-7", "^^^99991231235959+0000")), "AA");
    EXPECT_EQ(accessions(ask()), Texts{"ACC1"});  // today: no start could be read
    ASSERT_EQ(code(order_message(1, "NW", "20260701080100")), "AA");
    EXPECT_EQ(code(order_message(1, "CA", "20260701080200")), "AA");
}

class WithAStart : public IntakeTest {
protected:
    static mapping::SiteProfile profile() {
        mapping::SiteProfile profile;
        profile.rule(mapping::Target::step_start).missing = mapping::Missing::reject;
        return profile;
    }
    WithAStart() : IntakeTest(intake_options({profile()})) {}
};

TEST_F(WithAStart, C10_OneThatCannotBeReadIsQuarantinedWithItsPlace) {
    const auto bytes = order_message(1).set("ORC-7", "^^^20260230").str();
    EXPECT_EQ(complaint(accept(bytes)), "AE 102 ORC-7");
    expect_kept(bytes, Disposition::quarantined);
    EXPECT_EQ(count("patient"), "0") << "all or nothing";
}

// Orders of a hospital that writes 00000000 for an unknown birth date were refused, and its ADT with them.
TEST_F(IntakeTest, C31_AnUnreadableBirthDateRefusesNeitherOrderNorAdtAndKeepsTheKnownOne) {
    ASSERT_EQ(code(order_message(1).set("PID-7", "00000000")), "AA");
    EXPECT_EQ(accessions(ask()), Texts{"ACC1"});
    EXPECT_EQ(count("patient where birth_date is null"), "1");
    EXPECT_EQ(count("mapping_note where source = 'PID[1]-7' and rule like '%00000000%'"), "1");
    ASSERT_EQ(code(patient_message(1, "20260701080100").set("PID-7", "16780304")), "AA");
    ASSERT_EQ(code(patient_message(1, "20260701080200")
                       .set("PID-5", "KNOWN^KARL")
                       .set("PID-7", "1960-02-04")
                       .set("PV1-3", "ICU^1^A")),
              "AA");
    EXPECT_EQ(count("patient where birth_date = '1678-03-04' and name = 'KNOWN^KARL'"), "1");
    EXPECT_EQ(count("visit where location = 'ICU^1^A'"), "1");
}

TEST_F(IntakeTest, AnUnknownCharacterSetIsRefusedByNameWithWhatWouldBeTaken) {
    const auto bytes = order_message(1).set("MSH-12", "2.5.1").set("MSH-18", "8859").str();
    const auto ack = accept(bytes);  // in the same set: a parser does not read it
    EXPECT_NE(ack.find("ERR||MSH^1^18|102^"), std::string::npos) << ack;
    const auto problem = last().problem.value();
    for (const auto* const text : {"'8859'", "8859/1", "UNICODE UTF-8"})
        EXPECT_NE(problem.what.find(text), std::string::npos) << problem.what;
}

TEST_F(IntakeTest, C10_AMessageTimeThatMeansNoTimeMakesNoLaterMessageStale) {
    ASSERT_EQ(code(order_message(1, "NW", "99991231235959")), "AA");
    EXPECT_EQ(code(order_message(1, "XO", "20260701080000").set("ORC-7", "1^^^20260709")), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied) << name_of(last().disposition);
}

// As an earlier version stored them.
TEST_F(IntakeTest, F18_AnOrderThatStartsInTheYear10000IsStillListedAndCancelled) {
    order(2);
    (void)fixture_.database.psql(
        "update scheduled_step set local_date = '10000-01-01', start_at = '10000-01-01Z' where step_id = "
        "'SPS1'");
    EXPECT_EQ(accessions(ask()), (Texts{"ACC2", "ACC1"}));
    EXPECT_EQ(code(order_message(1, "CA", "20260701080100")), "AA");
    EXPECT_EQ(status("SPS1"), "CANCELLED");
}

TEST_F(IntakeTest, F18_AMessageForAnOrderWhoseRowCannotBeReadIsAnsweredAndKept) {
    order(1);
    (void)fixture_.database.psql("update scheduled_step set local_date = 'infinity'");
    const auto bytes = order_message(1, "CA", "20260701080100").str();
    EXPECT_EQ(code(bytes), "AE");
    expect_kept(bytes, Disposition::quarantined);
}

TEST_F(IntakeTest, C3_AnUnknownCharacterSetIsRefusedWithWhatTheProfileCanSay) {
    const auto bytes = order_message(1).set("MSH-18", "8859").str();
    (void)accept(bytes);
    EXPECT_FALSE(last().ack_code == "AA");
    ASSERT_TRUE(last().problem);
    EXPECT_EQ(last().problem->what.substr(0, 44), "say in the profile's sender.read_declared wh");
    (void)accept("\xEF\xBB\xBF" + order_message(2).set("MSH-18", "8859/1").set("PID-5", "M\u00FCller").str());
    ASSERT_TRUE(last().problem);
    EXPECT_EQ(last().problem->what.find("read_declared"), std::string::npos)
        << "a known name is no matter of it";
}

TEST_F(IntakeTest, C15_ACancelOfAnUnknownOrderIsKeptWith204) {
    const auto bytes = order_message(1, "CA").str();
    EXPECT_EQ(complaint(accept(bytes)).substr(0, 6), "AE 204");
    expect_kept(bytes, Disposition::quarantined);
}

TEST_F(IntakeTest, C20_HostileTextIsKeptAsItIs) {
    const std::string name = "'; DROP TABLE imaging_order;--";
    EXPECT_EQ(code(order_message(1).set("PID-5", name + "^$1%_")), "AA");
    EXPECT_EQ(ask().items.at(0).value(tags::PatientName), name + "^$1%_");
}

TEST_F(IntakeTest, C14_BytesThatNoTextColumnHoldsAreAnsweredAndKeptAllTheSame) {
    auto bytes = order_message(1).set("MSH-3", "R\xD6NTGEN").set("MSH-18", "8859/1").str();
    EXPECT_EQ(code(bytes), "AA");
    expect_kept(bytes, Disposition::applied);
    bytes = order_message(2).set("MSH-10", std::string("A\0B", 3)).set("MSH-4", "\xFF\xFE").str();
    const auto ack = accept(bytes);
    EXPECT_NE(ack.find("MSA|A"), std::string::npos) << ack;
    EXPECT_EQ(last().raw, bytes);
}

}  // namespace services_intake_refusals_test
}  // namespace mwl::test
