// Worklist answers: complete or said to be incomplete, of one patient each, in the asking device's zone and
// character set.
#include <algorithm>

#include "contract/services_samples.h"

namespace mwl::test {
namespace services_answers_test {

using Texts = std::vector<std::string>;
using End = services::WorklistAnswer::End;

class AnswersTest : public ServicesTest {
protected:
    using ServicesTest::ServicesTest;

    static const Dataset& step_of(const Dataset& item) {
        return item.items(tags::ScheduledProcedureStepSequence).at(0);
    }
    static Dataset on(const std::string& day) {
        return worklist_query(
            [&](auto&, auto& step) { step.set(tags::ScheduledProcedureStepStartDate, day); });
    }
    static domain::Device in_zone(const std::string& zone) {
        auto device = device_named("CT1");
        device.zone = zone;
        return device;
    }
};

TEST_F(AnswersTest, PAIR_NoItemMixesTwoPatients) {
    order(50);
    const auto answer = ask();
    EXPECT_EQ(answer.end, End::complete);
    EXPECT_EQ(answer.candidates, 50U);
    Texts seen;
    for (const auto& item : answer.items) {
        const auto accession = item.value(tags::AccessionNumber);
        const auto number = accession.substr(3);
        EXPECT_EQ(item.value(tags::PatientID), "PAT" + number);
        EXPECT_EQ(item.value(tags::PatientName), "FAMILY" + number + "^GIVEN");
        EXPECT_EQ(item.value(tags::StudyInstanceUID), "1.2.840." + number);
        EXPECT_EQ(step_of(item).value(tags::ScheduledProcedureStepID), "SPS" + number);
        seen.push_back(accession);
    }
    std::ranges::sort(seen);
    EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
    EXPECT_EQ(seen.size(), 50U);
}

TEST_F(AnswersTest, TheNamedPatientAloneIsAnswered) {
    order(12);
    const auto answer = ask(worklist_query([](auto& query, auto&) { query.set(tags::PatientID, "PAT1"); }));
    EXPECT_EQ(accessions(answer), Texts{"ACC1"}) << "and neither 10, 11 nor 12";
}

TEST_F(AnswersTest, AnEmptyAnswerSaysWhichKeysKeptTheStepsOut) {
    order(3);
    const auto nobody = ask(worklist_query([](auto&, auto& step) { step.set(tags::Modality, "US"); }));
    EXPECT_TRUE(nobody.items.empty());
    EXPECT_EQ(nobody.end, End::complete);
    EXPECT_FALSE(ask().why_empty);
    const auto wrong_name = ask(worklist_query([](auto& query, auto& step) {
        query.set(tags::PatientName, "FAMILY2^OTHER");
        step.set(tags::Modality, "CT");
    }));
    EXPECT_TRUE(wrong_name.items.empty());
    ASSERT_TRUE(wrong_name.why_empty);
    EXPECT_EQ(words_of(*wrong_name.why_empty),
              "nearest kept out: " + std::to_string(wrong_name.candidates) + " by PatientName");
}

TEST_F(AnswersTest, AnEmptyAnswerNamesWhatKeepsTheAskedAccessionOutWithheldOrOverToo) {
    order(3);
    const auto why = [&](const std::string& accession, const std::string& modality) {
        return words_of(ask(worklist_query([&](auto& query, auto& step) {
                            query.set(tags::AccessionNumber, accession);
                            step.set(tags::Modality, modality);
                        })).why_empty.value());
    };
    const std::string asked = "steps of the asked AccessionNumber kept out: ";
    EXPECT_EQ(why("ACC2", "US"), asked + "1 by Modality");
    EXPECT_EQ(why("ACC9", "CT"),
              "no step has the asked AccessionNumber; nearest kept out: 3 by AccessionNumber");
    (void)fixture_.database.psql("update scheduled_step set withheld = true where step_id = 'SPS2'");
    EXPECT_EQ(why("ACC2", "CT"), asked + "1 by a doubt about its patient");
    ASSERT_EQ(code(order_message(1, "CA", "20260701090000")), "AA");
    EXPECT_EQ(why("ACC1", "CT"), asked + "1 by being CANCELLED");
}

// Patient ŻA123 came out as ZA123, perhaps another patient's id, and accession АБ17 as ??17.
TEST_F(AnswersTest, AnIdentifierThatTheCharacterSetCannotHoldBringsTheItemInUtf8) {
    ASSERT_EQ(code(order_message(1).set("MSH-18", "UNICODE UTF-8").set("PID-3", "ŻA123^^^HOSP^MR")), "AA");
    ASSERT_EQ(code(order_message(2)
                       .set("MSH-18", "UNICODE UTF-8")
                       .set("PID-5", "Żółć^GIVEN")
                       .set("PID-3", "PAT2^^^HOSP^MR")),
              "AA");
    ASSERT_EQ(code(order_message(3).set("MSH-18", "UNICODE UTF-8").set("OBR-18", "АБ17")), "AA");
    auto device = device_named("CT1");
    device.charset = "ISO_IR 100";
    const auto answer = ask(worklist_query(), device);
    ASSERT_EQ(answer.items.size(), 3U);
    EXPECT_EQ(answer.items[0].value(tags::SpecificCharacterSet), "ISO_IR 192");
    EXPECT_EQ(answer.items[0].value(tags::PatientID), "ŻA123");
    EXPECT_EQ(answer.items[1].value(tags::SpecificCharacterSet), "ISO_IR 100") << "a name may lose an accent";
    EXPECT_EQ(answer.items[2].value(tags::SpecificCharacterSet), "ISO_IR 192");
    EXPECT_EQ(answer.remarks,
              (Texts{"AccessionNumber (0008,0050) does not fit ISO_IR 100; 1 item answered in ISO_IR 192",
                     "PatientID (0010,0020) does not fit ISO_IR 100; 1 item answered in ISO_IR 192"}));
}

// "Pregnant" of one order was shown with "Not pregnant" of its correction, and with every other order.
TEST_F(AnswersTest, ClinicalInformationIsCorrectedAndStaysWithItsOrder) {
    const auto of_patient_1 = [](int n, const std::string& control, const std::string& sent_at) {
        auto message = order_message(n, control, sent_at);
        return message.set("PID-3", "PAT1^^^HOSP^MR").set("PID-5", "FAMILY1^GIVEN");
    };
    ASSERT_EQ(code(of_patient_1(1, "NW", "20260701080000")
                       .set("OBR-13", "Pregnant")
                       .add("PID", "AL1|1||^Latex|SV\rAL1|2||^Iodine contrast|MO\r")),
              "AA");
    ASSERT_EQ(code(of_patient_1(2, "NW", "20260701080100")), "AA");
    ASSERT_EQ(code(of_patient_1(1, "XO", "20260701080200").set("OBR-13", "Not pregnant")), "AA");
    const auto answer = ask(worklist_query(
        [](auto& query, auto&) { query.set_empty(tags::MedicalAlerts).set(tags::Allergies, "Latex"); }));
    ASSERT_EQ(accessions(answer), (Texts{"ACC1", "ACC2"}));
    EXPECT_EQ(answer.items[0].find(tags::MedicalAlerts)->values, (Texts{"Latex", "Not pregnant"}));
    EXPECT_EQ(answer.items[1].find(tags::MedicalAlerts)->values, Texts{"Latex"});
    EXPECT_EQ(answer.items[1].find(tags::Allergies)->values, (Texts{"Latex", "Iodine contrast"}));
}

TEST_F(AnswersTest, MoreThanTheLimitIsSaidToBeMore) {
    order(4);
    auto device = device_named("CT1");
    device.answer_limit = 3;
    const auto answer = ask(worklist_query(), device);
    EXPECT_EQ(answer.end, End::limit_reached);
    EXPECT_EQ(answer.comment, "more than 3 matches; narrow the query");
    EXPECT_EQ(accessions(answer), (Texts{"ACC1", "ACC2", "ACC3"}))
        << "the first ones, in the order of answers";
}

TEST_F(AnswersTest, ExactlyTheLimitIsComplete) {
    order(3);
    auto device = device_named("CT1");
    device.answer_limit = 3;
    const auto answer = ask(worklist_query(), device);
    EXPECT_EQ(answer.end, End::complete);
    EXPECT_EQ(answer.comment, "");
    EXPECT_EQ(answer.items.size(), 3U);
}

class SmallSite : public AnswersTest {
protected:
    static services::AnswerOptions options() {
        services::AnswerOptions options;
        options.limit = 2;
        options.charset = text::Charset::utf8;
        options.site_zone = *Zone::named("Asia/Tokyo");
        return options;
    }
    SmallSite() : AnswersTest(intake_options(), options()) {}
};

TEST_F(SmallSite, ADeviceWithoutALimitHasTheSites) {
    order(3);
    EXPECT_EQ(ask().end, End::limit_reached);
    EXPECT_EQ(ask().items.size(), 2U);
}

TEST_F(SmallSite, ADeviceWithoutAZoneHasTheSites) {
    ASSERT_EQ(code(order_message(1).set("ORC-7", "1^^^20260701233000^^R")), "AA");
    EXPECT_TRUE(ask(on("20260701")).items.empty());
    EXPECT_EQ(accessions(ask(on("20260702"))), Texts{"ACC1"});
}

TEST_F(SmallSite, AQueryThatNamesNoCharacterSetIsAnsweredInTheSites) {
    order(1);
    EXPECT_EQ(ask().items.at(0).value(tags::SpecificCharacterSet), "ISO_IR 192");
}

struct CharsetChoice {
    const char* device;
    const char* query;
    const char* answer;
};
class CharacterSet : public AnswersTest, public ::testing::WithParamInterface<CharsetChoice> {};

TEST_P(CharacterSet, IsTheDevicesElseTheQuerysElseTheSites) {
    order(1);
    auto device = device_named("CT1");
    device.charset = GetParam().device;
    auto query = worklist_query();
    if (*GetParam().query != '\0') query.set(tags::SpecificCharacterSet, GetParam().query);
    EXPECT_EQ(ask(query, device).items.at(0).value(tags::SpecificCharacterSet), GetParam().answer);
}
INSTANTIATE_TEST_SUITE_P(Each, CharacterSet,
                         ::testing::Values(CharsetChoice{"ISO_IR 192", "ISO_IR 101", "ISO_IR 192"},
                                           CharsetChoice{"", "ISO_IR 101", "ISO_IR 101"},
                                           CharsetChoice{"", "", "ISO_IR 100"},
                                           CharsetChoice{"", "ISO_IR 999", "ISO_IR 100"}));

TEST_F(AnswersTest, AKeyThatCannotBeReadIsNamedAndNothingIsAnswered) {
    order(1);
    const auto answer = ask(on("2026-07-01"));
    EXPECT_EQ(answer.end, End::bad_query);
    EXPECT_NE(answer.comment.find("0040,0002"), std::string::npos) << answer.comment;
    EXPECT_EQ(answer.unreadable, std::vector{tags::ScheduledProcedureStepStartDate});
    EXPECT_TRUE(answer.items.empty());
}

TEST_F(AnswersTest, I4_AStepAt2330UtcBelongsToTheNextDayOfADeviceInTokyo) {
    ASSERT_EQ(code(order_message(1).set("ORC-7", "1^^^20260701233000^^R")), "AA");
    const auto tokyo = ask(on("20260702"), in_zone("Asia/Tokyo"));
    ASSERT_EQ(accessions(tokyo), Texts{"ACC1"});
    EXPECT_EQ(step_of(tokyo.items[0]).value(tags::ScheduledProcedureStepStartDate), "20260702");
    EXPECT_EQ(step_of(tokyo.items[0]).value(tags::ScheduledProcedureStepStartTime).substr(0, 6), "083000");
    EXPECT_TRUE(ask(on("20260701"), in_zone("Asia/Tokyo")).items.empty());
    EXPECT_EQ(accessions(ask(on("20260701"))), Texts{"ACC1"});
    EXPECT_TRUE(ask(on("20260702")).items.empty());
}

TEST_F(AnswersTest, ADeviceWithAZoneThatNoLongerExistsIsAnsweredInTheSites) {
    ASSERT_EQ(code(order_message(1).set("ORC-7", "1^^^20260701233000^^R")), "AA");
    EXPECT_EQ(accessions(ask(on("20260701"), in_zone("Atlantis/Deep"))), Texts{"ACC1"});
}

class Stations : public AnswersTest {
protected:
    static services::IntakeOptions options() {
        mapping::SiteProfile profile;
        profile.rule(mapping::Target::step_stations).from = {*mapping::parse_source("OBR-21")};
        return intake_options({profile});
    }
    Stations() : AnswersTest(options()) {
        EXPECT_EQ(code(order_message(1).set("OBR-21", "CT1")), "AA");
        EXPECT_EQ(code(order_message(2).set("OBR-21", "CT2")), "AA");
    }
};

TEST_F(Stations, ADeviceSeesAllStationsUnlessItIsSetToSeeItsOwn) {
    auto device = device_named("CT1");
    EXPECT_EQ(accessions(ask(worklist_query(), device)), (Texts{"ACC1", "ACC2"}));
    device.own_worklist_only = true;
    EXPECT_EQ(accessions(ask(worklist_query(), device)), Texts{"ACC1"});
}

TEST_F(Stations, AStationThatIsAskedForCountsEvenForADeviceOfItsOwnWorklist) {
    auto device = device_named("CT1");
    device.own_worklist_only = true;
    const auto query =
        worklist_query([](auto&, auto& step) { step.set(tags::ScheduledStationAETitle, "CT2"); });
    EXPECT_EQ(accessions(ask(query, device)), Texts{"ACC2"});
}

TEST_F(AnswersTest, AStartedStepIsListedLastUnlessTheDeviceHidesIt) {
    order(2);
    ASSERT_EQ(code(order_message(1, "SC", "20260701090000").set("ORC-5", "IP")), "AA");
    ASSERT_EQ(status("SPS1"), "STARTED");
    EXPECT_EQ(accessions(ask()), (Texts{"ACC2", "ACC1"}));
    auto device = device_named("CT1");
    device.hide_started = true;
    EXPECT_EQ(accessions(ask(worklist_query(), device)), Texts{"ACC2"});
}

TEST_F(AnswersTest, AnUnsupportedKeyIsToldUnlessTheDeviceCannotBearIt) {
    order(1);
    const auto query = worklist_query([](auto& keys, auto&) { keys.set(tags::PatientAge, "040Y"); });
    auto device = device_named("CT1");
    EXPECT_TRUE(ask(query, device).has_unsupported_key);
    device.always_ff00 = true;
    EXPECT_FALSE(ask(query, device).has_unsupported_key);
}

TEST_F(AnswersTest, F1_WithoutADatabaseThereIsAnErrorAndNeverAnEmptyAnswer) {
    order(1);
    PrivateCluster cluster;
    cluster.start();
    (void)store::migrate(options_for(cluster.connection()), Log());
    const auto store = store::open_store(options_for(cluster.connection()), fixture_.clock, Log());
    services::Answers answers(*store, {}, fixture_.clock);
    EXPECT_TRUE(answers.find(worklist_query(), device_named("CT1")).items.empty());
    cluster.stop_now();
    EXPECT_THROW((void)answers.find(worklist_query(), device_named("CT1")), StoreError);
    cluster.start();
    EXPECT_EQ(answers.find(worklist_query(), device_named("CT1")).end, End::complete);
}

}  // namespace services_answers_test
}  // namespace mwl::test
