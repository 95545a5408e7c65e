#include "mwl/gate/dataset_gate.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gate/element_header.h"
#include "mwl/gate/rules.h"

namespace mwl::gate {

namespace {

constexpr std::size_t kShownLevels = 4;  // outermost and innermost, in the path of a Problem

// Where a sequence or item ends: at a delimiter, and in any case not after `bound`.
struct Extent {
    std::size_t bound = 0;
    bool delimited = false;
};

// One open sequence. The data set itself is the first level: one item, already open.
struct Level {
    Tag tag;
    TransferSyntax syntax;  // of its items and what is in them
    Extent extent;
    bool in_item = false;
    Extent item{};
    std::size_t item_number = 0;
};

class Scan {
public:
    Scan(Bytes bytes, TransferSyntax syntax, const DatasetLimits& limits) : bytes_(bytes), limits_(limits) {
        levels_.push_back({{}, syntax, {bytes.size()}, true, {bytes.size()}, 1});
    }

    // Goes forward eight bytes or more, or closes what an earlier step opened: at most one step for each four
    // bytes.
    Result<void> run() {
        while (!done_) {
            const auto step = levels_.back().in_item ? in_item() : in_sequence();
            if (!step) return step;
        }
        return {};
    }

private:
    Result<void> in_item() {
        Level& level = levels_.back();
        if (at_ < level.item.bound) return element(level);
        if (level.item.delimited) return object(rule::kDelimiter, "item ends without its delimiter");
        level.in_item = false;
        done_ = levels_.size() == 1;
        return {};
    }

    Result<void> in_sequence() {
        Level& level = levels_.back();
        if (at_ < level.extent.bound) return item_or_end(level);
        if (level.extent.delimited) return object(rule::kDelimiter, "sequence ends without its delimiter");
        levels_.pop_back();
        return {};
    }

    Result<void> item_or_end(Level& level) {
        const auto header = read_header(bytes_.subspan(at_, level.extent.bound - at_), level.syntax);
        if (!header) return object(rule::kLength, "sequence ends within the header of an item");
        if (header->tag == kItem) return open_item(level, *header);
        if (header->tag != kSequenceDelimitation || !level.extent.delimited) {
            return object(rule::kDelimiter, "item expected in a sequence", header->tag);
        }
        if (header->length != 0) return object(rule::kDelimiter, "delimiter with a length", header->tag);
        at_ += header->size;
        levels_.pop_back();
        return {};
    }

    Result<void> open_item(Level& level, const ElementHeader& header) {
        ++level.item_number;
        const auto extent = extent_of(header, level.extent.bound);
        if (!extent) return extent.problem();
        if (auto counted = count(kItem); !counted) return counted;
        level.item = *extent;
        level.in_item = true;
        at_ += header.size;
        return {};
    }

    Result<void> element(Level& level) {
        const auto header = read_header(bytes_.subspan(at_, level.item.bound - at_), level.syntax);
        if (!header) return object(rule::kLength, "item or data set ends within the header of an element");
        if (header->kind == ElementKind::item_or_delimiter) return close_item(level, *header);
        if (header->tag.group == 0x0000 || header->tag.group == 0x0002) {
            return object(rule::kGroup, "group has no place in a data set", header->tag);
        }
        if (header->kind == ElementKind::not_a_vr) {
            return object(rule::kVr, "value representation is not two capital letters", header->tag);
        }
        if (auto counted = count(header->tag); !counted) return counted;
        const auto extent = extent_of(*header, level.item.bound);
        if (!extent) return extent.problem();
        if (holds_items(*header, *extent)) return open_sequence(level, *header, *extent);
        at_ = extent->bound;
        return {};
    }

    Result<void> close_item(Level& level, const ElementHeader& header) {
        if (header.tag != kItemDelimitation || !level.item.delimited) {
            return object(rule::kDelimiter, "item or delimiter where an element is expected", header.tag);
        }
        if (header.length != 0) return object(rule::kDelimiter, "delimiter with a length", header.tag);
        level.in_item = false;
        at_ += header.size;
        return {};
    }

    Result<void> open_sequence(const Level& parent, const ElementHeader& header, Extent extent) {
        if (levels_.size() > limits_.max_depth) {
            return object(rule::kDepth,
                          "sequences nested deeper than " + std::to_string(limits_.max_depth) + " levels",
                          header.tag);
        }
        const auto syntax = header.is_un ? TransferSyntax::implicit_little : parent.syntax;
        levels_.push_back({header.tag, syntax, extent});
        at_ += header.size;
        return {};
    }

    bool holds_items(const ElementHeader& header, Extent extent) const {
        if (header.kind == ElementKind::sequence || extent.delimited) return true;
        if (header.kind != ElementKind::untold || header.length < kItemHeaderBytes) return false;
        return tag_at(bytes_.subspan(at_ + header.size), TransferSyntax::implicit_little) == kItem;
    }

    // The extent of what follows `header`, which begins at at_, in a parent that ends at `bound`.
    Result<Extent> extent_of(const ElementHeader& header, std::size_t bound) const {
        if (header.length == kUndefinedLength) {
            const bool allowed =
                header.kind != ElementKind::plain && (header.kind != ElementKind::opaque || header.is_un);
            if (!allowed)
                return object(rule::kLength, "undefined length on a value that is not a sequence",
                              header.tag);
            return Extent{bound, true};
        }
        if (header.length % 2 != 0)
            return object(rule::kLength, "odd length " + std::to_string(header.length), header.tag);
        const std::size_t room = bound - at_ - header.size;
        if (header.length > room) {
            return object(rule::kLength,
                          "length " + std::to_string(header.length) + " where " + std::to_string(room) +
                              " bytes are left in the parent",
                          header.tag);
        }
        return Extent{at_ + header.size + header.length, false};
    }

    Result<void> count(Tag tag) {
        if (++elements_ <= limits_.max_elements) return {};
        return object(rule::kElements, "more than " + std::to_string(limits_.max_elements) + " elements",
                      tag);
    }

    Problem object(const GateRule& to, std::string_view what, std::optional<Tag> tag = {}) const {
        return {to.kind, where(tag), std::string(to.code) + " " + std::string(what)};
    }

    std::string where(std::optional<Tag> tag) const {
        std::string text;
        for (std::size_t i = 1; i < levels_.size(); ++i) {
            if (i == kShownLevels + 1 && levels_.size() > 2 * kShownLevels + 1) {
                text += "...>";
                i = levels_.size() - kShownLevels;
            }
            const auto& level = levels_[i];
            text += to_string(level.tag);
            if (level.item_number > 0) text += "[" + std::to_string(level.item_number) + "]";
            text += ">";
        }
        if (tag) text += to_string(*tag);
        if (!tag && !text.empty()) text.pop_back();
        if (!text.empty()) text += " ";
        return text + "at byte " + std::to_string(at_);
    }

    Bytes bytes_;
    DatasetLimits limits_;
    std::vector<Level> levels_;
    std::size_t at_ = 0;
    std::size_t elements_ = 0;
    bool done_ = false;
};

}  // namespace

Result<void> check_dataset(Bytes bytes, TransferSyntax syntax, const DatasetLimits& limits) {
    if (bytes.size() > limits.max_bytes) {
        return Problem{rule::kSize.kind, "at byte " + std::to_string(limits.max_bytes),
                       std::string(rule::kSize.code) + " data set larger than " +
                           std::to_string(limits.max_bytes) + " bytes"};
    }
    return Scan(bytes, syntax, limits).run();
}

}  // namespace mwl::gate
