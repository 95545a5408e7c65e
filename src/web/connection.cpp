#include "web/connection.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerConnection.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <array>
#include <functional>
#include <memory>
#include <utility>

#include "mwl/net/protocol_guess.h"
#include "web/poco_stream.h"

namespace mwl::web {
namespace {

using namespace std::chrono_literals;
using net::Steady;

constexpr auto kLinger = 2s;  // so that our answer reaches a peer that is still sending
constexpr std::string_view kBusy =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Cache-Control: no-store\r\nConnection: close\r\nContent-Length: 37\r\n\r\n"
    "Too many connections; ask once more.\n";

// What POCO made of the request line and header.
Request read(const Poco::Net::HTTPServerRequest& request, const IpAddress& arrived_at) {
    Request out;
    out.method = request.getMethod();
    out.target = request.getURI();
    if (request.has(Poco::Net::HTTPRequest::HOST)) out.host = request.get(Poco::Net::HTTPRequest::HOST);
    out.version = request.getVersion();
    out.arrived_at = arrived_at;
    out.has_body = request.getChunkedTransferEncoding() || request.has("Transfer-Encoding") ||
                   (request.hasContentLength() && request.getContentLength64() != 0);
    return out;
}

// POCO would repeat whatever version the peer wrote.
void write(const Answer& answer, Poco::Net::HTTPServerResponse& response) {
    response.setVersion(Poco::Net::HTTPMessage::HTTP_1_1);
    response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
    response.setContentType(answer.media_type);
    for (const auto& header : kHeadersOfEveryAnswer) response.set(header.name, header.value);
    for (const auto& [name, value] : answer.headers) response.set(name, value);
    response.setKeepAlive(false);
    response.sendBuffer(answer.body.data(), answer.body.size());
}

// Answers the one request of a connection.
class Exchange final : public Poco::Net::HTTPRequestHandler {
public:
    Exchange(const Site& site, net::Deadlines::Guard& deadline, std::chrono::milliseconds answer_time,
             IpAddress arrived_at)
        : site_(site), deadline_(deadline), answer_time_(answer_time), arrived_at_(arrived_at) {}

    void handleRequest(Poco::Net::HTTPServerRequest& request,
                       Poco::Net::HTTPServerResponse& response) override {
        deadline_.arm(Steady::now() + answer_time_);
        write(site_.answer(read(request, arrived_at_)), response);
    }

private:
    const Site& site_;
    net::Deadlines::Guard& deadline_;
    std::chrono::milliseconds answer_time_;
    IpAddress arrived_at_;
};

class Exchanges final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    using Make = std::function<std::unique_ptr<Poco::Net::HTTPRequestHandler>()>;
    explicit Exchanges(Make make) : make_(std::move(make)) {}

    Poco::Net::HTTPRequestHandler* createRequestHandler(
        const Poco::Net::HTTPServerRequest& /*request*/) override {
        return make_().release();  // POCO's connection owns it
    }

private:
    Make make_;
};

std::string first_words(const net::Stream& stream) {
    std::array<char, net::kGuessBytes> bytes{};
    return {bytes.data(), net::read_some(stream, bytes, net::kNever).bytes};
}

bool is_other_protocol(net::WireProtocol protocol) {
    return protocol != net::WireProtocol::http && protocol != net::WireProtocol::unknown;
}

// POCO answers what it cannot read with 400 by itself.
void exchange(const net::Connection& connection, std::string already_read, net::Deadlines::Guard& deadline,
              const ServerOptions& options, const Site& site, const Log& log) {
    const auto arrived_at = net::local_of(connection.stream).ip;
    Poco::Net::HTTPServerParams::Ptr params(new Poco::Net::HTTPServerParams);
    params->setKeepAlive(false);
    params->setTimeout(Poco::Timespan(std::chrono::microseconds(options.header_time).count()));
    Poco::Net::HTTPRequestHandlerFactory::Ptr factory(new Exchanges(
        [&] { return std::make_unique<Exchange>(site, deadline, options.answer_time, arrived_at); }));
    try {
        Poco::Net::HTTPServerConnection(poco_socket(connection.stream, std::move(already_read)), params,
                                        factory)
            .run();
    } catch (const Poco::Exception& error) {
        if (!deadline.fired())
            log.debug("WEB-113 request not served",
                      {{"peer", connection.peer.str()}, {"reason", error.displayText()}});
    }
}

}  // namespace

void serve_connection(net::Connection connection, const ServerOptions& options, const Site& site,
                      const Log& log) {
    connection.deadline.arm(connection.accepted_at + options.header_time);
    auto words = first_words(connection.stream);
    const auto protocol = net::looks_like(words);
    if (is_other_protocol(protocol)) {
        log.warn("WEB-112 no HTTP request",
                 {{"peer", connection.peer.str()}, {"looks_like", net::name_of(protocol)}});
        return;
    }
    exchange(connection, std::move(words), connection.deadline, options, site, log);
    if (connection.deadline.fired())
        log.info("WEB-111 request too slow", {{"peer", connection.peer.str()}});
    else
        net::drain_before_close(connection.stream, Steady::now() + kLinger);
}

void refuse_connection(const net::Connection& connection) {
    const auto until = Steady::now() + kLinger;
    if (net::write_all(connection.stream, kBusy, until).status == net::IoStatus::done)
        net::drain_before_close(connection.stream, until);
}

}  // namespace mwl::web
