#include "mwl/dataset/tag.h"

#include <algorithm>
#include <array>

#include "mwl/base/hex.h"

namespace mwl::dataset {
namespace {

struct VrRow {
    Vr vr;
    const char* name;
    bool in_charset;    // PS3.5 6.1.2.3
    bool multi_valued;  // PS3.5 6.4
    bool plain_bytes;
    bool long_length;  // PS3.5 7.1.2
};

// PS3.5 6.2, in the order of the enumeration.
constexpr std::array kVrs{
    VrRow{Vr::AE, "AE", false, true, false, false}, VrRow{Vr::AS, "AS", false, true, false, false},
    VrRow{Vr::AT, "AT", false, true, false, false}, VrRow{Vr::CS, "CS", false, true, false, false},
    VrRow{Vr::DA, "DA", false, true, false, false}, VrRow{Vr::DS, "DS", false, true, false, false},
    VrRow{Vr::DT, "DT", false, true, false, false}, VrRow{Vr::FD, "FD", false, true, false, false},
    VrRow{Vr::FL, "FL", false, true, false, false}, VrRow{Vr::IS, "IS", false, true, false, false},
    VrRow{Vr::LO, "LO", true, true, false, false},  VrRow{Vr::LT, "LT", true, false, false, false},
    VrRow{Vr::OB, "OB", false, false, true, true},  VrRow{Vr::OD, "OD", false, false, true, true},
    VrRow{Vr::OF, "OF", false, false, true, true},  VrRow{Vr::OL, "OL", false, false, true, true},
    VrRow{Vr::OV, "OV", false, false, true, true},  VrRow{Vr::OW, "OW", false, false, true, true},
    VrRow{Vr::PN, "PN", true, true, false, false},  VrRow{Vr::SH, "SH", true, true, false, false},
    VrRow{Vr::SL, "SL", false, true, false, false}, VrRow{Vr::SQ, "SQ", false, false, false, true},
    VrRow{Vr::SS, "SS", false, true, false, false}, VrRow{Vr::ST, "ST", true, false, false, false},
    VrRow{Vr::SV, "SV", false, true, false, true},  VrRow{Vr::TM, "TM", false, true, false, false},
    VrRow{Vr::UC, "UC", true, true, false, true},   VrRow{Vr::UI, "UI", false, true, false, false},
    VrRow{Vr::UL, "UL", false, true, false, false}, VrRow{Vr::UN, "UN", false, false, true, true},
    VrRow{Vr::UR, "UR", false, false, false, true}, VrRow{Vr::US, "US", false, true, false, false},
    VrRow{Vr::UT, "UT", true, false, false, true},  VrRow{Vr::UV, "UV", false, true, false, true},
};

constexpr bool rows_follow_the_enumeration() {
    for (std::size_t i = 0; i < kVrs.size(); ++i)
        if (static_cast<std::size_t>(kVrs[i].vr) != i) return false;
    return true;
}
static_assert(rows_follow_the_enumeration());

constexpr const VrRow& vr_row(Vr vr) noexcept { return kVrs[static_cast<std::size_t>(vr)]; }

constexpr std::array kTags{
#define MWL_TAG(keyword, group, element, vr) TagInfo{Tag{group, element}, Vr::vr, #keyword},
#include "mwl/dataset/tags.def"
#undef MWL_TAG
};

constexpr bool tags_rise() {
    for (std::size_t i = 1; i < kTags.size(); ++i)
        if (!(kTags[i - 1].tag < kTags[i].tag)) return false;
    return true;
}
static_assert(tags_rise(), "tags.def is sorted by tag and names each tag once");

}  // namespace

const char* name_of(Vr vr) noexcept { return vr_row(vr).name; }

std::optional<Vr> vr_named(std::string_view name) noexcept {
    for (const auto& row : kVrs)
        if (name == row.name) return row.vr;
    return std::nullopt;
}

bool is_text_in_charset(Vr vr) noexcept { return vr_row(vr).in_charset; }
bool is_multi_valued(Vr vr) noexcept { return vr_row(vr).multi_valued; }
bool is_plain_bytes(Vr vr) noexcept { return vr_row(vr).plain_bytes; }
bool has_long_length(Vr vr) noexcept { return vr_row(vr).long_length; }

std::string to_string(Tag tag) {
    return "(" + upper_hex(tag.group, 4) + "," + upper_hex(tag.element, 4) + ")";
}

const TagInfo* find_info(Tag tag) noexcept {
    const auto* const at = std::ranges::lower_bound(kTags, tag, {}, &TagInfo::tag);
    return at != kTags.end() && at->tag == tag ? at : nullptr;
}

const TagInfo* find_keyword(std::string_view keyword) noexcept {
    for (const auto& info : kTags)
        if (keyword == info.keyword) return &info;
    return nullptr;
}

std::string describe(Tag tag) {
    const TagInfo* const info = find_info(tag);
    return info == nullptr ? to_string(tag) : info->keyword + (' ' + to_string(tag));
}

}  // namespace mwl::dataset
