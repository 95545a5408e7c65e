#pragma once
// What the parts of the server share while they serve one association.

#include <atomic>

#include "dicom/dimse_channel.h"
#include "mwl/base/clock.h"
#include "mwl/base/log.h"
#include "mwl/dicom/server.h"

namespace mwl::dicom {

// Thread-safe counters behind DicomServer::Counters.
struct CounterCells {
    std::atomic<std::uint64_t> associations{0};
    std::atomic<std::uint64_t> rejected{0};
    std::atomic<std::uint64_t> aborted{0};
    std::atomic<std::uint64_t> too_slow{0};
    std::atomic<std::uint64_t> echoes{0};
    std::atomic<std::uint64_t> finds{0};
    std::atomic<std::uint64_t> find_items{0};
    std::atomic<std::uint64_t> n_creates{0};
    std::atomic<std::uint64_t> n_sets{0};
    std::atomic<std::uint64_t> failures{0};
    std::atomic<std::uint64_t> characters_replaced{0};
    std::atomic<std::size_t> open{0};  // associations established now
};

// Immutable but for the counters; outlives every association.
struct Service {
    ServerOptions options;
    Handlers handlers;
    const Clock& clock;
    Log log;
    CounterCells counters;
};

// One association in the hands of the SCPs. One thread.
struct Conversation {
    Service& service;
    DimseChannel& channel;
    const AssociationSummary& association;

    const ContextRecord& context(std::uint8_t id) const;
};

}  // namespace mwl::dicom
