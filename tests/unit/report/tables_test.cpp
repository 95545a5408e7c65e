#include "mwl/report/tables.h"

#include <gtest/gtest.h>

#include "mwl/report/health.h"
#include "mwl/report/moment.h"
#include "support/hostile_texts.h"

namespace mwl::report {
namespace {

using namespace std::chrono_literals;

Instant utc(int year, unsigned month, unsigned day, int hour, int minute) {
    const std::chrono::sys_days midnight{std::chrono::year(year) / std::chrono::month(month) /
                                         std::chrono::day(day)};
    return midnight + std::chrono::hours(hour) + std::chrono::minutes(minute);
}

Zone berlin() { return *Zone::named("Europe/Berlin"); }

WorklistItem a_step(const std::string& text = "TEXT") {
    WorklistItem item;
    item.patient.id = {text, Issuer(text)};
    item.patient.name = text::parse_pn(text + "^GIVEN");
    item.visit.location = text;
    item.order.accession = {"A1", Issuer("RIS")};
    item.procedure.description = text;
    item.step.modality = std::string("DX");
    item.step.start = std::optional(utc(2026, 7, 1, 22, 30));
    item.step.stations = std::vector{AeTitle(text)};
    return item;
}

std::string steps(const WorklistItem& item, bool shows_names) {
    Html html;
    add_steps(html, {item}, {berlin(), shows_names}, Dates::shown);
    return html.str();
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(StepsTable, TimesAreInTheViewsZone) {
    const auto text = steps(a_step(), false);
    EXPECT_TRUE(holds(text, "2026-07-02 00:30"));
    EXPECT_TRUE(holds(text, "datetime=\"2026-07-01T22:30:00Z\""));
}

TEST(StepsTable, NamesAndPatientIdsAreNotWrittenUntilAskedFor) {
    auto item = a_step();
    item.patient.name = text::parse_pn("Mustermann^Erika");
    item.patient.id.id = "MRN7";
    const auto hidden = steps(item, false);
    EXPECT_FALSE(holds(hidden, "Mustermann"));
    EXPECT_FALSE(holds(hidden, "Erika"));
    EXPECT_FALSE(holds(hidden, "MRN7"));
    EXPECT_TRUE(holds(hidden, "•••"));
    const auto shown = steps(item, true);
    EXPECT_TRUE(holds(shown, "Mustermann, Erika"));
    EXPECT_TRUE(holds(shown, "MRN7"));
    EXPECT_TRUE(holds(shown, "/orders/A1?issuer=RIS&amp;names=1"));
}

TEST(StepsTable, AStepWithoutStationIsForAnyAndAllDayStepsSaySo) {
    auto item = a_step();
    item.step.stations = std::vector<AeTitle>{};
    item.step.all_day = true;
    const auto text = steps(item, false);
    EXPECT_TRUE(holds(text, "<td>any</td>"));
    EXPECT_TRUE(holds(text, "all day"));
}

TEST(StepsTable, WithheldAndUrgentStepsCarryAWord) {
    auto item = a_step();
    item.step.withheld = true;
    item.procedure.priority = std::string("STAT");
    const auto text = steps(item, false);
    EXPECT_TRUE(holds(text, ">withheld<"));
    EXPECT_TRUE(holds(text, ">STAT<"));
    EXPECT_FALSE(holds(steps(a_step(), false), ">withheld<"));
}

TEST(StepsTable, EveryStatusHasAWord) {
    for (const auto& row : kStepTransitions) {
        auto item = a_step();
        item.step.status = row.from;
        EXPECT_TRUE(holds(steps(item, false), "<span class=\"chip ")) << name_of(row.from);
    }
}

store::QueryRecord a_query(const std::string& text) {
    store::QueryRecord query;
    query.association = query.calling_ae = query.comment = query.note = text;
    query.keys = {{text, text, text}};
    query.why_empty.emplace();
    query.why_empty->looked_at = 1;
    query.why_empty->nearest = {{{text}, 1}};
    return query;
}

TEST(Tables, J1_HostileTextsInAnyFieldStayText) {
    for (const auto& text : test::hostile_texts()) {
        store::StoredMessage message;
        message.identity = {SenderName(text), text, text, text};
        message.type = message.peer = message.ack_code = message.reason = text;
        store::OutboundMessage outbound;
        outbound.destination = DestinationName(text);
        outbound.control_id = outbound.last_error = text;
        store::AssociationRecord record;
        record.id = record.peer = record.calling_ae = record.called_ae = text;
        record.outcome = record.contexts = record.operations = text;
        Html html;
        const View view{Zone(), true};
        add_steps(html, {a_step(text)}, view, Dates::hidden);
        add_timeline(html, {{Instant{}, text, text, {}, {}, {}}}, view);
        add_notes(html, {{{NoteKind::taken_from, text, text, text}, {}}}, view);
        add_messages(html, {message}, view);
        add_outbox(html, {outbound}, view);
        record.queries = {a_query(text)};
        add_associations(html, {record}, view);
        add_queries(html, record.queries, view);
        for (const auto* const markup :
             {"<script", "<img", "<svg", "<iframe", "<style", "<base", "<form", "<input", "=\"javascript:"})
            EXPECT_FALSE(holds(html.str(), markup)) << text;
        EXPECT_FALSE(holds(html.str(), "<object")) << text;
    }
}

TEST(MessagesTable, TheBytesOfAMessageAreNotShown) {
    store::StoredMessage message;
    message.raw = "PID|1||7||Mustermann";
    message.problem = Problem{Code::required_field_missing, "OBR[1]-18", "accession number missing"};
    Html html;
    add_messages(html, {message}, {});
    EXPECT_FALSE(holds(html.str(), "Mustermann"));
    EXPECT_TRUE(holds(html.str(), "OBR[1]-18: accession number missing"));
}

TEST(NotesTable, WhatWasLeftOutOfAPatientsValueIsHiddenWithTheNames) {
    const std::vector<store::StoredNote> notes{
        {{NoteKind::ignored, "PatientBirthDate", "PID-7", "'19700231' is left out: not a date"}, {}},
        {{NoteKind::ignored, "OtherPatientIDsSequence", "PID-3", "'4711^^^SSN' is left out: no authority"},
         {}},
        {{NoteKind::cut, "StudyDescription", "OBR-4", "cut at 64 characters"}, {}}};
    for (const bool shows_names : {false, true}) {
        Html html;
        add_notes(html, notes, {berlin(), shows_names});
        EXPECT_EQ(holds(html.str(), "19700231"), shows_names);
        EXPECT_EQ(holds(html.str(), "4711"), shows_names);
        EXPECT_TRUE(holds(html.str(), "PID-7"));
        EXPECT_TRUE(holds(html.str(), "cut at 64 characters"));
    }
}

TEST(Tables, EmptyListsAreSentences) {
    Html html;
    add_messages(html, {}, {});
    add_outbox(html, {}, {});
    add_associations(html, {}, {});
    add_queries(html, {}, {});
    add_performed_steps(html, {}, {});
    add_timeline(html, {}, {});
    add_notes(html, {}, {});
    EXPECT_FALSE(holds(html.str(), "<table"));
    EXPECT_TRUE(holds(html.str(), "No message to show."));
}

TEST(Moment, LocalAndUniversalTimeOfOneInstant) {
    const auto at = utc(2026, 11, 20, 23, 5) + 9s;
    EXPECT_EQ(local_time(at, berlin()), "2026-11-21 00:05:09");
    EXPECT_EQ(utc_time(at), "2026-11-20T23:05:09Z");
    EXPECT_EQ(long_date(berlin().to_local(at).date), "Saturday, 21 November 2026");
}

TEST(HealthJson, NamesEachCheckAndSurvivesBrokenUtf8) {
    EXPECT_EQ(
        health_json({{"database", false, "a\"b\xFF"}}),
        "{\n  \"ready\": false,\n  \"degraded\": false,\n  \"checks\": [\n    {\n      \"name\": "
        "\"database\",\n      \"good\": "
        "false,\n      \"state\": \"failed\",\n      \"detail\": \"a\\\"b\xEF\xBF\xBD\"\n    }\n  ]\n}\n");
    EXPECT_TRUE(all_good({}));
    EXPECT_FALSE(all_good({{"a", true, ""}, {"b", false, ""}}));
}

}  // namespace
}  // namespace mwl::report
