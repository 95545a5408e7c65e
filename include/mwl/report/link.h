#pragma once
// Addresses on this server: literals with percent-encoded values between them (RFC 3986 2.1). Pure.

#include <string>
#include <string_view>

#include "mwl/base/ids.h"
#include "mwl/report/literal.h"

namespace mwl::report {

// Everything but the unreserved characters as %XX.
std::string percent_encode(std::string_view text);

class Link {
public:
    explicit Link(Literal path) : text_(path.text()) {}

    Link& segment(std::string_view value);                  // "/orders" -> "/orders/A%2F1"
    Link& parameter(Literal name, std::string_view value);  // "?issuer=…", then "&…"
    const std::string& str() const noexcept { return text_; }

private:
    std::string text_;
    bool has_parameters_ = false;
};

// The page of one order: "/orders/<accession>[?issuer=…][&names=1]". Never holds a patient's name.
Link order_link(const AccessionNumber& order, bool shows_names);

}  // namespace mwl::report
