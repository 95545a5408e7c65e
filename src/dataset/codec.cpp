#include "mwl/dataset/codec.h"

#include <limits>
#include <optional>

#include "dataset/little_endian.h"
#include "mwl/base/parts.h"
#include "mwl/dataset/numbers.h"
#include "mwl/dataset/raw.h"

namespace mwl::dataset {
namespace {

constexpr RawLimits kLimits{64, std::numeric_limits<std::size_t>::max()};

std::string value_bytes(const Element& element) {
    if (is_number(element.vr)) return number_bytes(element.vr, element.values);
    std::string out;
    for (std::size_t i = 0; i < element.values.size(); ++i) {
        if (i > 0) out += '\\';
        out += element.values[i];
    }
    if (out.size() % 2 == 1) out += element.vr == Vr::UI || is_plain_bytes(element.vr) ? '\0' : ' ';
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
        put_tag(out, kItemTag);
        put(out, bytes.size(), 4);
        out += bytes;
    }
    return out;
}

std::string_view unpadded(Vr vr, std::string_view bytes) {
    if (is_plain_bytes(vr)) return bytes;
    while (!bytes.empty() && (bytes.back() == ' ' || bytes.back() == '\0')) bytes.remove_suffix(1);
    return bytes;
}

std::vector<std::string> values_of(Vr vr, std::string_view text) {
    if (!is_multi_valued(vr)) return {std::string(text)};
    const auto parts = parts_at(text, '\\');
    return {parts.begin(), parts.end()};
}

// Raw elements whose text is UTF-8.
class Converter {
public:
    Result<Dataset> run(const RawItem& item) {
        auto out = dataset_of(item, kLimits.depth);
        if (problem_) return *problem_;
        return out;
    }

private:
    // `depth`: how many sequences may still be opened.
    // NOLINTNEXTLINE(misc-no-recursion): bounded by kLimits
    Dataset dataset_of(const RawItem& item, std::size_t depth) {
        Dataset out;
        for (const auto& raw : item) {
            if (raw.vr != Vr::UN) {
                out.set_element(raw.tag, element_of(raw, depth));
                continue;
            }
            const auto known = by_dictionary(raw, {depth, kLimits.elements});
            if (known)
                out.set_element(raw.tag, element_of(known->element, depth));
            else
                problem_ = known.problem();
        }
        return out;
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by kLimits
    Element element_of(const RawElement& raw, std::size_t depth) {
        Element out{raw.vr, {}, {}};
        for (const auto& item : raw.items) out.items.push_back(dataset_of(item, depth - 1));
        if (raw.value.empty()) return out;
        if (!is_number(raw.vr)) {
            out.values = values_of(raw.vr, unpadded(raw.vr, raw.value));
        } else if (auto numbers = numbers_in(raw.vr, raw.value)) {
            out.values = *std::move(numbers);
        } else {
            problem_ = Problem{Code::malformed, describe(raw.tag), "a number of a wrong length"};
        }
        return out;
    }

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

Result<Dataset> decode(std::string_view bytes) {
    const auto raw = read_raw(bytes, Encoding::explicit_little, kLimits);
    if (!raw) return raw.problem();
    return Converter().run(*raw);
}

}  // namespace mwl::dataset
