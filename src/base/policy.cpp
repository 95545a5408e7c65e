#include "mwl/base/policy.h"

#include <charconv>
#include <cstdio>

#include "mwl/base/enum_names.h"
#include "mwl/base/error.h"
#include "mwl/base/parts.h"

namespace mwl::base {
namespace {

// A basic string of TOML. Characters beyond ASCII stay as they are.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (code < 0x20 || code == 0x7F) {
            std::array<char, 8> escape{};
            (void)std::snprintf(escape.data(), escape.size(), "\\u%04X", code);
            out += escape.data();
        } else
            out += c;
    }
    return out + '"';
}

std::string text_of_scalar(const Scalar& scalar) {
    if (const auto* text = std::get_if<std::string>(&scalar)) return quoted(*text);
    if (const auto* number = std::get_if<std::int64_t>(&scalar)) return std::to_string(*number);
    return std::get<bool>(scalar) ? "true" : "false";
}

// Without the spaces at its ends.
std::string item_of(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

PolicyValue list_of(std::string_view word) {
    PolicyValue list{{}, true};
    while (!word.empty()) {
        const auto comma = word.find(',');
        list.items.emplace_back(item_of(word.substr(0, comma)));
        word = comma == std::string_view::npos ? std::string_view() : word.substr(comma + 1);
    }
    return list;
}

}  // namespace

std::string text_of(const PolicyValue& value) {
    std::string text;
    for (const auto& item : value.items) append_part(text, text_of_scalar(item), ", ");
    return value.is_list ? '[' + text + ']' : text;
}

void PolicyInput::fail(const std::string& what) const { throw ConfigError(what); }

const Scalar& PolicyInput::single(const char* wanted) const {
    if (value_.is_list || value_.items.size() != 1)
        fail(std::string("one ") + wanted + " is wanted, not a list");
    return value_.items.front();
}

std::string PolicyInput::text() const {
    if (const auto* text = std::get_if<std::string>(&single("text"))) return *text;
    fail("a text in quotes is wanted");
}

std::vector<std::string> PolicyInput::texts() const {
    std::vector<std::string> found;
    for (const auto& item : value_.items) {
        const auto* text = std::get_if<std::string>(&item);
        if (text == nullptr || !value_.is_list) fail("a list of texts is wanted, for example [\"A\", \"B\"]");
        found.push_back(*text);
    }
    return found;
}

std::int64_t PolicyInput::number(std::int64_t least, std::int64_t most) const {
    const auto* number = std::get_if<std::int64_t>(&single("number"));
    if (number == nullptr || *number < least || *number > most)
        fail("a whole number from " + std::to_string(least) + " to " + std::to_string(most) + " is wanted");
    return *number;
}

bool PolicyInput::flag() const {
    if (const auto* flag = std::get_if<bool>(&single("value"))) return *flag;
    fail("true or false is wanted");
}

namespace {

constexpr auto kTakesEffectNames = enum_names<TakesEffect>({
    {TakesEffect::live, "live"},
    {TakesEffect::on_restart, "restart"},
    {TakesEffect::on_import, "import"},
});

}  // namespace

std::string_view name_of(TakesEffect effect) noexcept { return kTakesEffectNames.of(effect); }

PolicyValue policy_value_of_word(PolicyKind kind, const std::string& word) {
    if (kind == PolicyKind::texts) return list_of(word);
    if (kind == PolicyKind::flag && (word == "true" || word == "false")) return policy_value(word == "true");
    std::int64_t number = 0;
    const char* end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data(), end, number);
    if (kind == PolicyKind::number && error == std::errc{} && stop == end) return policy_value(number);
    return policy_value(word);
}

void detail::collect(PolicyFindings& findings, const std::function<void()>& read) {
    try {
        read();
    } catch (const ConfigError& error) {
        findings.errors.emplace_back(error.what());
    }
}

}  // namespace mwl::base
