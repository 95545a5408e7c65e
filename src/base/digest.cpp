#include "mwl/base/digest.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <vector>

#include "mwl/base/hex.h"

namespace mwl::base {
namespace {

std::vector<std::uint8_t> digest(const EVP_MD* kind, std::string_view bytes) {
    std::vector<std::uint8_t> out(EVP_MAX_MD_SIZE);
    unsigned int size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, kind, nullptr) != 1)
        throw std::runtime_error("libcrypto cannot compute a digest");
    out.resize(size);
    return out;
}

// The decimal digits of a big-endian number.
std::string decimal(std::vector<std::uint8_t> number) {
    std::string digits;
    while (!number.empty()) {
        unsigned remainder = 0;
        for (auto& byte : number) {
            const unsigned value = remainder * 256U + byte;
            byte = static_cast<std::uint8_t>(value / 10U);
            remainder = value % 10U;
        }
        digits.insert(digits.begin(), static_cast<char>('0' + remainder));
        while (!number.empty() && number.front() == 0) number.erase(number.begin());
    }
    return digits;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    const auto sum = digest(EVP_sha256(), bytes);
    return hex_of_bytes(std::string(sum.begin(), sum.end()));
}

std::string short_id(std::string_view bytes, std::size_t length) {
    constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    unsigned buffer = 0;
    unsigned bits = 0;
    for (const auto byte : digest(EVP_sha256(), bytes)) {
        buffer = ((buffer << 8U) | byte) & 0xFFFFU;
        bits += 8;
        while (bits >= 5 && out.size() < length) {
            bits -= 5;
            out += kBase32[(buffer >> bits) & 31U];
        }
    }
    return out;
}

std::string uid_from_name(std::string_view name) {
    // Name space of generated UIDs: made once for this project, never to be changed.
    constexpr std::array<unsigned char, 16> kNameSpace{0x6f, 0x1d, 0x0c, 0x5a, 0x5b, 0x0e, 0x4f, 0x2e,
                                                       0x9d, 0x5e, 0x3b, 0x7a, 0x12, 0xc4, 0x88, 0xe1};
    std::string input(kNameSpace.begin(), kNameSpace.end());
    input += name;
    auto uuid = digest(EVP_sha1(), input);
    uuid.resize(16);
    uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0FU) | 0x50U);
    uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3FU) | 0x80U);
    return "2.25." + decimal(std::move(uuid));
}

}  // namespace mwl::base
