#pragma once
// Text from the program's own source: a literal known at compile time, so that no foreign text can become
// markup or a path.

#include <string_view>

namespace mwl::report {

class Literal {
public:
    consteval Literal(const char* text) : text_(text) {}  // NOLINT: implicit by design
    constexpr std::string_view text() const noexcept { return text_; }

private:
    std::string_view text_;
};

// An attribute whose value is plain text to a browser. Attributes that run or fetch something do not compile:
// addresses go through Link only, scripts and styles are in files.
class AttributeName {
public:
    consteval AttributeName(const char* text) : text_(text) {  // NOLINT: implicit by design
        if (text_.starts_with("on")) throw "an event handler is no plain attribute";
        for (const std::string_view active : {"href", "src", "style", "action", "formaction", "srcdoc"})
            if (text_ == active) throw "this attribute takes no foreign text";
    }
    constexpr std::string_view text() const noexcept { return text_; }

private:
    std::string_view text_;
};

}  // namespace mwl::report
