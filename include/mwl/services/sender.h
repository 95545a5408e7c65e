#pragma once
// The way to one receiver, whatever it speaks (a seam). HL7 over MLLP is one; delivery knows none of them.

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "mwl/base/result.h"
#include "mwl/store/outbox.h"

namespace mwl::services {

// What became of one message.
struct SendOutcome {
    enum class Kind : std::uint8_t {
        accepted,     // the receiver has it
        refused,      // the receiver says that it does not take it
        unrelated,    // something came back that says nothing of this message
        failed,       // no connection, no answer, or the sending was cut
        not_written,  // `may_write` said no: the receiver saw nothing of it
    };
    Kind kind = Kind::failed;
    std::string words;  // for the record: the answer, or why there is none

    static SendOutcome accepted(std::string answer) { return {Kind::accepted, std::move(answer)}; }
    static SendOutcome refused(std::string answer) { return {Kind::refused, std::move(answer)}; }
    static SendOutcome unrelated(std::string why) { return {Kind::unrelated, std::move(why)}; }
    static SendOutcome failed(const Problem& problem) { return {Kind::failed, to_string(problem)}; }
    static SendOutcome not_written() { return {Kind::not_written, {}}; }

    friend bool operator==(const SendOutcome&, const SendOutcome&) = default;
};

// One thread at a time.
class Sender {
public:
    using MayWrite = std::function<bool()>;

    virtual ~Sender() = default;
    // Makes sure of a connection on which a message can be written at once. May take seconds.
    virtual Result<void> connect() = 0;
    // Writes the payload on that connection, never on another, and waits for the answer to it. `may_write` is
    // asked directly before the first byte: if it says no, nothing is written. After `failed` the connection
    // is closed, so that a late answer is never taken for the next message's.
    virtual SendOutcome send(const store::OutboundMessage& message, const MayWrite& may_write) = 0;
    // The last answer was not what it should be: whatever still comes on this connection belongs to nobody.
    virtual void drop_connection() noexcept = 0;
    // Ends a connect() in progress, from another thread; later ones that need a new connection fail at once.
    // A send in progress goes on.
    virtual void stop_connecting() noexcept = 0;
    // Ends a send in progress, from another thread; later sends fail at once.
    virtual void cut() noexcept = 0;
};

}  // namespace mwl::services
