#include "mwl/web/server.h"

#include <utility>

#include "mwl/net/acceptor.h"
#include "web/connection.h"
#include "web/site.h"

namespace mwl::web {
namespace {

net::AcceptorOptions acceptor_options(const ServerOptions& options) {
    net::AcceptorOptions accept;
    accept.name = "http";
    accept.address = options.address;
    accept.port = options.port;
    accept.max_connections = options.max_connections;
    accept.tls = options.tls;
    accept.first_request_time = options.header_time;
    accept.max_per_address = options.max_connections;  // behind a proxy everybody has one address
    return accept;
}

}  // namespace

struct HttpServer::Impl {
    Impl(ServerOptions given, Sources asked, store::Store& store, net::Deadlines& deadlines,
         const Clock& clock, const Log& log_in)
        : options(std::move(given)),
          sources(std::move(asked)),
          log(log_in),
          site(options, sources, store, clock, log),
          acceptor(
              acceptor_options(options), deadlines, log,
              [this](net::Connection connection) {
                  serve_connection(std::move(connection), options, site, log);
              },
              [](const net::Connection& connection, net::Refusal /*reason*/) {
                  refuse_connection(connection);
              }) {}

    const ServerOptions options;
    const Sources sources;
    const Log log;
    const Site site;
    net::Acceptor acceptor;  // last: its threads use everything above
};

HttpServer::HttpServer(ServerOptions options, Sources sources, store::Store& store, net::Deadlines& deadlines,
                       const Clock& clock, const Log& log)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(sources), store, deadlines, clock, log)) {}

HttpServer::~HttpServer() = default;

void HttpServer::start() { impl_->acceptor.start(); }
void HttpServer::stop(std::chrono::milliseconds grace) { impl_->acceptor.stop(grace); }
std::uint16_t HttpServer::port() const { return impl_->acceptor.port(); }

}  // namespace mwl::web
