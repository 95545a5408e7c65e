#include "store/delivery_lock.h"

namespace mwl::store {
namespace {

// The two-number form does not meet the hashes of pg_load.cpp.
const Sql kTryLock("select pg_try_advisory_lock(1297566800, 1)");
const Sql kUnlock("select pg_advisory_unlock(1297566800, 1)");
const Sql kHeartbeat("select 1");

// For this session alone: a holder of the lock that is frozen, or whose host is gone, loses it after this
// silence. The TCP settings matter when the server has an answer that the client does not take.
const Sql kEndWhenSilent(R"sql(
    select set_config('idle_session_timeout', $1, false),
           set_config('tcp_user_timeout', $1, false),
           set_config('tcp_keepalives_idle', '2', false),
           set_config('tcp_keepalives_interval', '2', false),
           set_config('tcp_keepalives_count', '3', false))sql");

// The numbers of the lock as pg_locks shows them; 2 tells the two-number form.
const Sql kHolder(R"sql(
    select l.pid, coalesce(a.application_name, ''), coalesce(host(a.client_addr), '')
    from pg_locks l
    left join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'advisory' and l.classid = 1297566800 and l.objid = 1 and l.objsubid = 2 and l.granted
      and l.database = (select d.oid from pg_database d where d.datname = current_database()))sql");

}  // namespace

DeliveryLock::DeliveryLock(const StoreOptions& options, Deadlines& deadlines, const Log& log)
    : options_(options), deadlines_(deadlines), log_(log) {}

DeliveryLock::~DeliveryLock() {
    release();
    std::jthread heartbeat;
    {
        const Lock lock(mutex_);
        heartbeat = std::move(heartbeat_);
        heartbeat.request_stop();
        changed_.notify_all();
    }
}

Query DeliveryLock::holder_query() { return {kHolder, 3}; }

// A session that fails is ended: it may hold the lock although the answer that said so was lost, and a lock
// that is taken once more on the same session has to be released twice.
Rows DeliveryLock::exchange(const Sql& sql, const Params& params) {
    try {
        auto rows = session_->raw().pipeline({{sql, params}}).at(0).rows;
        heard_ = Steady::now();
        return rows;
    } catch (const std::exception&) {
        is_held_ = false;
        session_.reset();
        throw;
    }
}

bool DeliveryLock::gain() {
    const Lock lock(mutex_);
    if (is_held_) return true;
    const bool session_is_old = session_ != nullptr;
    try {
        return try_lock();
    } catch (const DatabaseError& error) {
        if (!session_is_old || error.cure() != Cure::new_session) throw;
    }
    return try_lock();  // the database was restarted while the session waited for its turn
}

bool DeliveryLock::try_lock() {
    if (!session_) {
        session_ = std::make_unique<Session>(options_, deadlines_);
        (void)exchange(kEndWhenSilent, Params().number(options_.lock_silence.count()));
    }
    is_held_ = Row(exchange(kTryLock).at(0)).flag();
    if (!is_held_) return false;
    log_.info("delivery lock gained");
    if (!heartbeat_.joinable())
        heartbeat_ = std::jthread([this](const std::stop_token& stop) { beat(stop); });
    changed_.notify_all();
    return true;
}

std::optional<Rows> DeliveryLock::ask(const Sql& sql, const Params& params) {
    const Lock lock(mutex_);
    return ask_if_held(sql, params);
}

std::optional<Rows> DeliveryLock::ask_if_held(const Sql& sql, const Params& params) {
    if (!is_held_) return std::nullopt;
    try {
        return exchange(sql, params);
    } catch (const DatabaseError& error) {
        log_.warn("delivery lock lost", {{"sqlstate", error.sqlstate()}, {"what", error.what()}});
    } catch (const std::exception& error) {
        log_.error("delivery lock given up", {{"what", error.what()}});
    }
    return std::nullopt;
}

void DeliveryLock::beat(const std::stop_token& stop) {
    const Lock lock(mutex_);
    while (!stop.stop_requested()) {
        const auto due = heard_ + options_.lock_heartbeat;
        if (!is_held_)
            changed_.wait(mutex_);
        else if (Steady::now() < due)
            (void)changed_.wait_until(mutex_, due);
        else
            (void)ask_if_held(kHeartbeat, {});
    }
}

// Said to the server: the end of a session would release it too, but some time later.
void DeliveryLock::release() noexcept {
    const Lock lock(mutex_);
    if (!is_held_) return;
    is_held_ = false;
    try {
        (void)exchange(kUnlock);
    } catch (const std::exception& error) {
        log_.warn("delivery lock not released, it ends with its session", {{"what", error.what()}});
    }
}

}  // namespace mwl::store
