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
    explicit MllpSender(const config::DestinationSettings& destination)
        : client_(
              {.host = destination.host, .port = destination.port, .reply_timeout = destination.ack_timeout},
              deadlines_) {}

    Result<std::string> send(const std::string& payload) override {
        if (cut_) return Problem{Code::not_allowed, "send", "the broker is stopping"};
        return client_.send(payload);
    }
    void drop_connection() noexcept override { client_.close(); }
    void cut() noexcept override {
        cut_ = true;
        deadlines_.cut_all();
    }

private:
    net::Deadlines deadlines_;  // its own, so that cut() ends this sender's send and nobody else's
    mllp::Client client_;
    std::atomic<bool> cut_{false};
};

}  // namespace mwl::app
