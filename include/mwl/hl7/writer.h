#pragma once
// Writes HL7 v2 messages. One thread. Values are given decoded (UTF-8) and are escaped here, once.

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "mwl/hl7/message.h"
#include "mwl/text/charset.h"

namespace mwl::hl7 {

// Escapes delimiters, line breaks (as \.br\) and other control characters except TAB (as \Xhh\) in a value.
// If no escape character is declared, they become spaces.
std::string escape(std::string_view value, const Delimiters& delimiters = {});

// A segment under construction. Setting a field beyond the end fills up with empty ones; trailing empty
// fields are not written.
class SegmentWriter {
public:
    SegmentWriter(std::string name, Delimiters delimiters)
        : name_(std::move(name)), delimiters_(delimiters) {}

    SegmentWriter& set(std::size_t field, std::string_view value);  // escaped
    SegmentWriter& set_components(std::size_t field,
                                  const std::vector<std::string>& components);  // each escaped
    // Text that is already HL7 in this message's delimiters, as received or as built; not escaped again.
    SegmentWriter& set_raw(std::size_t field, std::string_view hl7);
    std::string str() const;  // without the CR

private:
    std::string name_;
    Delimiters delimiters_;
    std::vector<std::string> fields_;
};

class MessageWriter {
public:
    explicit MessageWriter(Delimiters delimiters = {}) : delimiters_(delimiters) {}

    // The reference is valid until the next call of segment() or raw_segment(). "MSH" gets MSH-1 and MSH-2 by
    // itself: set from 3 on.
    SegmentWriter& segment(std::string_view name);
    // A segment taken over unchanged, for example a ZDS as received, in this message's delimiters.
    void raw_segment(std::string_view segment);
    const Delimiters& delimiters() const noexcept { return delimiters_; }

    std::string str() const;  // every segment ended by CR, UTF-8
    // In the receiver's character set; Problem not_encodable names segment and character. MSH-18 is the
    // caller's to set.
    Result<std::string> encoded(text::Charset charset) const;

private:
    Delimiters delimiters_;
    std::vector<std::variant<SegmentWriter, std::string>> segments_;  // being written, or taken over
};

}  // namespace mwl::hl7
