#include "worklist/key_reader.h"

#include <algorithm>
#include <array>

#include "mwl/base/parts.h"
#include "mwl/text/charset.h"
#include "mwl/text/fold.h"

namespace mwl::worklist {
namespace {

using dataset::Dataset;
using dataset::Element;
using dataset::Vr;

constexpr std::size_t kMaxRemarks = 50;
// Several values in a single-value key are a habit of some devices; more than this is not a query.
constexpr std::size_t kMaxAlternatives = 64;

// PS3.4 C.2.2.2.4.
constexpr std::array kWildcardVrs{Vr::AE, Vr::CS, Vr::LO, Vr::LT, Vr::PN,
                                  Vr::SH, Vr::ST, Vr::UC, Vr::UR, Vr::UT};

bool allows_wildcard(Vr vr) noexcept { return std::ranges::find(kWildcardVrs, vr) != kWildcardVrs.end(); }

// PS3.5 6.2, in characters; PN for each component group. Other VRs are bound by how they are read.
struct Longest {
    Vr vr;
    std::size_t characters;
};
constexpr std::array kLongest{Longest{Vr::AE, 16}, Longest{Vr::CS, 16}, Longest{Vr::DS, 16},
                              Longest{Vr::IS, 12}, Longest{Vr::LO, 64}, Longest{Vr::LT, 10240},
                              Longest{Vr::PN, 64}, Longest{Vr::SH, 16}, Longest{Vr::ST, 1024}};
// Matching may cost the length of the wildcard for every character of a text.
constexpr std::size_t kLongestWildcard = 64;
constexpr std::size_t kNameGroups = 3;  // PS3.5 6.2.1

Vr vr_of(dataset::Tag tag) noexcept {
    const auto* const info = dataset::find_info(tag);
    return info == nullptr ? Vr::UN : info->vr;
}

// A run of stars matches what one star matches.
std::string with_single_stars(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != '*' || out.empty() || out.back() != '*') out += c;
    return out;
}

// Trimmed, without empty ones; none at all if one of them is `*`.
std::vector<std::string> asking_values(const Element& element, Vr vr) {
    std::vector<std::string> out;
    const bool is_whole = element.vr != Vr::UN || !dataset::is_multi_valued(vr);
    for (const auto& value : element.values) {
        const auto parts = is_whole ? std::vector<std::string_view>{value} : parts_at(value, '\\');
        for (const auto part : parts) {
            const std::string text = allows_wildcard(vr) ? with_single_stars(trimmed(part, kDicomPadding))
                                                         : std::string(trimmed(part, kDicomPadding));
            if (text == "*") return {};
            const bool is_blank_number = vr == Vr::US && text == "0";  // how some stacks write an empty US
            if (!text.empty() && !is_blank_number) out.push_back(text);
        }
    }
    return out;
}

Problem too_many_values(const Attribute& row) {
    return {Code::too_large, path_of(row),
            describe(row.tag) + " holds more than " + std::to_string(kMaxAlternatives) + " values"};
}

std::size_t longest(Vr vr, bool is_wildcard) noexcept {
    const auto* const row = std::ranges::find(kLongest, vr, &Longest::vr);
    if (row == kLongest.end()) return std::string::npos;
    return is_wildcard ? std::min(row->characters, kLongestWildcard) : row->characters;
}

// What keeps a value of this VR from being matched; `row` is the key that is answered for it.
std::optional<Problem> out_of_bounds(const std::string& value, Vr vr, const Attribute& row) {
    const auto parts = vr == Vr::PN ? parts_at(value, '=') : std::vector<std::string_view>{value};
    if (parts.size() > kNameGroups)
        return Problem{Code::malformed, path_of(row),
                       describe(row.tag) + " has more than three component groups"};
    const bool is_wildcard = allows_wildcard(vr) && text::has_wildcard(value);
    const std::size_t limit = longest(vr, is_wildcard);
    for (const auto part : parts) {
        const auto stars = is_wildcard ? std::ranges::count(part, '*') : 0;
        if (text::length_in_characters(part) - static_cast<std::size_t>(stars) > limit)
            return Problem{Code::too_long, path_of(row),
                           describe(row.tag) + " holds more than " + std::to_string(limit) + " characters"};
    }
    return std::nullopt;
}

std::optional<Problem> out_of_bounds(const std::vector<std::string>& values, Vr vr, const Attribute& row) {
    if (values.size() > kMaxAlternatives) return too_many_values(row);
    for (const auto& value : values)
        if (auto problem = out_of_bounds(value, vr, row)) return problem;
    return std::nullopt;
}

TextKey text_key(std::vector<std::string> values, Vr vr) {
    const bool has_wildcard =
        allows_wildcard(vr) &&
        std::ranges::any_of(values, [](const std::string& value) { return text::has_wildcard(value); });
    return {std::move(values), has_wildcard};
}

template <typename Range>
Result<std::vector<Range>> ranges(const std::vector<std::string>& values, const Attribute& row,
                                  Result<Range> (*parse)(std::string_view)) {
    std::vector<Range> out;
    for (const auto& value : values) {
        const auto range = parse(value);
        if (!range)
            return Problem{range.problem().code, path_of(row),
                           describe(row.tag) + " cannot be read as a value or a range of values"};
        out.push_back(*range);
    }
    return out;
}

Problem no_sequence(const Attribute& row) {
    return {Code::malformed, path_of(row), describe(row.tag) + " holds no items that can be read"};
}

Result<std::optional<Criterion>> sequence_key(const Element& element, const Attribute& row,
                                              Remarks& remarks) {
    if (is_unread(element)) return no_sequence(row);
    if (element.items.empty()) return std::optional<Criterion>{};
    if (element.items.size() > 1)
        remarks.add(describe(row.tag) + " has more than one item; only the first is matched");
    SequenceKey key;
    for (const auto& [tag, member] : element.items.front().elements()) {
        if (!asks_for_match(member)) continue;
        if (std::ranges::find(row.members, tag, &Member::tag) == row.members.end()) {
            remarks.add_unsupported(describe(tag) + " inside " + describe(row.tag) + " is not matched on");
            continue;
        }
        auto values = asking_values(member, vr_of(tag));
        if (auto problem = out_of_bounds(values, vr_of(tag), row)) return *std::move(problem);
        if (!values.empty()) key.members.emplace_back(tag, text_key(std::move(values), vr_of(tag)));
    }
    if (key.members.empty()) return std::optional<Criterion>{};
    return std::optional<Criterion>(std::move(key));
}

Result<std::optional<Criterion>> value_key(std::vector<std::string> values, const Attribute& row,
                                           Accents accents) {
    switch (row.match) {
        case Match::station:
            return std::optional<Criterion>(StationKey{std::move(values)});
        case Match::single:
            return std::optional<Criterion>(TextKey{std::move(values), false});
        case Match::text:
            return std::optional<Criterion>(text_key(std::move(values), vr_of(row.tag)));
        case Match::name:
            return std::optional<Criterion>(NameKey(values, accents));
        case Match::uid_list: {
            std::ranges::sort(values);
            return std::optional<Criterion>(UidKey{std::move(values)});
        }
        case Match::date: {
            auto read = date_ranges(values, row);
            if (!read) return read.problem();
            return std::optional<Criterion>(DateKey{*std::move(read)});
        }
        case Match::time: {
            auto read = time_ranges(values, row);
            if (!read) return read.problem();
            return std::optional<Criterion>(TimeKey{*std::move(read)});
        }
        case Match::none:
        case Match::start_date:
        case Match::start_time:
        case Match::sequence:
            break;
    }
    return Problem{Code::internal, path_of(row), "this key is not read by itself"};
}

}  // namespace

