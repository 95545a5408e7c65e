#include "text/converter.h"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace mwl::text {
namespace {

constexpr std::size_t kFailed = static_cast<std::size_t>(-1);

}  // namespace

Converter::Converter(const char* from, const char* to) : descriptor_(iconv_open(to, from)) {
    if (descriptor_ == reinterpret_cast<void*>(-1))  // NOLINT(performance-no-int-to-ptr): iconv's own sign
        throw std::runtime_error(std::string("the C library cannot convert ") + from + " to " + to);
}

Converter::~Converter() { iconv_close(descriptor_); }

std::size_t Converter::convert(std::string_view bytes, std::string& out) {
    (void)iconv(descriptor_, nullptr, nullptr, nullptr, nullptr);
    char* in = const_cast<char*>(bytes.data());  // iconv's signature; it does not write here
    std::size_t left = bytes.size();
    std::array<char, 512> room{};
    while (left > 0) {
        char* to = room.data();
        std::size_t free = room.size();
        const std::size_t result = iconv(descriptor_, &in, &left, &to, &free);
        const int error = errno;
        out.append(room.data(), room.size() - free);
        if (result == kFailed && error != E2BIG) break;
    }
    return bytes.size() - left;
}

}  // namespace mwl::text
