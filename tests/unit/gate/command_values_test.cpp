// Command sets with odd values: what is written of them and what is said about them (faults.md D25).

#include <gtest/gtest.h>

#include <array>

#include "unit/gate/peer.h"

namespace mwl::gate::test {
namespace {

struct Written {
    std::string verdict;
    Raw stream;
    std::vector<CommandRemark> remarks;
};

Written written_of(const Raw& stream) {
    auto gate = established();
    Written out;
    out.verdict = summary(show(gate, stream, std::string::npos, out.stream));
    out.remarks = gate.remarks();
    return out;
}

Raw command_pdu(const Raw& set) { return p_data(pdv(3, kCommand | kLast, set)); }

Raw n_set(const Raw& instance) {
    return command_set(ui(0x0003, "1.2.3") + us(0x0100, 0x0120) + us(0x0110, 1) + us(0x0800, 1) +
                       command_element(0x1001, instance));
}
Raw n_create(const Raw& instance) {
    return command_set(ui(0x0002, "1.2.3") + us(0x0100, 0x0140) + us(0x0110, 1) + us(0x0800, 1) + instance);
}

TEST(CommandValues, D25_WhatDevicesSendAsAUidIsWrittenAsOne) {
    struct Case {
        const char* name;
        Raw sent;
        std::string_view written;
        std::vector<CommandRemark> remarks;
    };
    const std::string longest = "1." + std::string(62, '2');
    const std::string ones(64, '1');
    const std::array cases{
        Case{"as it should be", text("1.2.30"), "1.2.30", {}},
        Case{"padded with NUL", text("1.2.3") + Raw{0}, "1.2.3", {}},
        Case{"padded with NULs", text("1.2.3") + Raw(9), "1.2.3", {}},
        Case{"padded with spaces", text("1.2.3   "), "1.2.3", {}},
        Case{"padded before it", text(" 1.2.3"), "1.2.3", {}},
        Case{"64 characters", text(longest), longest, {}},
        Case{"64 characters and padding", text(longest) + Raw{0, 0}, longest, {}},
        Case{"0 as a component", text("1.0.30"), "1.0.30", {}},
        Case{"leading zero", text("1.02.3"), "1.02.3", {{0x1001, Oddity::leading_zero}}},
        Case{"empty component", text("1..3"), "1..3", {{0x1001, Oddity::empty_component}}},
        Case{"ends with a dot", text("1.2.3."), "1.2.3.", {{0x1001, Oddity::empty_component}}},
        Case{"66 characters", text(longest + "22"), longest, {{0x1001, Oddity::too_long}}},
        Case{"4000 characters", text(std::string(4000, '1')), ones, {{0x1001, Oddity::too_long}}},
        Case{"letters", text("STUDY1"), "STUDY1", {{0x1001, Oddity::not_a_uid}}},
        Case{"NUL within", text("1.2") + Raw{0} + text("44"), "1.2?44", {{0x1001, Oddity::not_a_uid}}},
        Case{"nothing", {}, "0", {{0x1001, Oddity::not_a_uid}}},
        Case{"blank", text("    "), "0", {{0x1001, Oddity::not_a_uid}}},
    };
    for (const auto& c : cases) {
        const auto out = written_of(command_pdu(n_set(c.sent)));
        EXPECT_EQ(out.verdict, "") << c.name;
        EXPECT_EQ(out.remarks, c.remarks) << c.name;
        EXPECT_EQ(out.stream, command_pdu(n_set(text(c.written) + zeros(c.written.size() % 2)))) << c.name;
    }
}

TEST(CommandValues, D25_AnEmptyInstanceInNCreateIsNone) {
    for (const auto& sent : {ui(0x1000, ""), command_element(0x1000, text("  ")), Raw{}}) {
        const auto out = written_of(command_pdu(n_create(sent)));
        EXPECT_EQ(out.stream, command_pdu(n_create({})));
        EXPECT_TRUE(out.remarks.empty());
    }
}

Raw find(const Raw& priority, std::uint16_t data_set_type) {
    return command_set(ui(0x0002, kWorklistFind) + us(0x0100, 0x0020) + us(0x0110, 2) + priority +
                       us(0x0800, data_set_type));
}

TEST(CommandValues, D25_APriorityThatIsNoneIsMedium) {
    const auto expected = command_pdu(find(us(0x0700, 0), 1));
    for (const auto& priority :
         {us(0x0700, 7), command_element(0x0700, {}), command_element(0x0700, zeros(4)), Raw{}}) {
        const auto out = written_of(command_pdu(find(priority, 1)));
        EXPECT_EQ(out.stream, expected);
        EXPECT_EQ(out.remarks, (std::vector<CommandRemark>{{0x0700, Oddity::unknown_priority}}));
    }
    EXPECT_EQ(written_of(command_pdu(find(us(0x0700, 2), 1))).stream, command_pdu(find(us(0x0700, 2), 1)));
}

TEST(CommandValues, D25_AnyDataSetTypeButOneAnnouncesADataSet) {
    for (const int type : {0x0000, 0x0001, 0x0102, 0xFEFE}) {
        const auto out = written_of(command_pdu(find(us(0x0700, 0), static_cast<std::uint16_t>(type))));
        EXPECT_EQ(out.stream, command_pdu(find(us(0x0700, 0), 1)));
        EXPECT_TRUE(out.remarks.empty());
    }
}

TEST(CommandValues, D25_AQueryThatAnnouncesNoIdentifierGetsAnEmptyOneAndARemark) {
    const auto out =
        written_of(command_pdu(find(us(0x0700, 0), 0x0101)) + command_pdu(find(us(0x0700, 0), 0x0101)));
    const auto once = command_pdu(find(us(0x0700, 0), 1)) + p_data(pdv(3, kData | kLast, {}));
    EXPECT_EQ(out.stream, once + once);
    EXPECT_EQ(out.remarks, (std::vector<CommandRemark>{{0x0800, Oddity::missing_data_set}}));
    EXPECT_FALSE(is_usable(out.remarks.at(0)));
}

TEST(CommandValues, D25_AnEchoThatAnnouncesADataSetIsAnEchoWhetherItComesOrNot) {
    const auto odd = command_pdu(
        command_set(ui(0x0002, kVerification) + us(0x0100, 0x0030) + us(0x0110, 1) + us(0x0800, 1)));
    const auto plain = command_pdu(echo_command());
    const auto data = p_data(pdv(3, kData, zeros(10)) + pdv(3, kData | kLast, zeros(20)));
    EXPECT_EQ(written_of(odd + odd).stream, plain + plain);
    EXPECT_EQ(written_of(odd + data + odd + data).stream, plain + plain);
    EXPECT_EQ(written_of(odd + data + data).verdict, "DUL-124 2/5");
    EXPECT_EQ(written_of(odd).remarks, (std::vector<CommandRemark>{{0x0800, Oddity::needless_data_set}}));
}

TEST(CommandValues, ElementsThatNoStandardKnowsAreNotWritten) {
    const auto with = [](const Raw& retired) {
        return command_pdu(command_set(ui(0x0002, kVerification) + us(0x0100, 0x0030) + us(0x0110, 1) +
                                       us(0x0800, 0x0101) + retired));
    };
    EXPECT_EQ(written_of(with(command_element(0x4000, text("RETIRED ")))).stream, with({}));
}

TEST(CommandValues, RemarksAreAboutTheCommandWrittenLast) {
    EXPECT_TRUE(written_of(command_pdu(find({}, 0x0101)) + command_pdu(echo_command())).remarks.empty());
}

TEST(CommandValues, RemarksNameTheElementAndNoValue) {
    EXPECT_EQ(describe({0x1000, Oddity::leading_zero}), "(0000,1000) has a leading zero in a component");
    EXPECT_TRUE(is_usable({0x1000, Oddity::leading_zero}));
    EXPECT_FALSE(is_usable({0x1000, Oddity::too_long}));
}

}  // namespace
}  // namespace mwl::gate::test
