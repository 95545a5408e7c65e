// What the gate writes: one canonical stream, whatever the peer's packing (faults.md D23).

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "unit/gate/peer.h"

namespace mwl::gate::test {
namespace {

using Chance = std::mt19937;

std::size_t up_to(Chance& chance, std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(chance);
}

struct Pdv {
    std::uint8_t context;
    int control;
    Raw value;
};

// One DIMSE message.
struct Message {
    std::uint8_t context;
    Raw command;
    Raw data_set = {};
    bool has_data_set = false;
};

// Fragments of any size, some of them empty, the last one too at times; no more than a message may have.
void cut(Chance& chance, const Message& message, bool is_command, std::vector<Pdv>& pdvs) {
    const Raw& bytes = is_command ? message.command : message.data_set;
    const std::size_t most = std::max<std::size_t>(bytes.size() / (1 + up_to(chance, 30)), 2);
    const int kind = is_command ? kCommand : kData;
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto size = std::min(up_to(chance, most), bytes.size() - at);
        pdvs.push_back({message.context, kind,
                        Raw(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                            bytes.begin() + static_cast<std::ptrdiff_t>(at + size))});
        at += size;
    }
    if (pdvs.empty() || up_to(chance, 3) == 0 || bytes.empty()) pdvs.push_back({message.context, kind, {}});
    pdvs.back().control |= kLast;
}

// PDVs in PDUs of at most `max` bytes, split where they do not fit.
Raw pack(Chance& chance, std::vector<Pdv> pdvs, std::size_t max) {
    constexpr std::size_t kHeader = 6;
    Raw stream;
    Raw in_hand;
    std::size_t held = 0;
    const auto close = [&] {
        if (!in_hand.empty()) stream = stream + p_data(in_hand);
        in_hand.clear();
        held = 0;
    };
    for (auto& each : pdvs) {
        while (each.value.size() + kHeader > max) {
            close();
            const auto size = static_cast<std::ptrdiff_t>(max - kHeader);
            stream = stream + p_data(pdv(each.context, each.control & ~kLast,
                                         Raw(each.value.begin(), each.value.begin() + size)));
            each.value.erase(each.value.begin(), each.value.begin() + size);
        }
        const auto packed = pdv(each.context, each.control, each.value);
        const bool is_full = in_hand.size() + packed.size() > max || held == PduLimits{}.max_pdvs_in_pdu;
        if (is_full || up_to(chance, 2) == 0) close();
        in_hand = in_hand + packed;
        ++held;
    }
    close();
    return stream;
}

// The one form: the largest even fragments, one PDV a PDU.
Raw canonical(const Message& message, std::size_t max) {
    Raw stream;
    const auto put = [&](const Raw& bytes, int kind) {
        const std::size_t most = (max - 6) / 2 * 2;
        std::size_t at = 0;
        do {
            const auto size = std::min(most, bytes.size() - at);
            const Raw fragment(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                               bytes.begin() + static_cast<std::ptrdiff_t>(at + size));
            at += size;
            stream = stream + p_data(pdv(message.context, kind | (at == bytes.size() ? kLast : 0), fragment));
        } while (at < bytes.size());
    };
    put(message.command, kCommand);
    if (message.has_data_set) put(message.data_set, kData);
    return stream;
}

Raw random_bytes(Chance& chance, std::size_t size) {
    Raw bytes(size);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(up_to(chance, 255));
    return bytes;
}

Message random_message(Chance& chance) {
    if (up_to(chance, 2) == 0) return {1, echo_command()};
    return {3, find_command(), random_bytes(chance, up_to(chance, 3) * 4090 + 2 * up_to(chance, 3)), true};
}

// Large PDUs, small ones, odd ones.
constexpr std::array<std::uint32_t, 4> kMaxima{4096, 4097, 16'384, 131'072};

TEST(PduGateRewrite, D23_EveryLegalPackingGivesTheSameCanonicalStream) {
    for (unsigned seed = 0; seed < 400; ++seed) {
        Chance chance(seed);
        PduLimits limits;
        limits.max_pdu_bytes = kMaxima[seed % kMaxima.size()];
        Raw stream;
        Raw expected;
        for (std::size_t messages = 1 + up_to(chance, 3); messages > 0; --messages) {
            const auto message = random_message(chance);
            std::vector<Pdv> pdvs;
            cut(chance, message, true, pdvs);
            if (message.has_data_set) {
                std::vector<Pdv> data;
                cut(chance, message, false, data);
                pdvs.insert(pdvs.end(), data.begin(), data.end());
            }
            stream = stream + pack(chance, pdvs, limits.max_pdu_bytes);
            expected = expected + canonical(message, limits.max_pdu_bytes);
        }
        auto gate = established(limits);
        Raw written;
        EXPECT_EQ(summary(show(gate, stream, 1 + up_to(chance, 20'000), written)), "") << "seed " << seed;
        EXPECT_TRUE(written == expected) << "seed " << seed;
    }
}

TEST(PduGateRewrite, D23_ThePackingsThatEndedTheBroker) {
    const auto parts = [](std::uint8_t context, int kind, const Raw& bytes,
                          std::initializer_list<std::ptrdiff_t> sizes) {
        Raw pdvs;
        auto at = bytes.begin();
        for (const auto size : sizes) {
            const bool is_last = at + size == bytes.end();
            pdvs = pdvs + pdv(context, kind | (is_last ? kLast : 0), Raw(at, at + size));
            at += size;
        }
        return pdvs;
    };
    Chance chance(1);
    const Message echo{1, echo_command()};
    const Message find{3, find_command(), random_bytes(chance, 138), true};
    ASSERT_EQ(echo.command.size(), 68U);
    ASSERT_EQ(find.command.size(), 82U);
    auto gate = established();
    Raw written;
    EXPECT_TRUE(show(gate,
                     p_data(parts(1, kCommand, echo.command, {32, 26, 10})) +
                         p_data(parts(3, kCommand, find.command, {40, 40, 2}) +
                                parts(3, kData, find.data_set, {100, 38})),
                     std::string::npos, written)
                    .ok());
    EXPECT_EQ(written, canonical(echo, 16'384) + canonical(find, 16'384));
}

TEST(PduGateRewrite, WhatIsWrittenIsWrittenAgainUnchanged) {
    Chance chance(7);
    const Message find{3, find_command(), random_bytes(chance, 50'002), true};
    const auto stream = canonical(find, 16'384) + release_request();
    auto gate = established();
    Raw written;
    EXPECT_TRUE(show(gate, stream, 999, written).ok());
    EXPECT_EQ(written, stream);
}

TEST(PduGateRewrite, ADataSetOfAnOddNumberOfBytesIsFilledUpAndTold) {
    const auto request = p_data(pdv(3, kCommand | kLast, find_command()));
    auto gate = established();
    Raw written;
    EXPECT_TRUE(show(gate, request + p_data(pdv(3, kData | kLast, {1, 2, 3})), 4, written).ok());
    EXPECT_TRUE(gate.has_odd_data_set());
    EXPECT_EQ(written, request + p_data(pdv(3, kData | kLast, {1, 2, 3, 0})));
    EXPECT_TRUE(show(gate, request + p_data(pdv(3, kData, {1}) + pdv(3, kData | kLast, {2}))).ok());
    EXPECT_FALSE(gate.has_odd_data_set());
}

TEST(PduGateRewrite, StopsWhereItHasWrittenSoThatNobodyReadsAhead) {
    auto gate = established();
    const auto one = p_data(pdv(1, kCommand | kLast, echo_command()));
    const auto stream = one + one;
    Bytes rest = stream;
    Raw written;
    EXPECT_TRUE(gate.rewrite(rest, written).ok());
    EXPECT_EQ(rest.size(), one.size());
    EXPECT_EQ(written, one);
}

TEST(PduGateRewrite, AnAssociationRequestIsWrittenFromWhatWasRead) {
    const auto padded = [](std::string_view uid) { return text(uid) + Raw{0}; };
    const auto role = item(0x54, number(22, 2, true) + text(kWorklistFind) + Raw{1, 0});
    const auto request = pdu(PduType::associate_request,
                             Raw{0, 1, 9, 9} + text("WORKLIST") + Raw(8) + text("CT1") + Raw{0, 'x'} +
                                 Raw(11) + repeat(32, {7}) +
                                 user_information(role + role + item(0x58, Raw{1, 0, 0, 0, 0, 0}) +
                                                  item(0x53, zeros(4)) + item(0x7A, text("vendor"))) +
                                 item(0x20, Raw{1, 5, 5, 5} + item(0x40, padded("1.2.840.10008.1.2")) +
                                                transfer_syntax() + item(0x30, padded(kWorklistFind))) +
                                 item(0x10, padded("1.2.840.10008.3.1.1.1")));
    const auto expected =
        pdu(PduType::associate_request, Raw{0, 1, 0, 0} + text("WORKLIST        CT1             ") +
                                            zeros(32) + application_context() + proposed(1) +
                                            item(0x50, maximum_length() + item(0x52, text("1.2.276.0.1")) +
                                                           role + item(0x55, text("TESTER_1"))));
    PduGate gate(Role::acceptor);
    Raw written;
    EXPECT_EQ(summary(show(gate, request, 5, written)), "");
    EXPECT_EQ(written, expected);
    EXPECT_EQ(gate.titles().calling, "CT1");
    EXPECT_EQ(gate.titles().called, "WORKLIST");
}

TEST(PduGateRewrite, TheCallingTitleIsKnownAlthoughTheRequestIsRefused) {
    PduGate gate(Role::acceptor);
    EXPECT_EQ(summary(show(gate, associate_request(item(0x99, {})))), "DUL-113 2/5");
    EXPECT_EQ(gate.titles().calling, "CT1");
}

TEST(PduGateRewrite, ReservedBytesOfReleaseAndAbortAreNotPassedOn) {
    auto gate = established();
    Raw written;
    const auto dirty = Raw{5, 9} + number(4, 4, true) + Raw{1, 2, 3, 4};
    EXPECT_TRUE(show(gate, dirty + Raw{7, 9} + number(4, 4, true) + Raw{9, 9, 2, 6}, 1, written).ok());
    EXPECT_EQ(written, release_request() + pdu(PduType::abort, Raw{0, 9, 2, 6}));
}

}  // namespace
}  // namespace mwl::gate::test
