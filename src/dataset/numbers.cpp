#include "mwl/dataset/numbers.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>

#include "dataset/little_endian.h"

namespace mwl::dataset {
namespace {

struct NumberRow {
    Vr vr;
    std::size_t size;
    enum class Kind : std::uint8_t { is_unsigned, is_signed, floating, tag } kind;
};
using Kind = NumberRow::Kind;
constexpr std::array kNumbers{
    NumberRow{Vr::AT, 4, Kind::tag},         NumberRow{Vr::FD, 8, Kind::floating},
    NumberRow{Vr::FL, 4, Kind::floating},    NumberRow{Vr::SL, 4, Kind::is_signed},
    NumberRow{Vr::SS, 2, Kind::is_signed},   NumberRow{Vr::SV, 8, Kind::is_signed},
    NumberRow{Vr::UL, 4, Kind::is_unsigned}, NumberRow{Vr::US, 2, Kind::is_unsigned},
    NumberRow{Vr::UV, 8, Kind::is_unsigned},
};

const NumberRow* number_row(Vr vr) noexcept {
    const auto* const at = std::ranges::find(kNumbers, vr, &NumberRow::vr);
    return at == kNumbers.end() ? nullptr : at;
}

template <typename T>
std::string printed(T value) {
    std::array<char, 40> out{};
    return {out.data(), std::to_chars(out.data(), out.data() + out.size(), value).ptr};
}

std::int64_t with_sign(std::uint64_t bits, std::size_t size) {
    if (size == 2) return static_cast<std::int16_t>(bits);
    return size == 4 ? static_cast<std::int32_t>(bits) : static_cast<std::int64_t>(bits);
}

std::string text_of(const NumberRow& row, std::string_view bytes) {
    const auto bits = get(bytes);
    switch (row.kind) {
        case Kind::is_unsigned:
            return printed(bits);
        case Kind::is_signed:
            return printed(with_sign(bits, row.size));
        case Kind::floating:
            if (row.size == 4) return printed(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
            return printed(std::bit_cast<double>(bits));
        case Kind::tag:
            break;
    }
    return to_string(Tag{static_cast<std::uint16_t>(get(bytes.substr(0, 2))),
                         static_cast<std::uint16_t>(get(bytes.substr(2, 2)))});
}

template <typename T>
T number_in(std::string_view text) {
    T value{};
    (void)std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::uint64_t tag_bits(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c != '(' && c != ')' && c != ',') digits += c;
    std::uint32_t value = 0;
    (void)std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return value >> 16U | static_cast<std::uint64_t>(value & 0xFFFFU) << 16U;
}

std::uint64_t bits_of(const NumberRow& row, std::string_view text) {
    switch (row.kind) {
        case Kind::is_unsigned:
            return number_in<std::uint64_t>(text);
        case Kind::is_signed:
            return static_cast<std::uint64_t>(number_in<std::int64_t>(text));
        case Kind::floating:
            if (row.size == 4) return std::bit_cast<std::uint32_t>(number_in<float>(text));
            return std::bit_cast<std::uint64_t>(number_in<double>(text));
        case Kind::tag:
            break;
    }
    return tag_bits(text);
}

}  // namespace

bool is_number(Vr vr) noexcept { return number_row(vr) != nullptr; }

std::optional<std::vector<std::string>> numbers_in(Vr vr, std::string_view little_endian) {
    const auto* const row = number_row(vr);
    if (row == nullptr || little_endian.size() % row->size != 0) return std::nullopt;
    std::vector<std::string> out;
    for (std::size_t at = 0; at < little_endian.size(); at += row->size)
        out.push_back(text_of(*row, little_endian.substr(at, row->size)));
    return out;
}

std::string number_bytes(Vr vr, const std::vector<std::string>& values) {
    std::string out;
    const auto* const row = number_row(vr);
    if (row == nullptr) return out;
    for (const auto& value : values) put(out, bits_of(*row, value), row->size);
    return out;
}

}  // namespace mwl::dataset
