#include "hl7/decoding.h"

#include <algorithm>
#include <array>
#include <map>

#include "hl7/delimiters.h"
#include "hl7/dialect.h"
#include "hl7/lines.h"
#include "hl7/segment_name.h"

namespace mwl::hl7 {

namespace {

constexpr std::size_t kCharsetField = 18;

bool has_8_bit(std::string_view bytes) noexcept {
    return std::any_of(bytes.begin(), bytes.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// ISO 2022 switches sets within text by ESC $, ESC ( and ESC ). None of the supported sets does: read in one
// of them, what follows would become other letters (ISO IR87 as ASCII).
bool has_code_extension(std::string_view bytes) noexcept {
    constexpr std::array<std::string_view, 3> kSwitches{"\x1b$", "\x1b(", "\x1b)"};
    return std::any_of(kSwitches.begin(), kSwitches.end(),
                       [&](std::string_view by) { return bytes.find(by) != bytes.npos; });
}

std::string_view charset_name_in(std::string_view msh, const Delimiters& delimiters) {
    const auto field = nth_part(msh, delimiters.field, kCharsetField).value_or(std::string_view{});
    return *nth_part(field, delimiters.repetition, 1);
}

Problem unusable_charset(std::string what) { return {Code::wrong_charset, "MSH[1]-18", std::move(what)}; }

// Place of the first line that `is_wrong`: "PID[1]", or "segment 3" if it has no name.
template <typename Predicate>
std::string place_of_first(std::string_view bytes, Predicate is_wrong) {
    std::map<std::string_view, int> seen;
    Lines lines(bytes);
    int ordinal = 1;
    for (auto line = lines.next(); !line.empty(); line = lines.next(), ++ordinal) {
        const auto name = line.substr(0, kSegmentNameLength);
        const int index = ++seen[name];
        if (!is_wrong(line)) continue;
        if (!is_segment_name(name)) return "segment " + std::to_string(ordinal);
        return to_string(Location{std::string(name), index});
    }
    return {};
}

std::string place_that_contradicts(std::string_view bytes, text::Charset charset) {
    return place_of_first(bytes, [&](std::string_view line) { return !text::to_utf8(line, charset).ok(); });
}

// Everything in one set. Never a replacement character.
Result<std::string> decode_in(std::string_view bytes, text::Charset charset) {
    auto utf8 = text::to_utf8(bytes, charset);
    if (utf8) return utf8;
    return Problem{Code::wrong_charset, place_that_contradicts(bytes, charset), utf8.problem().what};
}

std::string names_of(const std::vector<text::Charset>& charsets) {
    std::string names;
    for (const auto charset : charsets) {
        const auto name = text::hl7_name(charset);
        (names += names.empty() ? "" : ", ") += name.empty() ? "ASCII" : name;
    }
    return names;
}

// In the first set that bytes and \Xhh..\ escapes fit, else in the first that the bytes fit.
Result<Decoded> decode_undeclared(std::string_view bytes, char escape,
                                  const std::vector<text::Charset>& charsets) {
    const auto escaped = escaped_bytes(bytes, escape);
    const bool is_beyond_ascii = has_8_bit(bytes) || std::any_of(escaped.begin(), escaped.end(), has_8_bit);
    std::optional<Decoded> fitting;
    for (const auto charset : charsets) {
        auto utf8 = text::to_utf8(bytes, charset);
        if (!utf8) continue;
        const bool is_better = std::all_of(escaped.begin(), escaped.end(), [&](const std::string& text) {
            return text::to_utf8(text, charset).ok();
        });
        if (is_better || !fitting) fitting = Decoded{*std::move(utf8), Reading{charset, is_beyond_ascii}};
        if (is_better) break;
    }
    if (fitting) return *std::move(fitting);
    const auto last = charsets.empty() ? text::Charset::ascii : charsets.back();
    return Problem{Code::wrong_charset, place_that_contradicts(bytes, last),
                   "MSH-18 names no character set, and these bytes fit none of the sender's (" +
                       names_of(charsets) + ")"};
}

struct Declared {
    std::optional<text::NamedCharset> set;
    bool is_by_sender = false;
};

Result<Declared> declared_in(std::string_view msh, const Delimiters& delimiters, const CharsetNames& names) {
    if (const auto charset = charset_by_sender(msh, delimiters, names); charset)
        return Declared{text::NamedCharset{*charset, false}, true};
    auto set = declared_charset(msh, delimiters);
    if (!set) return set.problem();
    return Declared{*set};
}

Result<Decoded> decode_as_declared(std::string_view bytes, std::string_view msh, const Delimiters& delimiters,
                                   const ParseOptions& options, bool has_mark) {
    const auto found = declared_in(msh, delimiters, options.read_declared);
    if (!found) return found.problem();
    const auto& declared = found->set;
    if (has_mark && declared && declared->charset != text::Charset::utf8 && has_8_bit(bytes)) {
        return unusable_charset(
            "the message begins with UTF-8's byte order mark and declares another character set");
    }
    if (has_code_extension(bytes)) {
        return Problem{
            Code::wrong_charset, place_of_first(bytes, has_code_extension),
            "the text switches character sets by ISO 2022 escape sequences, which are not supported: "
            "send UNICODE UTF-8"};
    }
    if (!declared)
        return decode_undeclared(bytes, delimiters.escape,
                                 has_mark ? std::vector{text::Charset::utf8} : options.charsets);
    auto utf8 = decode_in(bytes, declared->charset);
    if (!utf8) return utf8.problem();
    return Decoded{*std::move(utf8),
                   Reading{declared->charset, false, declared->is_alias, false, found->is_by_sender}};
}

}  // namespace

Result<std::optional<text::NamedCharset>> declared_charset(std::string_view msh,
                                                           const Delimiters& delimiters) {
    const auto name = charset_name_in(msh, delimiters);
    const auto as_it_stands = text::charset_of_hl7(name);
    if (!name.empty() && as_it_stands) return std::optional{*as_it_stands};
    // In these sets a trail byte can equal a delimiter, also before MSH-18: then only MSH read in the set
    // itself tells that it is written in it.
    for (const auto charset : {text::Charset::gb18030, text::Charset::big5}) {
        const auto utf8 = has_8_bit(msh) ? text::to_utf8(msh, charset) : std::string{};
        if (!utf8) continue;
        const auto named = text::charset_of_hl7(charset_name_in(*utf8, delimiters));
        if (named && named->charset == charset) return std::optional{*named};
    }
    if (name.empty()) return std::optional<text::NamedCharset>{};
    return unusable_charset(as_it_stands.problem().what);
}

std::optional<text::Charset> charset_by_sender(std::string_view msh, const Delimiters& delimiters,
                                               const CharsetNames& names) {
    const auto found = names.find(trimmed(charset_name_in(msh, delimiters)));
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

bool is_utf16_or_utf32(std::string_view bytes) noexcept {
    constexpr std::array<std::string_view, 2> kMarks{"\xFF\xFE", "\xFE\xFF"};
    if (std::any_of(kMarks.begin(), kMarks.end(),
                    [&](std::string_view mark) { return bytes.starts_with(mark); })) {
        return true;
    }
    // "M" and "S" with the zero bytes of a wider unit between them, in either order.
    const auto first = bytes.substr(0, 8);
    const auto m = first.find('M');
    const auto s = first.find('S');
    return m != first.npos && s != first.npos && s > m + 1 &&
           first.substr(m + 1, s - m - 1).find_first_not_of('\0') == first.npos;
}

Result<Decoded> decode(std::string_view bytes, std::string_view msh, const Delimiters& delimiters,
                       const ParseOptions& options) {
    const bool has_mark = bytes.starts_with(kByteOrderMark);
    if (has_mark) bytes.remove_prefix(kByteOrderMark.size());
    auto declared = decode_as_declared(bytes, msh, delimiters, options, has_mark);
    if (declared || !options.substitute_charset) return declared;
    auto substitute = decode_in(bytes, *options.substitute_charset);
    if (!substitute) return substitute.problem();
    return Decoded{*std::move(substitute), Reading{*options.substitute_charset, false, false, true}};
}

}  // namespace mwl::hl7
