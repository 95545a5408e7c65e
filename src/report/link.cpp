#include "mwl/report/link.h"

#include "mwl/base/hex.h"

namespace mwl::report {
namespace {

constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

}  // namespace

std::string percent_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (kUnreserved.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        out += '%' + upper_hex(static_cast<unsigned char>(c), 2);
    }
    return out;
}

Link& Link::segment(std::string_view value) {
    text_ += '/' + percent_encode(value);
    return *this;
}

Link& Link::parameter(Literal name, std::string_view value) {
    text_ += has_parameters_ ? '&' : '?';
    text_ += name.text();
    text_ += '=' + percent_encode(value);
    has_parameters_ = true;
    return *this;
}

Link order_link(const AccessionNumber& order, bool shows_names) {
    Link link("/orders");
    link.segment(order.number);
    if (!order.issuer.empty()) link.parameter("issuer", order.issuer.str());
    if (shows_names) link.parameter("names", "1");
    return link;
}

}  // namespace mwl::report
