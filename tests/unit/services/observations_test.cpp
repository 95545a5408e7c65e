// Observations never make an answer wait, and what is not kept of them is counted.
#include "mwl/services/observations.h"

#include <gtest/gtest.h>

#include "support/fake_store.h"

namespace mwl::services {
namespace {

store::AssociationRecord call_with(std::size_t queries) {
    store::AssociationRecord record;
    record.queries.resize(queries);
    return record;
}

TEST(FullQueue, CountsAnAssociationWithItsQueriesAndTakesWhatStillFits) {
    test::FakeStore store;
    AssociationRecorder recorder(store, Log());
    recorder.record(call_with(1500));
    EXPECT_EQ(recorder.dropped(), 0);
    recorder.record(call_with(600));
    EXPECT_EQ(recorder.dropped(), 601);
    recorder.record(call_with(400));
    EXPECT_EQ(recorder.dropped(), 601);
}

TEST(DatabaseAway, KeepsWhatItCannotWriteYet) {
    test::FakeStore store;
    AssociationRecorder recorder(store, Log());
    recorder.record(call_with(1999));
    recorder.start();
    recorder.stop();  // tried once, refused, kept
    EXPECT_EQ(recorder.dropped(), 0);
    recorder.record(call_with(0));
    EXPECT_EQ(recorder.dropped(), 1) << "there is still no room";
}

}  // namespace
}  // namespace mwl::services
