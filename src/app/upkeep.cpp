// Upkeep by hand: purge, and the deletion of a test patient.
#include <cstdio>

#include "app/act.h"
#include "app/commands.h"
#include "app/options.h"

namespace mwl::app {
namespace {

std::unique_ptr<store::Store> store_of(const config::Settings& settings) {
    return store::open_store(store_options(settings), system_clock(), log_to_stderr(settings.log_level));
}

std::string counted(std::int64_t number, const char* thing) {
    return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

}  // namespace

int purge(const ConfigOptions& options) {
    const auto settings = settings_of(options);
    const auto store = store_of(settings);
    auto chores = chore_options(settings);
    chores.by = act_of_this_user("");
    services::ChoreReport report;
    for (const auto chore : services::kChores)
        while (services::do_chore(chore, store->upkeep(), chores, system_clock().now(), report)) continue;
    for (const auto& table : report.months_forgotten) std::printf("forgotten: %s\n", table.c_str());
    std::printf("%s forgotten, %s made, %s expired, %s offered again\n",
                counted(static_cast<std::int64_t>(report.months_forgotten.size()), "month").c_str(),
                counted(report.months_made, "month").c_str(), counted(report.steps_expired, "step").c_str(),
                counted(report.steps_offered_again, "step").c_str());
    return kDone;
}

int patient_delete(const PatientDeleteCommand& command) {
    const auto settings = settings_of(command.config);
    const auto store = store_of(settings);
    const PatientId patient{command.id, Issuer(command.issuer)};
    const auto contents = store->upkeep().contents_of(patient);
    if (!contents) {
        (void)std::fprintf(stderr, "mwlbroker: there is no patient \"%s\" of issuer \"%s\"\n",
                           command.id.c_str(), command.issuer.c_str());
        return kFailed;
    }
    const auto what = counted(contents->orders, "order") + ", " +
                      counted(contents->performed_steps, "performed step") + ", " +
                      counted(contents->messages, "message");
    if (!command.is_sure) {
        std::printf("patient \"%s\" of issuer \"%s\": %s. Nothing is deleted without --yes.\n",
                    command.id.c_str(), command.issuer.c_str(), what.c_str());
        return kFailed;
    }
    (void)store->upkeep().remove_patient(patient, act_of_this_user(command.why));
    std::printf("deleted: patient \"%s\" of issuer \"%s\" with %s\n", command.id.c_str(),
                command.issuer.c_str(), what.c_str());
    return kDone;
}

}  // namespace mwl::app
