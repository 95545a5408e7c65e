// Where the values in force of a stored order come from.
#include "contract/services_intake.h"
#include "mwl/services/order_explanation.h"

namespace mwl::test {
namespace services_origins_test {

using mapping::Target;

class Origins : public IntakeTest {
protected:
    Origins() : IntakeTest(intake_options({profile()})) {}

    static mapping::SiteProfile profile() {
        mapping::SiteProfile profile;
        profile.rule(Target::procedure_reason).otherwise = "not said";
        profile.station_rules = {{.modality = "CT", .stations = {AeTitle("CT1")}}};
        return profile;
    }
    // "value <- place, how [MSH-10 of the message]" of the only step of order 1.
    std::string origin(Target target) {
        const auto order =
            services::explain_order(fixture_.store->records(), {"ACC1", Issuer("HOSPITAL")}, Zone());
        if (!order || order->steps.size() != 1) return "no such step";
        const auto& value = order->steps[0].values.at(static_cast<std::size_t>(target));
        if (!value.origin) return value.value + " <- nothing";
        std::string out = value.value + " <- " + value.origin->place;
        if (!value.origin->how.empty()) out += ", " + value.origin->how;
        for (const auto& said : order->messages)
            if (said.row == value.message) out += " [" + said.message->identity.control_id + "]";
        return out;
    }
    void take(const OrderMessage& message) { ASSERT_EQ(code(message), "AA"); }
};

const std::string kFirst = " [NW1-080000]";

TEST_F(Origins, OfANewOrderAreKeptWithItsPatientItsVisitAndItsSteps) {
    take(order_message(1));
    EXPECT_EQ(origin(Target::order_accession), "ACC1 (HOSPITAL) <- OBR[1]-18" + kFirst);
    EXPECT_EQ(origin(Target::patient_name), "FAMILY1^GIVEN <- PID[1]-5" + kFirst);
    EXPECT_EQ(origin(Target::visit_location), "WARD3^12^A <- PV1[1]-3" + kFirst);
    EXPECT_EQ(origin(Target::order_placer), "PLC1 (HIS) <- ORC[1]-2" + kFirst);
    EXPECT_EQ(origin(Target::step_modality), "CT <- OBR[1]-24, upper" + kFirst);
    EXPECT_EQ(origin(Target::procedure_reason), "not said <- , a constant of the profile" + kFirst);
    EXPECT_EQ(origin(Target::step_stations), "CT1 <- , station rule 1, the first that fits" + kFirst);
    EXPECT_EQ(origin(Target::procedure_transport), " <- nothing");
}

TEST_F(Origins, OfAnUpdateReplaceThoseOfWhatItStatesAlone) {
    take(order_message(1));
    take(order_message(1, "XO", "20260701090000").set("OBR-31", "^fall").set("PV1-3", "WARD9"));
    EXPECT_EQ(origin(Target::procedure_reason), "fall <- OBR[1]-31 [XO1-090000]");
    EXPECT_EQ(origin(Target::visit_location), "WARD9 <- PV1[1]-3 [XO1-090000]");
    EXPECT_EQ(origin(Target::patient_name), "FAMILY1^GIVEN <- PID[1]-5" + kFirst)
        << "an update's demographics are not taken";
    take(order_message(1, "NW", "20260701100000"));
    EXPECT_EQ(origin(Target::procedure_reason), "fall <- OBR[1]-31 [XO1-090000]")
        << "a constant replaces nothing, nor does its origin";
}

TEST_F(Origins, ARepeatThatChangesNothingSaysNothingNew) {
    take(order_message(1));
    take(order_message(1).set("MSH-10", "AGAIN"));
    EXPECT_EQ(origin(Target::step_modality), "CT <- OBR[1]-24, upper" + kFirst);
    EXPECT_EQ(origin(Target::patient_name), "FAMILY1^GIVEN <- PID[1]-5" + kFirst);
}

TEST_F(Origins, OfAPatientFollowTheNewsOfThePatient) {
    take(order_message(1));
    take(patient_message(1, "20260701090000").set("PID-5", "NEW^NAME").set("PV1-3", "ICU"));
    EXPECT_EQ(origin(Target::patient_name), "NEW^NAME <- PID[1]-5 [A081-090000]");
    EXPECT_EQ(origin(Target::visit_location), "ICU <- PV1[1]-3 [A081-090000]");
    EXPECT_EQ(origin(Target::step_modality), "CT <- OBR[1]-24, upper" + kFirst);
    take(order_message(1, "NW", "20260701083000").set("PID-5", "OLDER^NAME").set("OBR-31", "^fall"));
    EXPECT_EQ(origin(Target::patient_name), "NEW^NAME <- PID[1]-5 [A081-090000]")
        << "what is older than the news is not taken";
    EXPECT_EQ(origin(Target::procedure_reason), "fall <- OBR[1]-31 [NW1-083000]");
}

TEST_F(Origins, OfAnIdentifierThatIsNotTakenAreNotKept) {
    take(order_message(1));
    (void)fixture_.database.psql("update scheduled_step set status = 'STARTED'");
    take(order_message(1, "XO", "20260701090000").set("ZDS-1", "1.2.3^RIS").set("OBR-31", "^fall"));
    EXPECT_EQ(origin(Target::procedure_study), "1.2.840.1 <- ZDS[1]-1" + kFirst);
}

TEST_F(Origins, OfStationsThatAModalityTookAwaySayIt) {
    take(order_message(1));
    take(order_message(1, "XO", "20260701090000").set("OBR-24", "MR"));
    EXPECT_EQ(origin(Target::step_stations),
              " <- , the modality changed and no station came with it [XO1-090000]");
}

TEST_F(Origins, OfAReplacedStepAreThoseOfItsNewOrderAlone) {
    take(order_message(1).set("OBR-31", "^fall").set("OBR-34", "7&CURIE&MARIE"));
    auto replacement = order_message(1, "RP", "20260701090000");
    replacement.without("ZDS").without("OBR");
    replacement.add("ORC", order_message(1, "RO", "20260701090000")
                               .set("OBR-34", "")
                               .str()
                               .substr(order_message(1, "RO", "20260701090000").str().find("ORC|")));
    take(replacement);
    EXPECT_EQ(origin(Target::step_performing_physician), " <- nothing");
    EXPECT_EQ(origin(Target::procedure_reason), "not said <- , a constant of the profile [RP1-090000]")
        << "the old order's reason is gone with its origin";
    EXPECT_EQ(origin(Target::step_modality), "CT <- OBR[1]-24, upper [RP1-090000]");
}

TEST_F(Origins, GoWithTheirPatientAndTheirMessagesMayBeForgottenBefore) {
    take(order_message(1));
    (void)fixture_.database.psql("begin; set local mwl.removing = 'yes'; delete from message; commit");
    const auto order =
        services::explain_order(fixture_.store->records(), {"ACC1", Issuer("HOSPITAL")}, Zone());
    ASSERT_TRUE(order);
    ASSERT_EQ(order->messages.size(), 1U);
    EXPECT_FALSE(order->messages[0].message);
    EXPECT_TRUE(fixture_.store->upkeep().remove_patient({"PAT1", Issuer("HOSP")}, {"who", "where", "why"}));
    for (const auto* const table : {"patient_origin", "visit_origin", "order_origin"})
        EXPECT_EQ(count(table), "0") << table;
    EXPECT_FALSE(services::explain_order(fixture_.store->records(), {"ACC1", Issuer("HOSPITAL")}, Zone()));
}

TEST_F(Origins, NotesStandAtTheValueThatTheirMessageSaid) {
    take(order_message(1).set("OBR-18", ""));  // the accession number comes from the filler number
    take(order_message(1, "XO", "20260701090000").set("OBR-18", "").set("OBR-31", "^fall"));
    const auto order =
        services::explain_order(fixture_.store->records(), {"FIL1", Issuer("HOSPITAL")}, Zone());
    ASSERT_TRUE(order);
    const auto& value = order->steps.at(0).values.at(static_cast<std::size_t>(Target::order_accession));
    ASSERT_EQ(value.notes.size(), 1U) << "the newer message's alone";
    EXPECT_EQ(value.notes[0].target, "AccessionNumber");
    EXPECT_EQ(value.origin->place, "ORC[1]-3");
}

}  // namespace services_origins_test
}  // namespace mwl::test
