#pragma once
// The character set that (0008,0005) names, for reading one data set or item (PS3.5 6.1.2.3). Pure.

#include <optional>
#include <string>
#include <string_view>

#include "mwl/text/charset.h"

namespace mwl::dicom {

// Text as UTF-8, and what it was taken for where the declared set did not hold it (interop.md 6: text never
// refuses a data set).
struct ReadText {
    std::string utf8;
    std::string_view guessed;  // "UTF-8", "ISO 8859-1" …; empty: read as declared
};

// Immutable value.
class TextDecoder {
public:
    // The whole value of (0008,0005), backslashes included; empty: the default repertoire. With code
    // extensions the first value counts: it is the set before any escape sequence.
    explicit TextDecoder(std::string_view terms);

    // As declared; else as UTF-8 if the bytes are that, as ISO 8859-1, as windows-1252; what even those
    // cannot be, escape sequences among it, is ASCII with '?' for the rest.
    ReadText read(std::string_view bytes) const;

private:
    std::optional<text::Charset> charset_;  // none: a set that cannot be read
};

}  // namespace mwl::dicom
