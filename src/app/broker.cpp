#include "app/broker.h"

#include <algorithm>
#include <optional>
#include <thread>

#include "app/access.h"
#include "app/configuration.h"
#include "app/dimse.h"
#include "app/links.h"
#include "app/metrics.h"
#include "app/mllp_sender.h"
#include "app/options.h"
#include "app/schema_check.h"
#include "mwl/base/parts.h"
#include "mwl/base/snapshot.h"
#include "mwl/base/thread_top.h"
#include "mwl/config/reload.h"
#include "mwl/dicom/server.h"
#include "mwl/mllp/listener.h"
#include "mwl/net/deadlines.h"
#include "mwl/services/answer_log.h"
#include "mwl/services/answers.h"
#include "mwl/services/delivery.h"
#include "mwl/services/devices.h"
#include "mwl/services/housekeeper.h"
#include "mwl/services/intake.h"
#include "mwl/services/mpps.h"
#include "mwl/services/observations.h"
#include "mwl/web/server.h"

namespace mwl::app {
namespace {

services::OnRefusal on_refusal(const config::DestinationSettings& destination) {
    return destination.park_on_refusal ? services::OnRefusal::park : services::OnRefusal::retry;
}

std::vector<services::DeliveryRoute> routes(const std::vector<config::DestinationSettings>& destinations,
                                            const Links& links) {
    std::vector<services::DeliveryRoute> found;
    for (const auto& destination : destinations) {
        services::DeliveryRoute route;
        route.destination = destination.name;
        route.sender = std::make_unique<MllpSender>(destination, links.of(Links::name_of(destination)));
        route.on_refusal = on_refusal(destination);
        route.give_up_after = destination.give_up_after;
        route.alarm_after = destination.alarm_after;
        route.claim_time = 2 * destination.ack_timeout + std::chrono::seconds(10);  // connect, write, answer
        found.push_back(std::move(route));
    }
    return found;
}

mllp::Reply reply_of(std::vector<std::string> messages) {
    mllp::Reply reply;
    if (messages.empty()) return reply;
    reply.bytes = std::move(messages.front());
    messages.erase(messages.begin());
    reply.further = std::move(messages);
    return reply;
}

}  // namespace

struct Broker::Impl {
    Impl(const config::Settings& settings, const Log& log_in, bool migrate);

    void use(const config::Settings& settings, const config::Settings& file);
    services::IntakeOptions with_stations(services::IntakeOptions options);
    void hear(const store::Pulse& pulse);
    mllp::Reply take(const mllp::ReceivedFrame& frame);
    std::optional<domain::Device> device(const dicom::Caller& caller);
    dicom::FindAnswer find(const dicom::Caller& caller, const dicom::FindRequest& request);
    dicom::MppsResponse create(const dicom::Caller& caller, const dicom::MppsRequest& request);
    dicom::MppsResponse set(const dicom::Caller& caller, const dicom::MppsRequest& request);
    dicom::Handlers handlers();
    web::HealthCheck delivery_health(bool database);
    web::HealthCheck upkeep_health() const;
    std::vector<services::DestinationState> destinations(bool database);
    std::vector<web::HealthCheck> health();
    std::vector<web::Metric> metrics();

