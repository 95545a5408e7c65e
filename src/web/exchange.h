#pragma once
// One request and its answer as values, without a socket.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mwl/net/address.h"

namespace mwl::web {

struct Request {
    std::string method;
    std::string target;               // as in the request line: "/orders/A1?names=1"
    std::optional<std::string> host;  // the header's value
    IpAddress arrived_at;             // our own address on this connection
    bool has_body = false;
    std::string version = "HTTP/1.1";
};

struct Answer {
    int status = 200;
    std::string media_type = "text/html; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers = {};  // beside those that every answer has
};

// faults.md 3.3, HTML: on every answer.
struct Header {
    const char* name;
    const char* value;
};
inline constexpr Header kHeadersOfEveryAnswer[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
     "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Cache-Control", "no-store"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

}  // namespace mwl::web
