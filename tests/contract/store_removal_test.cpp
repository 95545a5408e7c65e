// A test patient goes with everything below him, on record, and nobody else loses anything.
#include <gtest/gtest.h>

#include "contract/store_samples.h"

namespace mwl::test {
namespace store_removal_test {

using namespace std::chrono_literals;

class Removal : public ::testing::Test {
protected:
    // Order n of patient n with everything that can hang on it.
    void fill(int n) {
        auto message = a_message("r" + std::to_string(n));
        Effects effects = effects_of(n);
        effects.orders_told_of = {order_row(n)};
        effects.patients_told_of = {patient_id(n)};
        effects.notes.push_back({order_row(n), {{NoteKind::generated, "StudyInstanceUID", "", "made"}}});
        effects.patient_origins.push_back(
            {patient_id(n), {{"patient.sex", "PID[1]-8", "F", "", OriginOf::patient}}});
        const auto& visit = effects.visits.at(0).visit;
        effects.visit_origins.push_back({patient_id(n),
                                         visit.number,
                                         visit.issuer,
                                         {{"visit.location", "PV1[1]-3", "W", "", OriginOf::visit}}});
        effects.order_origins.push_back(
            {order_row(n), {}, step_id(n), false, false, {{"step.id", "OBR[1]-20", "S", ""}}});
        fixture_.store->run([&](store::UnitOfWork& work) {
            work.save_message(message);
            work.save(effects);
        });
        effects.patients[0].name = PersonName{};
        effects.patients[0].name = text::parse_pn("NEW^NAME");
        Effects performed;
        performed.patients = effects.patients;
        performed.performed = {a_performed_step(n)};
        performed.performed[0].steps = {
            fixture_.load(keys_of_order(n)).orders.front().procedures.front().steps.front().row};
        performed.timeline.push_back({order_row(n), "step started", ""});
        fixture_.store->run([&](store::UnitOfWork& work) {
            work.save(performed);
            for (const auto transition : {StatusTransition::in_progress, StatusTransition::completed})
                work.enqueue({DestinationName("ris"), order_row(n), step_id(n), a_performed_step(n).uid,
                              transition, std::to_string(n) + std::string(name_of(transition)), "bytes"});
        });
        auto& outbox = fixture_.store->outbox();
        for (const auto& claimed : outbox.claim(DestinationName("ris"), 8, 60s))
            if (claimed.control_id.starts_with(std::to_string(n)))
                outbox.sent(claimed.row, "AA");
            else
                outbox.give_back(claimed.row);
        Effects unscheduled;
        unscheduled.performed = {a_performed_step(100 + n)};
        unscheduled.performed[0].patient = patient_id(n);
        fixture_.save(unscheduled);
    }
    // Every row of every table but those of the schema itself.
    std::string rows() {
        return fixture_.database.psql(
            "select string_agg(name || ' ' || n, ', ' order by name) from (select c.relname as name, "
            "(xpath('/row/n/text()', query_to_xml('select count(*) as n from mwl.' || c.relname, false, "
            "true, '')))[1]::text "
            "as n from pg_class c join pg_namespace s on s.oid = c.relnamespace where s.nspname = 'mwl' and "
            "c.relkind in "
            "('r', 'p') and not c.relispartition and c.relname not in ('audit', 'tally', 'monthly', "
            "'schema_migration', "
            "'devices_version', 'device', 'association', 'query')) as tables");
    }
    bool remove(int n) {
        return fixture_.store->upkeep().remove_patient(patient_id(n), {"anna", "ward7", "go-live test"});
    }