void Remarks::add(std::string sentence) {
    if (sentences_.size() < kMaxRemarks)
        sentences_.push_back(std::move(sentence));
    else if (sentences_.size() == kMaxRemarks)
        sentences_.emplace_back("more remarks were left out");
}

void Remarks::add_unsupported(std::string sentence) {
    has_unsupported_ = true;
    add(std::move(sentence));
}

bool is_unread(const Element& element) { return element.vr == Vr::UN && !element.values.empty(); }

bool asks_for_match(const Element& element) {
    return !asking_values(element, element.vr).empty() ||
           std::ranges::any_of(element.items, [](const Dataset& item) {
               return std::ranges::any_of(item.elements(),
                                          [](const auto& member) { return asks_for_match(member.second); });
           });
}

Result<std::vector<std::string>> values_of(const Element& element, const Attribute& row, Remarks& remarks) {
    auto values = asking_values(element, vr_of(row.tag));
    if (row.match == Match::uid_list) return values;
    if (auto problem = out_of_bounds(values, vr_of(row.tag), row)) return *std::move(problem);
    if (values.size() < 2) return values;
    remarks.add(describe(row.tag) + " holds several values; any of them matches");
    return values;
}

Result<std::vector<DateRange>> date_ranges(const std::vector<std::string>& values, const Attribute& row) {
    return ranges<DateRange>(values, row, &parse_date_range);
}

Result<std::vector<TimeRange>> time_ranges(const std::vector<std::string>& values, const Attribute& row) {
    return ranges<TimeRange>(values, row, &parse_time_range);
}

Result<std::optional<Criterion>> read_key(const Element& element, const Attribute& row, Accents accents,
                                          Remarks& remarks) {
    if (row.match == Match::sequence) return sequence_key(element, row, remarks);
    auto values = values_of(element, row, remarks);
    if (!values) return values.problem();
    if (values->empty()) return std::optional<Criterion>{};
    return value_key(*std::move(values), row, accents);
}

}  // namespace mwl::worklist
