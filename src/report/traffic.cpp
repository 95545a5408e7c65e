#include <algorithm>
#include <array>

#include "mwl/report/moment.h"
#include "mwl/report/tables.h"
#include "report/table.h"

namespace mwl::report {
namespace {

using store::Disposition;
using store::OutboxState;

struct DispositionTone {
    Disposition disposition;
    Literal tone;
};
constexpr std::array kDispositionTones{
    DispositionTone{Disposition::applied, "finished"}, DispositionTone{Disposition::duplicate, "stopped"},
    DispositionTone{Disposition::stale, "held"},       DispositionTone{Disposition::ignored, "stopped"},
    DispositionTone{Disposition::rejected, "problem"}, DispositionTone{Disposition::quarantined, "problem"},
};

struct OutboxTone {
    OutboxState state;
    Literal tone;
};
constexpr std::array kOutboxTones{
    OutboxTone{OutboxState::waiting, "waiting"}, OutboxTone{OutboxState::sending, "running"},
    OutboxTone{OutboxState::sent, "finished"},   OutboxTone{OutboxState::parked, "held"},
    OutboxTone{OutboxState::dead, "problem"},
};

template <typename Table, typename Value, typename Row>
void add_chip_cell(Html& html, const Table& tones, Value value, Value Row::*member) {
    const auto cell = html.inside("td");
    const auto* const found = std::ranges::find(tones, value, member);
    if (found != tones.end()) add_chip(html, found->tone, name_of(value));
}

std::string why(const store::StoredMessage& message) {
    if (message.problem) return to_string(*message.problem);
    if (message.duplicate_of) return "repeats message " + std::to_string(message.duplicate_of.value);
    return message.reason;
}

}  // namespace

void add_messages(Html& html, const std::vector<store::StoredMessage>& messages, const View& view) {
    if (messages.empty()) {
        html.line("p", "No message to show.", {{"class", "empty"}});
        return;
    }
    const Table table(
        html, "HL7 messages received, newest first",
        {"Received", "Disposition", "ACK", "Type", "Sender", "Control id", "Peer", "Why", "Row"});
    for (const auto& message : messages) {
        const auto row = html.inside("tr");
        add_time_cell(html, message.received_at, view);
        add_chip_cell(html, kDispositionTones, message.disposition, &DispositionTone::disposition);
        html.line("td", message.ack_code);
        html.line("td", message.type);
        html.line("td", message.identity.sender.str());
        html.line("td", message.identity.control_id, {{"class", "code"}});
        html.line("td", message.peer, {{"class", "code quiet"}});
        html.line("td", why(message));
        html.line("td", std::to_string(message.row.value), {{"class", "quiet"}});
    }
}

void add_outbox(Html& html, const std::vector<store::OutboundMessage>& messages, const View& view) {
    if (messages.empty()) {
        html.line("p", "No status message to show.", {{"class", "empty"}});
        return;
    }
    const Table table(html, "Status messages, newest first",
                      {"Queued", "State", "Destination", "Control id", "Attempts", "Last error", "Row"});
    for (const auto& message : messages) {
        const auto row = html.inside("tr");
        add_time_cell(html, message.created_at, view);
        add_chip_cell(html, kOutboxTones, message.state, &OutboxTone::state);
        html.line("td", message.destination.str());
        html.line("td", message.control_id, {{"class", "code"}});
        html.line("td", std::to_string(message.attempts));
        html.line("td", message.last_error);
        html.line("td", std::to_string(message.row.value), {{"class", "quiet"}});
    }
}

}  // namespace mwl::report
