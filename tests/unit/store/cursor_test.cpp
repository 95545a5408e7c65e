// A cursor goes to a person's address bar and comes back as it was, or not at all.
#include "mwl/store/cursor.h"

#include <gtest/gtest.h>

#include "mwl/base/digest.h"
#include "mwl/store/records.h"

namespace mwl::store {
namespace {

using MessageCursor = MessagePage::Cursor;

const ListPlace kPlace{instant_from_micros(1'790'000'000'123'456), 4711};

std::string signed_text(const std::string& text) { return text + '-' + short_id(text, 4); }

std::string refusal(const std::string& text) {
    const auto cursor = MessageCursor::from_text(text);
    return cursor ? "taken" : cursor.problem().what;
}

TEST(CursorText, ComesBackAsItWas) {
    for (const auto& place : {kPlace, ListPlace{Instant{}, 0}, ListPlace{instant_from_micros(-1'000'000), 1},
                              ListPlace{kPlace.at, std::numeric_limits<std::int64_t>::max()}}) {
        const auto text = MessageCursor(place).to_text();
        EXPECT_LE(text.size(), kLongestCursor);
        const auto cursor = MessageCursor::from_text(text);
        ASSERT_TRUE(cursor) << text;
        EXPECT_EQ(cursor->place(), place);
    }
}

TEST(CursorText, OfAnotherListIsRefused) {
    EXPECT_EQ(refusal(QueryPage::Cursor(kPlace).to_text()),
              "the cursor belongs to another list; begin again at the first page of the list");
}

TEST(CursorText, ThatWasDamagedOnTheWayIsRefused) {
    const auto text = MessageCursor(kPlace).to_text();
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto damaged = text;
        damaged[i] = damaged[i] == '5' ? '6' : '5';
        EXPECT_NE(refusal(damaged), "taken") << damaged;
        EXPECT_NE(refusal(text.substr(0, i)), "taken") << i;
    }
    EXPECT_NE(refusal(text + "0"), "taken");
    EXPECT_NE(refusal(std::string(100'000, '-')), "taken");
}

TEST(CursorText, ThatSomebodyMadeUpNeverReachesTheDatabase) {
    for (const auto* const made_up : {"", "1", "1m", "1m-", "1m--", "1m-0", "2m-0-0", "1m-zz-0", "1m-0-zz",
                                      "1m-0-0-0", "1m-7fffffffffffffff-0", "1m-8000000000000000-0",
                                      "1m-0-ffffffffffffffff", "1m-10000000000000000-0"})
        EXPECT_NE(refusal(signed_text(made_up)), "taken") << made_up;
    EXPECT_EQ(refusal(signed_text("1m-0-0")), "taken");
}

}  // namespace
}  // namespace mwl::store