    const config::Settings started;  // keys that need a restart keep these values
    Log log;
    Configuration configuration;
    const Links links;
    Snapshot<Zone> zone;  // of the page
    net::Deadlines deadlines;
    SchemaCheck schema;
    std::unique_ptr<store::Store> store;
    services::DeviceDirectory devices;
    Access access;
    services::Intake intake;
    services::Answers answers;
    services::AnswerLog answer_log;
    services::Delivery delivery;
    services::Mpps mpps;
    services::AssociationRecorder recorder;
    services::Housekeeper housekeeper;
    mllp::Listener mllp;
    dicom::DicomServer dicom;
    web::HttpServer http;
};

Broker::Impl::Impl(const config::Settings& settings, const Log& log_in, bool migrate)
    : started(settings),
      log(log_in),
      links(settings),
      zone(settings.site.zone),
      schema(store_options(settings), migrate, log),
      store(store::open_store(store_options(settings), system_clock(), log)),
      devices(*store),
      access(devices, settings.dicom.echo_networks),
      intake(*store, with_stations(intake_options(settings)), system_clock(), system_random(), log),
      answers(*store, answer_options(settings.site), system_clock()),
      answer_log(log),
      delivery(store->outbox(), routes(settings.destinations, links), {}, system_clock(), system_random(),
               log),
      mpps(*store, mpps_options(settings), system_clock(), system_random(), log, [this] { delivery.wake(); }),
      recorder(*store, log),
      housekeeper(
          *store, names_of(settings.destinations), chore_options(settings), system_clock(), log,
          [this] { return schema.passed(); }, [this](const auto& pulse) { hear(pulse); }),
      mllp(mllp_options(settings.mllp, links), deadlines, log,
           [this](const auto& frame) { return take(frame); }),
      dicom(dicom_options(settings.dicom, links), handlers(), deadlines, system_clock(), log),
      http(web_options(settings.http, links),
           {[this] { return health(); }, [this] { return metrics(); }, [this] { return *zone.get(); },
            [this] { return alarms_of(delivery.destinations()); }},
           *store, deadlines, system_clock(), log) {}

// Without an answer from the database every station counts as known: an order keeps what it says.
services::IntakeOptions Broker::Impl::with_stations(services::IntakeOptions options) {
    options.knows_station = [this](const AeTitle& ae) {
        try {
            return devices.known(ae).has_value();
        } catch (const StoreError&) {
            return true;
        }
    };
    return options;
}

void Broker::Impl::hear(const store::Pulse& pulse) {
    devices.notice(pulse.devices_version);
    if (pulse.outbox_is_due || !store->outbox().holds_delivery_lock()) delivery.wake();
}

// Everything that can fail is done before the first part changes.
void Broker::Impl::use(const config::Settings& settings, const config::Settings& file) {
    auto for_intake = with_stations(intake_options(settings));
    auto for_mpps = mpps_options(settings);
    const auto tls = Links::read(settings, file);
    log.set_level(settings.log_level);
    access.use(settings.dicom.echo_networks);
    intake.use(std::move(for_intake));
    answers.use(answer_options(settings.site));
    mpps.use(std::move(for_mpps));
    for (const auto& destination : settings.destinations) {
        delivery.use(destination.name, on_refusal(destination), destination.give_up_after);
        delivery.alarm_after(destination.name, destination.alarm_after);
    }
    housekeeper.use(chore_options(settings));
    links.use(tls);
    zone.set(settings.site.zone);
}

mllp::Reply Broker::Impl::take(const mllp::ReceivedFrame& frame) {
    schema.require();
    const services::ReceivedMessage received{frame.bytes, frame.peer.str(), frame.peer.ip};
    if (frame.truncated) {
        (void)intake.refuse(received,
                            {Code::malformed, "", "the message was cut off: a new one began before its end"});
        return {};
    }
    if (!frame.oversized) return reply_of(intake.accept(received));
    auto reply = reply_of(
        intake.refuse(received, {Code::too_large, "", "the message is longer than this listener takes"}));
    reply.close_after = true;
    return reply;
}

// Admission has checked the device already, but it may have been removed since.
std::optional<domain::Device> Broker::Impl::device(const dicom::Caller& caller) {
    schema.require();
    auto found = devices.find(caller.calling);
    if (found && !Access::may_ask(*found, caller)) found.reset();
    return found;
}

dicom::FindAnswer Broker::Impl::find(const dicom::Caller& caller, const dicom::FindRequest& request) {
    const auto asker = device(caller);
    if (!asker) return refused_find();
    auto answer = answers.find(request.query, *asker);
    answer_log.write(caller.association, caller.calling, request.query, answer);
    return find_answer(std::move(answer));
}

dicom::MppsResponse Broker::Impl::create(const dicom::Caller& caller, const dicom::MppsRequest& request) {
    const auto asker = device(caller);
    if (!asker) return refused_mpps();
    if (asker->strict_mpps && !request.uid_fault.empty()) return refused_uid(request.uid_fault);
    return mpps_response(mpps.create(*asker, request.uid, request.attributes, request.digest));
}

dicom::MppsResponse Broker::Impl::set(const dicom::Caller& caller, const dicom::MppsRequest& request) {
    const auto asker = device(caller);
    if (!asker) return refused_mpps();
    if (asker->strict_mpps && !request.uid_fault.empty()) return refused_uid(request.uid_fault);
    return mpps_response(mpps.set(*asker, request.uid, request.attributes, request.digest));
}

dicom::Handlers Broker::Impl::handlers() {
    dicom::Handlers all;
    all.admit = [this](const auto& caller) { return access.admit(caller); };
    all.find = [this](const auto& caller, const auto& request) { return find(caller, request); };
    all.n_create = [this](const auto& caller, const auto& request) { return create(caller, request); };
    all.n_set = [this](const auto& caller, const auto& request) { return set(caller, request); };
    all.closed = [this](const auto& summary) { recorder.record(association_record(summary)); };
    return all;
}

// The broker is ready without it: another one delivers, or statuses wait.
web::HealthCheck Broker::Impl::delivery_health(bool database) {
    web::HealthCheck check{"delivery", true, "no destination is set: no status messages are sent", false};
    if (started.destinations.empty()) return check;
    try {
        const auto holder = database ? store->outbox().delivery_holder() : store::DeliveryHolder{};
        check.good = holder.is_this_process || !holder.who.empty();
        check.detail = holder.is_this_process ? "this broker delivers"
                       : check.good           ? "another broker delivers: " + holder.who
                                              : "no broker holds the delivery lock, statuses wait";
    } catch (const StoreError& error) {
        check.good = false;
        check.detail = std::string("it is not known which broker delivers: ") + error.what();
    }
    return check;
}

web::HealthCheck Broker::Impl::upkeep_health() const {
    const auto state = housekeeper.state();
    return {"upkeep", state.is_good, state.is_good ? "months made, what is too old forgotten" : state.detail,
            false};
}

std::vector<services::DestinationState> Broker::Impl::destinations(bool database) {
    return database ? delivery.destinations() : delivery.known_destinations();
}

std::vector<web::HealthCheck> Broker::Impl::health() {
    const bool database = schema.passed() && store->is_ready();
    std::vector<web::HealthCheck> checks{
        {"database", database, database ? "schema checked" : "away, or its schema does not fit"},
        {"mllp", mllp.port() != 0, "port " + std::to_string(mllp.port())},
        {"dicom", dicom.port() != 0, "port " + std::to_string(dicom.port())},
        delivery_health(database)};
    for (const auto& destination : destinations(database))
        checks.push_back(report::destination_check(destination, system_clock().now(), *zone.get()));
    checks.push_back(links.health(system_clock().now()));
    checks.push_back(access.health());
    checks.push_back(upkeep_health());
    checks.push_back(configuration.health());
    return checks;
}

std::vector<web::Metric> Broker::Impl::metrics() {
    const bool database = store->is_ready();
    auto all = collect_metrics(intake, mllp.counters(), dicom.counters(), recorder, destinations(database),
                               database ? store.get() : nullptr);
    all.push_back({"mwl_delivery_lock_held",
                   "1 while this broker is the one that delivers status messages",
                   web::Metric::Kind::gauge,
                   {{{}, store->outbox().holds_delivery_lock() ? 1.0 : 0.0}}});
    all.push_back({"mwl_upkeep_ok",
                   "0 while a chore fails: making or forgetting months, expiring steps",
                   web::Metric::Kind::gauge,
                   {{{}, housekeeper.state().is_good ? 1.0 : 0.0}}});
    links.add_to(all, system_clock().now());
    configuration.add_to(all);
    return all;
}

Broker::Broker(const config::Settings& settings, const Log& log, bool migrate)
    : impl_(std::make_unique<Impl>(settings, log, migrate)) {}

Broker::~Broker() = default;

void Broker::start() {
    impl_->schema.start();
    impl_->recorder.start();
    impl_->housekeeper.start();
    impl_->mllp.start();
    impl_->dicom.start();
    impl_->http.start();
    impl_->delivery.start();
}

// One deadline for all: both listeners finish their work at the same time, delivery gets the time that is
// left.
void Broker::stop(std::chrono::milliseconds grace) {
    using Steady = std::chrono::steady_clock;
    const auto until = Steady::now() + grace;
    impl_->intake.stop_holding();
    {
        const std::jthread dicom([&] {
            const ThreadTop top("stop dicom");
            impl_->dicom.stop(grace);
        });
        impl_->mllp.stop(grace);
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Steady::now());
    impl_->delivery.stop(std::max(left, std::chrono::milliseconds(0)));
    impl_->http.stop(std::chrono::milliseconds(500));
    impl_->housekeeper.stop();
    impl_->schema.stop();
    impl_->recorder.stop();
}

void Broker::reload(const config::Settings& read) {
    impl_->use(config::in_force(impl_->started, read), read);
    const auto waiting = config::waiting_for_restart(impl_->started, read);
    impl_->log.info("CFG-800 configuration read again",
                    {{"takes_effect_after_a_restart", joined(waiting, ", ")}});
    impl_->configuration.taken(waiting);
}

void Broker::refuse(const std::string& why) {
    impl_->log.error("CFG-801 configuration not taken, the one before stays in force", {{"why", why}});
    impl_->configuration.refused(why);
}

std::vector<std::pair<std::string, std::uint16_t>> Broker::ports() const {
    return {{"mllp", impl_->mllp.port()}, {"dicom", impl_->dicom.port()}, {"http", impl_->http.port()}};
}

}  // namespace mwl::app
