// One table for policies: rows of whatever struct.
#include "mwl/base/policy.h"

#include <gtest/gtest.h>

#include <chrono>

#include "mwl/base/ids.h"

namespace mwl::base {
namespace {

enum class Colour { red, green };
constexpr std::array kColours{std::pair{std::string_view("red"), Colour::red},
                              std::pair{std::string_view("green"), Colour::green}};

struct Lamp {
    bool is_on = true;
    std::chrono::seconds time{30};
    Colour colour = Colour::green;
    AeTitle owner{"ME"};
    std::vector<std::string> rooms = {"a", "b"};
};
struct House {
    Lamp lamp;
};

std::vector<Policy<Lamp>> lamp_table() {
    using Row = Rows<Lamp>;
    return {
        Row::flag("on", "whether it shines", TakesEffect::live, &Lamp::is_on),
        Row::number("seconds", 1, 60, "how long", TakesEffect::on_restart, &Lamp::time),
        Row::word("colour", kColours, "how", TakesEffect::live, &Lamp::colour),
        Row::text("owner", "whose", TakesEffect::live, &Lamp::owner),
        Row::of(PolicyKind::texts, "rooms", "list", "where", TakesEffect::live, &Lamp::rooms,
                [](const PolicyInput& in) { return in.texts(); }),
    };
}

std::vector<std::string> wrong(const std::string& key, const std::string& word) {
    Lamp lamp;
    const auto table = lamp_table();
    const auto& row = *find_policy(table, key);
    return take(row, lamp, key, policy_value_of_word(row.kind, word)).errors;
}

TEST(Policy, DefaultsAndBoundsAreWrittenDownOnce) {
    std::vector<PolicyDescription> rows;
    describe(rows, "lamp.", lamp_table());
    std::string all;
    for (const auto& row : rows)
        all += row.key + "|" + row.takes + "|" + row.standard + "|" + std::string(name_of(row.effect)) + "\n";
    EXPECT_EQ(all,
              "lamp.on|true or false|true|live\nlamp.seconds|1 to 60|30|restart\n"
              "lamp.colour|red, green|\"green\"|live\nlamp.owner|text|\"ME\"|live\n"
              "lamp.rooms|list|[\"a\", \"b\"]|live\n");
}

TEST(Policy, AValueThatIsWrongIsAnsweredWithWhatWouldBeRight) {
    EXPECT_EQ(wrong("on", "yes"), std::vector<std::string>{"true or false is wanted"});
    EXPECT_EQ(wrong("seconds", "61"), std::vector<std::string>{"a whole number from 1 to 60 is wanted"});
    EXPECT_EQ(wrong("seconds", "5s"), std::vector<std::string>{"a whole number from 1 to 60 is wanted"});
    EXPECT_EQ(wrong("colour", "blue"), std::vector<std::string>{"\"blue\" is none of: red, green"});
    EXPECT_TRUE(wrong("owner", "7").empty());
}

TEST(Policy, ThePartOfAStructBringsItsTable) {
    std::vector<Policy<House>> table;
    add_part(table, "lamp.", lamp_table(), &House::lamp);
    House house;
    const auto* row = find_policy(table, "lamp.seconds");
    ASSERT_NE(row, nullptr);
    EXPECT_TRUE(take(*row, house, row->key, policy_value(7)).errors.empty());
    EXPECT_EQ(house.lamp.time, std::chrono::seconds(7));
    EXPECT_EQ(text_of(row->write(house)), "7");
}

TEST(PolicyText, IsTomlOnOneLine) {
    EXPECT_EQ(text_of(policy_value(std::string("a\"b\\c\n\t\x01\x7Fü"))), R"("a\"b\\c\n\t\u0001\u007Fü")");
    EXPECT_EQ(text_of(policy_value(std::vector<std::string>{})), "[]");
}

}  // namespace
}  // namespace mwl::base
