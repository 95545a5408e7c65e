#pragma once
// DCMTK's view of a Wire: it reads only what the gate wrote, one PDV a PDU.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dcmlayer.h>
#include <dcmtk/dcmnet/dcmtrans.h>

#include "dicom/wire.h"

namespace mwl::dicom {

// Owned by DCMTK's association; the wire is borrowed and outlives it. Nothing throws.
class WireConnection final : public DcmTransportConnection {
public:
    explicit WireConnection(Wire& wire) : DcmTransportConnection(wire.fd()), wire_(wire) {}

    ssize_t read(void* buffer, size_t size) noexcept override;
    ssize_t write(void* buffer, size_t size) noexcept override;
    void close() noexcept override;
    void closeTransportConnection() noexcept override { close(); }
    OFBool networkDataAvailable(int timeout) noexcept override;

    OFCondition serverSideHandshake() noexcept override { return EC_Normal; }
    OFCondition clientSideHandshake() noexcept override;
    OFCondition renegotiate(const char*) noexcept override { return EC_Normal; }
    unsigned long getPeerCertificateLength() noexcept override { return 0; }
    unsigned long getPeerCertificate(void*, unsigned long) noexcept override { return 0; }
    OFBool isTransparentConnection() noexcept override {
        return OFFalse;
    }  // what we keep, select() cannot see
    OFString& dumpConnectionParameters(OFString& text) override;

private:
    Wire& wire_;
};

}  // namespace mwl::dicom
