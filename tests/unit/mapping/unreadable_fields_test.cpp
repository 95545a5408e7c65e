// What cannot be read in a field that nobody requires is left out with a note, and refuses nothing (C31).
#include <algorithm>
#include <array>
#include <set>

#include "mwl/time/hl7_time.h"
#include "order_message.h"

namespace mwl::mapping {
namespace {

const std::string kLong(300, 'x');

// Notes whose text holds both.
std::size_t notes_of(const std::vector<MappingNote>& notes, std::string_view place, std::string_view bytes) {
    return static_cast<std::size_t>(std::ranges::count_if(notes, [&](const MappingNote& note) {
        return note.source.starts_with(place) && note.rule.find(bytes) != std::string::npos;
    }));
}

OrderMessage adt() {
    OrderMessage message;
    message.set("MSH-9", "ADT^A08").without("ORC").without("OBR").without("ZDS");
    return message;
}

PatientChange patient_of(const OrderMessage& message) {
    const auto changes = changes_of(message);
    if (changes && changes->patients.size() == 1) return changes->patients.front();
    ADD_FAILURE() << (changes ? "no patient" : to_string(changes.problem()));
    return {};
}

// Every field that is read and that no policy of the default profile requires.
constexpr std::array kOptionalFields{
    "PID-7",  "PID-8",  "PID-18", "PV1-3",  "PV1-8",  "PV1-15", "PV1-16", "PV1-19", "PV1-39", "PV1-42",
    "ORC-2",  "ORC-3",  "ORC-5",  "ORC-7",  "ORC-9",  "ORC-12", "ORC-15", "ORC-17", "OBR-2",  "OBR-3",
    "OBR-5",  "OBR-6",  "OBR-7",  "OBR-12", "OBR-13", "OBR-15", "OBR-16", "OBR-19", "OBR-20", "OBR-21",
    "OBR-27", "OBR-30", "OBR-31", "OBR-34", "OBR-36", "OBR-44", "OBR-45", "OBR-46", "ZDS-1"};
const std::array<std::string, 9> kOddValues{"00000000",   "0", "1960-02-04", kLong,    "20260230",
                                            "1e999^^^\\", "~", "^^^0",       "\\X00\\"};

class C31_OptionalField : public testing::TestWithParam<const char*> {};

TEST_P(C31_OptionalField, NeverRefusesAnOrderAnUpdateACancelOrAnAdt) {
    SiteProfile with_obr21;
    read_from(with_obr21, Target::step_stations, {"OBR-21"});
    with_obr21.intake.demographics_from_updates = true;
    for (const auto& value : kOddValues)
        for (const auto* const control : {"NW", "XO", "CA", "SC"})
            for (const auto& profile : {SiteProfile{}, with_obr21}) {
                auto message = OrderMessage{}.set("ORC-1", control).set(GetParam(), value);
                const auto changes = changes_of(message, profile);
                EXPECT_TRUE(changes.ok()) << control << ' ' << value << ' ' << to_string(changes.problem());
            }
    for (const auto& value : kOddValues) {
        const auto place = std::string(GetParam());
        if (!place.starts_with("P")) continue;
        const auto changes = changes_of(adt().set(place, value));
        EXPECT_TRUE(changes.ok()) << value << ' ' << to_string(changes.problem());
    }
}
INSTANTIATE_TEST_SUITE_P(UnreadableFields, C31_OptionalField, testing::ValuesIn(kOptionalFields));

// An order known by one message keeps what the next one states in a way that cannot be read.
TEST_P(C31_OptionalField, TakesNothingAwayThatIsKnown) {
    OrderMessage full;
    full.set("OBR-12", "D^infectious").set("OBR-13", "MRSA").set("OBR-30", "PORT").set("OBR-31", "^pain");
    full.set("OBR-34", "7&CURIE&MARIE").set("ORC-9", "20260630120000").set("ORC-12", "5^WATSON^JOHN");
    full.set("ORC-17", "^Surgery").set("PV1-8", "77^WATSON^JOHN").set("PV1-16", "VIP");
    const auto known = order_of(full);
    for (const std::string value : {"0", "\\X00\\", " ", "^"}) {
        // What a text field can show is a value, not something unreadable.
        if (value == "0" && !std::set<std::string>{"PID-7", "PID-8", "ORC-7", "ORC-9"}.contains(GetParam()))
            continue;
        auto odd = full;
        const auto next = order_of(odd.set(GetParam(), value));
        auto patient = known.patient;
        (void)overlay(patient, next.patient);
        EXPECT_EQ(patient, known.patient) << value;
        auto visit = known.visit;
        (void)overlay(visit, next.visit);
        EXPECT_EQ(*visit.location, *known.visit.location) << value;
        EXPECT_EQ(*visit.referring_physician, *known.visit.referring_physician) << value;
        EXPECT_EQ(*visit.confidentiality, *known.visit.confidentiality) << value;
        auto order = known.order;
        (void)overlay(order, next.order);
        EXPECT_EQ(*order.requesting_physician, *known.order.requesting_physician) << value;
        EXPECT_EQ(*order.requesting_service, *known.order.requesting_service) << value;
        EXPECT_EQ(*order.requested_at, *known.order.requested_at) << value;
        auto procedure = known.order.procedures.front();
        (void)overlay(procedure, next.order.procedures.front());
        EXPECT_EQ(*procedure.reason, "pain") << value;
        EXPECT_EQ(*procedure.transport, "PORT") << value;
        EXPECT_EQ(*procedure.clinical_information, "MRSA") << value;
        EXPECT_EQ(*procedure.priority, "ROUTINE") << value;
        auto step = known.order.procedures.front().steps.front();
        (void)overlay(step, next.order.procedures.front().steps.front());
        EXPECT_EQ(*step.start, *known.order.procedures.front().steps.front().start) << value;
        EXPECT_EQ(*step.performing_physician,
                  *known.order.procedures.front().steps.front().performing_physician)
            << value;
    }
}

struct Unreadable {
    const char* place;
    const char* value;
    const char* where;
};
class C31_Note : public testing::TestWithParam<Unreadable> {};
TEST_P(C31_Note, NamesThePlaceAndTheBytes) {
    SiteProfile profile;
    read_from(profile, Target::step_stations, {"OBR-21"});
    const auto [place, value, where] = GetParam();
    const auto change = order_of(OrderMessage{}.set(place, value), profile);
    EXPECT_EQ(notes_of(change.notes, where, "'" + std::string(value).substr(0, 20)), 1U)
        << testing::PrintToString(change.notes.size());
}
INSTANTIATE_TEST_SUITE_P(
    UnreadableFields, C31_Note,
    testing::Values(
        Unreadable{"PID-7", "00000000", "PID[1]-7"}, Unreadable{"PID-7", "1960-02-04", "PID[1]-7"},
        Unreadable{"PID-7", "19700230", "PID[1]-7"}, Unreadable{"PID-7", "1970", "PID[1]-7"},
        Unreadable{"PID-7", "99991231", "PID[1]-7"}, Unreadable{"PID-8", "X", "PID[1]-8"},
        Unreadable{"ORC-9", "0", "ORC[1]-9"}, Unreadable{"ORC-15", "2026", "ORC[1]-15"},
        Unreadable{"ORC-5", "XX", "ORC[1]-5"}, Unreadable{"OBR-19", "A-NUMBER-OF-21-LETTER", "OBR[1]-19"},
        Unreadable{"OBR-20", "A-NUMBER-OF-21-LETTER", "OBR[1]-20"},
        Unreadable{"OBR-21", "A-NUMBER-OF-21-LETTER", "OBR[1]-21"}, Unreadable{"PV1-8", "12345", "PV1[1]-8"},
        Unreadable{"ORC-12", "12345", "ORC[1]-12"}, Unreadable{"ZDS-1", "none", "ZDS[1]-1"}));

TEST(UnreadableFields, ALongOrderNumberIsLeftOutAndTheOrderKeepsTheOther) {
    const auto change = order_of(OrderMessage{}.set("ORC-2", kLong + "^HIS"));
    const auto& step = change.order.procedures.front().steps.front();
    EXPECT_TRUE(step.placer.empty());
    EXPECT_EQ(step.filler.number, "FIL1");
    EXPECT_EQ(notes_of(change.notes, "ORC[1]-2", "'xxxx"), 1U);
    // Half of an identifier is another identifier: a number without its namespace is left out too.
    const auto no_issuer = order_of(OrderMessage{}.set("ORC-3", "FIL1^" + kLong));
    EXPECT_TRUE(no_issuer.order.procedures.front().steps.front().filler.empty());
}

TEST(UnreadableFields, ALongIdOfAnotherTypeIsLeftOutAndTheMainOneIsNot) {
    const auto change =
        order_of(OrderMessage{}.set("PID-3", kLong + "^^^SSA^SS~PAT001^^^HOSP^MR~7^^^HOSP^PI"));
    EXPECT_EQ(change.patient.id.id, "PAT001");
    EXPECT_EQ(change.patient.other_ids->size(), 1U);
    EXPECT_EQ(notes_of(change.notes, "PID[1]-3[1]", "'xxxx"), 1U);
    const auto problem = problem_of(OrderMessage{}.set("PID-3", "7^^^HOSP^PI~" + kLong + "^^^HOSP^MR"));
    EXPECT_EQ(problem.code, Code::too_long);
    EXPECT_EQ(problem.where, "PID[1]-3[2]");
}

// The filler number does duty as the accession number; a longer one kept cancelled exams on the worklist.
TEST(UnreadableFields, ACancelFindsItsOrderByAFillerNumberThatIsNoAccessionNumber) {
    OrderMessage cancel;
    cancel.set("ORC-1", "CA").set("ORC-3", "FILLER-NUMBER-0000001").without("OBR").without("ZDS");
    const auto change = order_of(cancel);
    EXPECT_EQ(change.order.procedures.front().steps.front().filler.number, "FILLER-NUMBER-0000001");
    EXPECT_TRUE(change.order.accession.empty());
    EXPECT_EQ(problem_of(OrderMessage{}.set("OBR-18", "").set("ORC-3", "FILLER-NUMBER-0000001")).code,
              Code::too_long);
}

TEST(UnreadableFields, NewsOfAPatientWithoutNameLeavesTheName) {
    for (const auto* const name : {"", "^^", "\"\""}) {
        const auto change = patient_of(adt().set("PID-5", name).set("PID-7", "00000000"));
        EXPECT_FALSE(change.patient.name.is_stated()) << name;
        EXPECT_FALSE(change.patient.birth_date.is_stated()) << name;
        EXPECT_EQ(*change.visit.location, "WARD3^12^A") << name;
        EXPECT_EQ(notes_of(change.notes, "PID[1]-7", "'00000000'"), 1U) << name;
    }
}

TEST(UnreadableFields, AnyYearOfBirthIsTaken) {
    for (const auto* const born : {"16780304", "18991231", "20260701", "09991231"})
        EXPECT_EQ(print_hl7_date(**order_of(OrderMessage{}.set("PID-7", born)).patient.birth_date), born);
}

class C10_BadStart : public testing::TestWithParam<const char*> {};

TEST_P(C10_BadStart, LetsTheNextFieldOfTheProfileSpeak) {
    auto message = OrderMessage{}.set("ORC-7", "1^^^" + std::string(GetParam()));
    const auto change = order_of(message.set("OBR-36", "20260703090000"));
    EXPECT_EQ(print_hl7_time(**change.order.procedures[0].steps[0].start, Zone{}), "20260703090000+0000");
    EXPECT_EQ(notes_of(change.notes, "ORC[1]-7.4", "'" + std::string(GetParam())), 1U);
    EXPECT_EQ(notes_of(change.notes, "OBR[1]-36", "not usable"), 1U);
}

TEST_P(C10_BadStart, IsAMissingStartWhereNoFieldCanBeRead) {
    const auto message = OrderMessage{}.set("ORC-7", "1^^^" + std::string(GetParam()));
    const auto change = order_of(message);
    EXPECT_EQ(**change.order.procedures[0].steps[0].start, kReceived);
    EXPECT_EQ(notes_of(change.notes, "ORC[1]-7.4", "'" + std::string(GetParam())), 1U);
    EXPECT_TRUE(has_note(change, NoteKind::defaulted, "ScheduledProcedureStepStartDate"));
    auto known = step_of(OrderMessage{});
    EXPECT_FALSE(overlay(known, step_of(message)));  // an order that has a start keeps it
    auto update = message;
    EXPECT_FALSE(step_of(update.set("ORC-1", "XO")).start.is_stated());
}

TEST_P(C10_BadStart, IsRefusedWithItsPathWhereTheProfileRequiresAStart) {
    SiteProfile strict;
    strict.rule(Target::step_start).missing = Missing::reject;
    for (const auto* const control : {"NW", "XO"}) {
        const auto problem = problem_of(
            OrderMessage{}.set("ORC-1", control).set("ORC-7", "1^^^" + std::string(GetParam())), strict);
        EXPECT_EQ(problem.code, Code::wrong_data_type) << control;
        EXPECT_EQ(problem.where, "ORC[1]-7.4") << control;
    }
}
INSTANTIATE_TEST_SUITE_P(UnreadableFields, C10_BadStart,
                         testing::Values("20260230", "202607022460", "2026", "202607", "20250229", "tomorrow",
                                         "99991231", "99991231235959+0000", "22010101000000", "00010101",
                                         "000001010000+0100", "18991231", "2026-07-02"));

TEST(UnreadableFields, C10_TheLastAndTheFirstYearOfAnInstantAreTaken) {
    for (const char* const start : {"1^^^22001231", "1^^^19000101"})
        EXPECT_EQ(print_hl7_date(**step_of(OrderMessage{}.set("ORC-7", start)).local_date),
                  std::string(start).substr(4));
}

TEST(UnreadableFields, AnObservationWithoutReadableTimeIsNotTheNewest) {
    OrderMessage message;
    message.add("OBR",
                "OBX|1|NM|29463-7^Weight^LN||80|kg|||||F|||20260601\r"
                "OBX|2|NM|29463-7^Weight^LN||99|kg|||||F|||yesterday\r");
    EXPECT_EQ(*order_of(message).patient.weight_kg, "80");
}

TEST(UnreadableFields, APriorityThatIsNoneLetsTheNextFieldSpeak) {
    OrderMessage message;
    message.add("ORC", "TQ1|1||||||||ZZZ\r").set("ORC-7", "1^^^20260702^^S");
    const auto change = order_of(message);
    EXPECT_EQ(*change.order.procedures[0].priority, "STAT");
    EXPECT_EQ(notes_of(change.notes, "TQ1[1]-9", "'ZZZ'"), 1U);
    EXPECT_FALSE(procedure_of(OrderMessage{}.set("ORC-7", "1^^^20260702^^Q")).priority.is_stated());
    EXPECT_TRUE(procedure_of(OrderMessage{}.set("ORC-7", "1^^^20260702^^PRN")).priority.is_stated());
}

TEST(UnreadableFields, ACodeOfManyBytesAndFewCharactersIsNoLongCode) {
    const std::string code = "K\xC3\xB6RPERR\xC3\xB6NTGEN-\xC3\x9C";
    EXPECT_EQ(procedure_of(OrderMessage{}.set("OBR-4", code + "^X^L")).code->value, code);
}

}  // namespace
}  // namespace mwl::mapping
