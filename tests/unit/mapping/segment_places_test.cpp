// Segments where the grammar does not expect them: used where their meaning is clear, never lost silently.
#include <algorithm>

#include "order_message.h"

namespace mwl::mapping {
namespace {

std::string comments_of(const OrderChange& change) { return *change.order.procedures.front().comments; }

std::size_t notes_at(const std::vector<MappingNote>& notes, NoteKind kind, std::string_view place) {
    return static_cast<std::size_t>(std::ranges::count_if(
        notes, [&](const MappingNote& note) { return note.kind == kind && note.source == place; }));
}

struct OddPlace {
    const char* after;
    const char* before_it;  // segments in between
};
class OddComment : public testing::TestWithParam<OddPlace> {};
TEST_P(OddComment, IsACommentOnTheOrderAndItsPlaceIsNoted) {
    const auto [after, between] = GetParam();
    const auto change =
        order_of(OrderMessage{}.add(after, std::string(between) + "NTE|1||comment of the order\r"));
    EXPECT_EQ(comments_of(change), "comment of the order");
    EXPECT_FALSE(change.patient.comments.is_stated());
    EXPECT_EQ(notes_at(change.notes, NoteKind::taken_from, "NTE[1]-3"), 1U);
}
INSTANTIATE_TEST_SUITE_P(SegmentPlaces, OddComment,
                         testing::Values(OddPlace{"ORC", ""}, OddPlace{"ORC", "TQ2|1\r"},
                                         OddPlace{"OBR", "DG1|1||J18^Pneumonia^I10\r"},
                                         OddPlace{"OBR", "AL1|1||^Latex\r"}, OddPlace{"ZDS", ""},
                                         OddPlace{"PV1", ""}, OddPlace{"PV1", "AL1|1||^Latex\r"},
                                         OddPlace{"PV1", "IN1|1\r"}));

TEST(SegmentPlaces, ACommentAfterObrIsWhereItBelongsAndCommentsKeepTheirOrder) {
    OrderMessage message;
    message.add("ORC", "NTE|1||first\r").add("OBR", "NTE|1||second\rDG1|1\rNTE|1||third\r");
    const auto change = order_of(message);
    EXPECT_EQ(comments_of(change), "first\r\nsecond\r\nthird");
    EXPECT_EQ(notes_at(change.notes, NoteKind::taken_from, "NTE[2]-3"), 0U);
}

TEST(SegmentPlaces, CommentsOnTheMessageOrAnObservationAreNotTakenAndNoted) {
    OrderMessage message;
    message.add("MSH", "NTE|1||on the message\r").add("OBR", "OBX|1|ST|X||y\rNTE|1||on the observation\r");
    const auto change = order_of(message);
    EXPECT_FALSE(change.order.procedures.front().comments.is_stated());
    EXPECT_EQ(notes_at(change.notes, NoteKind::ignored, "NTE[1]-3"), 1U);
    EXPECT_EQ(notes_at(change.notes, NoteKind::ignored, "NTE[2]-3"), 1U);
}

TEST(SegmentPlaces, ACommentUnderAnOrcIsThatOfEachObrAndOfNoOtherOrder) {
    OrderMessage message;
    message.add("ORC", "NTE|1||both\r");
    message.add("OBR",
                "DG1|1\rNTE|1||one\r"
                "OBR||||CTNECK^CT neck^99RIS||||||||||||||ACC001|RP2|SPS2||||CT\r"
                "ORC|NW|P3|F3\rOBR||||CTARM^CT arm^99RIS||||||||||||||ACC003|RP3|SPS3||||CT\r");
    const auto changes = changes_of(message);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    ASSERT_EQ(changes->orders.size(), 3U);
    EXPECT_EQ(comments_of(changes->orders[0]), "both\r\none");
    EXPECT_EQ(comments_of(changes->orders[1]), "both");
    EXPECT_FALSE(changes->orders[2].order.procedures.front().comments.is_stated());
}

TEST(SegmentPlaces, ACommentWithoutTextTakesNoCommentAway) {
    EXPECT_FALSE(procedure_of(OrderMessage{}.add("OBR", "NTE|1\r")).comments.is_stated());
    EXPECT_TRUE(procedure_of(OrderMessage{}.add("OBR", "NTE|1||\"\"\r")).comments.is_stated());
}

TEST(SegmentPlaces, ACommentOnAVisitInAnAdtIsNoted) {
    OrderMessage adt;
    adt.set("MSH-9", "ADT^A08").without("ORC").without("OBR").without("ZDS");
    adt.add("PID", "NTE|1||is deaf\r").add("PV1", "NTE|1||near the window\r");
    const auto changes = changes_of(adt);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    EXPECT_EQ(*changes->patients.front().patient.comments, "is deaf");
    EXPECT_EQ(notes_at(changes->patients.front().notes, NoteKind::ignored, "NTE[2]-3"), 1U);
}

TEST(SegmentPlaces, PatientVisitAndAllergiesBehindTheOrderAreTakenAndNoted) {
    OrderMessage message;
    message.without("PID").without("PV1");
    message.add("OBR",
                "PID|1||PAT001^^^HOSP^MR||DOE^JANE||19700102|F\rNTE|1||is deaf\r"
                "PV1|1|I|ICU^1^A\rAL1|1||^Latex|SV\r");
    const auto change = order_of(message);
    EXPECT_EQ(change.patient.id.id, "PAT001");
    EXPECT_EQ(*change.patient.comments, "is deaf");
    EXPECT_EQ(*change.patient.allergies, "Latex");
    EXPECT_EQ(*change.patient.medical_alerts, "Latex");
    EXPECT_EQ(*change.visit.location, "ICU^1^A");
    for (const auto* const place : {"PID[1]", "PV1[1]", "AL1[1]"})
        EXPECT_EQ(notes_at(change.notes, NoteKind::taken_from, place), 1U) << place;
}

TEST(SegmentPlaces, AVisitOfItsOwnIsThatOfItsOrder) {
    OrderMessage message;
    message.add("OBR",
                "PV1|2|I|ICU^1^A\r"
                "ORC|NW|P3|F3\rOBR||||CTARM^CT arm^99RIS||||||||||||||ACC003|RP3|SPS3||||CT\r");
    const auto changes = changes_of(message);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    ASSERT_EQ(changes->orders.size(), 2U);
    EXPECT_EQ(*changes->orders[0].visit.location, "ICU^1^A");
    EXPECT_EQ(*changes->orders[1].visit.location, "WARD3^12^A");
}

TEST(SegmentPlaces, AnAssumedCharacterSetIsNotedAndOneThatDoesNotMatterIsNot) {
    const auto utf8 = order_of(OrderMessage{}.set("MSH-18", "").set("PID-5", "J\xC3\x9CRGENS^ZO\xC3\x8BK"));
    EXPECT_EQ(utf8.patient.name->alphabetic.family, "J\xC3\x9CRGENS");
    EXPECT_TRUE(has_note(utf8, NoteKind::charset, "SpecificCharacterSet"));
    const auto latin1 = order_of(OrderMessage{}.set("MSH-18", "").set("PID-5", "J\xDCRGENS^ZO\xCBK"));
    EXPECT_EQ(latin1.patient.name->alphabetic.family, "J\xC3\x9CRGENS");
    EXPECT_TRUE(has_note(latin1, NoteKind::charset, "SpecificCharacterSet"));
    EXPECT_FALSE(
        has_note(order_of(OrderMessage{}.set("MSH-18", "")), NoteKind::charset, "SpecificCharacterSet"));
}

TEST(SegmentPlaces, TheSenderOfAnOrderIsTheSameWhateverItsSpelling) {
    EXPECT_EQ(order_of(OrderMessage{}.set("MSH-3", "ris ").set("MSH-4", "Hosp")).order.sender,
              order_of(OrderMessage{}).order.sender);
}

}  // namespace
}  // namespace mwl::mapping
