#include "gate/command_values.h"

#include <algorithm>
#include <array>

namespace mwl::gate {

namespace {

constexpr std::size_t kUidCharacters = 64;
constexpr std::size_t kTitleCharacters = 16;
constexpr std::size_t kCommentBytes = 1024;  // LO has 64 characters, but SCPs say more

constexpr std::array<std::uint16_t, 3> kPriorities{0, 1, 2};  // medium, high, low (PS3.7 E.1)

constexpr bool is_padding(std::uint8_t byte) noexcept { return byte == 0 || byte == ' '; }
constexpr bool is_graphic(std::uint8_t byte) noexcept { return byte >= 0x20 && byte != 0x7F; }

std::optional<Oddity> oddity_of_uid(std::string_view uid) {
    if (uid.find_first_not_of("0123456789.") != std::string_view::npos) return Oddity::not_a_uid;
    std::optional<Oddity> found;
    while (!uid.empty()) {
        const auto component = uid.substr(0, uid.find('.'));
        if (component.empty()) found = Oddity::empty_component;
        if (component.size() > 1 && component.front() == '0' && !found) found = Oddity::leading_zero;
        if (component.size() == uid.size()) return found;
        uid.remove_prefix(component.size() + 1);
    }
    return Oddity::empty_component;
}

CommandElementValue uid_value(std::uint16_t element, Bytes raw) {
    CommandElementValue value{element, canonical_text(raw)};
    if (value.bytes.empty()) return value;
    value.oddity = oddity_of_uid(value.bytes);
    if (value.bytes.size() > kUidCharacters) {
        value.bytes.resize(kUidCharacters);
        value.oddity = Oddity::too_long;
    }
    return value;
}

CommandElementValue text_value(std::uint16_t element, Bytes raw, std::size_t at_most) {
    CommandElementValue value{element, canonical_text(raw)};
    if (value.bytes.size() <= at_most) return value;
    value.bytes.resize(at_most);
    value.oddity = Oddity::too_long;
    return value;
}

CommandElementValue priority_value(std::uint16_t element, Bytes raw) {
    if (raw.size() == 2) {
        const auto number = static_cast<std::uint16_t>(raw[0] | raw[1] << 8);
        if (std::find(kPriorities.begin(), kPriorities.end(), number) != kPriorities.end())
            return {element, std::string(raw.begin(), raw.end())};
    }
    return {element, std::string(2, '\0'), Oddity::unknown_priority};
}

}  // namespace

std::string canonical_text(Bytes raw) {
    while (!raw.empty() && is_padding(raw.back())) raw = raw.first(raw.size() - 1);
    while (!raw.empty() && is_padding(raw.front())) raw = raw.subspan(1);
    std::string text(raw.begin(), raw.end());
    for (char& character : text)
        if (!is_graphic(static_cast<std::uint8_t>(character))) character = '?';
    return text;
}

CommandElementValue canonical_value(const CommandElementRule& rule, Bytes raw) {
    switch (rule.kind) {
        case CommandValue::uid:
            return uid_value(rule.element, raw);
        case CommandValue::title:
            return text_value(rule.element, raw, kTitleCharacters);
        case CommandValue::text:
            return text_value(rule.element, raw, kCommentBytes);
        case CommandValue::priority:
            return priority_value(rule.element, raw);
        case CommandValue::number:
        case CommandValue::tags:
            break;
    }
    return {rule.element, std::string(raw.begin(), raw.end())};
}

}  // namespace mwl::gate
