#pragma once
// Lets a repeated log line through once in a while and counts the rest.

#include <optional>
#include <utility>

#include "mwl/net/socket.h"

namespace mwl::net {

// One thread.
class RateLimit {
public:
    explicit RateLimit(Steady::duration pause) : pause_(pause) {}

    // Whether the line may be written now: how many were held back since the last one.
    std::optional<std::size_t> pass(Deadline now) noexcept {
        if (last_ && now - *last_ < pause_) {
            ++held_back_;
            return std::nullopt;
        }
        last_ = now;
        return std::exchange(held_back_, 0);
    }

private:
    Steady::duration pause_;
    std::optional<Deadline> last_;
    std::size_t held_back_ = 0;
};

}  // namespace mwl::net
