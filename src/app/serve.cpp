#include <algorithm>
#include <csignal>
#include <string>

#include "app/broker.h"
#include "app/commands.h"
#include "app/ready_file.h"
#include "app/signals.h"
#include "mwl/base/thrown.h"
#include "mwl/dicom/process.h"
#include "mwl/net/acceptor.h"

namespace mwl::app {
namespace {

constexpr std::chrono::seconds kGrace{10};

void log_warnings(const config::Settings& settings, const Log& log) {
    for (const auto& warning : settings.warnings)
        log.warn("CFG-802 configuration works, but look at this", {{"what", warning}});
}

// The same file and --set as at the start, and the same checks.
void reload(const ConfigOptions& options, Broker& broker, const Log& log) {
    try {
        const auto settings = settings_of(options, config::Certificates::read);
        log_warnings(settings, log);
        broker.reload(settings);
    } catch (...) {
        std::string why = what_was_thrown();
        std::replace(why.begin(), why.end(), '\n', ';');
        broker.refuse(why);
    }
}

}  // namespace

int serve(const ServeOptions& options) {
    const auto settings = settings_of(options.config, config::Certificates::read);
    const Signals signals;  // before any thread
    net::use_small_thread_stacks();
    const Log log = log_to_stderr(settings.log_level);
    dicom::set_up_process(log);
    log_warnings(settings, log);

    Broker broker(settings, log, options.migrate);
    broker.start();
    for (const auto& [name, port] : broker.ports()) log.info("listening", {{"what", name}, {"port", port}});
    if (settings.destinations.empty()) log.warn("no [[destination]]: no status messages are sent", {});
    write_ready_file(options.ready_file, broker.ports());
    log.info("ready", {{"version", MWL_VERSION}});

    int signal = signals.wait();
    for (; signal == SIGHUP; signal = signals.wait()) reload(options.config, broker, log);
    log.info("stopping", {{"signal", signal}, {"grace_s", kGrace.count()}});
    die_on_next_signal();
    broker.stop(kGrace);
    log.info("stopped", {});
    return kDone;
}

}  // namespace mwl::app
