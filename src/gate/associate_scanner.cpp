#include "gate/associate_scanner.h"

#include <algorithm>
#include <string>

#include "gate/command_values.h"
#include "mwl/base/hex.h"
#include "mwl/gate/transfer_syntax.h"

namespace mwl::gate {

namespace {

constexpr std::uint32_t kItemHeader = 4;
constexpr std::uint32_t kContextHeader = 4;
constexpr std::uint32_t kTextLength = 2;
constexpr std::size_t kMaxContexts = 128;  // one for each odd id

std::string hex(std::uint8_t type) { return "0x" + upper_hex(type, 2); }

std::uint32_t bytes_needed(char part) {
    switch (part) {
        case 'c':
            return kContextHeader;
        case 's':
            return kTextLength;
        case '1':
            return 1;
        default:
            return 0;
    }
}

// Of the body (PS3.8 table 9-11).
constexpr std::size_t kCalledAt = 4;
constexpr std::size_t kCallingAt = 20;
constexpr std::size_t kLargestKept = 2 + kUid + 2;  // a role selection; more than the fixed fields
static_assert(kLargestKept >= kAssociateFixedBytes);

// Devices pad with NUL instead of spaces, and leave old bytes after it.
std::string title_in(Bytes field) {
    return canonical_text(
        field.first(static_cast<std::size_t>(std::find(field.begin(), field.end(), 0) - field.begin())));
}

// DCMTK ignores a context with more than 50 transfer syntaxes (DICOM_MAXTRANSFERSYNTAXES). Beyond that, those
// that the broker does not read are left out.
constexpr std::size_t kMostSyntaxes = 50;

void add_syntax(std::vector<std::string>& syntaxes, std::string name) {
    const bool is_there = std::find(syntaxes.begin(), syntaxes.end(), name) != syntaxes.end();
    const std::size_t room =
        transfer_syntax_of(name) ? kMostSyntaxes : kMostSyntaxes - kTransferSyntaxUids.size();
    if (!is_there && syntaxes.size() < room) syntaxes.push_back(std::move(name));
}

std::string name_in(Bytes value) {
    auto name = canonical_text(value);
    return name.empty() ? std::string(kStandInUid) : name;
}

}  // namespace

AssociateScanner::AssociateScanner(PduType pdu, std::uint32_t body_bytes, const PduLimits& limits)
    : pdu_(pdu), limits_(limits) {
    frames_[0].left = body_bytes - kAssociateFixedBytes;
}

Objection AssociateScanner::accept(Bytes body) {
    while (!body.empty()) {
        if (auto objection = step(body)) return objection;
    }
    return {};
}

Objection AssociateScanner::step(Bytes& body) {
    const Bytes before = body;
    const auto taken = [&] { return before.first(before.size() - body.size()); };
    switch (stage_) {
        case Stage::fixed:
            skip(body, skipping_);
            keep(taken());
            return skipping_ == 0 ? fixed_fields() : Objection{};
        case Stage::header:
            return field_.take(body, kItemHeader) ? item_header() : Objection{};
        case Stage::context:
            return field_.take(body, kContextHeader) ? context_header() : Objection{};
        case Stage::text_length: {
            const bool is_whole = field_.take(body, kTextLength);
            keep(taken());
            return is_whole ? text_length() : Objection{};
        }
        case Stage::bytes:
            skip(body, skipping_);
            keep(taken());
            return skipping_ == 0 ? next_part() : Objection{};
    }
    return {};
}

// Nothing longer than a role selection with a UID is written again.
void AssociateScanner::keep(Bytes taken) {
    const auto room = std::min(taken.size(), kLargestKept - std::min(kLargestKept, value_.size()));
    value_.insert(value_.end(), taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(room));
}

Objection AssociateScanner::fixed_fields() {
    const Bytes fixed = value_;
    said_.protocol_version = static_cast<std::uint16_t>(fixed[0] << 8 | fixed[1]);
    said_.titles = {title_in(fixed.subspan(kCalledAt, kTitleBytes)),
                    title_in(fixed.subspan(kCallingAt, kTitleBytes))};
    return next_item();
}

Objection AssociateScanner::item_header() {
    Frame& frame = frames_[open_ - 1];
    const auto type = field_.big<std::uint8_t>(kItemHeader, 0, 1);
    const auto length = field_.big<std::uint32_t>(kItemHeader, 2, 2);
    item_ = item_rule(pdu_, frame.type, type);
    if (item_ == nullptr) return fault(rule::kUnexpectedItem, "item " + hex(type) + " has no place here");
    frame.left -= kItemHeader;
    if (length > frame.left) {
        return fault(rule::kAssociate, "item " + hex(type) + " claims " + std::to_string(length) +
                                           " bytes where " + std::to_string(frame.left) + " are left");
    }
    frame.left -= length;
    if (length < item_->min_length || length > item_->max_length) {
        return fault(rule::kAssociate,
                     "item " + hex(type) + " cannot be " + std::to_string(length) + " bytes long");
    }
    if (frame.type == kUserInformation) ++user_items_;
    if (auto objection = within_limits(frame, *item_, ++frame.seen[type])) return objection;
    item_left_ = length;
    parts_ = item_->parts;
    value_.clear();
    return next_part();
}

Objection AssociateScanner::within_limits(const Frame& frame, const ItemRule& rule, std::size_t times) const {
    if (rule.at_most != 0 && times > rule.at_most) {
        return fault(rule::kAssociate, "item " + hex(rule.type) + " given twice");
    }
    if (frame.type == kPduBody && rule.at_most == 0 && times > kMaxContexts) {
        return fault(rule::kTooManyItems, "more than 128 presentation contexts");
    }
    if (rule.type == kTransferSyntaxItem && times > limits_.max_transfer_syntaxes) {
        return fault(rule::kTooManyItems, "too many transfer syntaxes in a presentation context");
    }
    if (user_items_ > limits_.max_user_items) return fault(rule::kTooManyItems, "too many user items");
    return {};
}

Objection AssociateScanner::context_header() {
    const auto id = field_.big<std::uint8_t>(kContextHeader, 0, 1);
    const auto result = field_.big<std::uint8_t>(kContextHeader, 2, 1);
    if (id % 2 == 0)
        return fault(rule::kContextId, "presentation context id " + std::to_string(id) + " is even");
    if (ids_[id])
        return fault(rule::kContextId, "presentation context id " + std::to_string(id) + " given twice");
    ids_.set(id);
    contexts_.set(id, pdu_ == PduType::associate_request || result == 0);
    said_.contexts.push_back({id, pdu_ == PduType::associate_request ? std::uint8_t{0} : result, {}, {}});
    item_left_ -= kContextHeader;
    return next_part();
}

Objection AssociateScanner::text_length() {
    skipping_ = static_cast<std::uint32_t>(field_.value());
    item_left_ -= kTextLength;
    if (skipping_ > item_left_)
        return fault(rule::kAssociate, "length in item " + hex(item_->type) + " lies");
    item_left_ -= skipping_;
    stage_ = Stage::bytes;
    return skipping_ == 0 ? next_part() : Objection{};
}

// Parts of no bytes are passed here, so that an item is judged when its last byte comes.
Objection AssociateScanner::next_part() {
    while (!parts_.empty()) {
        const char part = parts_.front();
        parts_.remove_prefix(1);
        if (part == 'i') {
            frames_[open_++] = Frame{item_->type, item_left_};
            return next_item();
        }
        const std::uint32_t needs = bytes_needed(part);
        if (needs > item_left_) return fault(rule::kAssociate, "item " + hex(item_->type) + " is too short");
        if (part == 'c' || part == 's') {
            stage_ = part == 'c' ? Stage::context : Stage::text_length;
            return {};
        }
        skipping_ = part == '*' ? item_left_ : needs;
        item_left_ -= skipping_;
        stage_ = Stage::bytes;
        if (skipping_ != 0) return {};
    }
    if (item_left_ != 0)
        return fault(rule::kAssociate, "item " + hex(item_->type) + " is longer than what is in it");
    end_of_item();
    return next_item();
}

void AssociateScanner::end_of_item() {
    switch (item_->type) {
        case kApplicationContext:
            said_.application_context = name_in(value_);
            break;
        case kAbstractSyntax:
            said_.contexts.back().abstract_syntax = name_in(value_);
            break;
        case kTransferSyntaxItem:
            add_syntax(said_.contexts.back().transfer_syntaxes, name_in(value_));
            break;
        case kMaximumLength:
            for (const std::uint8_t byte : value_) said_.max_length = said_.max_length << 8 | byte;
            break;
        case kImplementationClass:
            said_.implementation_class = canonical_text(value_);
            break;
        case kRoleSelection:
            end_of_role();
            break;
        case kImplementationVersion:
            said_.implementation_version = canonical_text(value_);
            break;
        default:
            break;
    }
}

void AssociateScanner::end_of_role() {
    const Bytes value = value_;
    const auto length = static_cast<std::size_t>(value[0] << 8 | value[1]);
    if (length > kUid) return;  // the name of no SOP class
    auto name = name_in(value.subspan(kTextLength, length));
    const auto is_same = [&](const AssociateRole& role) { return role.sop_class == name; };
    if (std::any_of(said_.roles.begin(), said_.roles.end(), is_same)) return;
    const auto flags = value.subspan(kTextLength + length, 2);
    const AssociateRole role{std::move(name), flags[0] == 1, flags[1] == 1};
    if (role.is_scu || role.is_scp) said_.roles.push_back(role);
}

Objection AssociateScanner::next_item() {
    while (open_ > 0 && frames_[open_ - 1].left == 0) {
        if (auto objection = close_frame()) return objection;
        --open_;
    }
    if (open_ > 0 && frames_[open_ - 1].left < kItemHeader) {
        return fault(rule::kAssociate, "bytes are left over that are not an item");
    }
    stage_ = Stage::header;
    return {};
}

Objection AssociateScanner::close_frame() {
    const auto& seen = frames_[open_ - 1].seen;
    switch (frames_[open_ - 1].type) {
        case kProposedContext:
            if (!seen.contains(kAbstractSyntax)) return missing("abstract syntax");
            if (!seen.contains(kTransferSyntaxItem)) return missing("transfer syntax");
            return {};
        case kUserInformation:
            if (!seen.contains(kMaximumLength)) return missing("maximum length");
            return {};
        case kPduBody:
            if (!seen.contains(kApplicationContext)) return missing("application context");
            if (ids_.none()) return missing("presentation context");
            if (!seen.contains(kUserInformation)) return missing("user information");
            return {};
        default:
            return {};
    }
}

Objection AssociateScanner::missing(std::string_view what) const {
    return fault(rule::kAssociate, std::string(what) + " missing");
}

}  // namespace mwl::gate
