#include "dicom/dimse_channel.h"

#include <dcmtk/dcmdata/dcostrma.h>
#include <dcmtk/dcmnet/dul.h>

#include <algorithm>
#include <cstdlib>

#include "mwl/base/error.h"

namespace mwl::dicom {
namespace {

// Keeps bytes up to a limit and discards the rest, so that the message is read to its end and gets its
// answer. The PDU gate bounds what is discarded.
class BoundedConsumer final : public DcmConsumer {
public:
    explicit BoundedConsumer(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    OFBool good() const override { return OFTrue; }
    OFCondition status() const override { return EC_Normal; }
    OFBool isFlushed() const override { return OFTrue; }
    offile_off_t avail() const override { return static_cast<offile_off_t>(max_bytes_); }
    void flush() override {}
    offile_off_t write(const void* buffer, offile_off_t size) override {
        const auto count = static_cast<std::size_t>(size);
        if (!kept_.too_large && kept_.bytes.size() + count <= max_bytes_)
            kept_.bytes.append(static_cast<const char*>(buffer), count);
        else
            kept_ = DataBytes{{}, true, false};
        return size;
    }
    DataBytes take() { return std::move(kept_); }

private:
    std::size_t max_bytes_;
    DataBytes kept_;
};

class BoundedStream final : public DcmOutputStream {
public:
    explicit BoundedStream(BoundedConsumer& consumer) : DcmOutputStream(&consumer) {}
};

}  // namespace

void Command::clear() noexcept {
    if (message.CommandField == DIMSE_N_GET_RQ)
        std::free(message.msg.NGetRQ.AttributeIdentifierList);  // NOLINT: DCMTK's malloc
    message = {};
    detail.reset();
    remarks.clear();
}

DimseChannel::DimseChannel(T_ASC_Association& association, Wire& wire, std::chrono::milliseconds idle_time,
                           net::Deadline ends_at)
    : association_(association), wire_(wire), idle_time_(idle_time), ends_at_(ends_at) {}

void DimseChannel::expect_more() noexcept {
    wire_.expect_until(std::min(net::Steady::now() + idle_time_, ends_at_));
}

Received DimseChannel::receive(Command& command) {
    if (seen_) return *seen_;
    DcmDataset* detail = nullptr;
    command.clear();
    const auto condition =
        DIMSE_receiveCommand(&association_, DIMSE_BLOCKING, 0, &command.context, &command.message, &detail);
    command.detail.reset(detail);
    command.remarks = wire_.gate().remarks();
    return received(condition);
}

Received DimseChannel::received(const OFCondition& condition) {
    if (condition == DUL_PEERREQUESTEDRELEASE) return Received::release;
    if (condition.good()) return Received::command;
    if (wire_.end() != WireEnd::none) return Received::ended;  // DCMTK calls that an abort
    if (condition == DUL_PEERABORTEDASSOCIATION) return Received::abort;
    why_ = condition.text();
    return Received::broken;
}

DataBytes DimseChannel::receive_data_set(std::size_t max_bytes) {
    expect_more();
    BoundedConsumer consumer(max_bytes);
    BoundedStream stream(consumer);
    T_ASC_PresentationContextID context = 0;
    const auto condition =
        DIMSE_receiveDataSetInFile(&association_, DIMSE_BLOCKING, 0, &context, &stream, nullptr, nullptr);
    if (const auto what = received(condition); what != Received::command) {
        seen_ = what;
        throw NetworkError("association ended within a data set");
    }
    auto data = consumer.take();
    data.is_odd = wire_.gate().has_odd_data_set();
    return data;
}

void DimseChannel::send(Command& command, DcmDataset* data_set) {
    const auto condition = DIMSE_sendMessageUsingMemoryData(&association_, command.context, &command.message,
                                                            command.detail.get(), data_set, nullptr, nullptr);
    if (condition.bad()) throw NetworkError(std::string("DIMSE message not sent: ") + condition.text());
}

DimseChannel::Interruption DimseChannel::interruption(DIC_US message_id) {
    if (!wire_.has_input()) return Interruption::none;
    expect_more();
    Command command;
    const auto what = receive(command);
    if (what != Received::command) {
        seen_ = what;
        return Interruption::ended;
    }
    if (command.message.CommandField != DIMSE_C_CANCEL_RQ) {
        seen_ = Received::broken;
        why_ = "a request while another is being answered, which was not negotiated (PS3.7 D.3.3.3)";
        return Interruption::ended;
    }
    const bool is_for_it = command.message.msg.CCancelRQ.MessageIDBeingRespondedTo == message_id;
    return is_for_it ? Interruption::cancelled : Interruption::none;
}

}  // namespace mwl::dicom
