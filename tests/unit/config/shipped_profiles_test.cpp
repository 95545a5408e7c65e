// The shipped profiles read the samples that are made for them.
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "mwl/config/settings.h"
#include "mwl/services/explanation.h"

namespace mwl::config {
namespace {

using mapping::Target;

class SmallPractice : public ::testing::Test {
protected:
    SmallPractice() {
        const std::string file = std::string(MWL_SOURCE_DIR) + "/config/profiles/small-practice.toml";
        const auto read = read_lone_profile(file, Zone());
        EXPECT_EQ(read.warnings.size(), 1U) << "only that ZRS is a segment of its own";
        profile_ = read.profile;
    }

    services::ExplainedMessage explained(const std::string& name) {
        std::ifstream in(std::string(MWL_SOURCE_DIR) + "/samples/small-practice/" + name);
        std::ostringstream text;
        text << in.rdbuf();
        auto bytes = text.str();
        bytes.replace(bytes.find("{{now}}"), 7, "20260701080000");
        return services::explain(bytes, {profile_}, std::chrono::sys_days{std::chrono::year{2026} / 7 / 1});
    }

    static std::string value(const services::ExplainedMessage& message, Target target) {
        EXPECT_FALSE(message.refused) << to_string(*message.refused);
        if (message.parts.size() != 1) return {};
        return message.parts[0].values.at(static_cast<std::size_t>(target)).value;
    }

    mapping::SiteProfile profile_;
};

TEST_F(SmallPractice, TheModalityComesFromTheCodeElseFromItsPrefixElseFromAConstant) {
    EXPECT_EQ(value(explained("01-by-prefix.hl7"), Target::step_modality), "US");
    EXPECT_EQ(value(explained("02-by-code.hl7"), Target::step_modality), "CR");
    EXPECT_EQ(value(explained("03-by-constant.hl7"), Target::step_modality), "DX");
}

TEST_F(SmallPractice, TheOrderNumberStandsInForTheAccessionNumberAndTheReasonStandsInItsOwnSegment) {
    const auto message = explained("01-by-prefix.hl7");
    EXPECT_EQ(value(message, Target::order_accession), "7001 (PRAXIS)");
    EXPECT_EQ(value(message, Target::procedure_reason), "pain, upper right");
    EXPECT_EQ(value(message, Target::patient_id), "PAT77 (PRAXIS)");
}

}  // namespace
}  // namespace mwl::config
