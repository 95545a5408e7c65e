// A doubt about an order's patient is news like any other: older messages of the sender neither raise nor
// settle it (interop.md 3, "Other patient than the order's").
#include <random>

#include "domain/naming.h"
#include "mwl/domain/decide.h"
#include "orders.h"

namespace mwl::domain {
namespace {

Lateness late(const Known& known) {
    std::set<OrderRow> all;
    for (const auto& order : known.orders) all.insert(order.row);
    return {all, all};
}

Decision decided_late(const MessageChanges& changes, const Known& known) {
    auto decision = decide(changes, known, late(known));
    if (decision) return *std::move(decision);
    ADD_FAILURE() << to_string(decision.problem());
    return {};
}

AChange update() { return AChange(OrderAction::update, "XO"); }

Known doubted() {
    Known known;
    apply(known, AChange());
    const auto decision = decided(update().of("Q"), known);
    EXPECT_TRUE(decision.ok() && decision->conflict);
    store(known, decision->effects);
    EXPECT_TRUE(only_step(known).withheld);
    return known;
}

TEST(Doubt, C29_AMessageThatRaisesADoubtIsNewsOfItsOrder) {
    Known known;
    apply(known, AChange());
    const auto decision = decided(update().of("Q"), known);
    ASSERT_TRUE(decision.ok());
    EXPECT_EQ(decision->effects.orders_told_of, std::vector{known.orders[0].row});
}

TEST(Doubt, NothingIsCalledWithheldWhenNoStepIsOpen) {
    Known known;
    apply(known, AChange());
    apply(known, AChange(OrderAction::set_completed, "SC"));
    const auto decision = decided(update().of("Q"), known);
    ASSERT_TRUE(decision.ok() && decision->conflict);
    EXPECT_EQ(decision->conflict->what.find("withheld"), std::string::npos) << decision->conflict->what;
    EXPECT_FALSE(tells(decision->effects, "order withheld"));
    EXPECT_TRUE(tells(decision->effects, "order named for another patient"));
}

TEST(Doubt, C29_AnOlderConsistentMessageShowsNothingAgain) {
    auto known = doubted();
    auto barely_older = late(known);
    barely_older.stale.clear();  // within the tolerance: its content counts, its word on the patient does not
    const auto decision = decide(update().described("CT neck"), known, barely_older);
    ASSERT_TRUE(decision.ok());
    EXPECT_TRUE(tells(decision->effects, "order stays withheld"));
    store(known, decision->effects);
    EXPECT_TRUE(only_step(known).withheld);
    EXPECT_EQ(*known.orders[0].procedures[0].description, "CT neck");
    apply(known, update());
    EXPECT_FALSE(only_step(known).withheld) << "a newer one does";
}

TEST(Doubt, C29_AStepThatAnOlderMessageAddsToAWithheldOrderIsWithheldToo) {
    auto known = doubted();
    auto barely_older = late(known);
    barely_older.stale.clear();
    const auto decision =
        decide(AChange().procedure("RP2", "1.2.4").step("S2").numbers("PL2", "FI2"), known, barely_older);
    ASSERT_TRUE(decision.ok());
    store(known, decision->effects);
    ASSERT_EQ(known.orders[0].procedures.size(), 2U);
    EXPECT_TRUE(known.orders[0].procedures[1].steps[0].withheld);
}

TEST(Doubt, C29_AnOlderContradictingMessageWithholdsNothing) {
    Known known;
    apply(known, AChange());
    const auto decision = decided_late(update().of("Q"), known);
    EXPECT_TRUE(decision.conflict.has_value());
    EXPECT_TRUE(decision.effects.empty());
    EXPECT_TRUE(decision.effects.orders_told_of.empty());
}

TEST(Doubt, C29_OnlyTheOrdersOfWhichNothingNewerWasSaidAreWithheld) {
    Known known;
    apply(known, AChange());
    apply(known, AChange().accession_number("A2").numbers("PL2", "FI2").procedure("RP2", "1.2.4").step("S2"));
    auto second = update().of("Q").accession_number("A2").numbers("PL2", "FI2");
    second.procedure("RP2", "1.2.4").step("S2");
    const auto first_is_old = Lateness{{known.orders[0].row}, {known.orders[0].row}};
    const auto decision = decide(message_of({update().of("Q").raw(), second.raw()}), known, first_is_old);
    ASSERT_TRUE(decision.ok() && decision->conflict);
    store(known, decision->effects);
    EXPECT_FALSE(known.orders[0].procedures[0].steps[0].withheld);
    EXPECT_TRUE(known.orders[1].procedures[0].steps[0].withheld);
}

TEST(Doubt, C29_AnOldMessageWithACancelCancelsAndSettlesNothing) {
    auto known = doubted();
    apply(known, AChange().accession_number("A2").numbers("PL2", "FI2").procedure("RP2", "1.2.4").step("S2"));
    const auto cancel = AChange(OrderAction::cancel, "CA").accession_number("A2").procedure("", "").step("");
    const auto decision =
        decided_late(message_of({update().raw(), AChange(cancel).numbers("PL2", "FI2").raw()}), known);
    EXPECT_FALSE(decision.conflict.has_value());
    store(known, decision.effects);
    EXPECT_TRUE(only_step(known).withheld) << "the order in doubt was shown again by an older message";
    EXPECT_EQ(known.orders[1].procedures[0].steps[0].status, StepStatus::cancelled);
    EXPECT_TRUE(tells(decision.effects, "update not applied"));
}

// Orders of two patients under few numbers, sent in any order with any age. What must always hold is looked
// at after each message.
class Sequence {
public:
    explicit Sequence(unsigned seed) : random_(seed) {}

