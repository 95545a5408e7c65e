#include "mwl/dataset/codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>

namespace mwl::dataset {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr Tag kItem{0xFFFE, 0xE000};
constexpr Tag kItemEnd{0xFFFE, 0xE00D};
constexpr Tag kSequenceEnd{0xFFFE, 0xE0DD};

// How numbers of a VR stand in the bytes. Kept as decimal text in a Dataset.
struct NumberRow {
    Vr vr;
    std::size_t size;
    bool is_signed;
    bool is_floating;
};
constexpr std::array kNumbers{
    NumberRow{Vr::US, 2, false, false}, NumberRow{Vr::SS, 2, true, false}, NumberRow{Vr::UL, 4, false, false},
    NumberRow{Vr::SL, 4, true, false},  NumberRow{Vr::FL, 4, true, true},  NumberRow{Vr::FD, 8, true, true},
};

const NumberRow* number_row(Vr vr) {
    const auto* const at = std::ranges::find(kNumbers, vr, &NumberRow::vr);
    return at == kNumbers.end() ? nullptr : at;
}

// PS3.5 7.1.2: these have two reserved bytes and a length of 32 bits.
bool has_long_length(Vr vr) {
    constexpr std::array kLong{Vr::OB, Vr::OW, Vr::SQ, Vr::UC, Vr::UN, Vr::UR, Vr::UT};
    return std::ranges::find(kLong, vr) != kLong.end();
}

void put(std::string& out, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

std::uint64_t get(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | static_cast<std::uint8_t>(bytes[i]);
    return value;
}

template <typename T>
T number_in(const std::string& text) {
    T value{};
    (void)std::from_chars(text.data(), text.data() + text.size(), value);  // nonsense is written as 0
    return value;
}

std::uint64_t bits_of(const NumberRow& row, const std::string& text) {
    if (!row.is_floating) return static_cast<std::uint64_t>(number_in<std::int64_t>(text));
    if (row.size == 4) return std::bit_cast<std::uint32_t>(number_in<float>(text));
    return std::bit_cast<std::uint64_t>(number_in<double>(text));
}

template <typename T>
std::string printed(T value) {
    std::array<char, 40> out{};
    return {out.data(), std::to_chars(out.data(), out.data() + out.size(), value).ptr};
}

std::string text_of(const NumberRow& row, std::uint64_t bits) {
    if (row.is_floating && row.size == 4)
        return printed(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    if (row.is_floating) return printed(std::bit_cast<double>(bits));
    if (!row.is_signed) return printed(bits);
    return row.size == 2 ? printed(static_cast<std::int16_t>(bits))
                         : printed(static_cast<std::int32_t>(bits));
}

// AT: "(0010,0010)" or "00100010", as group and element.
void put_tag_value(std::string& out, const std::string& text) {
    std::string digits;
    for (const char c : text)
        if (c != '(' && c != ')' && c != ',') digits += c;
    std::uint32_t value = 0;
    (void)std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    put(out, value >> 16U, 2);
    put(out, value & 0xFFFFU, 2);
}

std::string value_bytes(const Element& element) {
    std::string out;
    const auto* const number = number_row(element.vr);
    for (std::size_t i = 0; i < element.values.size(); ++i) {
        const auto& value = element.values[i];
        if (number != nullptr) {
            put(out, bits_of(*number, value), number->size);
        } else if (element.vr == Vr::AT) {
            put_tag_value(out, value);
        } else {
            if (i > 0) out += '\\';
            out += value;
        }
    }
    if (out.size() % 2 == 1) {
        const bool pads_with_nul = element.vr == Vr::UI || element.vr == Vr::OB || element.vr == Vr::UN;
        out += pads_with_nul ? '\0' : ' ';
    }
    return out;
}

void put_tag(std::string& out, Tag tag) {
    put(out, tag.group, 2);
    put(out, tag.element, 2);
}

// NOLINTNEXTLINE(misc-no-recursion): depth is that of the value, which the gate bounds
std::string sequence_bytes(const Element& element) {
    std::string out;
    for (const auto& item : element.items) {
        const auto bytes = encode(item);
        put_tag(out, kItem);
        put(out, bytes.size(), 4);
        out += bytes;
    }
    return out;
}

// Reads one value after another; stops at the first thing that breaks the rules.
class Decoder {
public:
    explicit Decoder(std::string_view bytes) : bytes_(bytes) {}

    Result<Dataset> run() {
        auto out = read_dataset(bytes_.size(), false, 0);
        if (problem_) return *problem_;
        return out;
    }

private:
    bool fail(Code code, const char* what) {
        if (!problem_) problem_ = Problem{code, "byte " + std::to_string(at_), what};
        return false;
    }

    bool has(std::uint64_t count, std::size_t end) {
        return (!problem_ && end - at_ >= count) ||
               fail(Code::malformed, "the data set ends within an element");
    }

    std::uint64_t take(std::size_t size) {
        const auto value = get(bytes_.substr(at_, size));
        at_ += size;
        return value;
    }

    Tag take_tag() {
        Tag tag;
        tag.group = static_cast<std::uint16_t>(take(2));
        tag.element = static_cast<std::uint16_t>(take(2));
        return tag;
    }

    // Elements up to `end`, or up to the item delimiter.
    Dataset read_dataset(std::size_t end, bool until_delimiter,
                         int depth) {  // NOLINT(misc-no-recursion): bounded
        Dataset out;
        while (at_ < end && !problem_) {
            if (!has(8, end)) break;
            const auto tag = take_tag();
            if (until_delimiter && tag == kItemEnd) {
                at_ += 4;
                return out;
            }
            read_element(tag, end, depth, out);
        }
        if (until_delimiter) fail(Code::malformed, "an item of undefined length has no end");
        return out;
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded
    void read_element(Tag tag, std::size_t end, int depth, Dataset& out) {
        const auto vr = vr_named(bytes_.substr(at_, 2));
        if (!vr) {
            fail(Code::malformed, "an unknown value representation");
            return;
        }
        at_ += 2;
        if (has_long_length(*vr)) {
            at_ += 2;
            if (!has(4, end)) return;
        }
        const auto length = static_cast<std::uint32_t>(take(has_long_length(*vr) ? 4 : 2));
        if (length != kUndefined && !has(length, end)) return;
        if (*vr == Vr::SQ) {
            const auto stop = length == kUndefined ? end : at_ + length;
            out.set_element(tag, Element{Vr::SQ, {}, read_items(stop, length == kUndefined, depth + 1)});
        } else if (length == kUndefined) {
            fail(Code::malformed, "only a sequence may have an undefined length");
        } else {
            out.set_element(tag, Element{*vr, read_values(*vr, bytes_.substr(at_, length)), {}});
            at_ += length;
        }
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded
    std::vector<Dataset> read_items(std::size_t end, bool until_delimiter, int depth) {
        std::vector<Dataset> items;
        if (depth > kMaxDepth) fail(Code::too_large, "sequences are nested more than 64 deep");
        while (at_ < end && !problem_) {
            if (!has(8, end)) break;
            const auto tag = take_tag();
            const auto length = static_cast<std::uint32_t>(take(4));
            if (until_delimiter && tag == kSequenceEnd) return items;
            if (tag != kItem) {
                fail(Code::malformed, "something else than an item in a sequence");
                break;
            }
            if (length != kUndefined && !has(length, end)) break;
            items.push_back(
                read_dataset(length == kUndefined ? end : at_ + length, length == kUndefined, depth));
        }
        if (until_delimiter) fail(Code::malformed, "a sequence of undefined length has no end");
        return items;
    }

    std::vector<std::string> read_values(Vr vr, std::string_view bytes) {
        std::vector<std::string> out;
        if (bytes.empty()) return out;
        if (const auto* const number = number_row(vr); number != nullptr || vr == Vr::AT) {
            const std::size_t size = number != nullptr ? number->size : 4;
            if (bytes.size() % size != 0) fail(Code::malformed, "a number of a wrong length");
            for (std::size_t i = 0; i + size <= bytes.size(); i += size) {
                const auto part = bytes.substr(i, size);
                if (number != nullptr)
                    out.push_back(text_of(*number, get(part)));
                else
                    out.push_back(to_string(Tag{static_cast<std::uint16_t>(get(part.substr(0, 2))),
                                                static_cast<std::uint16_t>(get(part.substr(2, 2)))}));
            }
            return out;
        }
        return split(vr, unpadded(vr, bytes));
    }

    static std::string_view unpadded(Vr vr, std::string_view bytes) {
        if (vr == Vr::OB || vr == Vr::OW || vr == Vr::UN) return bytes;
        while (!bytes.empty() && (bytes.back() == ' ' || bytes.back() == '\0')) bytes.remove_suffix(1);
        return bytes;
    }

    static std::vector<std::string> split(Vr vr, std::string_view text) {
        if (!is_multi_valued(vr)) return {std::string(text)};
        std::vector<std::string> out;
        std::size_t start = 0;
        while (true) {
            const auto stop = std::min(text.find('\\', start), text.size());
            out.emplace_back(text.substr(start, stop - start));
            if (stop == text.size()) return out;
            start = stop + 1;
        }
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    std::optional<Problem> problem_;
};

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion): depth is that of the value, which the gate bounds
std::string encode(const Dataset& dataset) {
    std::string out;
    for (const auto& [tag, element] : dataset.elements()) {
        const auto bytes = element.vr == Vr::SQ ? sequence_bytes(element) : value_bytes(element);
        const bool fits_short = bytes.size() <= std::numeric_limits<std::uint16_t>::max();
        const auto vr = has_long_length(element.vr) || fits_short ? element.vr : Vr::UN;  // PS3.5 6.2.2
        put_tag(out, tag);
        out += name_of(vr);
        if (has_long_length(vr)) put(out, 0, 2);
        put(out, bytes.size(), has_long_length(vr) ? 4 : 2);
        out += bytes;
    }
    return out;
}

Result<Dataset> decode(std::string_view bytes) { return Decoder(bytes).run(); }

}  // namespace mwl::dataset
