#pragma once
// A number of the wire that may arrive cut in pieces.

#include <cstddef>
#include <cstdint>

#include "mwl/gate/bytes.h"

namespace mwl::gate {

// Collects up to eight bytes, most significant first. One field after the other; no reset needed.
class ByteField {
public:
    // Moves bytes from the front of `input`. True when the field has `size` bytes: value() is valid then, and
    // the next take() begins a new field. Call with the same size until it is true.
    bool take(Bytes& input, std::size_t size) {
        while (have_ < size && !input.empty()) {
            value_ = have_ == 0 ? input.front() : value_ << 8 | input.front();
            ++have_;
            input = input.subspan(1);
        }
        if (have_ < size) return false;
        have_ = 0;
        return true;
    }

    std::uint64_t value() const noexcept { return value_; }

    // The number in the `count` bytes that begin at `first` of the `size` just taken.
    template <typename Number>
    Number big(std::size_t size, std::size_t first, std::size_t count) const noexcept {
        return static_cast<Number>(value_ >> 8 * (size - first - count) & mask(count));
    }
    template <typename Number>
    Number little(std::size_t size, std::size_t first, std::size_t count) const noexcept {
        std::uint64_t number = 0;
        for (std::size_t i = count; i > 0; --i)
            number = number << 8 | big<std::uint64_t>(size, first + i - 1, 1);
        return static_cast<Number>(number);
    }

private:
    static constexpr std::uint64_t mask(std::size_t count) { return (std::uint64_t{1} << 8 * count) - 1; }

    std::uint64_t value_ = 0;
    std::size_t have_ = 0;
};

// Drops up to `left` bytes from the front of `input` and counts `left` down.
template <typename Number>
void skip(Bytes& input, Number& left) {
    const std::size_t step = left < input.size() ? static_cast<std::size_t>(left) : input.size();
    input = input.subspan(step);
    left -= static_cast<Number>(step);
}

}  // namespace mwl::gate
