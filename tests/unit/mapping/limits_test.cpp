// A message may be large; what it makes the broker do may not be much larger (faults.md C32).
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

#include "unit/mapping/order_message.h"

namespace {

std::atomic<std::size_t> allocations{0};
std::atomic<std::size_t> allocated_bytes{0};

}  // namespace

// Of this whole test program.
void* operator new(std::size_t size) {
    ++allocations;
    allocated_bytes += size;
    if (void* const memory = std::malloc(size == 0 ? 1 : size); memory != nullptr) return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
    try {
        return operator new(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}
// Inlined into a caller of new, GCC would see free() on what new gave.
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }

namespace mwl::mapping {
namespace {

std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int n = 0; n < times; ++n) out += text;
    return out;
}

// The order of order_message.h with further OBR, `orders` in all.
OrderMessage with_orders(int orders) {
    OrderMessage message;
    for (int n = 2; n <= orders; ++n) {
        const auto id = std::to_string(n);
        message.add("OBR", "OBR|" + id + "|||CTHEAD^CT head^99RIS||||||||||||||ACC001|RP" + id + "|SPS" + id +
                               "||||CT\r");
    }
    return message;
}

// PID-3 with so many ids that have no issuer, and AL1 segments.
OrderMessage with_patient_data(OrderMessage message, int ids, int allergies) {
    std::string pid_3 = "ID0";
    for (int n = 1; n < ids; ++n) pid_3 += "~ID" + std::to_string(n);
    return message.set("PID-3", pid_3).add("PV1", repeated("AL1|1||^Iodine|SV\r", allergies));
}

std::string place_over_limit(const OrderMessage& message) {
    const auto problem = problem_of(message);
    return problem.code == Code::too_large ? problem.where : to_string(problem);
}

TEST(MappingLimits, C32_OrdersOfOneMessageUpToTheLimitAreTaken) {
    const auto most = changes_of(with_orders(200));
    ASSERT_TRUE(most.ok()) << to_string(most.problem());
    EXPECT_EQ(most->orders.size(), 200U);
    EXPECT_EQ(place_over_limit(with_orders(201)), "OBR[201]");
    EXPECT_EQ(place_over_limit(with_orders(4990)), "OBR[201]");
}

TEST(MappingLimits, C32_PatientIdentifiersUpToTheLimitAreTaken) {
    EXPECT_TRUE(changes_of(with_patient_data({}, 100, 0)).ok());
    EXPECT_EQ(place_over_limit(with_patient_data({}, 101, 0)), "PID[1]-3");
    EXPECT_EQ(place_over_limit(with_patient_data(with_orders(4990), 10'000, 0)), "PID[1]-3");
}

TEST(MappingLimits, C32_MuchPatientDataIsNotRepeatedForManyOrders) {
    const auto comment = "NTE|1||" + std::string(60'000, 'x') + "\r";
    EXPECT_TRUE(changes_of(with_orders(1).add("PID", repeated(comment, 10))).ok());
    EXPECT_TRUE(changes_of(with_orders(60).add("PID", comment)).ok());
    EXPECT_EQ(place_over_limit(with_orders(100).add("PID", comment)).substr(0, 4), "OBR[");
}

TEST(MappingLimits, C32_AFurtherOrderCostsTheSameHoweverMuchIsSaidOfThePatient) {
    const auto work = [](int orders, int allergies) {
        const auto bytes = with_patient_data(with_orders(orders), 100, allergies).str();
        const auto message = hl7::Message::parse(bytes);
        const auto before = allocations.load();
        EXPECT_TRUE(changes_from_hl7(*message, {}, kReceived).ok());
        return allocations.load() - before;
    };
    const auto of_50_orders = [&](int allergies) { return work(60, allergies) - work(10, allergies); };
    EXPECT_EQ(of_50_orders(1000), of_50_orders(10)) << "allergies are read once for all orders";
}

TEST(MappingLimits, C32_WhatIsKeptOfAMessageAtItsLimitsIsLessThanEightTimesTheLargestMessage) {
    const auto bytes = with_patient_data(with_orders(200), 100, 200).str();
    const auto message = hl7::Message::parse(bytes);
    ASSERT_TRUE(message.ok());
    const auto changes = changes_from_hl7(*message, {}, kReceived);
    ASSERT_TRUE(changes.ok());
    const auto before = allocated_bytes.load();
    const auto copy = *changes;  // as much as stands in memory, without what came and went
    EXPECT_EQ(copy.orders.size(), 200U);
    EXPECT_LT(allocated_bytes.load() - before, 8U * 1024 * 1024);
}

TEST(MappingLimits, C32_FilledInIssuersAreOneNoteWhateverTheirNumber) {
    const auto order = order_of(with_patient_data({}, 100, 50));
    const auto notes_of = [&](std::string_view target) {
        return std::ranges::count(order.notes, target, &MappingNote::target);
    };
    EXPECT_EQ(notes_of("IssuerOfPatientID"), 1);
    EXPECT_EQ(notes_of("MedicalAlerts"), 1);
}

}  // namespace
}  // namespace mwl::mapping
