#include "mwl/base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "mwl/base/error.h"

namespace mwl {
namespace {

Result<int> half_of(int number) {
    if (number % 2 != 0) return Problem{Code::wrong_data_type, "line 3", "not an even number"};
    return number / 2;
}

TEST(Result, HoldsTheValueOrTheProblem) {
    const auto good = half_of(8);
    ASSERT_TRUE(good.ok());
    EXPECT_EQ(*good, 4);

    const auto bad = half_of(7);
    EXPECT_FALSE(bad);
    EXPECT_EQ(bad.problem(), (Problem{Code::wrong_data_type, "line 3", "not an even number"}));
}

TEST(Result, ReadingWhatIsNotThereThrowsInsteadOfInventing) {
    EXPECT_THROW((void)*half_of(7), std::bad_variant_access);
    EXPECT_THROW((void)half_of(8).problem(), std::bad_variant_access);
}

TEST(Result, GivesAMoveOnlyValueAway) {
    Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
    const std::unique_ptr<int> taken = *std::move(result);
    EXPECT_EQ(*taken, 7);
}

TEST(Result, OfNothingIsGoodUntilItHoldsAProblem) {
    EXPECT_TRUE(Result<void>().ok());
    const Result<void> bad(Problem{Code::conflict, "", "two patients"});
    EXPECT_FALSE(bad);
    EXPECT_EQ(bad.problem().code, Code::conflict);
}

TEST(Problem, IsPrintedWithItsPlaceFirst) {
    EXPECT_EQ(to_string(Problem{Code::required_field_missing, "PID[1]-3", "patient id missing"}),
              "PID[1]-3: patient id missing");
    EXPECT_EQ(to_string(Problem{Code::internal, "", "no place known"}), "no place known");
}

TEST(Code, EveryOneHasANameOfItsOwn) {
    std::set<std::string> names;
    for (int code = 0; code <= static_cast<int>(Code::internal); ++code)
        names.insert(name_of(static_cast<Code>(code)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(Code::internal) + 1);
    EXPECT_FALSE(names.contains("unknown"));
}

TEST(StoreError, KeepsTheServersState) {
    EXPECT_EQ(StoreError("serialization failure", "40001").sqlstate(), "40001");
    EXPECT_EQ(StoreError("connection lost").sqlstate(), "");
}

}  // namespace
}  // namespace mwl
