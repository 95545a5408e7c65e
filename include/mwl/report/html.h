#pragma once
// HTML that can only be built escaped: element and attribute names are literals, everything else is text.
// There is no way to append markup from a string (faults.md J1). One thread.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "mwl/report/link.h"
#include "mwl/report/literal.h"

namespace mwl::report {

struct Attribute {
    Attribute(AttributeName attribute, std::string_view text) : name(attribute.text()), value(text) {}
    // The only way to set an address.
    static Attribute href(const Link& to) { return Attribute("href", to.str(), 0); }

    std::string_view name;
    std::string value;

private:
    Attribute(std::string_view attribute, std::string_view text, int) : name(attribute), value(text) {}
};
using Attributes = std::initializer_list<Attribute>;

// & < > " ' as references; control characters but tab and line feed as U+FFFD.
std::string escape_html(std::string_view text);

class Html {
public:
    // An open element; its end tag is written when this object dies. It must die before the Html, and after
    // every element that was opened inside it.
    class [[nodiscard]] Element {
    public:
        ~Element() { owner_.close(tag_); }
        Element(const Element&) = delete;
        Element& operator=(const Element&) = delete;

    private:
        friend class Html;
        Element(Html& owner, std::string_view tag) : owner_(owner), tag_(tag) {}
        Html& owner_;
        std::string_view tag_;
    };

    Element inside(Literal tag, Attributes attributes = {});
    // A whole element that holds text only.
    void line(Literal tag, std::string_view text, Attributes attributes = {});
    // An element that has no end tag: meta, link.
    void single(Literal tag, Attributes attributes);
    void text(std::string_view foreign);
    void append(const Html& other) { out_ += other.out_; }

    const std::string& str() const noexcept { return out_; }

private:
    void open(std::string_view tag, Attributes attributes);
    void close(std::string_view tag);

    std::string out_;
};

}  // namespace mwl::report
