#pragma once
// What this program knows of each character set. One row each, in the order of the enumeration.

#include <array>

#include "mwl/text/charset.h"

namespace mwl::text {

struct CharsetRow {
    Charset charset;
    const char* iconv_name;
    const char* hl7_name;    // HL7 table 0211, or the name in use where the table has none
    const char* dicom_term;  // PS3.3 C.12.1.1.2; empty where DICOM has none
    bool in_table_0211;
    bool is_iso_8859;           // its bytes 80 to 9F are controls that no text holds
    bool trail_bytes_in_ascii;  // a second byte can equal | ^ ~ \ &
};

inline constexpr std::array kCharsets{
    CharsetRow{Charset::ascii, "ASCII", "", "", true, false, false},
    CharsetRow{Charset::latin1, "ISO-8859-1", "8859/1", "ISO_IR 100", true, true, false},
    CharsetRow{Charset::latin2, "ISO-8859-2", "8859/2", "ISO_IR 101", true, true, false},
    CharsetRow{Charset::latin3, "ISO-8859-3", "8859/3", "ISO_IR 109", true, true, false},
    CharsetRow{Charset::latin4, "ISO-8859-4", "8859/4", "ISO_IR 110", true, true, false},
    CharsetRow{Charset::cyrillic, "ISO-8859-5", "8859/5", "ISO_IR 144", true, true, false},
    CharsetRow{Charset::arabic, "ISO-8859-6", "8859/6", "ISO_IR 127", true, true, false},
    CharsetRow{Charset::greek, "ISO-8859-7", "8859/7", "ISO_IR 126", true, true, false},
    CharsetRow{Charset::hebrew, "ISO-8859-8", "8859/8", "ISO_IR 138", true, true, false},
    CharsetRow{Charset::latin5, "ISO-8859-9", "8859/9", "ISO_IR 148", true, true, false},
    CharsetRow{Charset::latin9, "ISO-8859-15", "8859/15", "ISO_IR 203", true, true, false},
    CharsetRow{Charset::windows_1252, "CP1252", "WINDOWS-1252", "", false, false, false},
    CharsetRow{Charset::utf8, "UTF-8", "UNICODE UTF-8", "ISO_IR 192", true, false, false},
    CharsetRow{Charset::gb18030, "GB18030", "GB 18030-2000", "GB18030", true, false, true},
    CharsetRow{Charset::big5, "BIG5", "BIG-5", "", true, false, true},
};

constexpr bool charset_rows_follow_the_enumeration() {
    for (std::size_t i = 0; i < kCharsets.size(); ++i)
        if (static_cast<std::size_t>(kCharsets[i].charset) != i) return false;
    return true;
}
static_assert(charset_rows_follow_the_enumeration());

constexpr const CharsetRow& row_of(Charset charset) noexcept {
    return kCharsets[static_cast<std::size_t>(charset)];
}

}  // namespace mwl::text
