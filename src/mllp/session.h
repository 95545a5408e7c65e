#pragma once
// One MLLP connection from its first byte to its close.

#include <string_view>

#include "mwl/mllp/listener.h"

namespace mwl::mllp {

// One thread. The options, log and handler outlive it.
class Session {
public:
    Session(net::Connection connection, const ListenerOptions& options, const Log& log,
            const MessageHandler& handler);

    // Returns when the connection is to be closed. Passes on what the handler throws, StoreError excepted.
    void run();

private:
    void received(std::string_view bytes);
    bool is_other_protocol(std::string_view bytes);
    void set_deadline();
    void ended(net::IoStatus status);
    void peer_went(net::IoStatus status);

    void handle(FrameEvent event);
    void answer(const ReceivedFrame& frame);
    void send(const Reply& reply);
    void send_message(const std::string& message);
    net::IoResult put(std::string_view frame);
    void close_politely();
    void note_commit_byte();

    ReceivedFrame frame_of(FrameEvent& event) const;
    void warn(std::string_view event, std::size_t bytes) const;

    const ListenerOptions& options_;
    const Log& log_;
    const MessageHandler& handler_;
    net::Connection connection_;
    FrameDecoder decoder_;
    std::string first_bytes_;                // of the connection, up to kGuessBytes
    std::size_t message_with_deadline_ = 0;  // FrameDecoder::messages_begun() of it; 0 = none
    bool commit_byte_noted_ = false;
    bool open_ = true;
};

}  // namespace mwl::mllp