    void step() {
        const auto changes = message();
        const Known before = known_;
        const bool is_late = chance(3);
        auto known = before;
        for (int i = 0; i < keys_of(changes).new_orders; ++i) known.new_rows.push_back(OrderRow{++last_row_});
        const auto decision = decide(changes, known, is_late ? late(before) : Lateness{});
        if (!decision) return;
        store(known_, decision->effects);
        if (is_late) expect_nothing_shown_again(before);
        expect_sharing_is_told();
        expect_numbers_are_one_orders();
    }

private:
    int pick(int most) { return std::uniform_int_distribution<int>(1, most)(random_); }
    bool chance(int of) { return pick(of) == 1; }
    std::string some(const char* kind, int most) {
        return chance(4) ? std::string() : kind + std::to_string(pick(most));
    }

    OrderChange group(const std::string& patient) {
        constexpr std::array kActions{OrderAction::create, OrderAction::create, OrderAction::update,
                                      OrderAction::cancel};
        const auto action = kActions.at(static_cast<std::size_t>(pick(4) - 1));
        AChange out(action, "XX");
        const auto number = "A" + std::to_string(pick(4));
        out.of(patient).accession_number(action == OrderAction::create ? number : some("A", 4));
        out.numbers(some("PL", 3), some("FI", 3));
        out.procedure(some("RP", 2), "1.2." + std::to_string(pick(3))).step(some("S", 4));
        if (action == OrderAction::create) out.procedure("RP1", "1.2." + std::to_string(pick(3)));
        if (action == OrderAction::create) out.step("S" + std::to_string(pick(4)));
        if (action != OrderAction::create && chance(2)) out.raw().order.procedures[0].study = {};
        return out.raw();
    }
    MessageChanges message() {
        const auto patient = chance(4) ? "Q" : "P";
        std::vector<OrderChange> groups;
        for (int n = pick(2); n > 0; --n) groups.push_back(group(patient));
        return message_of(std::move(groups));
    }

    void expect_nothing_shown_again(const Known& before) const {
        for (std::size_t o = 0; o < before.orders.size(); ++o)
            for (std::size_t p = 0; p < before.orders[o].procedures.size(); ++p)
                for (std::size_t s = 0; s < before.orders[o].procedures[p].steps.size(); ++s) {
                    const auto& was = before.orders[o].procedures[p].steps[s];
                    const auto& is = known_.orders[o].procedures[p].steps[s];
                    EXPECT_TRUE(!was.withheld || is.withheld) << "shown again by an older message";
                    EXPECT_TRUE(was.withheld || !is.withheld) << "withheld by an older message";
                }
    }
    void expect_sharing_is_told() const {
        for (const auto& a : known_.orders)
            for (const auto& b : known_.orders)
                for (const auto& one : a.procedures)
                    for (const auto& other : b.procedures)
                        if (a.row != b.row && one.study == other.study) {
                            EXPECT_TRUE(!is_open(a) || a.shares_study) << one.study.str();
                            EXPECT_EQ(a.patient, b.patient) << "two patients share a study";
                        }
    }
    void expect_numbers_are_one_orders() const {
        std::set<AccessionNumber> numbers;
        for (const auto& order : known_.orders)
            EXPECT_TRUE(numbers.insert(order.accession).second) << order.accession.number;
    }

    std::mt19937 random_;
    Known known_;
    std::int64_t last_row_ = 0;
};

TEST(Doubt, WhateverComesNothingIsShownAgainByAnOlderMessageAndNoStudyIsSharedUnnoticed) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        Sequence sequence(seed);
        for (int i = 0; i < 30; ++i) sequence.step();
        ASSERT_FALSE(HasFailure()) << "an expectation of Sequence::step() failed, seed " << seed;
    }
}

}  // namespace
}  // namespace mwl::domain
