#include "app/schema_check.h"

#include <chrono>

#include "mwl/base/thread_top.h"
#include "mwl/base/thrown.h"
#include "mwl/store/migrate.h"

namespace mwl::app {
namespace {

constexpr std::chrono::seconds kBetweenTries{1};

}  // namespace

SchemaCheck::SchemaCheck(store::StoreOptions options, bool migrate, Log log)
    : options_(std::move(options)), migrate_(migrate), log_(std::move(log)) {}

SchemaCheck::~SchemaCheck() { stop(); }

bool SchemaCheck::try_once() {
    try {
        if (migrate_)
            (void)store::migrate(options_, log_);
        else
            store::check_schema(options_);
        passed_ = true;
    } catch (const store::SchemaMismatch&) {
        throw;
    } catch (const StoreError& error) {
        tell(error.what());
    }
    return passed_;
}

// Logs the same trouble only once.
void SchemaCheck::tell(const std::string& why) {
    if (why == told_) return;
    told_ = why;
    log_.warn("the database cannot be used yet; listening, not ready, trying again", {{"why", why}});
}

void SchemaCheck::start() {
    if (!try_once()) thread_ = std::jthread([this] { keep_trying(); });
}

// True once there is nothing left to try.
bool SchemaCheck::try_again() noexcept {
    try {
        if (!try_once()) return false;
        log_.info("the database is there", {});
        return true;
    } catch (const store::SchemaMismatch& error) {
        log_.error("the database does not fit this program", {{"why", error.what()}});
        return true;
    } catch (...) {
        log_.error("the schema could not be checked", {{"why", what_was_thrown()}});
        return false;
    }
}

void SchemaCheck::keep_trying() {
    const ThreadTop top("schema");
    do {
        const Lock lock(mutex_);
        const auto until = std::chrono::steady_clock::now() + kBetweenTries;
        while (!stopping_ && changed_.wait_until(mutex_, until)) {
        }
        if (stopping_) return;
    } while (!try_again());
}

void SchemaCheck::stop() {
    {
        const Lock lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

void SchemaCheck::require() const {
    if (!passed_) throw StoreError("the database is away and its schema not checked yet", "08001");
}

}  // namespace mwl::app
