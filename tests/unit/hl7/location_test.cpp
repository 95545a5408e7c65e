#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "mwl/hl7/message.h"

namespace mwl::hl7 {
namespace {

TEST(Location, PrintsOnlyWhatIsMeant) {
    EXPECT_EQ(to_string(Location{"PID"}), "PID");
    EXPECT_EQ(to_string(Location{"PID", 2}), "PID[2]");
    EXPECT_EQ(to_string(Location{"PID", 0, 3, 0, 4}), "PID-3.4");
    EXPECT_EQ(to_string(Location{"PID", 1, 3, 2, 4}), "PID[1]-3[2].4");
    EXPECT_EQ(to_string(Location{"OBR", 1, 4, 1, 2, 3}), "OBR[1]-4[1].2.3");
}

TEST(Location, ReadsWhatItPrints) {
    constexpr std::array<std::string_view, 8> kPlaces{
        "PID", "PID[2]", "PID-3", "PID-3.4", "PID[1]-3[2].4", "OBR[1]-4[1].2.3", "ZDS-1", "IPC[999999]-3[2]"};
    for (const auto place : kPlaces) {
        const auto location = parse_location(place);
        ASSERT_TRUE(location.ok()) << place;
        EXPECT_EQ(to_string(*location), place);
    }
}

TEST(Location, ReadsEachNumberIntoItsPlace) {
    EXPECT_EQ(*parse_location("PID[2]-3[4].5.6"), (Location{"PID", 2, 3, 4, 5, 6}));
    EXPECT_EQ(*parse_location("PID-3.5"), (Location{"PID", 0, 3, 0, 5, 0}));
}

TEST(Location, RefusesWhatIsNoPlace) {
    constexpr std::array<std::string_view, 22> kWrong{"",
                                                      "PI",
                                                      "pid-3",
                                                      "PIDX",
                                                      "PID-",
                                                      "PID-0",
                                                      "PID-03",
                                                      "PID-3.",
                                                      "PID-3.0",
                                                      "PID[0]-3",
                                                      "PID[1",
                                                      "PID[]-3",
                                                      "PID[1-3",
                                                      "PID-3[2",
                                                      "PID.3",
                                                      "PID-3.4.5.6",
                                                      "PID-3 ",
                                                      " PID-3",
                                                      "PID--3",
                                                      "PID-3.x",
                                                      "(0040,0100)",
                                                      "PID-99999999999999999999"};
    for (const auto text : kWrong) {
        const auto location = parse_location(text);
        ASSERT_FALSE(location.ok()) << text;
        EXPECT_EQ(location.problem().code, Code::malformed) << text;
    }
}

}  // namespace
}  // namespace mwl::hl7
