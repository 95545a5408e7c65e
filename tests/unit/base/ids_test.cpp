#include "mwl/base/ids.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

#include "mwl/base/clock.h"

namespace mwl {
namespace {

static_assert(!std::is_convertible_v<std::string, AeTitle>, "a name is made a title on purpose only");
static_assert(!std::is_convertible_v<StudyUid, SopInstanceUid>);
static_assert(!std::is_same_v<OrderRow, StepRow>);
static_assert(!std::is_convertible_v<OrderRow, StepRow>);

TEST(PatientId, OfTwoAuthoritiesAreTwoPatients) {
    const PatientId ours{"4711", Issuer("HOSPITAL")};
    const PatientId theirs{"4711", Issuer("CLINIC")};
    EXPECT_NE(ours, theirs);
    EXPECT_EQ(ours, (PatientId{"4711", Issuer("HOSPITAL")}));
}

TEST(PatientId, AnIssuerAloneIsNoId) {
    EXPECT_TRUE((PatientId{"", Issuer("HOSPITAL")}.empty()));
    EXPECT_FALSE((PatientId{"1", Issuer()}.empty()));
}

TEST(AccessionNumber, IsOrderedByNumberThenIssuer) {
    const AccessionNumber first{"A1", Issuer("Z")};
    const AccessionNumber second{"A2", Issuer("A")};
    EXPECT_LT(first, second);
    EXPECT_LT((AccessionNumber{"A1", Issuer("A")}), first);
}

TEST(StrongText, IsHashedAndComparedByItsText) {
    const std::unordered_set<AeTitle> titles{AeTitle("CT1"), AeTitle("CT1"), AeTitle("MR1")};
    EXPECT_EQ(titles.size(), 2U);
    EXPECT_TRUE(titles.contains(AeTitle("MR1")));
    EXPECT_FALSE(titles.contains(AeTitle("mr1")));
}

TEST(RowId, ZeroMeansNotStoredYet) {
    EXPECT_FALSE(OrderRow{});
    EXPECT_TRUE(OrderRow{1042});
}

TEST(Instant, CrossesToTheDatabaseAsMicroseconds) {
    const Instant before_the_epoch = instant_from_micros(-1);
    EXPECT_EQ(micros(before_the_epoch), -1);
    EXPECT_EQ(micros(std::chrono::sys_days{std::chrono::year{2026} / 7 / 2}), 1'782'950'400'000'000);
}

}  // namespace
}  // namespace mwl
