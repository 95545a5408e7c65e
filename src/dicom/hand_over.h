#pragma once
// How an accepted socket reaches DCMTK: through dcmExternalSocketHandle, a global (field-notes.md, DCMTK
// network 1). One of it per process, for all DICOM listeners.

#include <memory>

#include "dicom/association.h"
#include "dicom/transport.h"
#include "mwl/base/mutex.h"

namespace mwl::dicom {

// Thread-safe. Its lock is held only until DCMTK has taken the socket, so requests are read in parallel.
class HandOver {
public:
    static HandOver& instance();

    HandOver(const HandOver&) = delete;
    HandOver& operator=(const HandOver&) = delete;

    // Reads the association request from the wire, which outlives `association`. The condition is DCMTK's;
    // the association may be there although it is bad.
    OFCondition receive(Wire& wire, Association& association, long max_pdu_bytes);

private:
    class Turn;
    class Layer;

    HandOver();

    Mutex mutex_;
    Turn* turn_ = nullptr;  // of the thread that holds mutex_
    std::unique_ptr<Layer> layer_;
    Network network_;
};

}  // namespace mwl::dicom
