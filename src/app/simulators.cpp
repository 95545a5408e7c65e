// replay, modality play, ris listen: thin wrappers that print what the simulators did.

#include <cstdio>
#include <fstream>

#include "app/commands.h"
#include "app/ready_file.h"
#include "app/signals.h"
#include "mwl/time/dicom_time.h"
#include "sim/modality.h"
#include "sim/replay.h"
#include "sim/ris.h"

namespace mwl::app {
namespace {

net::Tls good_tls(const Result<net::Tls>& made) {
    if (!made) throw ConfigError("--tls-" + to_string(made.problem()));
    return *made;
}

net::Tls calling_tls(const TlsWords& words, const std::string& host) {
    const bool shows = !words.certificate.empty() || !words.key.empty();
    const auto mode = shows               ? net::TlsMode::mutual
                      : !words.ca.empty() ? net::TlsMode::server
                                          : net::TlsMode::off;
    return good_tls(net::Tls::outgoing({mode, words.certificate, words.key, words.ca}, host));
}

net::Tls listening_tls(const TlsWords& words) {
    const bool shows = !words.certificate.empty() || !words.key.empty();
    const auto mode = !words.ca.empty() ? net::TlsMode::mutual
                      : shows           ? net::TlsMode::server
                                        : net::TlsMode::off;
    return good_tls(net::Tls::listener({mode, words.certificate, words.key, words.ca}));
}

void set_day(sim::ModalityOptions& options, const std::string& text) {
    using Day = sim::ModalityOptions::Day;
    options.day = text == "today" ? Day::today : text == "any" ? Day::any : Day::given;
    if (options.day != Day::given) return;
    const auto date = parse_da(text);
    if (!date) throw ConfigError("--date " + text + ": write YYYYMMDD, today or any");
    options.date = *date;
}

sim::RisOptions ris_options(const ListenCommand& command) {
    sim::RisOptions options{command.address, command.port, hl7::AckCode::AA,
                            std::chrono::seconds(command.late_s), listening_tls(command.tls)};
    if (command.answer == "error") options.answer = hl7::AckCode::AE;
    if (command.answer == "reject") options.answer = hl7::AckCode::AR;
    if (command.answer == "silent") options.answer.reset();
    return options;
}

struct Replayed {
    std::size_t sent = 0;
    std::size_t accepted = 0;
    std::size_t remarks = 0;
    std::size_t unanswered = 0;
    std::size_t unread = 0;  // files

    void add(const sim::Sent& one) {
        if (!one.is_read) {
            ++unread;
            return;
        }
        ++sent;
        accepted += one.is_accepted() ? 1 : 0;
        remarks += one.has_remark() ? 1 : 0;
        unanswered += one.ack.empty() ? 1 : 0;
    }
    std::string summary() const {
        std::string text = std::to_string(sent) + " sent, " + std::to_string(accepted) + " accepted";
        if (remarks > 0) text += " (" + std::to_string(remarks) + " with a remark)";
        if (unanswered > 0) text += ", " + std::to_string(unanswered) + " not answered";
        if (unread > 0)
            text += ", " + std::to_string(unread) + (unread == 1 ? " file" : " files") + " not read";
        return text;
    }
};

void print(const sim::Sent& one) {
    const char* const code = !one.is_read ? "-" : one.ack.empty() ? "none" : one.ack.c_str();
    std::printf("  %-28s %-8s %-20s %-4s %s\n", one.file.c_str(), escape_for_log(one.type).c_str(),
                escape_for_log(one.control_id).c_str(), code, escape_for_log(one.text).c_str());
    (void)std::fflush(stdout);
}

std::string one_line(const sim::ReceivedStatus& status) {
    std::string line;
    for (const auto& part : {status.control_id, status.order_control, status.order_status, status.placer,
                             status.filler, status.accession, status.performed_uid, status.digest})
        line += (line.empty() ? "" : "\t") + (part.empty() ? "-" : escape_for_log(part));
    return line;
}

}  // namespace

Zone zone_named(const std::string& name) {
    auto zone = Zone::named(name);
    if (!zone)
        throw ConfigError("\"" + name + "\" is no time zone; write an IANA name such as Europe/Berlin");
    return *std::move(zone);
}

int replay(const ReplayCommand& command) {
    const auto to = host_and_port(command.to);
    net::Deadlines deadlines;
    sim::ReplayOptions options;
    options.host = to.host;
    options.port = to.port;
    options.zone = zone_named(command.zone);
    options.attempts = command.attempts;
    options.tls = calling_tls(command.tls, to.host);
    Replayed total;
    sim::replay(command.files, options, system_clock(), deadlines, [&](const sim::Sent& one) {
        total.add(one);
        print(one);
    });
    std::printf("  %s\n", total.summary().c_str());
    if (total.unread > 0) return kWrongUse;
    return total.accepted == total.sent ? kDone : kFailed;
}

int modality_play(const PlayCommand& command) {
    const auto to = host_and_port(command.to);
    sim::ModalityOptions options;
    options.host = to.host;
    options.port = to.port;
    options.ae = AeTitle(command.ae);
    options.called = AeTitle(command.called);
    options.modality = command.modality;
    options.zone = zone_named(command.zone);
    set_day(options, command.date);
    options.accession = command.accession;
    options.images = command.images;
    options.discontinue = command.discontinue;
    options.tls = calling_tls(command.tls, to.host);
    const auto played = sim::play_examination(options, system_clock(), system_random());
    if (!played) {
        std::printf("  %s\n", to_string(played.problem()).c_str());
        return kFailed;
    }
    for (const auto& step : played->steps) std::printf("  %s\n", step.c_str());
    return kDone;
}

int ris_listen(const ListenCommand& command) {
    const Signals signals;
    net::Deadlines deadlines;
    std::ofstream record;
    if (!command.record.empty()) {
        record.open(command.record, std::ios::app);
        if (!record) throw ConfigError(command.record.string() + ": cannot be written");
    }
    sim::Ris ris(ris_options(command), deadlines, system_clock(), log_to_stderr(LogLevel::warn),
                 [&](const sim::ReceivedStatus& status) {
                     const std::string line = one_line(status);
                     std::printf("%s\n", line.c_str());
                     (void)std::fflush(stdout);
                     if (record.is_open()) record << line << std::endl;
                 });
    ris.start();
    write_ready_file(command.ready_file, {{"mllp", ris.port()}});
    (void)signals.wait_for_end();
    ris.stop();
    return kDone;
}

}  // namespace mwl::app
