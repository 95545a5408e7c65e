#include "dicom/hand_over.h"

#include <dcmtk/dcmnet/dul.h>

#include <utility>

namespace mwl::dicom {
namespace {

constexpr int kNoSocket = -1;
constexpr int kThrowAwaySocket = 0;  // any value >= 0 keeps DCMTK from opening a port

Network make_acceptor_network() {
    dcmExternalSocketHandle.set(kThrowAwaySocket);
    auto network = make_network(NET_ACCEPTOR);
    dcmExternalSocketHandle.set(kNoSocket);
    return network;
}

}  // namespace

// One worker's turn with the global handle. If DCMTK fails before it takes the socket (the peer has reset the
// connection already), the turn ends with this object and nothing stays locked.
class HandOver::Turn {
public:
    Turn(HandOver& owner,
         Wire& wire) NO_THREAD_SAFETY_ANALYSIS  // the lock is given back by take(), in between
        : owner_(owner),
          connection_(std::make_unique<WireConnection>(wire)) {
        owner_.mutex_.lock();
        owner_.turn_ = this;
        dcmExternalSocketHandle.set(wire.fd());
    }
    ~Turn() { end(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    DcmTransportConnection* take() noexcept {
        end();
        return connection_.release();
    }

private:
    void end() noexcept NO_THREAD_SAFETY_ANALYSIS {  // see the constructor
        if (std::exchange(ended_, true)) return;
        dcmExternalSocketHandle.set(kNoSocket);
        owner_.turn_ = nullptr;
        owner_.mutex_.unlock();
    }

    HandOver& owner_;
    std::unique_ptr<WireConnection> connection_;
    bool ended_ = false;
};

class HandOver::Layer final : public DcmTransportLayer {
public:
    explicit Layer(HandOver& owner) : owner_(owner) {}
    DcmTransportConnection* createConnection(DcmNativeSocketType, OFBool) noexcept override {
        return owner_.turn_->take();
    }

private:
    HandOver& owner_;
};

HandOver& HandOver::instance() {
    static HandOver hand_over;
    return hand_over;
}

HandOver::HandOver() : layer_(std::make_unique<Layer>(*this)), network_(make_acceptor_network()) {
    (void)ASC_setTransportLayer(network_.get(), layer_.get(), 0);
}

OFCondition HandOver::receive(Wire& wire, Association& association, long max_pdu_bytes) {
    T_ASC_Association* received = nullptr;
    OFCondition condition;
    {
        const Turn turn(*this, wire);
        condition = ASC_receiveAssociation(network_.get(), &received, max_pdu_bytes, nullptr, nullptr,
                                           OFFalse, DUL_NOBLOCK, kDcmtkTimeoutSeconds);
    }
    association.reset(received);
    return condition;
}

}  // namespace mwl::dicom
