#pragma once
// The way to a RIS: services::Sender over mllp::Client, with HL7 acknowledgements.

#include <atomic>
#include <memory>

#include "mwl/config/settings.h"
#include "mwl/mllp/client.h"
#include "mwl/net/deadlines.h"
#include "mwl/services/hl7_reply.h"
#include "mwl/services/sender.h"

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
    services::SendOutcome send(const store::OutboundMessage& message, const MayWrite& may_write) override {
        using services::SendOutcome;
        if (cut_) return SendOutcome::failed(stopping("send"));
        bool is_forbidden = false;
        const auto reply = client_.exchange(message.payload, [&] {
            is_forbidden = !may_write();
            return !is_forbidden;
        });
        if (is_forbidden) return SendOutcome::not_written();
        return reply ? services::outcome_of_hl7_reply(*reply, message.control_id)
                     : SendOutcome::failed(reply.problem());
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
