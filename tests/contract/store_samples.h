#pragma once
// Orders, patients and messages for the store's tests: every field set, every value different.

#include <random>
#include <string>

#include "mwl/store/store.h"
#include "support/fixed_clock.h"
#include "support/postgres.h"

namespace mwl::test {

// Text of a random length from what is hard on its way to a database and back.
class Hard {
public:
    explicit Hard(unsigned seed) : random_(seed) {}

    int number(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }

    std::string text() {
        static const std::vector<std::string> kPieces{"a",
                                                      "Z",
                                                      " ",
                                                      "'",
                                                      "\"",
                                                      "\\",
                                                      ",",
                                                      "{",
                                                      "}",
                                                      "%",
                                                      "_",
                                                      "$1",
                                                      "--",
                                                      ";",
                                                      "é",
                                                      "山田",
                                                      "\xF0\x9F\x9A\x91",
                                                      "\t",
                                                      "NULL",
                                                      "null",
                                                      "\n",
                                                      "",
                                                      "?",
                                                      ":x"};
        std::string out;
        for (int n = number(0, 6); n > 0; --n)
            out += kPieces[static_cast<std::size_t>(number(0, static_cast<int>(kPieces.size()) - 1))];
        return out;
    }
    PersonName name() {
        PersonName name;
        name.alphabetic = {"F" + word(), word(), word(), word(), word()};
        name.ideographic.family = word();
        name.phonetic.given = word();
        return name;
    }
    Instant instant() {
        return instant_from_micros(1'700'000'000'000'000 + number(0, 1 << 30) * 1'000'001LL);
    }
    LocalDate date() {
        return LocalDate{std::chrono::year{number(1900, 2100)},
                         std::chrono::month{static_cast<unsigned>(number(1, 12))},
                         std::chrono::day{static_cast<unsigned>(number(1, 28))}};
    }
    bool chance() { return number(0, 1) == 1; }

private:
    std::string word() {
        return chance() ? "x" + std::to_string(number(0, 9)) : std::string(chance() ? "Ü山" : "");
    }

    std::mt19937 random_;
};

inline PatientId patient_id(int n) { return {"P" + std::to_string(n), Issuer("HOSP")}; }
inline OrderRow order_row(int n) { return OrderRow{n}; }
inline AccessionNumber accession(int n) { return {"A" + std::to_string(n), Issuer("RIS")}; }
inline StepId step_id(int n) { return StepId("S" + std::to_string(n)); }

inline Patient a_patient(int n, Hard& hard) {
    Patient patient;
    patient.id = patient_id(n);
    patient.other_ids = std::vector<PatientId>{{"o1" + hard.text(), Issuer(hard.text())}, {"o2", Issuer("")}};
    patient.name = hard.name();
    if (hard.chance()) patient.birth_date = OptionalDate(hard.date());
    patient.sex = std::string(hard.chance() ? "F" : "");
    for (auto* text : {&patient.allergies, &patient.medical_alerts, &patient.special_needs,
                       &patient.pregnancy_status, &patient.weight_kg, &patient.size_m, &patient.comments})
        *text = hard.text();
    return patient;
}

inline Visit a_visit(int n, Hard& hard) {
    Visit visit;
    visit.number = "V" + std::to_string(n);
    visit.issuer = Issuer("ADT");
    visit.location = hard.text();
    visit.institution = hard.text();
    visit.referring_physician = hard.name();
    visit.confidentiality = hard.text();
    visit.patient_state = hard.text();
    return visit;
}

inline Step a_step(int n, Hard& hard) {
    Step step;
    step.id = step_id(n);
    step.status = StepStatus::scheduled;
    step.placer = {"PL" + std::to_string(n), Issuer("PLACER")};
    step.filler = {"FI" + std::to_string(n), Issuer("FILLER")};
    step.modality = std::string("CT");
    step.stations = std::vector<AeTitle>{AeTitle("CT1"), AeTitle("CT 2,\"x\"")};
    step.start = std::optional<Instant>(hard.instant());
    step.local_date = OptionalDate(hard.date());
    step.all_day = hard.chance();
    step.performing_physician = hard.name();
    step.protocol = CodedEntry{hard.text(), hard.text(), hard.text()};
    for (auto* text : {&step.station_name, &step.location, &step.description, &step.comments})
        *text = hard.text();
    const auto order = [&](auto&... field) { ((field = hard.text()), ...); };
    std::apply(order, AsOrdered::attributes(step.as_ordered));
    return step;
}

inline Procedure a_procedure(int n, Hard& hard) {
    Procedure procedure;
    procedure.id = ProcedureId("R" + std::to_string(n));
    procedure.study = StudyUid("2.25." + std::to_string(1000 + n));
    procedure.study_was_generated = hard.chance();
    procedure.code = CodedEntry{hard.text(), hard.text(), hard.text()};
    procedure.priority = std::string("ROUTINE");
    for (auto* text : {&procedure.description, &procedure.transport, &procedure.reason, &procedure.comments,
                       &procedure.clinical_information})
        *text = hard.text();
    return procedure;
}

// Order n of patient n with one procedure and one step; further ones are for the test to add.
inline Order an_order(int n, Hard& hard) {
    Order order;
    order.row = order_row(n);
    order.patient = patient_id(n);
    order.accession = accession(n);
    order.sender = SenderName("RIS|HOSP");
    order.visit_number = "V" + std::to_string(n);
    order.visit_issuer = Issuer("ADT");
    order.requesting_physician = hard.name();
    order.requesting_service = hard.text();
    if (hard.chance()) order.requested_at = std::optional<Instant>(hard.instant());
    order.shares_study = hard.chance();
    order.procedures.push_back(a_procedure(n, hard));
    order.procedures.back().steps.push_back(a_step(n, hard));
    return order;
}

// Everything that order n needs to stand.
inline Effects effects_of(int n, unsigned seed = 1) {
    Hard hard(seed + static_cast<unsigned>(n));
    Effects effects;
    effects.patients.push_back(a_patient(n, hard));
    effects.visits.push_back({patient_id(n), a_visit(n, hard)});
    effects.orders.push_back(an_order(n, hard));
    effects.timeline.push_back({order_row(n), "order created", "from a test"});
    return effects;
}

inline PerformedStep a_performed_step(int n) {
    PerformedStep performed;
    performed.uid = SopInstanceUid("1.2.3." + std::to_string(n));
    performed.device = AeTitle("CT1");
    performed.station = AeTitle("CT1");
    performed.patient = patient_id(n);
    performed.patient_name = "AS^STATED";
    performed.birth_date = LocalDate{std::chrono::year(1970), std::chrono::January, std::chrono::day(2)};
    performed.sex = "F";
    performed.modality = "CT";
    performed.references = {{StudyUid("2.25.1"),
                             {StudyUid("2.25.2"), StudyUid("2.25.3")},
                             accession(n),
                             ProcedureId("R1"),
                             step_id(n)},
                            {StudyUid("2.25.9"), {}, accession(n), ProcedureId("R2"), StepId()}};
    performed.started_at = instant_from_micros(1'790'000'000'000'001);
    performed.attributes = std::string("\0\x01\xFF bytes", 9);
    performed.create_digest = "digest " + std::to_string(n);
    performed.linked_by = "SPS ID";
    return performed;
}

inline store::StoredMessage a_message(const std::string& receipt) {
    store::StoredMessage message;
    message.receipt = store::ReceiptId(receipt);
    message.received_at = FixedClock().now();
    message.peer = "10.0.0.1";
    message.raw = std::string("MSH|^~\\&|\r\0\xFF", 13);
    message.identity = {SenderName("RIS|HOSP"), "20260921120000", "MSG" + receipt, "digest of " + receipt};
    message.type = "ORM^O01";
    message.sent_instant = instant_from_micros(1'789'999'999'000'000);
    message.ack_code = "AA";
    return message;
}

inline store::Act an_act() { return {"somebody", "here", "a test"}; }

inline void import_devices(store::Store& store, const std::vector<domain::Device>& devices) {
    store.edit_devices("device import", an_act(), [&](const std::vector<domain::Device>& /*before*/) {
        return store::DeviceChanges{devices, {}, "a test's"};
    });
}

inline store::MessageQuestion question_of(const store::StoredMessage& message,
                                          std::chrono::hours window = std::chrono::hours(1)) {
    return {message.receipt, message.received_at, message.identity, window};
}

inline Keys keys_of_order(int n) {
    Keys keys;
    keys.patients.push_back(patient_id(n));
    keys.accessions.push_back(accession(n));
    return keys;
}

// A migrated database of its own and a store on it.
struct StoreFixture {
    MigratedDatabase database;
    FixedClock clock;
    std::unique_ptr<store::Store> store = store::open_store(options_for(database.connection()), clock, Log());

    void save(const Effects& effects) {
        store->run([&](store::UnitOfWork& work) { work.save(effects); });
    }
    Known load(const Keys& keys) {
        Known known;
        store->run([&](store::UnitOfWork& work) { known = work.load(keys); });
        return known;
    }
};

}  // namespace mwl::test
