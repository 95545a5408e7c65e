#pragma once
// The way to a RIS over MLLP: services' Sender on mllp's client.

#include <atomic>
#include <memory>

#include "mwl/config/settings.h"
#include "mwl/mllp/client.h"
#include "mwl/net/deadlines.h"
#include "mwl/services/delivery.h"

namespace mwl::app {

class MllpSender final : public services::Sender {
public:
    MllpSender(const config::DestinationSettings& destination, const net::Tls& tls)
        : client_({.host = destination.host,
                   .port = destination.port,
                   .reply_timeout = destination.ack_timeout,
                   .tls = tls},
                  deadlines_) {}

    Result<void> connect() override {
        if (cut_) return stopping("connect");
        return client_.connect();
    }
    Result<std::string> send(const std::string& payload, const MayWrite& may_write) override {
        if (cut_) return stopping("send");
        return client_.exchange(payload, may_write);
    }
    void drop_connection() noexcept override { client_.close(); }
    void stop_connecting() noexcept override { client_.stop_connecting(); }
    void cut() noexcept override {
        cut_ = true;
        deadlines_.cut_all();
    }

private:
    static Problem stopping(const char* where) {
        return {Code::not_allowed, where, "the broker is stopping"};
    }

    net::Deadlines deadlines_;  // its own, so that cut() ends this sender's send and nobody else's
    mllp::Client client_;
    std::atomic<bool> cut_{false};
};

}  // namespace mwl::app
