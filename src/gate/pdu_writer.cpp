#include "gate/pdu_writer.h"

#include <algorithm>

namespace mwl::gate {

namespace {

constexpr std::uint32_t kLeastFragment = 2;

}  // namespace

void put_big(PduBytes& out, std::uint32_t number, std::size_t bytes) {
    for (std::size_t i = bytes; i > 0; --i) out.push_back(static_cast<std::uint8_t>(number >> 8 * (i - 1)));
}

void put_little(PduBytes& out, std::uint32_t number, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(number >> 8 * i));
}

void put_text(PduBytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

std::size_t open_length(PduBytes& out, std::uint8_t type, std::size_t length_bytes) {
    out.push_back(type);
    out.push_back(0);
    out.resize(out.size() + length_bytes);
    return out.size();
}

void close_length(PduBytes& out, std::size_t at, std::size_t length_bytes) {
    const std::size_t length = out.size() - at;
    for (std::size_t i = 0; i < length_bytes; ++i)
        out[at - 1 - i] = static_cast<std::uint8_t>(length >> 8 * i);
}

void put_short_pdu(PduBytes& out, PduType type, std::array<std::uint8_t, 3> content) {
    const auto body = open_length(out, static_cast<std::uint8_t>(type), kLengthField);
    out.push_back(0);
    out.insert(out.end(), content.begin(), content.end());
    close_length(out, body, kLengthField);
}

std::uint32_t fragment_bytes(std::uint32_t max_pdu_bytes) noexcept {
    return (std::max(max_pdu_bytes, kPdvHeader + kLeastFragment) - kPdvHeader) & ~1U;
}

void put_fragment(PduBytes& out, std::uint8_t context, std::uint8_t control, Bytes fragment) {
    const auto body = open_length(out, static_cast<std::uint8_t>(PduType::data), kLengthField);
    put_big(out, static_cast<std::uint32_t>(fragment.size()) + kContextAndControl, kLengthField);
    out.push_back(context);
    out.push_back(control);
    out.insert(out.end(), fragment.begin(), fragment.end());
    close_length(out, body, kLengthField);
}

}  // namespace mwl::gate
