#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>

#include "hl7/decoding.h"
#include "hl7/delimiters.h"
#include "hl7/lines.h"
#include "mwl/base/parts.h"
#include "mwl/hl7/message.h"

namespace mwl::hl7 {

namespace {

constexpr std::size_t kMostHeaderBytes = std::size_t{64} * 1024;  // what an answer may have to carry back

struct HeaderField {
    std::string RawHeader::*value;
    std::size_t field;
    std::size_t component;  // 0: the whole field
};
constexpr std::array kHeaderFields{
    HeaderField{&RawHeader::sending_application, 3, 0},
    HeaderField{&RawHeader::sending_facility, 4, 0},
    HeaderField{&RawHeader::receiving_application, 5, 0},
    HeaderField{&RawHeader::receiving_facility, 6, 0},
    HeaderField{&RawHeader::sent_at, 7, 0},
    HeaderField{&RawHeader::type, 9, 1},
    HeaderField{&RawHeader::trigger, 9, 2},
    HeaderField{&RawHeader::control_id, 10, 0},
    HeaderField{&RawHeader::processing_id, 11, 0},
    HeaderField{&RawHeader::version, 12, 1},
    HeaderField{&RawHeader::accept_ack, 15, 0},
    HeaderField{&RawHeader::application_ack, 16, 0},
    HeaderField{&RawHeader::charset, 18, 0},
};

// The fields of an MSH that is written in UTF-8 if `charset` is given, else in the sender's bytes.
RawHeader read_header(std::string_view msh, char separator, const Delimiters& delimiters,
                      std::optional<text::Charset> charset) {
    RawHeader header;
    header.found = true;
    header.delimiters = delimiters;
    for (const auto& [value, number, component] : kHeaderFields) {
        auto part = nth_part(msh, separator, number);
        if (part && component != 0) part = nth_part(*part, delimiters.component, component);
        if (part) header.*value = charset ? text::from_utf8_lossy(*part, *charset).bytes : std::string(*part);
    }
    return header;
}

// The set that hides delimiters in its trail bytes, if this MSH is written in one.
std::optional<text::Charset> set_to_decode(std::string_view msh, const Delimiters& delimiters) {
    const auto declared = declared_charset(msh, delimiters);
    if (!declared || !*declared || !text::needs_decoding_before_splitting((*declared)->charset))
        return std::nullopt;
    return (*declared)->charset;
}

RawHeader read_with_standard_delimiters(std::string_view msh) {
    constexpr Delimiters kStandard;
    auto header = read_header(msh, msh[3], kStandard, std::nullopt);
    for (const auto& field : kHeaderFields) std::erase(header.*field.value, kStandard.field);
    return header;
}

std::string_view find_msh(std::string_view bytes) {
    if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
    Lines lines(bytes);
    for (auto line = lines.next(); !line.empty(); line = lines.next()) {
        const bool is_msh = line.size() > 3 && line.starts_with("MSH") &&
                            std::isalnum(static_cast<unsigned char>(line[3])) == 0;
        if (is_msh) return line.substr(0, kMostHeaderBytes);
    }
    return {};
}

RawHeader header_in(std::string_view msh) {
    const auto delimiters = read_delimiters(msh);
    if (!delimiters) return read_with_standard_delimiters(msh);
    const auto charset = set_to_decode(msh, *delimiters);
    const auto utf8 = charset ? text::to_utf8(msh, *charset) : Problem{};
    if (utf8) return read_header(*utf8, delimiters->field, *delimiters, charset);
    return read_header(msh, delimiters->field, *delimiters, std::nullopt);
}

// Only the software (SFT) and the credentials (UAC) of the sender may stand between.
bool is_followed_by_msa(std::string_view from_msh) {
    Lines lines(from_msh);
    (void)lines.next();
    auto line = lines.next();
    while (line.starts_with("SFT") || line.starts_with("UAC")) line = lines.next();
    return line.size() > 3 && line.starts_with("MSA") && line[3] == from_msh[3];
}

}  // namespace

RawHeader peek_header(std::string_view bytes) {
    const auto msh = find_msh(bytes);
    if (msh.empty()) return {};
    auto header = header_in(msh);
    header.acknowledges =
        is_followed_by_msa(bytes.substr(static_cast<std::size_t>(msh.data() - bytes.data())));
    return header;
}

std::string comparable_name(std::string_view hd, char component_separator) {
    std::string out;
    std::size_t end_of_last = 0;
    while (true) {
        const auto end = hd.find(component_separator);
        for (const char c : trimmed(hd.substr(0, end)))
            out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (!out.empty() && out.back() != '^') end_of_last = out.size();
        if (end == std::string_view::npos) return out.substr(0, end_of_last);
        out += '^';
        hd.remove_prefix(end + 1);
    }
}

SenderName sender_of(const RawHeader& header) {
    const char separator = header.delimiters.component;
    return SenderName{comparable_name(header.sending_application, separator) + '|' +
                      comparable_name(header.sending_facility, separator)};
}

RawHeader header_of(const Message& message) {
    const auto& delimiters = message.delimiters();
    return read_header(message.segment("MSH").raw(), delimiters.field, delimiters, message.charset());
}

}  // namespace mwl::hl7
