#include "gate/command_scanner.h"

#include <bit>
#include <string>

#include "gate/element_header.h"

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
    switch (stage_) {
        case Stage::header:
            return field_.take(fragment, kCommandHeaderBytes) ? element_header() : Objection{};
        case Stage::number:
            return field_.take(fragment, value_left_) ? number() : Objection{};
        case Stage::bytes:
            skip(fragment, value_left_);
            if (value_left_ == 0) stage_ = Stage::header;
            return {};
    }
    return {};
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
    const bool is_read = element == command::kGroupLength || element == command::kCommandField ||
                         element == command::kDataSetType;
    stage_ = is_read ? Stage::number : length == 0 ? Stage::header : Stage::bytes;
    return {};
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

Objection CommandScanner::number() {
    stage_ = Stage::header;
    switch (*element_) {
        case command::kGroupLength: {
            const auto length = field_.little<std::uint32_t>(4, 0, 4);
            if (length > max_bytes_ - kGroupLengthElementBytes) {
                return at_element(rule::kCommandSize,
                                  "group length announces a command set that is too large");
            }
            announced_ = length + kGroupLengthElementBytes;
            return {};
        }
        case command::kCommandField:
            command_field_ = field_.little<std::uint16_t>(2, 0, 2);
            return field_is_taken();
        default:
            data_set_type_ = field_.little<std::uint16_t>(2, 0, 2);
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

Objection CommandScanner::finish() const {
    if (claimed_ != announced_ || stage_ != Stage::header || claimed_ == 0) {
        return ScanFault{&rule::kCommandElement, "command set shorter than its group length", "(0000,0000)"};
    }
    const bool is_response = (command_field_ & kResponseBit) != 0;
    const auto* const request = request_rule(command_field_);
    const CommandElementMask needs =
        kAlwaysNeeded | (is_response || request == nullptr ? kResponseNeeds : request->needs);
    if (const CommandElementMask lacking = needs & ~seen_; lacking != 0) {
        const auto first = static_cast<std::size_t>(std::countr_zero(lacking));
        return ScanFault{&rule::kCommandContent, "element required by the message is missing",
                         to_string(Tag{0x0000, kCommandElements[first].element})};
    }
    if (request == nullptr || request->data_set == DataSetUse::either) return {};
    if (has_data_set() == (request->data_set == DataSetUse::always)) return {};
    return ScanFault{
        &rule::kCommandContent,
        std::string(request->name) + (has_data_set() ? " announces a data set that it cannot have"
                                                     : " announces no data set and needs one"),
        to_string(Tag{0x0000, command::kDataSetType})};
}

Objection CommandScanner::at_element(const PduRule& rule, const char* what) const {
    return ScanFault{&rule, what, to_string(Tag{0x0000, *element_})};
}

}  // namespace mwl::gate
