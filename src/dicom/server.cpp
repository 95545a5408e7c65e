#include "mwl/dicom/server.h"

#include <optional>

#include "dicom/session.h"
#include "mwl/base/error.h"
#include "mwl/dicom/process.h"
#include "mwl/net/acceptor.h"

namespace mwl::dicom {
namespace {

constexpr std::uint32_t kLeastPdu = 4096;  // DCMTK's own bounds
constexpr std::uint32_t kLargestPdu = 131'072;

void check(const ServerOptions& options) {
    if (options.max_pdu_bytes < kLeastPdu || options.max_pdu_bytes > kLargestPdu)
        throw ConfigError("dicom: max_pdu must be 4096 to 131072, not " +
                          std::to_string(options.max_pdu_bytes));
    if (options.ae.empty() || options.ae.str().size() > 16)
        throw ConfigError("dicom: an AE title has 1 to 16 characters");
}

net::AcceptorOptions acceptor_options(const ServerOptions& options) {
    net::AcceptorOptions out;
    out.name = "dicom";
    out.address = options.address;
    out.port = options.port;
    out.max_connections = options.max_associations + options.max_waiting;
    out.max_per_address = options.max_per_address;
    out.trusted = options.trusted;
    out.tls = options.tls;
    out.first_request_time = options.request_time;
    return out;
}

}  // namespace

struct DicomServer::Impl {
    Impl(ServerOptions options, Handlers handlers, net::Deadlines& deadlines, const Clock& clock,
         const Log& log)
        : service{std::move(options), std::move(handlers), clock, log, {}},
          acceptor(
              acceptor_options(service.options), deadlines, log,
              [this](net::Connection connection) { Session(service, std::move(connection)).run(); },
              [this](net::Connection connection, net::Refusal reason) {
                  refuse_connection(service, std::move(connection), reason);
              }) {}

    Service service;
    net::Acceptor acceptor;  // last: its threads use the service
};

DicomServer::DicomServer(ServerOptions options, Handlers handlers, net::Deadlines& deadlines,
                         const Clock& clock, const Log& log)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handlers), deadlines, clock, log)) {}

DicomServer::~DicomServer() = default;

void DicomServer::start() {
    check(impl_->service.options);
    set_up_process(impl_->service.log);
    impl_->acceptor.start();
}

void DicomServer::stop(std::chrono::milliseconds grace) { impl_->acceptor.stop(grace); }

std::uint16_t DicomServer::port() const { return impl_->acceptor.port(); }

DicomServer::Counters DicomServer::counters() const {
    const auto& cells = impl_->service.counters;
    Counters out;
    out.associations = cells.associations;
    out.rejected = cells.rejected;
    out.aborted = cells.aborted;
    out.too_slow = cells.too_slow;
    out.echoes = cells.echoes;
    out.finds = cells.finds;
    out.find_items = cells.find_items;
    out.n_creates = cells.n_creates;
    out.n_sets = cells.n_sets;
    out.failures = cells.failures;
    out.characters_replaced = cells.characters_replaced;
    out.open = impl_->acceptor.counters().open;
    return out;
}

}  // namespace mwl::dicom
