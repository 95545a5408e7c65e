#pragma once
// The wiring of one running broker: which handler answers which wire. Made, started and stopped by main's
// thread.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mwl/base/log.h"
#include "mwl/config/settings.h"

namespace mwl::app {

class Broker {
public:
    Broker(const config::Settings& settings, const Log& log, bool migrate);
    ~Broker();

    // Opens every listener, then begins to deliver. Throws NetworkError.
    void start();
    // Stops accepting, finishes what is in hand, stops delivery, flushes observations; cuts after `grace`.
    void stop(std::chrono::milliseconds grace);
    // Puts the settings that were read again in force, except those that need a restart; connections stay.
    // Each message, query and page keeps the settings it began with. Throws ConfigError before anything
    // changes.
    void reload(const config::Settings& read);
    // The settings that were read again cannot be used: reports that and changes nothing.
    void refuse(const std::string& why);
    std::vector<std::pair<std::string, std::uint16_t>> ports() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mwl::app
