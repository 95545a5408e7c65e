// Cost of the matcher: per item looked at, and per item answered.
#include <benchmark/benchmark.h>

#include <chrono>

#include "mwl/worklist/query.h"

namespace {

using namespace mwl;
namespace tags = dataset::tags;
using dataset::Dataset;

WorklistItem item(int n) {
    WorklistItem out;
    out.patient.id = {"P" + std::to_string(n), Issuer{"HOSP"}};
    out.patient.name = text::parse_pn("Müller^Jörg" + std::to_string(n));
    out.order.accession = {"A" + std::to_string(n), Issuer{"RIS"}};
    out.procedure.id = ProcedureId{"RP" + std::to_string(n)};
    out.procedure.study = StudyUid{"1.2.826.0.1." + std::to_string(n)};
    out.procedure.description = std::string("CT thorax");
    out.step.id = StepId{"S" + std::to_string(n)};
    out.step.modality = std::string(n % 2 == 0 ? "CT" : "MR");
    out.step.stations = std::vector{AeTitle{"CT1"}};
    out.step.start = std::optional{Instant{std::chrono::hours{495000} + std::chrono::minutes{n}}};
    return out;
}

std::vector<WorklistItem> items() {
    std::vector<WorklistItem> out;
    for (int n = 0; n < 1000; ++n) out.push_back(item(n));
    return out;
}

// What a modality asks every minute.
worklist::Query broad_query() {
    Dataset step;
    for (const auto tag : {tags::ScheduledStationAETitle, tags::ScheduledProcedureStepStartDate,
                           tags::ScheduledProcedureStepStartTime, tags::Modality,
                           tags::ScheduledProcedureStepID, tags::ScheduledPerformingPhysicianName,
                           tags::ScheduledProcedureStepDescription, tags::ScheduledProtocolCodeSequence})
        step.set_empty(tag);
    step.set(tags::Modality, "CT").set(tags::ScheduledProcedureStepStartDate, "20260601-20260701");
    Dataset root;
    for (const auto tag : {tags::PatientName, tags::PatientID, tags::PatientBirthDate, tags::PatientSex,
                           tags::AccessionNumber, tags::StudyInstanceUID, tags::RequestedProcedureID,
                           tags::RequestedProcedureDescription, tags::ReferringPhysicianName})
        root.set_empty(tag);
    root.set(tags::PatientName, "mull*");
    root.set_items(tags::ScheduledProcedureStepSequence, {step});
    worklist::Asker asker;
    asker.ae = AeTitle{"CT1"};
    asker.zone = *Zone::named("Europe/Berlin");
    return *worklist::Query::parse(root, asker);
}

void failed_per_item(benchmark::State& state) {
    const auto query = broad_query();
    const auto all = items();
    std::size_t n = 0;
    for (auto _ : state) benchmark::DoNotOptimize(query.failed(all[n++ % all.size()]));
}
BENCHMARK(failed_per_item);

void answer_per_item(benchmark::State& state) {
    const auto query = broad_query();
    const auto all = items();
    std::size_t n = 0;
    for (auto _ : state) benchmark::DoNotOptimize(query.answer(all[n++ % all.size()]));
}
BENCHMARK(answer_per_item);

}  // namespace
