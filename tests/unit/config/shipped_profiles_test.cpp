// The shipped profiles read the samples that are made for them.
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "mwl/config/settings.h"
#include "mwl/services/explanation.h"

namespace mwl::config {
namespace {

using mapping::Target;

services::ExplainedMessage explained(const mapping::SiteProfile& profile, const std::string& sample) {
    std::ifstream in(std::string(MWL_SOURCE_DIR) + "/samples/" + sample);
    std::ostringstream text;
    text << in.rdbuf();
    auto bytes = text.str();
    for (const auto& [word, time] :
         {std::pair{"{{now}}", "20260701080000"}, std::pair{"{{today}}", "20260701"}})
        for (auto at = bytes.find(word); at != std::string::npos; at = bytes.find(word))
            bytes.replace(at, std::string(word).size(), time);
    return services::explain(bytes, {profile}, std::chrono::sys_days{std::chrono::year{2026} / 7 / 1});
}

std::string value(const services::ExplainedMessage& message, Target target) {
    EXPECT_FALSE(message.refused) << to_string(*message.refused);
    if (message.parts.size() != 1) return {};
    return message.parts[0].values.at(static_cast<std::size_t>(target)).value;
}

mapping::SiteProfile shipped(const std::string& name, std::size_t warnings) {
    auto read = read_lone_profile(std::string(MWL_SOURCE_DIR) + "/config/profiles/" + name + ".toml", Zone());
    EXPECT_EQ(read.warnings.size(), warnings) << "only that a segment is the sender's own";
    return read.profile;
}

// Of samples of a profile that reads a segment of the sender's own.
void expect_modalities(const std::string& name, const std::map<std::string, std::string>& of_samples) {
    const auto profile = shipped(name, 1);
    for (const auto& [sample, modality] : of_samples)
        EXPECT_EQ(value(explained(profile, name + "/" + sample), Target::step_modality), modality) << sample;
}

TEST(SmallPractice, TheModalityComesFromTheCodeElseFromItsPrefixElseFromAConstant) {
    expect_modalities("small-practice",
                      {{"01-by-prefix.hl7", "US"}, {"02-by-code.hl7", "CR"}, {"03-by-constant.hl7", "DX"}});
}

TEST(SmallPractice, TheOrderNumberStandsInForTheAccessionNumberAndTheReasonStandsInItsOwnSegment) {
    const auto message = explained(shipped("small-practice", 1), "small-practice/01-by-prefix.hl7");
    EXPECT_EQ(value(message, Target::order_accession), "7001 (PRAXIS)");
    EXPECT_EQ(value(message, Target::procedure_reason), "pain, upper right");
    EXPECT_EQ(value(message, Target::patient_id), "PAT77 (PRAXIS)");
}

TEST(EpicLike, TheKindOfProcedureStandsInObr24OrZpfOrAtTheBeginningOfTheTitle) {
    expect_modalities(
        "epic-like",
        {{"01-kind-in-zpf.hl7", "DX"}, {"02-kind-in-obr-24.hl7", "MG"}, {"03-kind-in-the-title.hl7", "CT"}});
}

TEST(EpicLike, TheFillerNumberIsTheAccessionNumberAndWordsInOrc5BlockNothing) {
    const auto message = explained(shipped("epic-like", 1), "epic-like/01-kind-in-zpf.hl7");
    ASSERT_EQ(message.parts.size(), 1U);
    EXPECT_EQ(message.parts[0].title, "order 1: NW, create");
    EXPECT_EQ(value(message, Target::order_accession), "26000199 (EPC)");
    EXPECT_EQ(value(message, Target::order_filler), "26000199 (EPC)");
    EXPECT_EQ(value(message, Target::patient_id), "202751 (EPI), also H202751 (NORTH)");
    EXPECT_EQ(value(message, Target::step_start), "20260701 101500 +0000");
    EXPECT_EQ(value(message, Target::procedure_priority), "STAT");
    EXPECT_EQ(value(message, Target::procedure_transport), "PORT");
    EXPECT_EQ(value(message, Target::procedure_clinical_information), "breathing fast");
}

TEST(IheOmg, StartAndPriorityStandInTq1AndASiuMovesTheOrder) {
    const auto profile = shipped("ihe-omg", 0);
    const auto order = explained(profile, "ihe-omg/01-new.hl7");
    EXPECT_EQ(value(order, Target::order_accession), "A3101 (HOSPITAL)");
    EXPECT_EQ(value(order, Target::step_start), "20260701 093000 +0000");
    EXPECT_EQ(value(order, Target::procedure_priority), "STAT");
    EXPECT_EQ(value(order, Target::patient_name), "LINDQVIST^ÅSA");
    const auto moved = explained(profile, "ihe-omg/02-rescheduled-by-siu.hl7");
    EXPECT_EQ(value(moved, Target::step_start), "20260701 131500 +0000");
    EXPECT_EQ(value(moved, Target::order_filler), "F3101 (OMGRIS)");
    EXPECT_EQ(moved.parts.at(0).title, "order 1: S13, update");
}

TEST(IheOmi, EachIpcIsAStep) {
    const auto message = explained(shipped("ihe-omi", 0), "ihe-omi/01-two-steps.hl7");
    ASSERT_EQ(message.parts.size(), 2U);
    const auto at = [&](std::size_t part, Target target) {
        return message.parts[part].values.at(static_cast<std::size_t>(target)).value;
    };
    EXPECT_EQ(at(0, Target::order_accession) + " " + at(1, Target::order_accession),
              "A3201 (HOSPITAL) A3201 (HOSPITAL)");
    EXPECT_EQ(at(0, Target::step_id) + " " + at(1, Target::step_id), "SPS3201 SPS3202");
    EXPECT_EQ(at(0, Target::step_modality) + " " + at(1, Target::step_modality), "CT PT");
    EXPECT_EQ(at(0, Target::step_stations) + " " + at(1, Target::step_stations), "CT1, CT2 PET1");
    EXPECT_EQ(at(1, Target::step_protocol), "PET^PET whole body^L");
}

TEST(SiuDriven, AnAppointmentIsAnOrder) {
    const auto profile = shipped("siu-driven", 0);
    const auto booked = explained(profile, "siu-driven/01-booked.hl7");
    EXPECT_EQ(booked.parts.at(0).title, "order 1: S12, create");
    EXPECT_EQ(value(booked, Target::order_accession), "AP771 (SCHEDULER)");
    EXPECT_EQ(value(booked, Target::step_modality), "DX");
    EXPECT_EQ(value(booked, Target::step_start), "20260701 140000 +0000");
    EXPECT_EQ(value(booked, Target::step_performing_physician), "HOLM^PIA");
    EXPECT_EQ(value(booked, Target::procedure_reason), "Cough");
    EXPECT_EQ(explained(profile, "siu-driven/02-moved.hl7").parts.at(0).title, "order 1: S13, update");
    EXPECT_EQ(explained(profile, "siu-driven/03-cancelled.hl7").parts.at(0).title, "order 1: S15, cancel");
}

TEST(CernerLike, TheAccessionNumberStandsInObr18OrWithoutItsZerosInObr3) {
    const auto profile = shipped("cerner-like", 0);
    const auto first = explained(profile, "cerner-like/01-accession-in-obr-18.hl7");
    EXPECT_EQ(value(first, Target::order_accession), "CR26000471-STM (HNA_ACCN)");
    EXPECT_EQ(value(first, Target::patient_name), "MÜLLER^JÖRG");
    EXPECT_EQ(value(first, Target::patient_sex), "M");
    EXPECT_EQ(value(first, Target::visit_number), "77101 (STM FIN)");
    EXPECT_EQ(value(first, Target::step_modality), "DX");
    EXPECT_NE(value(first, Target::procedure_id), "STM-RAD") << "OBR-19 names the department";
    const auto second = explained(profile, "cerner-like/02-accession-in-obr-3.hl7");
    EXPECT_EQ(value(second, Target::order_accession), "2026123004711 (HNA_ACCN)");
    EXPECT_EQ(value(second, Target::order_placer), "25486077 (HNAM_ORDERID)");
    EXPECT_EQ(value(second, Target::step_modality), "US") << "by its title";
}

TEST(CernerLike, ACancelIsOneAndOtherMessagesAreIgnored) {
    const auto profile = shipped("cerner-like", 0);
    const auto cancel = explained(profile, "cerner-like/03-cancelled.hl7");
    ASSERT_EQ(cancel.parts.size(), 1U);
    EXPECT_EQ(cancel.parts[0].title, "order 1: CA, cancel");
    const auto other =
        services::explain("MSH|^~\\&|CERNER|A|B|C|2026||DFT^P03|1|P|2.3\r", {profile}, Instant{});
    EXPECT_FALSE(other.refused);
    EXPECT_EQ(other.ignored_because, "DFT^P03 is not taken, and the profile ignores what is not");
}

}  // namespace
}  // namespace mwl::config
