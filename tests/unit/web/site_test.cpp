#include "web/site.h"

#include <gtest/gtest.h>

#include "support/fake_store.h"
#include "support/fixed_clock.h"
#include "unit/net/peers.h"

namespace mwl::web {
namespace {

using namespace std::chrono_literals;
using test::FixedClock;

// 20 November 2026, 23:30 UTC: already the 21st in Berlin.
const Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 23h + 30min;

WorklistItem step_at(const std::string& accession, Instant start) {
    WorklistItem item;
    item.patient.name = text::parse_pn("Mustermann^Erika");
    item.order.accession = {accession, Issuer()};
    item.step.start = std::optional(start);
    item.step.modality = std::string("DX");
    return item;
}

class SiteTest : public ::testing::Test {
protected:
    Answer ask(const Request& request) const { return site_.answer(request); }
    Answer get(const std::string& target) const { return ask({"GET", target, "127.0.0.1:8080", {}, false}); }
    static bool holds(const Answer& answer, std::string_view text) {
        return answer.body.find(text) != std::string::npos;
    }

    ServerOptions options_;
    Zone zone_ = *Zone::named("Europe/Berlin");
    test::FakeStore store_;
    std::vector<HealthCheck> health_{{"database", true, "schema checked"}, {"mllp", true, "port 2575"}};
    std::vector<Metric> metrics_;
    store::AlarmCounts further_alarms_;
    Sources sources_{[this] { return health_; }, [this] { return metrics_; }, [this] { return zone_; },
                     [this] { return further_alarms_; }};
    FixedClock clock_{kNow};
    std::shared_ptr<test::KeptLog> log_ = std::make_shared<test::KeptLog>();
    Site site_{options_, sources_, store_, clock_, Log(log_)};
};

TEST_F(SiteTest, TodayIsTheDayOfTheSitesZone) {
    store_.steps() = {step_at("YESTERDAY", kNow - 1h), step_at("TODAY", kNow),
                      step_at("TOMORROW", kNow + 24h)};
    const auto page = get("/");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(holds(page, "Saturday, 21 November 2026"));
    EXPECT_TRUE(holds(page, "Europe/Berlin"));
    EXPECT_TRUE(holds(page, "/orders/TODAY"));
    EXPECT_FALSE(holds(page, "/orders/YESTERDAY"));
    EXPECT_FALSE(holds(page, "/orders/TOMORROW"));
    EXPECT_TRUE(holds(get("/?day=20261122"), "/orders/TOMORROW"));
    EXPECT_EQ(get("/?day=20261131").status, 404);
}

TEST_F(SiteTest, C33_ADefectOfAnyTypeIsAPageThatFailed) {
    sources_.health = []() -> std::vector<HealthCheck> { throw 42; };
    EXPECT_EQ(get("/readyz").status, 500);
    store_.presence.is_away = true;
    EXPECT_EQ(get("/").status, 500) << "the page about the database fails as well";
    EXPECT_TRUE(log_->wait_for("an exception of type int"));
    EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(SiteTest, NamesAreHiddenUntilAskedForAndThePageSaysWhich) {
    store_.steps() = {step_at("A1", kNow)};
    EXPECT_FALSE(holds(get("/"), "Mustermann"));
    EXPECT_TRUE(holds(get("/"), "Names of patients are hidden on this page."));
    EXPECT_TRUE(holds(get("/"), "href=\"/?names=1\""));
    EXPECT_TRUE(holds(get("/?names=1"), "Mustermann"));
    EXPECT_TRUE(holds(get("/?names=1"), "This page shows names of patients."));
    EXPECT_FALSE(holds(get("/?names=yes"), "Mustermann"));
}

TEST_F(SiteTest, AnEmptyDaySaysWhereOrdersCome) {
    EXPECT_TRUE(holds(get("/"), "Orders arrive over MLLP (port 2575)"));
    EXPECT_TRUE(holds(get("/"), "mwlbroker replay samples/*.hl7"));
}

TEST_F(SiteTest, AnOrderShowsItsTimelineNotesAndSteps) {
    auto other = step_at("A1", kNow);
    other.order.accession.issuer = Issuer("OTHER");
    other.procedure.description = std::string("of another issuer");
    store_.steps() = {step_at("A1", kNow), other};
    store_.read.entries = {{kNow, "order created", "NW", MessageRow{7}, {}, {}}};
    store_.read.mapping_notes = {{{NoteKind::generated, "StudyInstanceUID", "", "no ZDS segment"}, {}}};
    const auto page = get("/orders/A1");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(holds(page, "order created"));
    EXPECT_TRUE(holds(page, "2026-11-21 00:30:00"));
    EXPECT_TRUE(holds(page, "2026-11-20T23:30:00Z"));
    EXPECT_TRUE(holds(page, "no ZDS segment"));
    EXPECT_TRUE(holds(page, "href=\"/orders/A1?names=1\""));
    EXPECT_FALSE(holds(page, "of another issuer"));
    EXPECT_FALSE(holds(page, "Mustermann"));
}

// Images under the wrong patient were noted in the database and nobody was told.
TEST_F(SiteTest, WhatNeedsAPersonIsSaidOnTheFirstPage) {
    EXPECT_FALSE(holds(get("/"), "alarms"));
    store_.read.alarm_counts = {{store::Alarm::performed_with_alarm, 2}, {store::Alarm::dead, 1}};
    const auto page = get("/");
    EXPECT_TRUE(holds(page, "href=\"/performed-steps?alarm=1\">2 performed steps need a person"));
    EXPECT_TRUE(holds(page, "href=\"/outbox?state=dead\">1 status message was given up"));
    EXPECT_FALSE(holds(page, "parked"));
}

TEST_F(SiteTest, AnAlarmThatTheStoreDoesNotCountIsSaidOnTheFirstPageToo) {
    store_.read.alarm_counts = {{store::Alarm::dead, 1}};
    further_alarms_ = {{store::Alarm::destination_overdue, 1}};
    const auto page = get("/");
    EXPECT_TRUE(holds(page, "1 status message was given up"));
    EXPECT_TRUE(holds(page, "href=\"/outbox\">1 destination is not told in time"));
}

TEST_F(SiteTest, PerformedStepsShowTheirOrdersAndAlarms) {
    store::PerformedStepRecord performed;
    performed.uid = SopInstanceUid("1.2.3");
    performed.orders = {{"A1", Issuer()}};
    performed.alarm = "names accession A2 of another patient";
    store_.read.performed = {performed};
    const auto page = get("/performed-steps");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(holds(page, "names accession A2 of another patient"));
    EXPECT_TRUE(holds(page, "href=\"/orders/A1\""));
    EXPECT_FALSE(holds(page, ">unscheduled<"));
}

TEST_F(SiteTest, AnEarlierAccessionNumberShowsTheOrderAndTheNumberItHasNow) {
    auto step = step_at("A1B", kNow);
    step.order.earlier_accessions = {{"A1", Issuer()}};
    store_.steps() = {step};
    store_.read.entries = {{kNow, "accession number changed", "from A1 to A1B", MessageRow{7}, {}, {}}};
    EXPECT_TRUE(holds(get("/orders/A1"), "Its accession number is now A1B."));
    EXPECT_FALSE(holds(get("/orders/A1B"), "Its accession number is now"));
}

TEST_F(SiteTest, AnUnknownOrderIsNotFound) { EXPECT_EQ(get("/orders/NONE").status, 404); }

TEST_F(SiteTest, AnAbsentDatabaseIsNeverAnEmptyList) {
    store_.presence.is_away = true;
    for (const auto* const target :
         {"/", "/orders/A1", "/messages", "/outbox", "/associations", "/queries", "/performed-steps"}) {
        const auto page = get(target);
        EXPECT_EQ(page.status, 503) << target;
        EXPECT_TRUE(holds(page, "The database is away")) << target;
        EXPECT_FALSE(holds(page, "No steps")) << target;
    }
    EXPECT_EQ(log_->count("WEB-110"), 7U);
    EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(SiteTest, ReadinessNamesWhatIsBad) {
    EXPECT_EQ(get("/readyz").status, 200);
    health_[0] = {"database", false, "away"};
    const auto answer = get("/readyz");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.media_type, "application/json");
    EXPECT_TRUE(holds(answer, "\"name\": \"database\""));
    EXPECT_TRUE(holds(get("/"), "not ready"));
}

TEST_F(SiteTest, WhatIsNotNeededIsShownAndLeavesTheBrokerReady) {
    health_.push_back({"configuration", false, "the file on disk is not in force", false});
    const auto answer = get("/readyz");
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(holds(answer, "\"ready\": true"));
    EXPECT_TRUE(holds(answer, "\"degraded\": true"));
    EXPECT_TRUE(holds(answer, "the file on disk is not in force"));
    EXPECT_TRUE(holds(get("/"), "<li class=\"look\">"));
    EXPECT_TRUE(holds(get("/"), "needs a look"));
    EXPECT_FALSE(holds(get("/"), "not ready"));
}

TEST_F(SiteTest, TheZoneOfThePageMayChangeBetweenTwoRequests) {
    store_.steps() = {step_at("A1", kNow)};
    EXPECT_TRUE(holds(get("/"), "times in Europe/Berlin."));
    zone_ = *Zone::named("Asia/Tokyo");
    EXPECT_TRUE(holds(get("/"), "times in Asia/Tokyo."));
}

TEST_F(SiteTest, NumbersAreInPrometheusText) {
    metrics_ = {{"mwl_messages_total", "messages", Metric::Kind::counter, {{{{"disposition", "a\"b"}}, 3}}},
                {"mwl_open", "open now", Metric::Kind::gauge, {{{}, 1}}}};
    const auto answer = get("/metrics");
    EXPECT_TRUE(
        holds(answer, "# TYPE mwl_messages_total counter\nmwl_messages_total{disposition=\"a\\\"b\"} 3\n"));
    EXPECT_TRUE(holds(answer, "# TYPE mwl_open gauge\nmwl_open 1\n"));
}

TEST_F(SiteTest, NewestListsShowTheirRowsWithoutRawBytes) {
    store::StoredMessage message;
    message.raw = "PID|Mustermann";
    message.identity.control_id = "CONTROL7";
    store_.read.received = {message};
    store::OutboundMessage outbound;
    outbound.payload = "PID|Mustermann";
    outbound.last_error = "connection refused";
    store_.read.outbound = {outbound};
    store::AssociationRecord record;
    record.calling_ae = "XRAY1";
    store_.read.calls = {record};
    EXPECT_TRUE(holds(get("/messages"), "CONTROL7"));
    EXPECT_FALSE(holds(get("/messages"), "Mustermann"));
    EXPECT_TRUE(holds(get("/outbox"), "connection refused"));
    EXPECT_FALSE(holds(get("/outbox"), "Mustermann"));
    EXPECT_TRUE(holds(get("/associations"), "XRAY1"));
}

TEST_F(SiteTest, AListGoesOnToOlderRowsAndKeepsItsFilter) {
    for (int n = 0; n < 120; ++n) {
        auto& message = store_.read.received.emplace_back();
        message.identity.control_id = "CONTROL" + std::to_string(n) + '.';
    }
    auto page = get("/messages?disposition=rejected&type=ORM%5EO01");
    EXPECT_EQ(store_.read.message_filter.disposition, store::Disposition::rejected);
    EXPECT_EQ(store_.read.message_filter.type, "ORM^O01");
    EXPECT_TRUE(holds(page, "Only disposition rejected, type ORM^O01."));
    for (const int first : {0, 50, 100}) {
        EXPECT_TRUE(holds(page, "CONTROL" + std::to_string(first) + ".")) << first;
        EXPECT_FALSE(holds(page, "CONTROL" + std::to_string(first + 50) + ".")) << first;
        const std::string_view link = "/messages?disposition=rejected&amp;type=ORM%5EO01&amp;after=";
        const auto at = page.body.find(link);
        ASSERT_EQ(at == std::string::npos, first == 100);
        if (first == 100) break;
        const auto cursor = page.body.substr(at + link.size(), page.body.find('"', at) - at - link.size());
        page = get("/messages?disposition=rejected&type=ORM%5EO01&after=" + cursor);
    }
}

TEST_F(SiteTest, AnAddressThatCannotBeReadSaysWhy) {
    const auto cursor = store::QueryPage::Cursor({kNow, 7}).to_text();
    struct Case {
        std::string target;
        std::string_view says;
    };
    for (const auto& [target, says] :
         {Case{"/messages?disposition=lost", "disposition: it may be applied, duplicate,"},
          Case{"/outbox?state=x", "state: it may be waiting, sending,"},
          Case{"/queries?day=yesterday", "day: days are written as YYYYMMDD"},
          Case{"/queries?status=0", "status: it is four hexadecimal digits"},
          Case{"/messages?after=" + cursor, "the cursor belongs to another list"},
          Case{"/queries?after=" + cursor + "0", "the cursor is damaged"},
          Case{"/associations?after=%27%3B--", "the cursor is damaged"},
          Case{"/?after=1", "the cursor is damaged"}, Case{"/orders/A1?after=1", "the cursor is damaged"}}) {
        const auto page = get(target);
        EXPECT_EQ(page.status, 400) << target;
        EXPECT_TRUE(holds(page, says)) << target << page.body;
    }
    EXPECT_EQ(get("/queries?after=" + cursor).status, 200);
}

TEST_F(SiteTest, FiltersOfEveryListReachTheStore) {
    EXPECT_EQ(get("/outbox?state=parked&destination=ris&order=A1&issuer=RIS").status, 200);
    EXPECT_EQ(store_.read.status_filter.state, store::OutboxState::parked);
    EXPECT_EQ(store_.read.status_filter.destination, DestinationName("ris"));
    EXPECT_EQ(store_.read.status_filter.order, (AccessionNumber{"A1", Issuer("RIS")}));
    EXPECT_EQ(get("/performed-steps?alarm=1&device=CT1").status, 200);
    EXPECT_TRUE(store_.read.performed_filter.with_alarm && !store_.read.performed_filter.unscheduled);
    EXPECT_EQ(store_.read.performed_filter.device, AeTitle("CT1"));
    EXPECT_EQ(get("/associations?ae=XRAY1&outcome=rejected&day=20261121").status, 200);
    EXPECT_EQ(store_.read.association_filter.calling_ae, AeTitle("XRAY1"));
    EXPECT_EQ(store_.read.association_filter.closed.from, kNow - 30min) << "midnight in Berlin";
    EXPECT_EQ(store_.read.association_filter.closed.to, kNow - 30min + 24h);
    EXPECT_EQ(get("/queries?ae=XRAY1&empty=1&status=A700").status, 200);
    EXPECT_TRUE(store_.read.query_filter.is_empty);
    EXPECT_EQ(store_.read.query_filter.status, 0xA700);
}

TEST_F(SiteTest, AFilterThatWouldNotBeFollowedIsRefusedAndNotShownAsFollowed) {
    for (const char* const address :
         {"/performed-steps?alarm=true", "/performed-steps?unscheduled=0", "/queries?empty=yes",
          "/messages?issuer=RIS", "/outbox?issuer=RIS", "/queries?status=-001", "/queries?status=A70"})
        EXPECT_EQ(get(address).status, 400) << address;
}

TEST_F(SiteTest, AQueryShowsWhatWasAskedAndWhyNothingWasFound) {
    store::QueryRecord query;
    query.calling_ae = "XRAY1";
    query.keys = {{"(0008,0050)", "AccessionNumber", ""}, {"(0040,0100)>(0008,0060)", "Modality", "DX"}};
    query.why_empty.emplace();
    query.why_empty->looked_at = 12;
    query.why_empty->nearest = {{{"Modality"}, 12}};
    store_.read.asked_queries = {query};
    const auto page = get("/queries");
    EXPECT_TRUE(holds(page, "XRAY1"));
    EXPECT_TRUE(holds(page, "Modality=DX"));
    EXPECT_TRUE(holds(page, "(0008,0050) AccessionNumber"));
    EXPECT_TRUE(holds(page, "nearest kept out: 12 by Modality (12 steps looked at)"));
    store::AssociationRecord call;
    call.queries = {query};
    call.queries_in_all = 21;
    store_.read.calls = {call};
    EXPECT_TRUE(holds(get("/associations"), "21 queries"));
    EXPECT_TRUE(holds(get("/associations"), "0000, 0 items, Modality=DX, nearest kept out: 12 by Modality"));
    EXPECT_TRUE(holds(get("/associations"), "and 20 more"));
}

TEST_F(SiteTest, ADayOfMoreStepsThanAPageHoldsGoesOn) {
    for (int n = 0; n < 501; ++n) store_.steps().push_back(step_at("A" + std::to_string(n) + "_", kNow));
    const auto page = get("/");
    EXPECT_TRUE(holds(page, "500 steps, and there are more"));
    EXPECT_FALSE(holds(page, "/orders/A500_"));
    const auto at = page.body.find("/?day=20261121&amp;after=");
    ASSERT_NE(at, std::string::npos);
    const auto cursor = page.body.substr(at + 25, page.body.find('"', at) - at - 25);
    EXPECT_TRUE(holds(get("/?day=20261121&after=" + cursor), "/orders/A500_"));
}

TEST_F(SiteTest, AssetsAreThoseCompiledIn) {
    EXPECT_EQ(get("/assets/page.css").media_type, "text/css; charset=utf-8");
    EXPECT_EQ(get("/assets/server.h").status, 404);
}

TEST_F(SiteTest, J3_PathsThatClimbAreNotFound) {
    for (const auto* const target : {"/../../etc/passwd", "/assets/%2e%2e%2fpasswd", "/assets/page.css%00",
                                     "/assets/..\\x", "/nothing", "/orders", "/orders/A1/x"})
        EXPECT_EQ(get(target).status, 404) << target;
    EXPECT_EQ(get("/" + std::string(3000, 'a')).status, 414);
}

TEST_F(SiteTest, J4_ABodyIsRefusedWhateverItsMethod) {
    EXPECT_EQ(ask({"POST", "/", "127.0.0.1", {}, true}).status, 413);
    EXPECT_EQ(ask({"GET", "/", "127.0.0.1", {}, true}).status, 413);
}

TEST_F(SiteTest, J7_OnlyReadingMethodsAndOurOwnNames) {
    for (const auto* const method : {"POST", "PUT", "DELETE", "TRACE", "OPTIONS", "get", "X"})
        EXPECT_EQ(ask({method, "/", "127.0.0.1", {}, false}).status, 405) << method;
    EXPECT_EQ(ask({"HEAD", "/healthz", "127.0.0.1", {}, false}).status, 200);
    EXPECT_EQ(ask({"GET", "/", "evil.example", {}, false}).status, 421);
    EXPECT_EQ(ask({"GET", "/metrics", "evil.example", {}, false}).status, 421);
    EXPECT_EQ(ask({"GET", "/", std::nullopt, {}, false}).status, 400);
    EXPECT_EQ(ask({"GET", "/", "127.0.0.1", {}, false, "an"}).status, 505);
    EXPECT_EQ(ask({"GET", "/healthz", "127.0.0.1", {}, false, "HTTP/1.0"}).status, 200);
}

}  // namespace
}  // namespace mwl::web
