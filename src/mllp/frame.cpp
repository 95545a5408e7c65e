#include "mwl/mllp/frame.h"

namespace mwl::mllp {

bool can_be_framed(std::string_view message) noexcept {
    constexpr std::string_view kEnd("\x1C\x0D", 2);
    return message.find(kStartBlock) == std::string_view::npos &&
           message.find(kEnd) == std::string_view::npos;
}

std::string framed(std::string_view message) {
    std::string out;
    out.reserve(message.size() + 3);
    out += kStartBlock;
    out += message;
    out += kEndBlock;
    out += kCarriageReturn;
    return out;
}

}  // namespace mwl::mllp
