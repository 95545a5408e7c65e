#include "mwl/dataset/raw.h"

#include <algorithm>
#include <array>

#include "dataset/little_endian.h"
#include "mwl/dataset/numbers.h"

namespace mwl::dataset {
namespace {

constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr std::uint16_t kDelimiterGroup = 0xFFFE;
constexpr Tag kItemEnd{kDelimiterGroup, 0xE00D};
constexpr Tag kSequenceEnd{kDelimiterGroup, 0xE0DD};

bool has_no_place(Tag tag) { return tag.group == 0 || tag.group == 2 || tag.group == kDelimiterGroup; }

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

// Where something ends: at a delimiter, and in any case not after `bound`.
struct Extent {
    std::size_t bound;
    bool is_delimited;
};

// Reads one element after another; stops at the first thing that breaks the rules.
class Reader {
public:
    Reader(std::string_view bytes, const RawLimits& limits) : bytes_(bytes), limits_(limits) {}

    Result<RawItem> data_set(Encoding encoding) {
        auto out = elements({bytes_.size(), false}, encoding, 0);
        if (problem_) return *problem_;
        return out;
    }

    Result<std::vector<RawItem>> sequence(Encoding encoding) {
        auto out = items({bytes_.size(), false}, encoding, 1);
        if (problem_) return *problem_;
        return out;
    }

private:
    struct Header {
        Tag tag;
        Vr vr = Vr::UN;
        std::uint32_t length = 0;
    };

    bool fail(Code code, const char* what) {
        if (!problem_) problem_ = Problem{code, "byte " + std::to_string(at_), what};
        return false;
    }

    bool has(std::uint64_t count, std::size_t end) {
        return (!problem_ && end - at_ >= count) ||
               fail(Code::malformed, "the data set ends within an element");
    }

    std::uint32_t take(std::size_t size) {
        const auto value = static_cast<std::uint32_t>(get(bytes_.substr(at_, size)));
        at_ += size;
        return value;
    }

    Tag take_tag() {
        Tag tag;
        tag.group = static_cast<std::uint16_t>(take(2));
        tag.element = static_cast<std::uint16_t>(take(2));
        return tag;
    }

    bool count_one() {
        return ++elements_ <= limits_.elements ||
               fail(Code::too_large, "a data set of more elements than are taken");
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by limits_.depth
    RawItem elements(const Extent& extent, Encoding encoding, std::size_t depth) {
        RawItem out;
        while (at_ < extent.bound && has(8, extent.bound)) {
            const auto tag = take_tag();
            if (extent.is_delimited && tag == kItemEnd) {
                at_ += 4;
                return out;
            }
            const auto header = read_header(tag, extent.bound, encoding);
            if (!header || !count_one()) break;
            out.push_back(read_element(*header, extent.bound, encoding, depth));
        }
        if (extent.is_delimited) fail(Code::malformed, "an item of undefined length has no end");
        return out;
    }

    // What follows the tag, up to the value. Eight bytes from the tag on are there.
    std::optional<Header> read_header(Tag tag, std::size_t end, Encoding encoding) {
        Header out{tag};
        if (has_no_place(tag)) {
            fail(Code::malformed, "a group that has no place in a data set");
            return std::nullopt;
        }
        if (encoding == Encoding::implicit_little) {
            const auto* const info = find_info(tag);
            if (info != nullptr) out.vr = info->vr;
            out.length = take(4);
            return out;
        }
        const auto letters = bytes_.substr(at_, 2);
        if (!std::ranges::all_of(letters, is_capital)) {
            fail(Code::malformed, "an unknown value representation");
            return std::nullopt;
        }
        at_ += 2;
        out.vr = vr_named(letters).value_or(Vr::UN);
        if (has_long_length(out.vr)) {
            at_ += 2;
            if (!has(4, end)) return std::nullopt;
        }
        out.length = take(has_long_length(out.vr) ? 4 : 2);
        return out;
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by limits_.depth
    RawElement read_element(const Header& header, std::size_t end, Encoding encoding, std::size_t depth) {
        RawElement out{header.tag, header.vr, {}, {}};
        const bool is_undefined = header.length == kUndefined;
        if (is_undefined && header.vr == Vr::UN) {  // an unknown sequence, in Implicit VR
            out.vr = Vr::SQ;
            encoding = Encoding::implicit_little;
        }
        if (!is_undefined && !fits(header.length, end)) return out;
        if (out.vr == Vr::SQ) {
            out.items = items({is_undefined ? end : at_ + header.length, is_undefined}, encoding, depth + 1);
        } else if (is_undefined) {
            fail(Code::malformed, "only a sequence may have an undefined length");
        } else {
            out.value = bytes_.substr(at_, header.length);
            at_ += header.length;
        }
        return out;
    }

    bool fits(std::uint32_t length, std::size_t end) {
        if (length % 2 != 0) return fail(Code::malformed, "an odd length");
        return has(length, end);
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by limits_.depth
    std::vector<RawItem> items(const Extent& extent, Encoding encoding, std::size_t depth) {
        std::vector<RawItem> out;
        if (depth > limits_.depth) fail(Code::too_large, "sequences are nested deeper than is taken");
        while (!problem_ && at_ < extent.bound && has(8, extent.bound)) {
            const auto tag = take_tag();
            const auto length = take(4);
            if (extent.is_delimited && tag == kSequenceEnd) return out;
            if (tag != kItemTag) {
                fail(Code::malformed, "something else than an item in a sequence");
                break;
            }
            const bool is_undefined = length == kUndefined;
            if (!count_one() || (!is_undefined && !fits(length, extent.bound))) break;
            out.push_back(
                elements({is_undefined ? extent.bound : at_ + length, is_undefined}, encoding, depth));
        }
        if (extent.is_delimited) fail(Code::malformed, "a sequence of undefined length has no end");
        return out;
    }

    std::string_view bytes_;
    RawLimits limits_;
    std::size_t at_ = 0;
    std::size_t elements_ = 0;
    std::optional<Problem> problem_;
};

struct InsideUn {
    Encoding encoding;
    std::string_view taken_for;
};
constexpr std::array kInsideUn{InsideUn{Encoding::implicit_little, "SQ"},
                               InsideUn{Encoding::explicit_little, "SQ in Explicit VR"}};

Result<KnownElement> sequence_in(const RawElement& unknown, const RawLimits& limits) {
    for (const auto& inside : kInsideUn) {
        auto items = Reader(unknown.value, limits).sequence(inside.encoding);
        if (items) return KnownElement{{unknown.tag, Vr::SQ, {}, *std::move(items)}, inside.taken_for};
        if (items.problem().code == Code::too_large) return items.problem();
    }
    return KnownElement{unknown, name_of(Vr::UN)};
}

}  // namespace

Result<RawItem> read_raw(std::string_view bytes, Encoding encoding, const RawLimits& limits) {
    return Reader(bytes, limits).data_set(encoding);
}

Result<KnownElement> by_dictionary(const RawElement& unknown, const RawLimits& limits) {
    const auto* const info = find_info(unknown.tag);
    if (info != nullptr && info->vr == Vr::SQ) return sequence_in(unknown, limits);
    const bool is_known = info != nullptr && (!is_number(info->vr) || numbers_in(info->vr, unknown.value));
    KnownElement out{unknown, name_of(is_known ? info->vr : Vr::UN)};
    if (is_known) out.element.vr = info->vr;
    return out;
}

}  // namespace mwl::dataset
