#include "gate/command_scanner.h"

#include <algorithm>
#include <bit>
#include <string>

#include "gate/element_header.h"
#include "gate/pdu_writer.h"

namespace mwl::gate {

Objection CommandScanner::accept(Bytes fragment) {
    while (!fragment.empty()) {
        if (stage_ == Stage::header && element_ && claimed_ == announced_) {
            return at_element(rule::kCommandElement, "bytes after the end that the group length says");
        }
        if (auto objection = step(fragment)) return objection;
    }
    return {};
}

Objection CommandScanner::step(Bytes& fragment) {
    if (stage_ == Stage::header) {
        return field_.take(fragment, kCommandHeaderBytes) ? element_header() : Objection{};
    }
    const auto piece = fragment.first(std::min<std::size_t>(value_left_, fragment.size()));
    if (command_element(*element_) != nullptr) value_.insert(value_.end(), piece.begin(), piece.end());
    fragment = fragment.subspan(piece.size());
    value_left_ -= static_cast<std::uint32_t>(piece.size());
    return value_left_ == 0 ? end_of_value() : Objection{};
}

Objection CommandScanner::element_header() {
    const auto group = field_.little<std::uint16_t>(kCommandHeaderBytes, 0, 2);
    const auto element = field_.little<std::uint16_t>(kCommandHeaderBytes, 2, 2);
    const auto length = field_.little<std::uint32_t>(kCommandHeaderBytes, 4, 4);
    const auto before = element_;
    element_ = element;
    if (group != 0x0000) {
        return ScanFault{&rule::kCommandElement, "element of another group in a command set",
                         to_string(Tag{group, element})};
    }
    if (!before && element != command::kGroupLength) {
        return at_element(rule::kCommandElement, "command set does not begin with its group length");
    }
    if (before && element <= *before)
        return at_element(rule::kCommandElement, "elements not in ascending order");
    if (auto objection = fits(element, length)) return objection;
    claimed_ += kCommandHeaderBytes + length;
    seen_ |= bit_of(element);
    value_left_ = length;
    value_.clear();
    stage_ = Stage::value;
    return length == 0 ? end_of_value() : Objection{};
}

Objection CommandScanner::fits(std::uint16_t element, std::uint32_t length) const {
    if (length % 2 != 0) return at_element(rule::kCommandElement, "length odd or undefined");
    const auto* const known = command_element(element);
    if (known != nullptr &&
        (length < known->min_length || length > known->max_length || length % known->multiple_of != 0)) {
        return at_element(rule::kCommandElement, "length does not fit the element");
    }
    const std::uint32_t end = element_ == command::kGroupLength ? kGroupLengthElementBytes : announced_;
    if (length > end || claimed_ + kCommandHeaderBytes > end - length) {
        return at_element(rule::kCommandElement, "element ends after the group length says");
    }
    return {};
}

Objection CommandScanner::end_of_value() {
    stage_ = Stage::header;
    const auto* const rule = command_element(*element_);
    if (rule == nullptr) return {};
    if (auto objection = number()) return objection;
    auto value = canonical_value(*rule, value_);
    if (value.oddity) remark_on(*element_, *value.oddity);
    values_.push_back(std::move(value));
    return {};
}

// The numbers that decide what may follow are read as soon as they have arrived.
Objection CommandScanner::number() {
    Bytes bytes = value_;
    switch (*element_) {
        case command::kGroupLength: {
            (void)field_.take(bytes, 4);
            const auto length = field_.little<std::uint32_t>(4, 0, 4);
            if (length > max_bytes_ - kGroupLengthElementBytes) {
                return at_element(rule::kCommandSize,
                                  "group length announces a command set that is too large");
            }
            announced_ = length + kGroupLengthElementBytes;
            return {};
        }
        case command::kCommandField:
            (void)field_.take(bytes, 2);
            command_field_ = field_.little<std::uint16_t>(2, 0, 2);
            return field_is_taken();
        case command::kDataSetType:
            (void)field_.take(bytes, 2);
            data_set_type_ = field_.little<std::uint16_t>(2, 0, 2);
            return {};
        default:
            return {};
    }
}

Objection CommandScanner::field_is_taken() const {
    const bool is_response = (command_field_ & kResponseBit) != 0;
    const auto request = static_cast<std::uint16_t>(command_field_ & ~kResponseBit);
    if (request_rule(request) == nullptr || (is_response && request == kCancelRequest)) {
        return at_element(rule::kCommandField, "unknown command");
    }
    if (role_ == Role::acceptor && is_response) {
        return at_element(rule::kCommandField, "response sent to the SCP");
    }
    if (role_ == Role::requestor && !is_response && request != kEventReportRequest) {
        return at_element(rule::kCommandField, "request sent to the SCU");
    }
    return {};
}

DataSetUse CommandScanner::data_set_use() const noexcept {
    const auto* const request = request_rule(command_field_);
    return request == nullptr ? DataSetUse::either : request->data_set;
}

Objection CommandScanner::finish() {
    if (claimed_ != announced_ || stage_ != Stage::header || claimed_ == 0) {
        return ScanFault{&rule::kCommandElement, "command set shorter than its group length", "(0000,0000)"};
    }
    if (auto objection = all_present()) return objection;
    complete();
    return {};
}

Objection CommandScanner::all_present() const {
    const bool is_response = (command_field_ & kResponseBit) != 0;
    const auto* const request = request_rule(command_field_);
    const CommandElementMask needs =
        kAlwaysNeeded | (is_response || request == nullptr ? kResponseNeeds : request->needs);
    const CommandElementMask lacking = needs & ~seen_;
    if (lacking == 0) return {};
    const auto first = static_cast<std::size_t>(std::countr_zero(lacking));
    return ScanFault{&rule::kCommandContent, "element required by the message is missing",
                     to_string(Tag{0x0000, kCommandElements[first].element})};
}

// Fills in what the message needs and the peer sent without a value, or left out where the value is obvious.
void CommandScanner::complete() {
    const auto* const request = request_rule(command_field_);
    const CommandElementMask needs = request == nullptr ? 0 : request->needs;
    for (auto& value : values_) {
        const auto* const rule = command_element(value.element);
        if (rule->kind != CommandValue::uid || !value.bytes.empty() || (needs & bit_of(value.element)) == 0)
            continue;
        value.bytes = kStandInUid;
        remark_on(value.element, Oddity::not_a_uid);
    }
    if (request != nullptr && request->has_priority && (seen_ & bit_of(command::kPriority)) == 0) {
        put_in_place(canonical_value(*command_element(command::kPriority), {}));
        remark_on(command::kPriority, Oddity::unknown_priority);
    }
    const auto use = data_set_use();
    if (use == DataSetUse::always && !has_data_set())
        remark_on(command::kDataSetType, Oddity::missing_data_set);
    if (use == DataSetUse::never && has_data_set())
        remark_on(command::kDataSetType, Oddity::needless_data_set);
    const bool is_followed = use == DataSetUse::always || (use == DataSetUse::either && has_data_set());
    const auto type = is_followed ? kSomeDataSet : kNoDataSet;
    put_in_place({command::kDataSetType, {static_cast<char>(type & 0xFF), static_cast<char>(type >> 8)}});
}

void CommandScanner::put_in_place(CommandElementValue value) {
    const auto at = std::lower_bound(
        values_.begin(), values_.end(), value.element,
        [](const CommandElementValue& each, std::uint16_t element) { return each.element < element; });
    if (at != values_.end() && at->element == value.element)
        *at = std::move(value);
    else
        values_.insert(at, std::move(value));
}

void CommandScanner::write_command(PduBytes& out) const {
    const auto begin = out.size();
    out.resize(begin + kGroupLengthElementBytes);
    out[begin + 4] = 4;  // the length of the group length
    for (const auto& value : values_) {
        const auto kind = command_element(value.element)->kind;
        const bool is_optional_uid = kind == CommandValue::uid && value.bytes.empty();
        if (value.element == command::kGroupLength || is_optional_uid) continue;
        const auto padding = static_cast<std::uint32_t>(value.bytes.size() % 2);
        put_little(out, std::uint32_t{value.element} << 16, 4);
        put_little(out, static_cast<std::uint32_t>(value.bytes.size()) + padding, 4);
        put_text(out, value.bytes);
        if (padding != 0) out.push_back(kind == CommandValue::uid ? 0 : ' ');
    }
    const auto length = out.size() - begin - kGroupLengthElementBytes;
    for (std::size_t i = 0; i < 4; ++i)
        out[begin + kCommandHeaderBytes + i] = static_cast<std::uint8_t>(length >> 8 * i);
}

Objection CommandScanner::at_element(const GateRule& rule, const char* what) const {
    return ScanFault{&rule, what, to_string(Tag{0x0000, *element_})};
}

}  // namespace mwl::gate
