#include "app/metrics.h"

#include <algorithm>
#include <array>

#include "mwl/base/error.h"

namespace mwl::app {
namespace {

using web::Metric;
using Kind = Metric::Kind;

Metric single(const char* name, const char* help, Kind kind, double value) {
    return {name, help, kind, {{{}, value}}};
}

Metric labelled(const char* name, const char* help, Kind kind) { return {name, help, kind, {}}; }

void add_intake(std::vector<Metric>& all, const services::Intake& intake,
                const net::Acceptor::Counters& mllp) {
    auto messages =
        labelled("mwl_messages_total", "HL7 messages received since start, by disposition", Kind::counter);
    for (const auto& [disposition, count] : intake.counts())
        messages.samples.push_back(
            {{{"disposition", std::string(store::name_of(disposition))}}, static_cast<double>(count)});
    all.push_back(std::move(messages));
    all.push_back(single("mwl_messages_received_total", "HL7 messages received since start", Kind::counter,
                         static_cast<double>(intake.received())));
    all.push_back(single("mwl_messages_unanswered_total",
                         "HL7 messages left unanswered since start, the database being away; senders repeat",
                         Kind::counter, static_cast<double>(intake.unanswered())));
    all.push_back(single("mwl_messages_defects_total",
                         "HL7 messages that met a defect of the broker since start; kept in quarantine",
                         Kind::counter, static_cast<double>(intake.defects())));
    all.push_back(single("mwl_mllp_connections", "MLLP connections open now", Kind::gauge,
                         static_cast<double>(mllp.open)));
    auto refused = labelled("mwl_mllp_refused_total", "MLLP connections refused, by reason", Kind::counter);
    for (std::size_t i = 0; i < net::kRefusals; ++i)
        refused.samples.push_back(
            {{{"reason", net::name_of(static_cast<net::Refusal>(i))}}, static_cast<double>(mllp.refused[i])});
    all.push_back(std::move(refused));
}

void add_dicom(std::vector<Metric>& all, const dicom::DicomServer::Counters& dicom) {
    const auto counter = [&](const char* name, const char* help, std::uint64_t value) {
        all.push_back(single(name, help, Kind::counter, static_cast<double>(value)));
    };
    counter("mwl_associations_total", "associations accepted", dicom.associations);
    counter("mwl_associations_rejected_total", "associations rejected", dicom.rejected);
    counter("mwl_associations_aborted_total", "associations aborted by the broker", dicom.aborted);
    counter("mwl_associations_too_slow_total", "associations cut by a deadline", dicom.too_slow);
    counter("mwl_echoes_total", "C-ECHO answered", dicom.echoes);
    counter("mwl_finds_total", "worklist queries answered", dicom.finds);
    counter("mwl_find_items_total", "worklist items sent", dicom.find_items);
    counter("mwl_mpps_creates_total", "MPPS N-CREATE answered", dicom.n_creates);
    counter("mwl_mpps_sets_total", "MPPS N-SET answered", dicom.n_sets);
    counter("mwl_dimse_failures_total", "operations answered with a failure status", dicom.failures);
    counter("mwl_characters_replaced_total", "characters that an answer's character set could not hold",
            dicom.characters_replaced);
    all.push_back(
        single("mwl_associations", "associations open now", Kind::gauge, static_cast<double>(dicom.open)));
}

struct DestinationNumber {
    const char* name;
    const char* help;
    double (*value)(const services::DestinationState& state, Instant now);
    bool is_counted;  // from the database
};
constexpr std::array kDestinationNumbers{
    DestinationNumber{"mwl_destination_failing", "1 while the last attempt to tell this destination failed",
                      [](const auto& state, Instant) { return state.trouble ? 1.0 : 0.0; }, false},
    DestinationNumber{"mwl_destination_waiting", "status messages that wait for this destination",
                      [](const auto& state, Instant) { return static_cast<double>(state.waiting); }, true},
    DestinationNumber{"mwl_destination_oldest_waiting_seconds",
                      "age of the oldest status message that waits for this destination; 0: none waits",
                      [](const auto& state, Instant now) {
                          return state.oldest ? static_cast<double>((now - *state.oldest).count()) / 1e6
                                              : 0.0;
                      },
                      true},
};

void add_destinations(std::vector<Metric>& all, const std::vector<services::DestinationState>& destinations) {
    const Instant now = system_clock().now();
    for (const auto& number : kDestinationNumbers) {
        auto metric = labelled(number.name, number.help, Kind::gauge);
        for (const auto& state : destinations)
            if (state.is_counted || !number.is_counted)
                metric.samples.push_back(
                    {{{"destination", state.destination.str()}}, number.value(state, now)});
        all.push_back(std::move(metric));
    }
}

void add_store(std::vector<Metric>& all, const store::AlarmCounts& further_alarms, store::Store& store) {
    all.push_back(single("mwl_unreadable_steps_total",
                         "times a step was left out of an answer because its rows cannot be read",
                         Kind::counter, static_cast<double>(store.candidates().unreadable())));
    auto outbox =
        labelled("mwl_outbox_messages", "status messages by state; sent ones of all time", Kind::gauge);
    for (const auto& [state, count] : store.records().status_counts())
        outbox.samples.push_back(
            {{{"state", std::string(store::name_of(state))}}, static_cast<double>(count)});
    all.push_back(std::move(outbox));
    auto alarms = labelled("mwl_alarms", "what waits for a person, by kind", Kind::gauge);
    auto counted = store.records().alarms();
    counted.insert(further_alarms.begin(), further_alarms.end());
    for (const auto& [alarm, count] : counted)
        alarms.samples.push_back(
            {{{"kind", std::string(store::name_of(alarm))}}, static_cast<double>(count)});
    all.push_back(std::move(alarms));
    auto log = labelled("mwl_message_log", "messages received, of all time, by disposition", Kind::gauge);
    for (const auto& [disposition, count] : store.records().message_counts())
        log.samples.push_back(
            {{{"disposition", std::string(store::name_of(disposition))}}, static_cast<double>(count)});
    all.push_back(std::move(log));
}

}  // namespace

store::AlarmCounts alarms_of(const std::vector<services::DestinationState>& destinations) {
    return {{store::Alarm::destination_overdue,
             std::ranges::count_if(destinations, &services::DestinationState::is_overdue)}};
}

std::vector<Metric> collect_metrics(const services::Intake& intake, const net::Acceptor::Counters& mllp,
                                    const dicom::DicomServer::Counters& dicom,
                                    const services::AssociationRecorder& recorder,
                                    const std::vector<services::DestinationState>& destinations,
                                    store::Store* store) {
    std::vector<Metric> all;
    add_intake(all, intake, mllp);
    add_dicom(all, dicom);
    all.push_back(single("mwl_records_dropped_total", "association and query records that could not be kept",
                         Kind::counter, static_cast<double>(recorder.dropped())));
    add_destinations(all, destinations);
    auto database_up =
        single("mwl_database_up", "1 while the database answers", Kind::gauge, store == nullptr ? 0 : 1);
    try {
        if (store != nullptr) add_store(all, alarms_of(destinations), *store);
    } catch (const StoreError&) {
        database_up.samples.front().value = 0;  // it went away between the check and the question
    }
    all.push_back(std::move(database_up));
    return all;
}

}  // namespace mwl::app
