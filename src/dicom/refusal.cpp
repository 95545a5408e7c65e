// Saying no to a connection that there is no room for.

#include <array>
#include <string>

#include "dicom/identity.h"
#include "dicom/report.h"
#include "dicom/session.h"

namespace mwl::dicom {
namespace {

// A-ASSOCIATE-RQ (PS3.8 Table 9-11).
constexpr std::size_t kCalledAt = 10;
constexpr std::size_t kCallingAt = 26;
constexpr std::size_t kTitleLength = 16;
constexpr std::size_t kFixedLength = kCallingAt + kTitleLength;

// The first bytes of the request, read to its end; empty if there never was one.
std::string read_request(Wire& wire) {
    std::string begin;
    std::array<char, 4096> piece{};
    while (wire.gate().state() == gate::PduState::awaiting_request) {
        const auto got = wire.read(piece);
        if (got == 0) return {};
        if (begin.size() < kFixedLength) begin.append(piece.data(), got);
    }
    return begin;
}

}  // namespace

void refuse_connection(Service& service, net::Connection connection, net::Refusal reason) {
    AssociationSummary summary;
    summary.opened = service.clock.now();
    summary.caller.address = connection.peer;
    summary.caller.association = "a" + std::to_string(connection.id);
    Wire wire(std::move(connection.socket), std::move(connection.deadline), {});
    wire.expect_until(net::Steady::now() + net::Acceptor::kRefusalTime);
    const auto request = read_request(wire);
    if (request.size() < kFixedLength) return;  // it never asked; the acceptor has counted it
    summary.caller.called = trimmed_ae(std::string_view(request).substr(kCalledAt, kTitleLength));
    summary.caller.calling = trimmed_ae(std::string_view(request).substr(kCallingAt, kTitleLength));
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
