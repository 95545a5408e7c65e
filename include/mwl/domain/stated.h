#pragma once
// A value together with whether anybody stated it. HL7 distinguishes three cases: a field left empty ("leave
// the value"), `""` ("delete the value") and a value. In a change, not stated means leave, stated and empty
// means delete. In a stored object both mean: no value. A fourth case, `fallback`, is what the broker fills
// in where the message says nothing (the time of receipt, the name UNKNOWN): it fills a gap and never
// replaces a value.

#include <optional>
#include <tuple>
#include <utility>

namespace mwl::domain {

template <typename T>
class Stated {
public:
    Stated() = default;
    Stated(T value) : value_(std::move(value)) {}  // NOLINT: implicit by design, a value is a statement

    static Stated fallback(T value) {
        Stated out(std::move(value));
        out.is_fallback_ = true;
        return out;
    }

    bool is_stated() const noexcept { return value_.has_value(); }
    // The value, or an empty T.
    const T& get() const noexcept {
        static const T kEmpty{};
        return value_ ? *value_ : kEmpty;
    }
    const T* operator->() const noexcept { return &get(); }
    const T& operator*() const noexcept { return get(); }

    // Takes over what `newer` states; tells whether that changed anything.
    bool overlay(const Stated& newer) {
        if (!newer.value_ || get() == *newer.value_) return false;
        if (newer.is_fallback_ && !(get() == T{})) return false;
        *this = newer;
        return true;
    }

    // "No value" is one thing, stated or not.
    friend bool operator==(const Stated& a, const Stated& b) { return a.get() == b.get(); }

private:
    std::optional<T> value_;
    bool is_fallback_ = false;
};

// Overlays every attribute of `newer` that is listed by T::attributes(); tells whether anything changed.
template <typename T>
bool overlay(T& target, const T& newer) {
    bool changed = false;
    auto into = T::attributes(target);
    const auto from = T::attributes(newer);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((changed = std::get<I>(into).overlay(std::get<I>(from)) || changed), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<decltype(into)>>{});
    return changed;
}

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
