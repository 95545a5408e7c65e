#include "mwl/report/html.h"

#include <algorithm>
#include <array>

namespace mwl::report {
namespace {

struct Reference {
    char character;
    std::string_view text;
};
constexpr std::array kReferences{Reference{'&', "&amp;"}, Reference{'<', "&lt;"}, Reference{'>', "&gt;"},
                                 Reference{'"', "&quot;"}, Reference{'\'', "&#39;"}};
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_control(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7F;
}

}  // namespace

std::string escape_html(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto* const found = std::ranges::find(kReferences, c, &Reference::character);
        if (found != kReferences.end())
            out += found->text;
        else if (is_control(c))
            out += kReplacement;
        else
            out += c;
    }
    return out;
}

Html::Element Html::inside(Literal tag, Attributes attributes) {
    open(tag.text(), attributes);
    return {*this, tag.text()};
}

void Html::line(Literal tag, std::string_view foreign, Attributes attributes) {
    open(tag.text(), attributes);
    text(foreign);
    close(tag.text());
}

void Html::single(Literal tag, Attributes attributes) { open(tag.text(), attributes); }

void Html::text(std::string_view foreign) { out_ += escape_html(foreign); }

void Html::open(std::string_view tag, Attributes attributes) {
    out_ += '<';
    out_ += tag;
    for (const auto& attribute : attributes) {
        out_ += ' ';
        out_ += attribute.name;
        out_ += "=\"";
        out_ += escape_html(attribute.value);
        out_ += '"';
    }
    out_ += '>';
}

void Html::close(std::string_view tag) {
    out_ += "</";
    out_ += tag;
    out_ += ">\n";
}

}  // namespace mwl::report
