#include "mwl/base/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>

namespace mwl::base {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

IpAddress IpAddress::v4(const std::array<std::uint8_t, 4>& bytes) noexcept {
    IpAddress address;
    std::ranges::copy(bytes, address.bytes_.begin());
    address.bits_ = 32;
    return address;
}

IpAddress IpAddress::v6(const std::array<std::uint8_t, 16>& bytes) noexcept {
    if (std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin()))
        return v4({bytes[12], bytes[13], bytes[14], bytes[15]});
    IpAddress address;
    address.bytes_ = bytes;
    address.bits_ = 128;
    return address;
}

Result<IpAddress> IpAddress::parse(std::string_view text) {
    const std::string terminated(text);
    std::array<std::uint8_t, 16> bytes{};
    const bool is_whole = terminated.find('\0') == std::string::npos;
    if (is_whole && inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1)
        return v4({bytes[0], bytes[1], bytes[2], bytes[3]});
    if (is_whole && inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return v6(bytes);
    return Problem{Code::wrong_data_type, "", "\"" + terminated + "\" is not a numeric IPv4 or IPv6 address"};
}

IpAddress IpAddress::network(unsigned prefix) const noexcept {
    IpAddress result = *this;
    for (unsigned bit = prefix; bit < bits_; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
        result.bytes_[bit / 8] = static_cast<std::uint8_t>(result.bytes_[bit / 8] & ~mask);
    }
    return result;
}

std::string IpAddress::str() const {
    if (!is_known()) return "unknown";
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(is_v4() ? AF_INET : AF_INET6, bytes_.data(), text.data(), text.size());
    return text.data();
}

}  // namespace mwl::base
