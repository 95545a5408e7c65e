#pragma once
// Orders sent to a running broker and performed on it, as a RIS and a modality would. One thread at a time,
// unless each brings its own client.

#include <chrono>
#include <string>

#include "mwl/dicom/client.h"
#include "mwl/hl7/ack.h"
#include "mwl/mllp/client.h"
#include "mwl/time/dicom_time.h"
#include "sim/modality.h"
#include "support/broker.h"
#include "support/orders.h"

namespace mwl::test {

class PairedExams {
public:
    // `broker` outlives it; its devices are imported.
    explicit PairedExams(const RunningBroker& broker) : broker_(broker) {}

    PairedOrder order(int number) const { return {number, day_}; }

    mllp::Client sender() {
        mllp::ClientOptions options;
        options.host = "127.0.0.1";
        options.port = broker_.port("mllp");
        options.reply_timeout = kPatience;
        return {options, deadlines_};
    }
    // "AA", or why there was no answer.
    static std::string send(mllp::Client& client, const PairedOrder& order) {
        const auto reply = client.send(order.message());
        if (!reply) return to_string(reply.problem());
        const auto ack = hl7::parse_ack(*reply);
        return ack ? hl7::name_of(ack->code) : to_string(ack.problem());
    }
    std::string send(const PairedOrder& order) {
        auto client = sender();
        return send(client, order);
    }

    sim::ModalityOptions modality() const {
        sim::ModalityOptions options;
        options.port = broker_.port("dicom");
        return options;
    }
    dicom::Client association() const {
        const auto options = modality();
        dicom::ClientOptions client{.port = options.port, .calling = options.ae, .called = options.called};
        client.answer_time = kPatience;
        return *dicom::Client::associate(client);
    }
    dicom::Status begin(const PairedOrder& order) const {
        return association()
            .n_create(order.mpps(), sim::performed_in_progress(order.item(), modality(), now_, "PPS1"))
            .status;
    }
    dicom::Status complete(const PairedOrder& order) const {
        return association()
            .n_set(order.mpps(), sim::performed_final(modality(), now_, order.study()))
            .status;
    }

private:
    const RunningBroker& broker_;
    net::Deadlines deadlines_;
    const Instant now_ = system_clock().now();
    const std::string day_ = print_da(Zone().to_local(now_).date);
};

}  // namespace mwl::test
