#pragma once
// One accepted connection, from its first byte to its record.

#include <optional>

#include "dicom/association.h"
#include "dicom/service.h"
#include "dicom/wire.h"
#include "mwl/net/acceptor.h"

namespace mwl::dicom {

// A place among the associations open now, as long as it lives.
class OpenPlace {
public:
    explicit OpenPlace(CounterCells& counters) : counters_(counters), taken_(++counters.open) {}
    ~OpenPlace() { --counters_.open; }
    OpenPlace(const OpenPlace&) = delete;
    OpenPlace& operator=(const OpenPlace&) = delete;

    std::size_t taken() const noexcept { return taken_; }  // how many places were taken, this one included

private:
    CounterCells& counters_;
    const std::size_t taken_;
};

// One thread: the connection's own.
class Session {
public:
    Session(Service& service, net::Connection connection);
    // Negotiates, answers until the association ends, calls Handlers::closed. The connection is closed with
    // this object, once the peer had time to read what was sent last. A defect of the broker on the way
    // aborts the association, which is recorded like any other. Throws only if not even the record can be
    // made.
    void run();

private:
    bool open();
    bool admit();
    std::optional<Rejection> objection();
    std::optional<Rejection> ask_handler() const;
    void reject(Rejection rejection);
    bool accept();
    void answer_requests();
    void answer_request(Conversation& talk, const Command& command);
    void end_as(Ending ending, std::string why = {});
    void end_with(Received what, const DimseChannel& channel);
    void end_with_wire();
    void end_with_fault(const std::string& why);
    void report();

    Service& service_;
    net::StopSignal stop_;
    net::Deadline accepted_at_;
    Wire wire_;
    Association association_;
    AssociationSummary summary_;
    net::Deadline ends_at_;
    std::optional<OpenPlace> place_;
};

// Refuses a connection over the caps: RJ 2/3/2 after its request was read, if that arrives in time.
void refuse_connection(Service& service, net::Connection connection, net::Refusal reason);

}  // namespace mwl::dicom
