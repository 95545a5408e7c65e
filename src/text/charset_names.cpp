#include <algorithm>
#include <array>
#include <string>

#include "mwl/base/log.h"
#include "mwl/base/parts.h"
#include "mwl/text/charset.h"
#include "text/charset_table.h"

namespace mwl::text {
namespace {

// Names as people write them: without case, spaces and punctuation. "8859/1", "8859-1" and "iso_8859-1" meet
// here.
std::string bare(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c >= 'a' && c <= 'z')
            out += static_cast<char>(c - 'a' + 'A');
        else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            out += c;
    }
    return out;
}

struct Alias {
    std::string_view bare_name;
    Charset charset;
};

// Besides the names of the two standards and iconv's: names that senders were seen to write.
constexpr std::array kAliases{
    Alias{"USASCII", Charset::ascii},
    Alias{"ISOIR6", Charset::ascii},
    Alias{"ISO646", Charset::ascii},
    Alias{"LATIN1", Charset::latin1},
    Alias{"LATIN2", Charset::latin2},
    Alias{"LATIN9", Charset::latin9},
    Alias{"WINDOWS1252", Charset::windows_1252},
    Alias{"WIN1252", Charset::windows_1252},
    Alias{"UNICODE", Charset::utf8},
    Alias{"GB180302005", Charset::gb18030},
};

bool is_named(const CharsetRow& row, std::string_view bare_name) {
    return bare_name == bare(row.hl7_name) || bare_name == bare(row.iconv_name) ||
           bare_name == bare(row.dicom_term);
}

Problem unknown(std::string_view name, const std::string& taken) {
    constexpr std::size_t kLongestShown = 40;
    return {Code::wrong_charset, "",
            "character set '" + escape_for_log(name, kLongestShown) + "' is not known; taken are " + taken};
}

// The names of one column, as a list for a message.
std::string listed(std::string first, const char* CharsetRow::*column) {
    for (const auto& row : kCharsets)
        if (*(row.*column) != '\0') first += ", " + std::string(row.*column);
    return first;
}

Problem unknown_in_hl7(std::string_view name) {
    return unknown(name, listed("ASCII", &CharsetRow::hl7_name));
}
Problem unknown_in_dicom(std::string_view term) {
    return unknown(term, listed("ISO_IR 6", &CharsetRow::dicom_term));
}

}  // namespace

std::vector<Charset> charsets() {
    std::vector<Charset> all;
    for (const auto& row : kCharsets) all.push_back(row.charset);
    return all;
}

Result<NamedCharset> charset_of_hl7(std::string_view msh18) {
    const std::string_view name = trimmed(msh18);
    if (name.empty() || name == "ASCII") return NamedCharset{Charset::ascii, false};
    const std::string bare_name = bare(name);
    if (bare_name.empty()) return unknown_in_hl7(name);
    for (const auto& row : kCharsets)
        if (is_named(row, bare_name))
            return NamedCharset{row.charset, !row.in_table_0211 || name != row.hl7_name};
    for (const auto& alias : kAliases)
        if (alias.bare_name == bare_name) return NamedCharset{alias.charset, true};
    return unknown_in_hl7(name);
}

std::string_view hl7_name(Charset charset) noexcept { return row_of(charset).hl7_name; }

Result<Charset> charset_of_dicom(std::string_view term) {
    const std::string_view name = trimmed(term);
    if (name.empty() || name == "ISO_IR 6") return Charset::ascii;
    if (name == "GBK") return Charset::gb18030;  // a subset of it
    for (const auto& row : kCharsets)
        if (name == row.dicom_term) return row.charset;
    return unknown_in_dicom(name);
}

std::string_view dicom_term(Charset charset) noexcept { return row_of(charset).dicom_term; }

bool needs_decoding_before_splitting(Charset charset) noexcept {
    return row_of(charset).trail_bytes_in_ascii;
}

}  // namespace mwl::text
