// Refusing a connection for which there is no room.

#include <array>
#include <string>

#include "dicom/report.h"
#include "dicom/session.h"

namespace mwl::dicom {
namespace {

// Reads the request to its end. False if none came.
bool read_request(Wire& wire) {
    std::array<char, 4096> unwanted{};
    while (wire.gate().state() == gate::PduState::awaiting_request)
        if (wire.read(unwanted) == 0) return false;
    return true;
}

}  // namespace

void refuse_connection(Service& service, net::Connection connection, net::Refusal reason) {
    AssociationSummary summary;
    summary.opened = service.clock.now();
    summary.caller.address = connection.peer;
    summary.caller.association = "a" + std::to_string(connection.id);
    Wire wire(std::move(connection.stream), std::move(connection.deadline), {});
    wire.expect_until(net::Steady::now() + net::Acceptor::kRefusalTime);
    if (!read_request(wire)) return;  // it never asked; the acceptor has counted it
    summary.caller.called = AeTitle(wire.gate().titles().called);
    summary.caller.calling = AeTitle(wire.gate().titles().calling);
    summary.rejection = Rejection::local_limit(net::name_of(reason));
    summary.ending = Ending::rejected;
    wire.reject(summary.rejection->result, summary.rejection->source, summary.rejection->reason);
    wire.close();
    summary.closed = service.clock.now();
    count_ending(summary, service.counters);
    log_summary(summary, service.log);
    if (service.handlers.closed) service.handlers.closed(summary);
}

}  // namespace mwl::dicom
