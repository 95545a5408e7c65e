// Orders with several steps (OMI) and appointments (SIU), to the worklist.
#include "contract/services_intake.h"

namespace mwl::test {
namespace services_structures_test {

class OmiTest : public IntakeTest {
protected:
    // One OBR with an IPC for each step: "1", "2" …
    static std::string omi(const std::string& control, const std::string& sent, const Texts& steps) {
        auto out =
            "MSH|^~\\&|RIS|HOSP|||20260701" + sent + "||OMI^O23^OMI_O23|M" + control + sent +
            "|P|2.5.1|||||||UNICODE UTF-8\rPID|1||PAT1^^^HOSP^MR||DOE^JANE||19700102|F\rORC|" + control +
            "|PL1^HIS|FI1^RIS\rTQ1|1||||||20260701120000||R\rOBR|1|PL1^HIS|FI1^RIS|CTPET^PET and CT^L\r";
        for (const auto& step : steps) out += "IPC|ACC1|RP1|1.2.840.1|SPS" + step + "|CT\r";
        return out;
    }
    Texts steps() { return texts("string_agg(step_id || ' ' || status, ',' order by step_id)"); }
    Texts texts(const std::string& what) {
        return {fixture_.database.psql("select " + what + " from scheduled_step")};
    }
};

TEST_F(OmiTest, AStepThatAnUpdateListsNoMoreIsCancelledAndTold) {
    ASSERT_EQ(code(omi("NW", "080000", {"1", "2", "3"})), "AA");
    EXPECT_EQ(steps(), Texts{"SPS1 SCHEDULED,SPS2 SCHEDULED,SPS3 SCHEDULED"});
    (void)fixture_.database.psql("update scheduled_step set status = 'STARTED' where step_id = 'SPS3'");
    ASSERT_EQ(code(omi("XO", "090000", {"2"})), "AA");
    EXPECT_EQ(steps(), Texts{"SPS1 CANCELLED,SPS2 SCHEDULED,SPS3 STARTED"}) << "a step that has begun stays";
    EXPECT_EQ(count("timeline where event = 'step not listed any more'"), "2");
    EXPECT_EQ(count("timeline where event = 'step cancelled' and detail like '%SPS1%ORC-1 XO%'"), "1");
    EXPECT_EQ(count("imaging_order"), "1");
    EXPECT_EQ(count("requested_procedure"), "1");
}

TEST_F(OmiTest, ACancelTakesTheStepsThatItNames) {
    ASSERT_EQ(code(omi("NW", "080000", {"1", "2"})), "AA");
    ASSERT_EQ(code(omi("CA", "090000", {"1"})), "AA");
    EXPECT_EQ(steps(), Texts{"SPS1 CANCELLED,SPS2 SCHEDULED"});
}

TEST_F(OmiTest, AnUpdateOfOneProcedureLeavesTheOthersOfTheRequest) {
    auto second = omi("NW", "081000", {"8"});
    const auto as_another = [](std::string bytes) {
        for (const auto& [from, to] :
             {std::pair{"FI1^RIS", "FI2^RIS"}, std::pair{"|RP1|1.2.840.1|", "|RP2|1.2.840.2|"}})
            for (auto at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + 1))
                bytes.replace(at, std::string(from).size(), to);
        return bytes;
    };
    ASSERT_EQ(code(omi("NW", "080000", {"1", "2"})), "AA");
    ASSERT_EQ(code(as_another(second)), "AA");
    EXPECT_EQ(steps(), Texts{"SPS1 SCHEDULED,SPS2 SCHEDULED,SPS8 SCHEDULED"}) << "a new order lists nothing";
    ASSERT_EQ(code(as_another(omi("XO", "090000", {"9"}))), "AA");
    EXPECT_EQ(steps(), Texts{"SPS1 SCHEDULED,SPS2 SCHEDULED,SPS8 CANCELLED,SPS9 SCHEDULED"});
}

TEST_F(OmiTest, AStepWhoseStatusAGroupChangesIsListed) {
    ASSERT_EQ(code(omi("NW", "080000", {"1", "2", "3"})), "AA");
    auto bytes = omi("XO", "090000", {"1"});
    const auto hold = omi("HD", "090000", {"2"});
    ASSERT_EQ(code(bytes + hold.substr(hold.find("ORC|"))), "AA");
    EXPECT_EQ(steps(), Texts{"SPS1 SCHEDULED,SPS2 ON_HOLD,SPS3 CANCELLED"});
    auto ignored = omi("XO", "100000", {"1"});
    const auto previous = omi("PR", "100000", {"2"});
    ASSERT_EQ(code(ignored + previous.substr(previous.find("ORC|"))), "AA");
    EXPECT_EQ(steps(), Texts{"SPS1 SCHEDULED,SPS2 ON_HOLD,SPS3 CANCELLED"})
        << "what is ignored may name a step";
}

class NoSnapshot : public OmiTest {
protected:
    static mapping::SiteProfile profile(mapping::Snapshot snapshot) {
        mapping::SiteProfile profile;
        profile.intake.snapshot = snapshot;
        return profile;
    }
    void use(mapping::Snapshot snapshot) { intake_.use(intake_options({profile(snapshot)})); }
};

TEST_F(NoSnapshot, TheProfileSaysForWhichMessagesAListIsAll) {
    ASSERT_EQ(code(omi("NW", "080000", {"1", "2"})), "AA");
    use(mapping::Snapshot::none);
    ASSERT_EQ(code(omi("XO", "090000", {"1"})), "AA");
    EXPECT_EQ(steps(), Texts{"SPS1 SCHEDULED,SPS2 SCHEDULED"});
    use(mapping::Snapshot::all);
    auto orm = order_message(1, "XO", "20260701100000").set("OBR-18", "ACC1").set("OBR-20", "SPS1");
    orm.set("PID-3", "PAT1^^^HOSP^MR")
        .set("ORC-2", "PL1^HIS")
        .set("ORC-3", "FI1^RIS")
        .set("ZDS-1", "1.2.840.1");
    ASSERT_EQ(code(orm), "AA");
    EXPECT_EQ(steps(), Texts{"SPS1 SCHEDULED,SPS2 CANCELLED"});
}

// Order 1 was sent by the RIS; its appointment comes from the scheduler.
class SiuTest : public IntakeTest {
protected:
    static std::string siu(const std::string& event, const std::string& sent, const std::string& start,
                           const std::string& numbers = "PLC1^HIS|FIL1^RIS") {
        return "MSH|^~\\&|SCHED|HOSP|||20260701" + sent + "||SIU^" + event + "^SIU_S12|M" + event + sent +
               "|P|2.5.1|||||||UNICODE UTF-8\rSCH|1|1|||||||||^^^" + start + "|||||||||||||||" + numbers +
               "\rPID|1||PAT1^^^HOSP^MR||FAMILY1^GIVEN\rRGS|1\rAIS|1||CTHEAD^CT head^99RIS|" + start + "\r";
    }
    std::string starts() {
        return fixture_.database.psql(
            "select string_agg(to_char(start_at at time zone 'UTC', 'DD HH24:MI') || ' ' || status, ',') "
            "from "
            "scheduled_step");
    }
};

TEST_F(SiuTest, MovesAndCancelsTheOrderOfTheRis) {
    ASSERT_EQ(code(order_message(1)), "AA");
    ASSERT_EQ(code(siu("S12", "090000", "20260703093000")), "AA");
    EXPECT_EQ(starts(), "03 09:30 SCHEDULED");
    ASSERT_EQ(code(siu("S13", "100000", "20260704093000")), "AA");
    EXPECT_EQ(starts(), "04 09:30 SCHEDULED");
    EXPECT_EQ(count("timeline where event = 'order updated' and detail like '%by SIU^S13'"), "1");
    ASSERT_EQ(code(siu("S26", "110000", "20260704093000")), "AA");
    EXPECT_EQ(starts(), "04 09:30 CANCELLED");
    EXPECT_EQ(count("imaging_order"), "1");
}

// CT and PET of one order, booked as two appointments.
TEST_F(SiuTest, MeansTheStepOfItsServiceAlone) {
    auto order = order_message(1);
    auto second = order_message(1).set("OBR-4", "PET^PET^99RIS");
    const auto bytes = second.set("OBR-19", "RP2").set("OBR-20", "SPS2").set("ZDS-1", "1.2.9").str();
    order.add("OBR", bytes.substr(bytes.find("OBR|")));
    ASSERT_EQ(code(order), "AA");
    ASSERT_EQ(count("scheduled_step"), "2");
    const auto of = [&](const std::string& what) {
        return fixture_.database.psql(
            "select " + what +
            " from scheduled_step s join requested_procedure r on r.id = s.procedure_id "
            "where r.code_value = 'CTHEAD'");
    };
    ASSERT_EQ(code(siu("S13", "090000", "20260703093000")), "AA");
    EXPECT_EQ(of("to_char(s.start_at at time zone 'UTC', 'DD HH24:MI')"), "03 09:30");
    EXPECT_EQ(count("scheduled_step where start_at::date = '2026-07-03'"), "1");
    ASSERT_EQ(code(siu("S15", "100000", "20260703093000")), "AA");
    EXPECT_EQ(of("s.status"), "CANCELLED");
    EXPECT_EQ(count("scheduled_step where status = 'SCHEDULED'"), "1");
}

TEST_F(SiuTest, AServiceThatTheOrderDoesNotHaveChangesNothingOfIt) {
    ASSERT_EQ(code(order_message(1)), "AA");
    ASSERT_EQ(code(siu("S12", "090000", "20260703093000") + "AIS|2||PREP^Preparation^L|20260703080000\r"),
              "AA");
    EXPECT_EQ(starts(), "03 09:30 SCHEDULED");
    EXPECT_EQ(fixture_.database.psql("select code_value || description from requested_procedure"),
              "CTHEADCT head");
    EXPECT_EQ(count("timeline where event = 'update not applied' and detail like '%service PREP%'"), "1");
    EXPECT_NE(last().reason.find("update not applied"), std::string::npos);
    ASSERT_EQ(code(siu("S13", "100000", "20260704100000")), "AA");
    auto renamed = siu("S13", "110000", "20260705110000");
    renamed.replace(renamed.find("CTHEAD^CT head^99RIS"), 20, "KOPF^Kopf");
    ASSERT_EQ(code(renamed), "AA") << "the only service means the only step, whatever the scheduler calls it";
    EXPECT_EQ(starts(), "05 11:00 SCHEDULED");
    EXPECT_EQ(fixture_.database.psql("select code_value || description from requested_procedure"),
              "CTHEADCT head");
}

TEST_F(SiuTest, C15_OfAnUnknownOrderIsKeptWith204) {
    for (const std::string event : {"S12", "S13", "S15"}) {
        const auto bytes = siu(event, "090000", "20260703093000");
        EXPECT_EQ(complaint(accept(bytes)).substr(0, 6), "AE 204") << event;
        expect_kept(bytes, Disposition::quarantined);
    }
    EXPECT_EQ(count("imaging_order"), "0");
}

TEST_F(SiuTest, C29_OfAnotherPatientRaisesADoubtAboutTheOrder) {
    ASSERT_EQ(code(order_message(1)), "AA");
    auto bytes = siu("S13", "090000", "20260703093000");
    bytes.replace(bytes.find("PAT1^"), 4, "PAT2");
    EXPECT_EQ(code(bytes), "AE");
    EXPECT_EQ(count("scheduled_step where withheld"), "1");
    EXPECT_EQ(count("timeline where event = 'order withheld' and detail like '%by SIU^S13%'"), "1");
}

}  // namespace services_structures_test
}  // namespace mwl::test
