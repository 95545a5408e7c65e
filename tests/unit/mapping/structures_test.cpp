// Orders of HL7 2.5.1 (OMG, OMI) and appointments (SIU): which segments belong together, and what they fill.
#include <gtest/gtest.h>

#include <algorithm>

#include "mwl/time/hl7_time.h"
#include "order_message.h"

namespace mwl::mapping {
namespace {

const std::string kOmg =
    "MSH|^~\\&|RIS|HOSP|||20260701080000||OMG^O19^OMG_O19|M1|P|2.5.1|||||||UNICODE UTF-8\r"
    "PID|1||PAT1^^^HOSP^MR||DOE^JANE||19700102|F\rPV1|1|I|WARD3^12^A\r"
    "ORC|NW|PL1^HIS|FI1^RIS\rTQ1|1||||||20260702103000||S\r"
    "OBR|1|PL1^HIS|FI1^RIS|CTHEAD^CT head^L||||||||||||||ACC1|RP1|SPS1||||CT\r";
const std::string kPrior =
    "PID|1||PAT1^^^HOSP^MR||OLD^NAME\rPV1|1|I|ELSEWHERE\rAL1|1||^Latex\r"
    "ORC|PR|PL9^HIS|FI9^RIS\rOBR|1|PL9^HIS|FI9^RIS|MRKNEE^MR knee^L||||||||||||||ACC9|||||||MR\r"
    "OBX|1|NM|29463-7^Weight^LN||90|kg\r";
const std::string kNext =
    "ORC|NW|PL2^HIS|FI2^RIS\rOBR|2|PL2^HIS|FI2^RIS|USABD^US abdomen^L||||||||||||||ACC2|RP2|SPS2||||US\r";

std::vector<OrderChange> orders_of(const std::string& bytes, const SiteProfile& profile = {}) {
    auto changes = changes_of(bytes, profile);
    EXPECT_TRUE(changes.ok()) << to_string(changes.problem());
    return changes ? std::move(changes->orders) : std::vector<OrderChange>();
}
const Procedure& procedure_of(const OrderChange& change) { return change.order.procedures.front(); }
const Step& step_of(const OrderChange& change) { return procedure_of(change).steps.front(); }
std::string start_of(const OrderChange& change) { return print_hl7_time(**step_of(change).start, Zone()); }
bool is_noted(const OrderChange& change, const std::string& place, const std::string& rule) {
    return std::ranges::any_of(change.notes, [&](const MappingNote& note) {
        return note.source == place && note.rule.find(rule) != std::string::npos;
    });
}

TEST(Omg, IsReadLikeAnOrmWithItsTimingInTq1) {
    const auto orders = orders_of(kOmg + kNext);
    ASSERT_EQ(orders.size(), 2U);
    EXPECT_EQ(orders[0].order.accession.number, "ACC1");
    EXPECT_EQ(start_of(orders[0]), "20260702103000+0000");
    EXPECT_EQ(*procedure_of(orders[0]).priority, "STAT");
    EXPECT_EQ(orders[1].order.accession.number, "ACC2");
    EXPECT_TRUE(procedure_of(orders[1]).priority->empty()) << "the timing of the first order is not its own";
}

TEST(Omg, PriorResultsAreLeftAsideAndTheOrderBehindThemIsRead) {
    const auto orders = orders_of(kOmg + kPrior + kNext);
    ASSERT_EQ(orders.size(), 2U);
    EXPECT_EQ(*step_of(orders[0]).modality, "CT");
    EXPECT_EQ(orders[0].patient.name->alphabetic.family, "DOE");
    EXPECT_EQ(*orders[0].visit.location, "WARD3^12^A");
    EXPECT_FALSE(orders[0].patient.allergies.is_stated()) << "of the prior results";
    EXPECT_TRUE(orders[0].patient.weight_kg->empty());
    EXPECT_TRUE(is_noted(orders[0], "PID[2]", "left aside"));
    EXPECT_EQ(orders[1].order.accession.number, "ACC2");
}

TEST(Omg, PriorResultsWithoutAnOrcOrAPidAreLeftAsideToo) {
    for (const std::string prior : {"PV1|1|I|ELSEWHERE\rOBR|1|||MRKNEE^MR knee^L\r",
                                    "PID|1||PAT1^^^HOSP^MR\rORC||PL9^HIS\rOBR|1|||MRKNEE^MR knee^L\r"}) {
        const auto orders = orders_of(kOmg + prior);
        ASSERT_EQ(orders.size(), 1U) << prior;
        EXPECT_EQ(*orders[0].visit.location, "WARD3^12^A");
    }
}

TEST(Omg, TheStudyOfPriorResultsIsNotThatOfTheOrder) {
    const auto orders = orders_of(kOmg + kPrior + "ZDS|1.2.3.4.5^RIS\r");
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_NE(procedure_of(orders[0]).study.str(), "1.2.3.4.5");
    EXPECT_TRUE(procedure_of(orders[0]).study_was_generated);
}

TEST(Omg, PatientAndVisitBehindTheOrderAreTakenAsTheirsIfNoPriorResultsFollow) {
    auto without_visit = kOmg;
    without_visit.replace(without_visit.find("PV1|1|I|WARD3^12^A\r"), 19, "");
    const auto orders = orders_of(without_visit +
                                  "PV1|1|I|WARD9\rAL1|1|DA|^Iodine|SV\rNTE|1||contrast\r"
                                  "OBX|1|NM|29463-7^Weight^LN||90|kg\rZDS|1.2.3.4.5^RIS\r");
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(*orders[0].visit.location, "WARD9");
    EXPECT_EQ(*orders[0].patient.allergies, "Iodine");
    EXPECT_EQ(*orders[0].patient.weight_kg, "90");
    EXPECT_EQ(*procedure_of(orders[0]).comments, "contrast");
    EXPECT_EQ(procedure_of(orders[0]).study.str(), "1.2.3.4.5");
}

TEST(Omg, EachOrderHasTheVisitThatStandsInIt) {
    const auto visit = [](const std::string& ward) { return "PV1|1|I|" + ward + "\r"; };
    auto first = kOmg;
    first.replace(first.find("PV1|1|I|WARD3^12^A\r"), 19, "");
    first.insert(first.find("TQ1"), visit("WARDA"));
    auto second = kNext;
    second.insert(second.find("OBR"), visit("WARDB"));
    const auto orders = orders_of(first + second);
    ASSERT_EQ(orders.size(), 2U);
    EXPECT_EQ(*orders[0].visit.location, "WARDA");
    EXPECT_EQ(*orders[1].visit.location, "WARDB");
}

TEST(Omg, PriorResultsUnderAnEarlierNumberOfThePatientAreTheirs) {
    auto earlier = kPrior;
    earlier.replace(earlier.find("PAT1^^^HOSP^MR"), 14, "OLD7^^^HOSP^MR~PAT1^^^HOSPITAL^PI");
    EXPECT_EQ(orders_of(kOmg + earlier + kNext).size(), 2U);
}

TEST(Omg, C8_AnOrderBehindPriorResultsOfAnotherPatientIsRefused) {
    auto other = kPrior;
    other.replace(other.find("PAT1"), 4, "PAT2");
    EXPECT_EQ(orders_of(kOmg + other).size(), 1U) << "no order follows";
    const auto changes = changes_of(kOmg + other + kNext);
    ASSERT_FALSE(changes.ok());
    EXPECT_EQ(changes.problem().where, "PID[2]");
    EXPECT_EQ(changes.problem().code, Code::segment_sequence);
}

TEST(Orders, AnEventThatIsMissingOrWrittenWithAZeroIsTheOnlyOneOfItsType) {
    for (const auto* const type : {"ORM", "ORM^001", "ORM^O01"}) {
        const auto change = orders_of(OrderMessage{}.set("MSH-9", type).str()).at(0);
        EXPECT_EQ(change.action, OrderAction::create);
        EXPECT_EQ(is_noted(change, "MSH-9.2", "O01 is meant"), std::string(type) != "ORM^O01") << type;
    }
    EXPECT_FALSE(changes_of(OrderMessage{}.set("MSH-9", "OMG^O01")).ok());
}

const std::string kOmi =
    "MSH|^~\\&|RIS|HOSP|||20260701080000||OMI^O23^OMI_O23|M1|P|2.5.1|||||||UNICODE UTF-8\r"
    "PID|1||PAT1^^^HOSP^MR||DOE^JANE||19700102|F\r"
    "ORC|NW|PL1^HIS|FI1^RIS\rTQ1|1||||||20260702103000||R\r"
    "OBR|1|PL1^HIS|FI1^RIS|CTPET^PET and CT^L\rOBX|1|NM|29463-7^Weight^LN||80|kg\r";
const std::string kIpcs =
    "IPC|ACC1|RP1|1.2.840.1|SPS1|CT|P1^CT low dose^L|CTROOM|B1|CT1~CT2\r"
    "IPC|ACC1|RP1|1.2.840.1|SPS2|PT|P2^PET^L|PETROOM|B2|PET1\r";

TEST(Omi, EachIpcIsAStepOfTheProcedureOfItsObr) {
    const auto orders = orders_of(kOmi + kIpcs);
    ASSERT_EQ(orders.size(), 2U);
    const std::vector<std::string> ids{"SPS1", "SPS2"};
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(orders[i].order.accession.number, "ACC1");
        EXPECT_TRUE(orders[i].states_accession);
        EXPECT_EQ(procedure_of(orders[i]).id.str(), "RP1");
        EXPECT_EQ(procedure_of(orders[i]).study.str(), "1.2.840.1");
        EXPECT_EQ(procedure_of(orders[i]).code->value, "CTPET");
        EXPECT_EQ(step_of(orders[i]).id.str(), ids[i]);
        EXPECT_EQ(start_of(orders[i]), "20260702103000+0000");
        EXPECT_EQ(*orders[i].patient.weight_kg, "80") << "what stands before the IPCs is of both";
        EXPECT_EQ(orders[i].listing, Listing::of_numbers);
    }
    EXPECT_EQ(*step_of(orders[0]).modality, "CT");
    EXPECT_EQ(*step_of(orders[0]).stations, (std::vector{AeTitle("CT1"), AeTitle("CT2")}));
    EXPECT_EQ(*step_of(orders[0]).station_name, "CTROOM");
    EXPECT_EQ(*step_of(orders[0]).location, "B1");
    EXPECT_EQ(step_of(orders[0]).protocol->value, "P1");
    EXPECT_EQ(*step_of(orders[1]).modality, "PT");
    EXPECT_EQ(*step_of(orders[1]).stations, (std::vector{AeTitle("PET1")}));
}

TEST(Omi, StepsOfOneObrWithoutIdsAreOfOneProcedureAndOneStudy) {
    const auto orders = orders_of(kOmi + "IPC|ACC1||||CT\rIPC|ACC1||||PT\r");
    ASSERT_EQ(orders.size(), 2U);
    EXPECT_FALSE(procedure_of(orders[0]).id.empty());
    EXPECT_EQ(procedure_of(orders[0]).id, procedure_of(orders[1]).id);
    EXPECT_EQ(procedure_of(orders[0]).study, procedure_of(orders[1]).study);
    EXPECT_NE(step_of(orders[0]).id, step_of(orders[1]).id);
}

TEST(Omi, TheNextObrHasIpcsOfItsOwn) {
    const auto orders = orders_of(kOmi + kIpcs +
                                  "ORC|NW|PL2^HIS|FI2^RIS\rOBR|2|||USABD^US abdomen^L\r"
                                  "IPC|ACC2|RP2|1.2.840.2|SPS3|US\r");
    ASSERT_EQ(orders.size(), 3U);
    EXPECT_EQ(orders[2].order.accession.number, "ACC2");
    EXPECT_EQ(procedure_of(orders[2]).code->value, "USABD");
    EXPECT_TRUE(step_of(orders[2]).stations->empty()) << "those of the first OBR are not its own";
}

TEST(Omi, StationsAreReadFromAnUpdateThatStatesNoModality) {
    auto bytes = kOmi + "IPC|ACC1|RP1|1.2.840.1|SPS1||||RM2|CT2\r";
    bytes.replace(bytes.find("ORC|NW"), 6, "ORC|XO");
    const auto orders = orders_of(bytes);
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(*step_of(orders[0]).stations, std::vector{AeTitle("CT2")});
    EXPECT_EQ(*step_of(orders[0]).location, "RM2");
}

TEST(Omi, C32_WhatManyIpcsWouldRepeatIsRefused) {
    std::string observations;
    std::string ipcs;
    for (int n = 0; n < 2500; ++n) observations += "OBX|||A\r";
    for (int n = 0; n < 199; ++n) ipcs += "IPC|ACC1\r";
    const auto changes = changes_of(kOmi + observations + ipcs);
    ASSERT_FALSE(changes.ok());
    EXPECT_EQ(changes.problem().code, Code::too_large);
}

TEST(Omi, AWrongStudyUidInIpc3IsLeftOutAndZdsIsAsked) {
    const auto orders = orders_of(kOmi + "IPC|ACC1|RP1|1.02.3|SPS1|CT\rZDS|1.2.3.4^RIS\r");
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(procedure_of(orders[0]).study.str(), "1.2.3.4");
    EXPECT_TRUE(is_noted(orders[0], "IPC[1]-3", "not a valid UID"));
}

const std::string kSiu =
    "MSH|^~\\&|SCHED|HOSP|||20260701080000||SIU^S12^SIU_S12|M1|P|2.5.1|||||||UNICODE UTF-8\r"
    "SCH|PA1|FA1|||||CHECKUP||||^^^20260702080000|||||||||||||||PL1^HIS|FI1^RIS\r"
    "NTE|1||bring the old images\r"
    "PID|1||PAT1^^^HOSP^MR||DOE^JANE||19700102|F\rPV1|1|O|CLINIC\r";
const std::string kServices =
    "RGS|1\rAIS|1||CTHEAD^CT head^L|20260702103000\rNTE|1||without contrast\rAIG|1||PORT1^Portable 1^L\r"
    "AIL|1||ROOM5^^^HOSP\rAIP|1||7^CURIE^MARIE\r";

SiteProfile siu_driven() {
    SiteProfile profile;
    profile.intake.appointments = Appointments::create;
    profile.rule(Target::order_accession).from = {*parse_source("SCH-27"), *parse_source("SCH-2")};
    profile.tables["procedures"].add("CTHEAD", {"CT"});
    profile.tables["procedures"].add("USABD", {"US"});
    profile.station_rules = {{.resources = {"PORT*"}, .stations = {AeTitle("PX1")}},
                             {.resources = {"ROOM5"}, .stations = {AeTitle("R5")}}};
    return profile;
}

TEST(Siu, MovesAKnownOrderByItsNumbers) {
    const auto orders = orders_of(kSiu + kServices);
    ASSERT_EQ(orders.size(), 1U);
    const auto& change = orders[0];
    EXPECT_EQ(change.action, OrderAction::update);
    EXPECT_EQ(asked_by(change), "SIU^S12");
    EXPECT_EQ(step_of(change).placer, (OrderNumber{"PL1", Issuer("HIS")}));
    EXPECT_EQ(step_of(change).filler, (OrderNumber{"FI1", Issuer("RIS")}));
    EXPECT_FALSE(change.states_accession);
    EXPECT_EQ(start_of(change), "20260702103000+0000");
    EXPECT_EQ(step_of(change).performing_physician->alphabetic.family, "CURIE");
    EXPECT_FALSE(step_of(change).modality.is_stated());
    EXPECT_EQ(*procedure_of(change).comments, "bring the old images\r\nwithout contrast");
}

TEST(Siu, IsAnOrderByItselfWhereTheProfileSaysSo) {
    const auto orders = orders_of(kSiu + kServices, siu_driven());
    ASSERT_EQ(orders.size(), 1U);
    const auto& change = orders[0];
    EXPECT_EQ(change.action, OrderAction::create);
    EXPECT_EQ(change.order.accession.number, "FI1");
    EXPECT_EQ(*step_of(change).modality, "CT");
    EXPECT_EQ(procedure_of(change).code->value, "CTHEAD");
    EXPECT_EQ(*change.visit.location, "CLINIC");
    EXPECT_EQ(*step_of(change).stations, (std::vector{AeTitle("PX1")})) << "by the equipment that is booked";
    EXPECT_TRUE(procedure_of(change).study_was_generated);
}

TEST(Siu, TheResourcesOfAnRgsAreOfAllItsServicesAndOfNoOther) {
    const auto orders = orders_of(kSiu +
                                      "RGS|1\rAIS|1||CTHEAD^CT head^L\rAIS|2||USABD^US abdomen^L\r"
                                      "AIP|1||7^CURIE^MARIE\rRGS|2\rAIL|1||ROOM5\r"
                                      "RGS|3\rAIL|1||ROOM5\rAIS|3||USABD^US abdomen^L\r",
                                  siu_driven());
    ASSERT_EQ(orders.size(), 3U);
    for (const std::size_t i : {0U, 1U}) {
        EXPECT_EQ(step_of(orders[i]).performing_physician->alphabetic.family, "CURIE");
        EXPECT_TRUE(step_of(orders[i]).stations->empty());
        EXPECT_EQ(start_of(orders[i]), "20260702080000+0000") << "AIS-4 is empty; SCH-11";
    }
    EXPECT_EQ(*step_of(orders[2]).stations, (std::vector{AeTitle("R5")})) << "a room before its service";
    EXPECT_TRUE(is_noted(orders[0], "AIL[1]", "belongs to no service"));
}

TEST(Siu, AnAppointmentWithoutServicesIsOneStep) {
    auto cancel = kSiu;
    cancel.replace(cancel.find("S12^SIU"), 3, "S15");
    for (const std::string rest : {"", "RGS|1\r", "RGS|1\rAIL|1||ROOM5\r"}) {
        const auto orders = orders_of(cancel + rest);
        ASSERT_EQ(orders.size(), 1U);
        EXPECT_EQ(orders[0].action, OrderAction::cancel);
        EXPECT_EQ(step_of(orders[0]).filler.number, "FI1");
        EXPECT_FALSE(is_noted(orders[0], "AIL[1]", "belongs to no service")) << rest;
    }
}

TEST(Siu, SaysByItsEventWhatItAsksFor) {
    const std::vector<std::pair<std::string, OrderAction>> events{
        {"S13", OrderAction::update}, {"S14", OrderAction::update},      {"S15", OrderAction::cancel},
        {"S17", OrderAction::cancel}, {"S16", OrderAction::discontinue}, {"S26", OrderAction::cancel}};
    for (const auto& [event, action] : events) {
        auto bytes = kSiu + kServices;
        bytes.replace(bytes.find("S12^SIU"), 3, event);
        EXPECT_EQ(orders_of(bytes, siu_driven()).at(0).action, action) << event;
    }
}

TEST(Siu, AServiceThatIsDeletedIsCancelled) {
    auto bytes = kSiu + "RGS|1\rAIS|1|D|CTHEAD^CT head^L\rAIS|2|A|USABD^US abdomen^L|20260703\r";
    bytes.replace(bytes.find("S12^SIU"), 3, "S14");
    const auto orders = orders_of(bytes, siu_driven());
    ASSERT_EQ(orders.size(), 2U);
    EXPECT_EQ(orders[0].action, OrderAction::cancel);
    EXPECT_EQ(procedure_of(orders[0]).code->value, "CTHEAD") << "which one";
    EXPECT_EQ(orders[1].action, OrderAction::update);
    EXPECT_TRUE(is_noted(orders[0], "AIS[1]-2", "deleted"));
}

TEST(Siu, TheAppointmentsNumbersStandInForThoseOfTheOrder) {
    auto bytes = kSiu + kServices;
    bytes.replace(bytes.find("PL1^HIS|FI1^RIS"), 15, "");
    const auto orders = orders_of(bytes);
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(step_of(orders[0]).placer.number, "PA1");
    EXPECT_EQ(step_of(orders[0]).filler.number, "FA1");
}

TEST(Siu, C8_ASecondPatientIsRefused) {
    const auto changes = changes_of(kSiu + "PID|2||PAT2^^^HOSP^MR||ROE^JOHN\r" + kServices);
    ASSERT_FALSE(changes.ok());
    EXPECT_EQ(changes.problem().where, "PID[2]");
}

TEST(Siu, C32_MoreServicesThanOrdersAMessageMayHaveAreRefused) {
    std::string many;
    for (int n = 0; n < 300; ++n) many += "AIS|1||CTHEAD^CT head^L\r";
    const auto changes = changes_of(kSiu + "RGS|1\r" + many);
    ASSERT_FALSE(changes.ok());
    EXPECT_EQ(changes.problem().code, Code::too_large);
    EXPECT_EQ(changes.problem().where, "AIS[201]");
}

TEST(Siu, C32_ResourcesThatManyServicesRepeatAreNotRepeatedInVain) {
    std::string services;
    std::string resources;
    for (int n = 0; n < 150; ++n) services += "AIS|1||CTHEAD^CT head^L\r";
    for (int n = 0; n < 10000; ++n) resources += "AIG|1||PORT1^Portable 1^L^" + std::string(40, 'x') + "\r";
    const auto changes = changes_of(kSiu + "RGS|1\r" + services + resources);
    ASSERT_FALSE(changes.ok());
    EXPECT_EQ(changes.problem().code, Code::too_large);
}

}  // namespace
}  // namespace mwl::mapping
