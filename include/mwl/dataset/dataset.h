#pragma once
// A DICOM data set as plain values: what the gates and DCMTK let through. All text is decoded to UTF-8; a
// value has no padding. Copyable; use it from one thread at a time. The gate has bounded its nesting (64).

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/parts.h"
#include "mwl/dataset/tag.h"

namespace mwl::dataset {

class Dataset;

// One data element: text values, or sequence items. Numbers (US, UL, …) are kept as decimal text; OB, OW and
// UN as bytes.
struct Element {
    Vr vr = Vr::UN;
    std::vector<std::string> values;  // empty: zero length
    std::vector<Dataset> items;       // SQ only

    bool empty() const noexcept;  // no value, only empty values, or no items
    friend bool operator==(const Element&, const Element&) = default;
};

class Dataset {
public:
    using Elements = std::map<Tag, Element>;

    const Elements& elements() const noexcept { return elements_; }
    bool empty() const noexcept { return elements_.empty(); }
    bool has(Tag tag) const noexcept { return elements_.contains(tag); }
    const Element* find(Tag tag) const noexcept;

    // The first value; "" if the element is absent or empty.
    const std::string& value(Tag tag) const noexcept;
    // All values joined by a backslash.
    std::string joined(Tag tag) const;
    // The items of a sequence; none if absent.
    const std::vector<Dataset>& items(Tag tag) const noexcept;

    // VR from the dictionary of tag.h (UN if unknown). `set` with "" leaves a zero-length element.
    Dataset& set(Tag tag, std::string value);
    Dataset& set_values(Tag tag, std::vector<std::string> values);
    Dataset& set_items(Tag tag, std::vector<Dataset> items);
    Dataset& set_element(Tag tag, Element element);
    Dataset& set_empty(Tag tag);
    void erase(Tag tag) { elements_.erase(tag); }

    friend bool operator==(const Dataset&, const Dataset&) = default;

private:
    Elements elements_;
};

// One line per element, indented by depth, keyword at the end, values bounded: for people and golden files.
std::string dump(const Dataset& dataset);

}  // namespace mwl::dataset