    StoreFixture fixture_;
};

TEST_F(Removal, APatientGoesWithEverythingAndNothingOfOthersIsTouched) {
    fill(1);
    const auto before = rows();
    EXPECT_EQ(before.find(" 0,"), std::string::npos) << "every table is filled: " << before;
    fill(2);
    EXPECT_TRUE(remove(2));
    EXPECT_EQ(rows(), before);
    EXPECT_EQ(fixture_.store->records().steps({{}, accession(1)}, {}).rows.size(), 1U);
    EXPECT_TRUE(remove(1));
    EXPECT_EQ(rows().find_first_of("123456789"), std::string::npos) << rows();
}

TEST_F(Removal, ItIsOnRecordAndTheRecordStays) {
    fill(1);
    ASSERT_TRUE(remove(1));
    EXPECT_EQ(
        fixture_.database.psql(
            "select string_agg(concat_ws('|', who, origin, act, patient, why, detail), E'\\n' order "
            "by id) from audit"),
        "anna|ward7|patient deletion begun|P1^^^HOSP|go-live test|1 orders, 2 performed steps, 1 messages\n"
        "anna|ward7|patient deleted|P1^^^HOSP|go-live test|1 orders, 2 performed steps, 1 messages");
    EXPECT_ANY_THROW(fixture_.database.psql("delete from audit"));
    EXPECT_ANY_THROW(fixture_.database.psql("update audit set who = 'x'"));
}

TEST_F(Removal, WhoeverIsNotThereIsNotDeleted) {
    EXPECT_FALSE(remove(1));
    EXPECT_EQ(fixture_.database.psql("select count(*) from audit"), "0");
    fill(1);
    EXPECT_FALSE(fixture_.store->upkeep().remove_patient({"P1", Issuer("OTHER")}, {"anna", "", ""}));
    EXPECT_EQ(fixture_.store->upkeep().contents_of(patient_id(1))->orders, 1);
}

TEST_F(Removal, AMessageThatSpeaksOfAnotherPatientTooStays) {
    fill(1);
    fill(2);
    auto message = a_message("both");
    Effects effects;
    effects.patients_told_of = {patient_id(1), patient_id(2)};
    fixture_.store->run([&](store::UnitOfWork& work) {
        work.save_message(message);
        work.save(effects);
    });
    ASSERT_TRUE(remove(1));
    EXPECT_EQ(fixture_.database.psql("select string_agg(receipt, ',' order by id) from message"), "r2,both");
    ASSERT_TRUE(remove(2));
    EXPECT_EQ(fixture_.database.psql("select count(*) from message"), "0");
}

// A repeat, a stale one and one about the patient alone: whatever became of it, it speaks of him.
TEST_F(Removal, MessagesThatChangedNothingGoTooAndSoDoesWhatTheyTold) {
    fill(1);
    for (const auto disposition : {store::Disposition::duplicate, store::Disposition::stale,
                                   store::Disposition::quarantined, store::Disposition::applied}) {
        auto message = a_message(std::string(name_of(disposition)));
        message.disposition = disposition;
        message.speaks_of = {patient_id(1)};
        Effects effects;
        if (disposition == store::Disposition::applied)
            effects.timeline.push_back({OrderRow{}, "patient updated", "patient id P1"});
        fixture_.store->run([&](store::UnitOfWork& work) {
            work.save_message(message);
            work.save(effects);
        });
    }
    ASSERT_TRUE(remove(1));
    EXPECT_EQ(fixture_.database.psql("select count(*) from message"), "0");
    EXPECT_EQ(fixture_.database.psql("select count(*) from timeline"), "0");
}

TEST_F(Removal, WhatWaitsForTheRisGoesTooAndIsNotCountedAnyMore) {
    fill(1);
    EXPECT_EQ(fixture_.store->records().status_counts().at(store::OutboxState::waiting), 1);
    ASSERT_TRUE(remove(1));
    const auto counts = fixture_.store->records().status_counts();
    EXPECT_EQ(counts.at(store::OutboxState::waiting), 0);
    EXPECT_EQ(counts.at(store::OutboxState::sent), 1) << "it was sent";
    EXPECT_TRUE(fixture_.store->outbox().waiting().empty());
    EXPECT_EQ(fixture_.store->records().alarms().at(store::Alarm::unscheduled), 0);
}

// Many small transactions: what an interruption leaves still leads to the rest.
TEST_F(Removal, F20_InterruptedItIsFinishedByTheNextTry) {
    fill(1);
    (void)fixture_.database.psql(
        "create function fail() returns trigger language plpgsql as $$ begin raise exception 'made to fail'; "
        "end $$; "
        "create trigger fail before delete on visit for each row execute function fail()");
    EXPECT_THROW((void)remove(1), StoreError);
    EXPECT_EQ(fixture_.store->upkeep().contents_of(patient_id(1))->orders, 0);
    (void)fixture_.database.psql("drop trigger fail on visit");
    EXPECT_TRUE(remove(1));
    EXPECT_FALSE(fixture_.store->upkeep().contents_of(patient_id(1)));
}

}  // namespace store_removal_test
}  // namespace mwl::test
