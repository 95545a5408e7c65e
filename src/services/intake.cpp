#include "mwl/services/intake.h"

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

#include "mwl/base/crash_point.h"
#include "mwl/base/digest.h"
#include "mwl/base/parts.h"
#include "mwl/base/thrown.h"
#include "mwl/domain/decide.h"
#include "mwl/hl7/ack.h"
#include "mwl/mapping/orders.h"
#include "mwl/services/chores.h"
#include "mwl/time/hl7_time.h"
#include "services/acknowledge.h"
#include "services/alarm.h"
#include "services/arrival.h"
#include "services/meaning.h"
#include "services/receipt.h"

namespace mwl::services {

using store::Disposition;
using store::StoredMessage;
using store::UnitOfWork;

// What a message is, before the database is asked: what it wants, or why it cannot be used.
struct Intake::Verdict {
    // In force when the message arrived: it is settled under them to the end, whatever is reloaded meanwhile.
    std::shared_ptr<const IntakeOptions> options;
    std::optional<Problem> problem;
    MessageChanges changes;
    mapping::OnError on_error = mapping::OnError::ae;
};

// A message with what its header says, as it goes into its row, and with its verdict.
struct Intake::Reading {
    hl7::RawHeader header;
    StoredMessage message;
    Verdict verdict;
};

namespace {

// A time that a change of clocks makes ambiguous cannot be compared, and an implausible one must not be:
// every later message would be older than 99991231.
std::optional<Instant> comparable_instant(const hl7::RawHeader& header, const mapping::SenderRules& sender) {
    auto sent = parse_hl7_time(header.sent_at.substr(0, header.sent_at.find(header.delimiters.component)));
    if (!sent || !sent->has_time()) return std::nullopt;
    if (sender.msh7_offset == mapping::Msh7Offset::ignore) sent->offset.reset();
    const auto resolved = sent->to_instant(sender.zone);
    if (!sent->offset && resolved.fit != Zone::Fit::unique) return std::nullopt;
    if (!is_plausible(resolved.at)) return std::nullopt;
    return resolved.at;
}

constexpr std::chrono::milliseconds kBetweenTries{250};

void describe(StoredMessage& message, const hl7::RawHeader& header) {
    message.identity.sender = hl7::sender_of(header);
    message.identity.sent_at = header.sent_at;
    message.identity.control_id = header.control_id;
    message.type = header.type.empty() ? "" : header.type + "^" + header.trigger;
}

// Timeline events that say that a message was accepted but not applied, or not as its sender expects: they
// are logged too.
constexpr std::array<std::string_view, 6> kRemarkable{"step expired",
                                                      "update not applied",
                                                      "order stays withheld",
                                                      "accession number changed",
                                                      "order stands beside another",
                                                      "Study Instance UID shared"};

std::string what_is_remarkable(const Effects& effects) {
    std::string text;
    for (const auto& entry : effects.timeline)
        if (std::ranges::find(kRemarkable, entry.event) != kRemarkable.end())
            append_part(text, entry.event + ": " + entry.detail, "; ");
    return text;
}

void mark(StoredMessage& message, const Problem& problem, mapping::OnError on_error) {
    const hl7::AckCode code = hl7::ack_code_of(problem);  // AR for what is wrong with the header
    message.disposition = code == hl7::AckCode::AR ? Disposition::rejected : Disposition::quarantined;
    const bool is_quiet =
        message.disposition == Disposition::quarantined && on_error == mapping::OnError::aa_and_quarantine;
    message.ack_code = hl7::name_of(is_quiet ? hl7::AckCode::AA : code);
    message.problem = problem;
}

hl7::AckCode ack_code_named(const std::string& name) {
    if (name == "AA") return hl7::AckCode::AA;
    return name == "AR" ? hl7::AckCode::AR : hl7::AckCode::AE;
}

}  // namespace

Intake::Intake(store::Store& store, IntakeOptions options, const Clock& clock, Random& random, Log log)
    : store_(store), options_(std::move(options)), clock_(clock), random_(random), log_(std::move(log)) {}

std::vector<std::string> Intake::accept(const ReceivedMessage& received) {
    const Reading reading = read(received, std::nullopt);
    crash_point("intake.parsed");
    return settle(reading);
}

std::vector<std::string> Intake::refuse(const ReceivedMessage& received, const Problem& problem) {
    return settle(read(received, problem));
}

Intake::Reading Intake::read(const ReceivedMessage& received, const std::optional<Problem>& refused_because) {
    Reading reading{{}, {}, {options_.get(), refused_because, {}}};
    auto& [header, message, verdict] = reading;
    message.receipt = new_receipt(random_);
    message.received_at = clock_.now();
    message.peer = received.peer;
    message.raw = received.bytes;
    message.identity.body_digest = sha256_hex(received.bytes);
    try {
        header = hl7::peek_header(received.bytes);
        describe(message, header);
        const auto& options = *verdict.options;
        const auto profile = mapping::profile_for(options.profiles, header, received.address);
        message.sent_instant =
            comparable_instant(header, profile ? (*profile)->sender : mapping::SenderRules());
        if (profile) verdict.on_error = (*profile)->intake.on_error;
        if (verdict.problem) return reading;
        auto changes = changes_in(received.bytes, header, profile, message.received_at, options.meaning,
                                  options.knows_station);
        if (changes)
            verdict.changes = *std::move(changes);
        else
            verdict.problem = changes.problem();
    } catch (...) {
        verdict.problem = defect(message.receipt);
    }
    return reading;
}

// Says where the details are: the text of an exception may hold anything.
Problem Intake::defect(const store::ReceiptId& receipt) {
    ++defects_;
    log_.error("HL7-500 a message met a defect of the broker and is kept",
               {{"receipt", receipt}, {"why", what_was_thrown()}});
    return {Code::internal, "", "a defect of the broker; its log tells more under receipt " + receipt.str()};
}

std::vector<std::string> Intake::settle(const Reading& reading) {
    const StoredMessage settled = keep(reading.message, reading.verdict);
    crash_point("intake.committed");
    report(settled);
    return answer(reading.header, settled);
}

// A message that is kept is answered, in the plainest form if need be: otherwise its sender would repeat it
// for ever.
std::vector<std::string> Intake::answer(const hl7::RawHeader& header, const StoredMessage& settled) {
    const auto code = ack_code_named(settled.ack_code);
    const hl7::AckContent content{code,
                                  code == hl7::AckCode::AA ? std::nullopt : settled.problem,
                                  settled.receipt.str().substr(0, 19),
                                  clock_.now(),
                                  false,
                                  remark_on(settled)};
    try {
        return acknowledgements(header, content);
    } catch (...) {
        (void)defect(settled.receipt);
        hl7::RawHeader plain;
        plain.control_id = header.control_id;
        return {hl7::build_ack(plain, content)};
    }
}

StoredMessage Intake::keep(const StoredMessage& message, const Verdict& verdict) {
    ++received_;
    try {
        return run_or_refuse(message, verdict);
    } catch (...) {
        ++unanswered_;
        throw;
    }
}

StoredMessage Intake::run_or_refuse(const StoredMessage& message, const Verdict& verdict) {
    Verdict refused{verdict.options, std::nullopt, {}, verdict.on_error};
    try {
        return run_held(message, verdict);
    } catch (const StoreError& error) {
        // The database is there and refuses this content: without an answer the sender would repeat it for
        // ever.
        if (verdict.problem || !is_about_content(error)) throw;
        log_.error("the database refuses a message", {{"receipt", message.receipt}, {"why", error.what()}});
        refused.problem = Problem{Code::internal, "", "the database refuses the content of this message"};
    } catch (...) {
        if (verdict.problem) throw;
        refused.problem = defect(message.receipt);
    }
    return run_held(message, refused);
}

// During a restart of the database a sender waits, but keeps its connection (architecture.md, Database away).
StoredMessage Intake::run_held(const StoredMessage& message, const Verdict& verdict) {
    using Steady = std::chrono::steady_clock;
    const auto until = Steady::now() + verdict.options->hold;
    for (bool is_told = false;; is_told = true) {
        try {
            StoredMessage settled;
            store_.run([&](UnitOfWork& work) { settled = decide_in(work, message, verdict); });
            return settled;
        } catch (const StoreError& error) {
            if (is_about_content(error) || Steady::now() >= until) throw;
            if (!is_told)
                log_.warn("message waits for the database",
                          {{"receipt", message.receipt}, {"why", error.what()}});
            const auto next = std::min(until, Steady::now() + kBetweenTries);
            const Lock lock(mutex_);
            while (!stopping_ && changed_.wait_until(mutex_, next)) {
            }
            if (stopping_) throw;
        }
    }
}

void Intake::stop_holding() {
    const Lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
}

void Intake::report(const StoredMessage& settled) {
    ++counts_[static_cast<std::size_t>(settled.disposition)];
    const bool fine = settled.disposition == Disposition::applied ||
                      settled.disposition == Disposition::duplicate ||
                      settled.disposition == Disposition::ignored;
    log_.write(fine ? LogLevel::info : LogLevel::warn, "message settled",
               {{"receipt", settled.receipt},
                {"sender", settled.identity.sender},
                {"control_id", settled.identity.control_id},
                {"type", settled.type},
                {"disposition", store::name_of(settled.disposition)},
                {"ack", settled.ack_code},
                {"why", settled.problem ? to_string(*settled.problem) : settled.reason}});
    if (settled.disposition == Disposition::quarantined)
        log_alarm(log_, store::Alarm::quarantined_last_day, "receipt " + settled.receipt.str(),
                  settled.problem ? settled.problem->what : std::string());
}

StoredMessage Intake::decide_in(UnitOfWork& work, StoredMessage message, const Verdict& verdict) const {
    const auto& options = *verdict.options;
    const bool asks_something = !verdict.problem && verdict.changes.ignored_because.empty();
    const auto [history, known] =
        work.open({message.receipt, message.received_at, message.identity, options.duplicate_window},
                  asks_something ? keys_for(verdict.changes, message.identity.sender) : Keys{});
    if (history.own) return *history.own;  // our commit went through, only its reply was lost
    message.disposition = Disposition::applied;
    message.ack_code = "AA";
    Effects effects;
    if (history.repeat_of) {
        message.disposition = Disposition::duplicate;
        message.ack_code = history.repeat_of->ack_code;
        message.duplicate_of = history.repeat_of->row;
    } else if (verdict.problem) {
        mark(message, *verdict.problem, verdict.on_error);
    } else if (!verdict.changes.ignored_because.empty()) {
        message.disposition = Disposition::ignored;
        message.reason = verdict.changes.ignored_because;
    } else {
        auto decision = decide_in_order_of_arrival(known,
                                                   {message.sent_instant, options.stale_tolerance,
                                                    expires_before(options.expire_after, clock_.now())},
                                                   verdict.changes);
        if (!decision) {
            mark(message, decision.problem(), verdict.on_error);
        } else if (decision->is_stale) {
            message.disposition = Disposition::stale;
            message.reason = "the same sender already sent a newer message for this order or patient";
            if (decision->conflict) message.reason += "; " + decision->conflict->what;
        } else {
            if (decision->conflict) mark(message, *decision->conflict, verdict.on_error);
            effects = std::move(decision->effects);
            message.reason = what_is_remarkable(effects);
            if (history.control_id_reused) message.reason = "control id was used before with another body";
        }
    }
    message.speaks_of = keys_of(verdict.changes).patients;
    work.save_message(message);
    work.save(effects);
    crash_point("intake.saved");
    return message;
}

std::map<Disposition, std::int64_t> Intake::counts() const {
    std::map<Disposition, std::int64_t> found;
    for (const auto disposition : store::kDispositions)
        found[disposition] = counts_[static_cast<std::size_t>(disposition)];
    return found;
}

}  // namespace mwl::services
