#include "web/host.h"

#include <algorithm>
#include <array>

namespace mwl::web {
namespace {

// "[::1]:8080" -> "::1", "localhost:8080" -> "localhost".
std::string_view without_port(std::string_view host) {
    if (host.starts_with('[')) return host.substr(1, std::min(host.find(']'), host.size()) - 1);
    return host.substr(0, host.find(':'));
}

bool equal_names(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_loopback(const IpAddress& address) {
    static const auto kLoopback = IpAddress::v4({127, 0, 0, 0});
    std::array<std::uint8_t, 16> one{};
    one.back() = 1;
    return address.is_v4() ? address.network(8) == kLoopback : address == IpAddress::v6(one);
}

}  // namespace

bool is_our_host(std::string_view host, const IpAddress& arrived_at, const std::vector<std::string>& names) {
    const auto name = without_port(host);
    if (std::ranges::any_of(names, [&](const auto& ours) { return equal_names(name, ours); })) return true;
    if (const auto address = IpAddress::parse(name))
        return is_loopback(*address) || (arrived_at.is_known() && *address == arrived_at);
    return equal_names(name, "localhost");
}

}  // namespace mwl::web
