#pragma once
// Addresses of hosts as values, for access lists, caps and logs. Immutable, pure.

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "mwl/base/result.h"

namespace mwl::base {

// An IPv4 or IPv6 address. IPv4-mapped IPv6 (::ffff:a.b.c.d, what a dual-stack listener sees) is the IPv4
// address, so that one host has one value. Scope ids of link-local addresses are not kept.
class IpAddress {
public:
    IpAddress() = default;  // unknown: no bits, prints as "unknown", equal only to itself

    static IpAddress v4(const std::array<std::uint8_t, 4>& bytes) noexcept;
    static IpAddress v6(const std::array<std::uint8_t, 16>& bytes) noexcept;
    // A numeric address ("10.0.0.7", "fe80::1"); names are not looked up.
    static Result<IpAddress> parse(std::string_view text);

    bool is_known() const noexcept { return bits_ != 0; }
    bool is_v4() const noexcept { return bits_ == 32; }
    // 0 if unknown, else 32 or 128.
    unsigned bits() const noexcept { return bits_; }
    // This address with every bit after the first `prefix` cleared.
    IpAddress network(unsigned prefix) const noexcept;
    std::string str() const;

    friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
    friend bool operator==(const IpAddress&, const IpAddress&) = default;

private:
    std::array<std::uint8_t, 16> bytes_{};  // the first bits_ / 8 are used
    unsigned bits_ = 0;
};

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
