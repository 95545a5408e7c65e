#include "mwl/services/mpps.h"

#include "mwl/base/crash_point.h"
#include "mwl/base/digest.h"
#include "mwl/base/parts.h"
#include "mwl/domain/perform.h"
#include "mwl/hl7/message.h"
#include "mwl/services/answers.h"
#include "services/alarm.h"
#include "services/receipt.h"

namespace mwl::services {

using dataset::Dataset;
using mapping::MppsRefusal;
using store::UnitOfWork;

namespace {

// Everything that may change: the object itself and the orders that it references.
Known load(UnitOfWork& work, const PerformedStep& step) {
    Keys keys = keys_of(step);
    keys.performed.push_back(step.uid);
    return work.load(keys);
}

bool concerns(const StatusReceiver& receiver, const Order& order) {
    const auto wanted = hl7::comparable_name(receiver.sending_application);
    return wanted.empty() || order.sender.str().starts_with(wanted + "|") ||
           order.sender.str().starts_with(wanted + "^");
}

// What a person must look at is also shown in the record of the association.
void remark_alarms(MppsOutcome& outcome, const Effects& effects) {
    for (const auto& performed : effects.performed)
        if (!performed.alarm.empty()) outcome.remarks.push_back("alarm: " + performed.alarm);
}

mapping::MppsContext context_for(const domain::Device& device, const MppsOptions& options) {
    return {device.ae, zone_of(device, options.site_zone), device.strict_mpps};
}

MppsRefusal refuse(MppsRefusal::Kind kind, std::string comment) { return {kind, std::move(comment), {}}; }

}  // namespace

Mpps::Mpps(store::Store& store, MppsOptions options, const Clock& clock, Random& random, Log log,
           std::function<void()> queued)
    : store_(store),
      options_(std::move(options)),
      clock_(clock),
      random_(random),
      log_(std::move(log)),
      queued_(std::move(queued)) {}

MppsOutcome Mpps::create(const domain::Device& device, const SopInstanceUid& asked, const Dataset& attributes,
                         const std::string& digest) {
    const auto options = options_.get();
    const SopInstanceUid uid =
        asked.empty() ? SopInstanceUid(uid_from_name("mpps " + random_hex(random_))) : asked;
    auto reading = mapping::read_create(uid, attributes, digest, context_for(device, *options));
    const MppsOutcome told{reading.refusal, uid, reading.remarks};
    Run run{told, 0, {}};
    if (!told.refusal) {
        std::optional<Run> tried;  // by an earlier run of the body, whose COMMIT may have come through
        store_.run([&](UnitOfWork& work) {
            run = {told, 0, {}};
            const Known known = load(work, reading.step);
            if (const auto* stored = known.performed_step(uid)) {
                const bool is_same = stored->create_digest == digest && stored->device == device.ae;
                if (is_same && tried)
                    run = *tried;
                else if (is_same && !device.strict_mpps)
                    run.outcome.remarks.emplace_back("the same N-CREATE again: no second effect");
                else
                    run.outcome.refusal =
                        refuse(MppsRefusal::Kind::duplicate_instance, "SOP instance exists already");
                return;
            }
            const auto effects = perform_created(reading.step, known);
            remark_alarms(run.outcome, effects);
            run.raised = raised_by(effects, nullptr);
            run.queued = save(work, effects, *options);
            tried = run;
            crash_point("mpps.saved");
        });
        crash_point("mpps.committed");
    }
    report("mpps created", device, run);
    return run.outcome;
}

MppsOutcome Mpps::set(const domain::Device& device, const SopInstanceUid& uid, const Dataset& modifications,
                      const std::string& digest) {
    const auto options = options_.get();
    Run run;
    std::optional<Run> tried;  // as in create()
    store_.run([&](UnitOfWork& work) {
        run = {{std::nullopt, uid, {}}, 0, {}};
        Keys keys;
        keys.performed.push_back(uid);
        const Known found = work.load(keys);
        const auto* stored = found.performed_step(uid);
        if (stored == nullptr) {
            run.outcome.refusal =
                refuse(MppsRefusal::Kind::no_such_instance, "no such performed procedure step");
            return;
        }
        auto reading = mapping::read_set(*stored, modifications, digest, context_for(device, *options));
        run.outcome = {reading.refusal, uid, reading.remarks};
        if (run.outcome.refusal) return;
        if (reading.step == *stored) {
            if (tried) run = *tried;
            return;
        }
        const auto effects = perform_changed(*stored, reading.step, load(work, reading.step));
        remark_alarms(run.outcome, effects);
        run.raised = raised_by(effects, stored);
        run.queued = save(work, effects, *options);
        tried = run;
        crash_point("mpps.saved");
    });
    crash_point("mpps.committed");
    report("mpps set", device, run);
    return run.outcome;
}

// `before`: as stored, if it was. Alarms are only ever added to, behind "; ".
std::vector<Mpps::Raised> Mpps::raised_by(const Effects& effects, const PerformedStep* before) {
    std::vector<Mpps::Raised> raised;
    for (const auto& performed : effects.performed) {
        const std::size_t known = before == nullptr || before->alarm.empty() ? 0 : before->alarm.size() + 2;
        if (performed.alarm.size() > known)
            raised.push_back({store::Alarm::performed_with_alarm, performed.alarm.substr(known)});
        else if (before == nullptr && performed.steps.empty())
            raised.push_back({store::Alarm::unscheduled, "no known order"});
    }
    return raised;
}

std::size_t Mpps::save(UnitOfWork& work, const Effects& effects, const MppsOptions& options) const {
    work.save(effects);
    std::size_t queued = 0;
    for (const auto& change : effects.status) {
        for (const auto& receiver : options.receivers) {
            if (!concerns(receiver, change.order)) continue;
            const std::string id = mapping::status_control_id(receiver.name.str(), change);
            work.enqueue({receiver.name, change.order.row, change.order.procedures.front().steps.front().id,
                          change.performed.uid, change.transition, id, render(change, receiver, id)});
            ++queued;
        }
    }
    return queued;
}

std::string Mpps::render(const StatusChange& change, const StatusReceiver& receiver,
                         const std::string& control_id) const {
    auto message = mapping::render_status(change, receiver.format, control_id, clock_.now());
    if (message) return *std::move(message);
    // A status that is never sent is worse than one in UTF-8, which its MSH-18 declares.
    log_.warn(
        "status does not fit the receiver's character set, sent as UTF-8",
        {{"destination", receiver.name}, {"control_id", control_id}, {"where", message.problem().where}});
    mapping::StatusFormat wider = receiver.format;
    wider.charset = text::Charset::utf8;
    auto again = mapping::render_status(change, wider, control_id, clock_.now());
    if (!again) throw StoreError("a status message cannot be rendered: " + to_string(again.problem()));
    return *std::move(again);
}

void Mpps::report(const char* event, const domain::Device& device, const Run& run) const {
    const auto& outcome = run.outcome;
    const auto remarks = joined(outcome.remarks, "; ");
    log_.write(outcome.refusal ? LogLevel::warn : LogLevel::info, event,
               {{"aet", device.ae},
                {"mpps", outcome.uid},
                {"refused", outcome.refusal ? outcome.refusal->comment : std::string()},
                {"status_messages", run.queued},
                {"remarks", remarks}});
    for (const auto& [kind, what] : run.raised) log_alarm(log_, kind, "mpps " + outcome.uid.str(), what);
    if (run.queued > 0 && queued_) queued_();
}

}  // namespace mwl::services
