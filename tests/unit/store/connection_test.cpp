#include "mwl/store/connection.h"

#include <gtest/gtest.h>

#include "store/raw_connection.h"

namespace mwl::store {
namespace {

TEST(ConnectionString, WhatLibpqReadsIsGood) {
    for (const auto* const good :
         {"", "host=/var/run/postgresql dbname=mwl",
          "host=a,b port=5432,5433 target_session_attrs=read-write",
          "user = mwl  dbname=mwl sslmode=verify-full ", "postgresql://mwl@db.local:5433/mwl"})
        EXPECT_TRUE(check_connection(good)) << good;
}

TEST(ConnectionString, K1_AMistypedKeywordIsNamedWithTheOneMeant) {
    const auto checked = check_connection("hots=db.local dbname=mwl");
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.problem().what, "\"hots\" is no keyword of libpq; did you mean \"host\"?");
    EXPECT_EQ(check_connection("host=a dbnam = mwl").problem().what,
              "\"dbnam\" is no keyword of libpq; did you mean \"dbname\"?");
}

TEST(ConnectionString, K1_NothingElseOfItIsRepeated) {
    for (const auto* const bad :
         {"password=hush hushhush=1 host=a", "password=open sesame", "password='open sesame",
          "postgresql://mwl:sesame@[db", "postgresql://mwl:sesame@db/mwl?sesamee=1", "sesame"}) {
        const auto checked = check_connection(bad);
        ASSERT_FALSE(checked) << bad;
        for (const auto* const secret : {"hush", "open", "sesame"})
            EXPECT_EQ(checked.problem().what.find(secret), std::string::npos) << checked.problem().what;
        EXPECT_NE(checked.problem().what.find("write keyword=value pairs"), std::string::npos);
    }
}

TEST(ConnectionString, K1_WhatPocoWouldTearApartIsRefused) {
    for (const auto* const bad : {"dbname='two words'", "dbname=mwl user=o\\'hara", "dbname=two\\ words"}) {
        const auto checked = check_connection(bad);
        ASSERT_FALSE(checked) << bad;
        EXPECT_NE(checked.problem().what.find("blank, a quote or a backslash"), std::string::npos);
    }
}

TEST(ConnectionString, A17_ADeadNetworkIsNoticedUnlessTheSiteSaysOtherwise) {
    StoreOptions options;
    const auto completed = [&](const char* connection) {
        options.connection = connection;
        return RawConnection::with_defaults(options);
    };
    EXPECT_EQ(completed(" host = db.local  dbname=mwl keepalives_idle=300 "),
              "dbname=mwl host=db.local keepalives_idle=300 fallback_application_name=mwlbroker "
              "tcp_user_timeout=7000 keepalives_interval=10 keepalives_count=3");
    EXPECT_EQ(completed("postgresql://mwl@db.local:5433/mwl?keepalives_idle=300"),
              "user=mwl dbname=mwl host=db.local port=5433 keepalives_idle=300 "
              "fallback_application_name=mwlbroker tcp_user_timeout=7000 keepalives_interval=10 "
              "keepalives_count=3");
    EXPECT_EQ(completed("hots=typo"), "hots=typo") << "libpq says what is wrong with it";
}

}  // namespace
}  // namespace mwl::store
