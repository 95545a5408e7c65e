#pragma once
// Digests. Pure; throws std::runtime_error only if libcrypto fails.

#include <string>
#include <string_view>

namespace mwl::base {

// SHA-256 of the bytes, as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// The first `length` characters (at most 51) of the base32 form (RFC 4648, A-Z2-7) of SHA-256(bytes):
// derived SPS and requested procedure ids (architecture.md, Ids).
std::string short_id(std::string_view bytes, std::size_t length = 12);

// "2.25." and the decimal form of UUIDv5(name) in this project's name space (PS3.5 B.2, RFC 4122 4.3):
// equal names give equal UIDs, for ever.
std::string uid_from_name(std::string_view name);

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
