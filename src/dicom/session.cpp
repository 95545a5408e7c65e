#include "dicom/session.h"

#include <dcmtk/dcmnet/dul.h>

#include <algorithm>
#include <utility>

#include "dicom/hand_over.h"
#include "dicom/negotiation.h"
#include "dicom/report.h"
#include "dicom/scp.h"
#include "mwl/base/thrown.h"

namespace mwl::dicom {
namespace {

constexpr std::string_view kApplicationContext = "1.2.840.10008.3.1.1.1";  // PS3.7 A.2.1
constexpr unsigned long kLeastPeerPdu = 128;  // a response does not fit into less

WireOptions wire_options(const ServerOptions& options) {
    WireOptions out;
    out.send_time = options.send_time;
    out.limits.max_pdu_bytes = options.max_pdu_bytes;
    out.limits.max_associate_bytes = static_cast<std::uint32_t>(options.max_request_bytes);
    out.limits.max_dataset_bytes = 2 * std::max(options.max_mpps_bytes, options.max_find_bytes);
    return out;
}

}  // namespace

Session::Session(Service& service, net::Connection connection)
    : service_(service),
      stop_(connection.stop),
      accepted_at_(connection.accepted_at),
      wire_(std::move(connection.stream), std::move(connection.deadline), wire_options(service.options)),
      ends_at_(net::Steady::now() + service.options.total_time) {
    summary_.caller.address = connection.peer;
    summary_.caller.association = "a" + std::to_string(connection.id);
    summary_.opened = service.clock.now();
}

void Session::run() {
    try {
        if (open() && admit()) answer_requests();
    } catch (...) {
        end_with_fault(what_was_thrown());
    }
    association_.reset();
    wire_.finish();
    summary_.closed = service_.clock.now();
    place_.reset();
    report();
}

// Reads the request.
bool Session::open() {
    wire_.expect_until(accepted_at_ + service_.options.request_time);
    const auto condition =
        HandOver::instance().receive(wire_, association_, static_cast<long>(service_.options.max_pdu_bytes));
    summary_.caller.calling = AeTitle(wire_.gate().titles().calling);
    summary_.caller.called = AeTitle(wire_.gate().titles().called);
    if (wire_.end() != WireEnd::none) {  // DCMTK calls that an abort, or success
        association_.reset();
        end_with_wire();
    } else if (condition.good()) {
        return true;
    } else if (condition == DUL_PEERABORTEDASSOCIATION) {
        end_as(Ending::aborted_by_peer);
    } else {
        end_as(Ending::aborted_by_us, condition.text());
        wire_.abort(gate::kAbortSourceProvider, gate::kInvalidParameter);
    }
    return false;
}

bool Session::admit() {
    auto& caller = summary_.caller;
    summary_.contexts = decide_contexts(*association_->params);
    for (const auto& context : summary_.contexts)
        if (std::ranges::find(caller.abstract_syntaxes, context.abstract_syntax) ==
            caller.abstract_syntaxes.end())
            caller.abstract_syntaxes.push_back(context.abstract_syntax);
    if (auto rejection = objection()) {
        reject(*std::move(rejection));
        return false;
    }
    return accept();
}

// In this order: what the protocol forbids, a called AE title that is not ours, no room, a caller that may
// not ask.
std::optional<Rejection> Session::objection() {
    const auto& asked = association_->params->DULparams;
    if ((wire_.gate().protocol_version() & gate::kProtocolVersion1) == 0)
        return Rejection::protocol_version("protocol version 1 is not offered");
    if (asked.applicationContextName != kApplicationContext)
        return Rejection::unknown_application_context("application context is not DICOM's");
    if (summary_.caller.called != service_.options.ae)
        return Rejection::unknown_called_ae("called AE title is not " + service_.options.ae.str());
    if (summary_.caller.calling.empty())  // DCMTK could make no answer
        return Rejection::unknown_calling_ae("calling AE title is blank");
    if (asked.peerMaxPDU != 0 && asked.peerMaxPDU < kLeastPeerPdu)
        return Rejection{1, 1, 1, "peer takes only PDUs of " + std::to_string(asked.peerMaxPDU) + " bytes"};
    place_.emplace(service_.counters);
    if (place_->taken() > service_.options.max_associations)
        return Rejection::local_limit("too many associations");
    return ask_handler();
}

std::optional<Rejection> Session::ask_handler() const {
    try {
        return service_.handlers.admit(summary_.caller);
    } catch (...) {
        service_.log.error("admission failed",
                           {{"assoc", summary_.caller.association}, {"why", what_was_thrown()}});
        return Rejection::temporary_congestion("admission failed");
    }
}

void Session::reject(Rejection rejection) {
    wire_.reject(rejection.result, rejection.source, rejection.reason);
    summary_.rejection = std::move(rejection);
    end_as(Ending::rejected);
}

bool Session::accept() {
    name_ourselves(*association_->params);
    wire_.gate().accepted(accepted_ids(summary_.contexts));
    const auto sent = ASC_acknowledgeAssociation(association_.get());
    if (sent.good() || wire_.end() != WireEnd::none) {  // the first read finds how it ended
        ++service_.counters.associations;
        return true;
    }
    wire_.abort(gate::kAbortSourceProvider, 0);
    end_as(Ending::aborted_by_us, std::string("no answer could be made: ") + sent.text());
    return false;
}

void Session::answer_requests() {
    DimseChannel channel(*association_, wire_, service_.options.idle_time, ends_at_);
    Conversation talk{service_, channel, summary_};
    try {
        for (;;) {
            channel.expect_more();
            if (!channel.is_over() && wire_.wait_for_input(stop_) == Wire::Waited::stopping) {
                wire_.abort(gate::kAbortSourceProvider, 0);
                return end_as(Ending::stopped);
            }
            Command command;
            const auto what = channel.receive(command);
            if (what != Received::command) return end_with(what, channel);
            answer_request(talk, command);
        }
    } catch (const NetworkError& error) {
        Command none;
        if (wire_.end() != WireEnd::none)
            end_with_wire();
        else
            end_with(channel.receive(none), channel);
        if (summary_.why.empty()) summary_.why = error.what();
    }
}

void Session::answer_request(Conversation& talk, const Command& command) {
    if (command.message.CommandField == DIMSE_C_CANCEL_RQ) return;  // it came after the last response
    OperationRecord record;
    record.asked = service_.clock.now();
    const auto keep = [&] {
        record.answered = service_.clock.now();
        ++summary_.operations_in_all;
        if (summary_.operations.size() < AssociationSummary::kOperationsKept)
            summary_.operations.push_back(std::move(record));
    };
    try {
        answer(talk, command, record);
    } catch (const NetworkError&) {
        record.comment = "association ended after " + std::to_string(record.answers) + " answers";
        keep();
        throw;
    } catch (...) {
        record.comment = "association aborted after " + std::to_string(record.answers) + " answers";
        keep();
        throw;
    }
    keep();
}

void Session::end_as(Ending ending, std::string why) {
    summary_.ending = ending;
    summary_.why = std::move(why);
}

void Session::end_with(Received what, const DimseChannel& channel) {
    switch (what) {
        case Received::release:
            (void)ASC_acknowledgeRelease(association_.get());
            return end_as(Ending::released);
        case Received::abort:
            return end_as(Ending::aborted_by_peer);
        case Received::ended:
            return end_with_wire();
        case Received::command:
        case Received::broken:
            wire_.abort(gate::kAbortSourceProvider, gate::kInvalidParameter);
            return end_as(Ending::aborted_by_us, channel.why());
    }
}

void Session::end_with_wire() {
    switch (wire_.end()) {
        case WireEnd::too_slow:
            if (association_ != nullptr) wire_.abort(gate::kAbortSourceProvider, 0);
            return end_as(Ending::too_slow, association_ == nullptr ? "DUL-101 association request too slow"
                                                                    : "DUL-106 no message in time");
        case WireEnd::send_blocked:
            return end_as(Ending::too_slow, "DUL-107 peer does not take our answers");
        case WireEnd::violation:
            return end_as(Ending::aborted_by_us,
                          wire_.violation()->code + ' ' + to_string(wire_.violation()->problem));
        case WireEnd::no_memory:
            return end_as(Ending::aborted_by_us, "internal error: no memory");
        case WireEnd::cut:
            return end_as(Ending::stopped);
        case WireEnd::none:
        case WireEnd::peer_closed:
            return end_as(Ending::connection_lost,
                          "the peer closed the connection without a release or abort");
        case WireEnd::reset:
            return end_as(Ending::connection_lost, "connection reset");
    }
}

void Session::end_with_fault(const std::string& why) {
    service_.log.error("association failed", {{"assoc", summary_.caller.association}, {"why", why}});
    wire_.abort(gate::kAbortSourceProvider, 0);
    end_as(Ending::aborted_by_us, "internal error: " + why);
}

void Session::report() {
    count_ending(summary_, service_.counters);
    log_summary(summary_, service_.log);
    try {
        if (service_.handlers.closed) service_.handlers.closed(summary_);
    } catch (...) {
        service_.log.error("association record lost",
                           {{"assoc", summary_.caller.association}, {"why", what_was_thrown()}});
    }
}

}  // namespace mwl::dicom
