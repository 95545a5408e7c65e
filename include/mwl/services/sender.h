#pragma once
// The way to one receiver, whatever its protocol (a seam; HL7 over MLLP is one). Delivery knows no protocol.

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
        unrelated,    // an answer came that is not about this message
        failed,       // no connection, no answer, or the sending was cut
        not_written,  // `may_write` returned false: the receiver saw nothing of it
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
    // Makes sure that there is a connection on which a message can be written at once. May take seconds.
    virtual Result<void> connect() = 0;
    // Writes the payload on that connection, never on another, and waits for the answer to it. `may_write` is
    // called directly before the first byte: if it returns false, nothing is written. After `failed` the
    // connection is closed, so that a late answer is never taken for the next message's.
    virtual SendOutcome send(const store::OutboundMessage& message, const MayWrite& may_write) = 0;
    // For an answer that was not about the message: whatever still arrives on this connection is thrown away.
    virtual void drop_connection() noexcept = 0;
    // Ends a connect() in progress, from another thread; later ones that need a new connection fail at once.
    // A send in progress goes on.
    virtual void stop_connecting() noexcept = 0;
    // Ends a send in progress, from another thread; later sends fail at once.
    virtual void cut() noexcept = 0;
};

}  // namespace mwl::services
