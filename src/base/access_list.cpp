#include "mwl/base/access_list.h"

#include <algorithm>
#include <charconv>

namespace mwl::base {
namespace {

constexpr unsigned kMappedBits = 96;  // ::ffff:0:0/96 holds all of IPv4

// The digits after the slash; more than 128 if they are none.
unsigned prefix_in(std::string_view digits) noexcept {
    constexpr unsigned kNone = 129;
    unsigned value = kNone;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size() ? value : kNone;
}

Problem unreadable(std::string_view text, const std::string& why) {
    return Problem{Code::wrong_data_type, "", "\"" + std::string(text) + "\": " + why};
}

}  // namespace

Result<Network> Network::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto base_text = text.substr(0, slash);
    const auto base = IpAddress::parse(base_text);
    if (!base) return base.problem();
    if (slash == std::string_view::npos) return Network(*base, base->bits());

    unsigned prefix = prefix_in(text.substr(slash + 1));
    const bool was_mapped = base->is_v4() && base_text.find(':') != std::string_view::npos;
    if (was_mapped && prefix >= kMappedBits) prefix -= kMappedBits;
    if (prefix > base->bits())
        return unreadable(text, "the prefix must be 0 to " + std::to_string(base->bits()));
    const Network meant(base->network(prefix), prefix);
    if (meant.base_ != *base)
        return unreadable(text, "bits are set after the prefix; did you mean " + meant.str());
    return meant;
}

bool Network::contains(const IpAddress& address) const noexcept {
    return address.bits() == base_.bits() && address.network(prefix_) == base_;
}

std::string Network::str() const { return base_.str() + "/" + std::to_string(prefix_); }

Result<AccessList> AccessList::parse(const std::vector<std::string>& texts) {
    std::vector<Network> networks;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto network = Network::parse(texts[i]);
        if (!network)
            return Problem{network.problem().code, "[" + std::to_string(i) + "]", network.problem().what};
        networks.push_back(*network);
    }
    return AccessList(std::move(networks));
}

bool AccessList::contains(const IpAddress& address) const noexcept {
    return std::ranges::any_of(networks_, [&](const Network& network) { return network.contains(address); });
}

AccessList loopback() { return *AccessList::parse({"127.0.0.0/8", "::1"}); }

}  // namespace mwl::base
