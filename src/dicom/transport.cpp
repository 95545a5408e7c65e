#include "dicom/transport.h"

#include <dcmtk/dcmnet/cond.h>

#include <cerrno>

namespace mwl::dicom {

ssize_t WireConnection::read(void* buffer, size_t size) noexcept {
    return static_cast<ssize_t>(wire_.read({static_cast<char*>(buffer), size}));
}

ssize_t WireConnection::write(void* buffer, size_t size) noexcept {
    const bool kept = wire_.write({static_cast<const char*>(buffer), size});
    if (kept) return static_cast<ssize_t>(size);
    errno = EPIPE;  // DCMTK repeats a failed write for ever if errno still holds EINTR
    return -1;
}

OFCondition WireConnection::clientSideHandshake() noexcept {
    if (wire_.shake_hands()) return EC_Normal;
    return makeDcmnetCondition(DULC_TLSERROR, OF_error, "TLS handshake failed");
}

// The wire is closed by its owner, who still wants to say why.
void WireConnection::close() noexcept { (void)wire_.flush(); }

// With time to wait, read() waits, under the wire's own deadline.
OFBool WireConnection::networkDataAvailable(int timeout) noexcept { return timeout > 0 || wire_.has_input(); }

OFString& WireConnection::dumpConnectionParameters(OFString& text) { return text = "the broker's own"; }

}  // namespace mwl::dicom
