#include "mwl/mllp/listener.h"

#include <utility>

#include "mllp/session.h"

namespace mwl::mllp {

namespace {

net::AcceptorOptions accept_options(const ListenerOptions& options) {
    auto accept = options.accept;
    accept.first_request_time = options.message_timeout;
    return accept;
}

}  // namespace

struct Listener::Impl {
    Impl(ListenerOptions given, net::Deadlines& deadlines, const Log& write_to, MessageHandler answer_with)
        : options(std::move(given)),
          log(write_to),
          handler(std::move(answer_with)),
          acceptor(accept_options(options), deadlines, log,
                   [this](net::Connection connection) { serve(std::move(connection)); }) {}

    void serve(net::Connection connection) const {
        Session(std::move(connection), options, log, handler).run();
    }

    const ListenerOptions options;
    const Log log;
    const MessageHandler handler;
    net::Acceptor acceptor;  // last: its threads use everything above
};

Listener::Listener(ListenerOptions options, net::Deadlines& deadlines, const Log& log, MessageHandler handler)
    : impl_(std::make_unique<Impl>(std::move(options), deadlines, log, std::move(handler))) {}

Listener::~Listener() = default;

void Listener::start() { impl_->acceptor.start(); }
void Listener::stop(std::chrono::milliseconds grace) { impl_->acceptor.stop(grace); }
std::uint16_t Listener::port() const { return impl_->acceptor.port(); }
net::Acceptor::Counters Listener::counters() const { return impl_->acceptor.counters(); }

}  // namespace mwl::mllp
