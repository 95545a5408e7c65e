#pragma once
// Certificates made with openssl while a test runs: an authority, and what it issues. Nothing secret is kept.

#include <filesystem>
#include <string>

#include "support/broker.h"

namespace mwl::test {

// Both in PEM.
struct Identity {
    std::string certificate;
    std::string key;
};

class Authority {
public:
    explicit Authority(const std::string& name = "Test Authority");

    std::string file() const { return path("ca.pem"); }
    // `alternatives` as openssl takes them: "DNS:localhost,IP:127.0.0.1". Days -1: it expired yesterday.
    Identity issue(const std::string& name, const std::string& alternatives = "DNS:localhost,IP:127.0.0.1",
                   int days = 90) const;
    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

private:
    ScratchFolder folder_;
};

}  // namespace mwl::test
