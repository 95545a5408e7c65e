#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "hl7/dialect.h"
#include "mwl/base/hex.h"

namespace mwl::hl7 {

namespace {

constexpr std::string_view kLineBreak = "\r\n";
constexpr unsigned kMostRepeated = 99;  // of .sp and .sk: a short escape must not become a large text

std::string with_crlf(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (is_pair) ++i;
        if (text[i] == '\r' || text[i] == '\n') {
            out += kLineBreak;
        } else {
            out += text[i];
        }
    }
    return out;
}

// Formatting commands of FT (chapter 2.7.6): what each prints, as often as its number says.
struct Command {
    std::string_view name;
    std::string_view prints;
    bool is_counted;
};
constexpr std::array kCommands{
    Command{".br", kLineBreak, false}, Command{".ce", kLineBreak, false}, Command{".sp", kLineBreak, true},
    Command{".sk", " ", true},         Command{".in", "", true},          Command{".ti", "", true},
    Command{".fi", "", false},         Command{".nf", "", false},
};

// The number after a command's name: "+3", " 3", "3"; 1 if there is none.
std::optional<unsigned> count_of(std::string_view number) {
    while (!number.empty() && (number.front() == ' ' || number.front() == '+')) number.remove_prefix(1);
    if (number.empty()) return 1;
    if (number.front() == '-') number.remove_prefix(1);  // an indentation: nothing is printed
    unsigned count = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), count);
    if (error != std::errc{} || end != number.data() + number.size()) return std::nullopt;
    return std::min(count, kMostRepeated);
}

std::optional<std::string> formatted(std::string_view sequence) {
    std::string name(sequence.substr(0, 3));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto* command = std::find_if(kCommands.begin(), kCommands.end(),
                                       [&](const Command& known) { return known.name == name; });
    if (command == kCommands.end()) return std::nullopt;
    const auto number = sequence.substr(3);
    if (!command->is_counted && !number.empty()) return std::nullopt;
    const auto count = count_of(number);
    if (!count) return std::nullopt;
    std::string out;
    for (unsigned i = 0; i < *count; ++i) out += command->prints;
    return out;
}

std::string or_standard(char declared, char standard) { return {declared == '\0' ? standard : declared}; }

// The meaning of a one-letter sequence; nothing if unknown.
std::optional<std::string> lettered(char letter, const Delimiters& delimiters) {
    switch (letter) {
        case 'F':
            return std::string{delimiters.field};
        case 'S':
            return std::string{delimiters.component};
        case 'R':
            return std::string{delimiters.repetition};
        case 'E':
            return std::string{delimiters.escape};
        case 'T':
            return or_standard(delimiters.subcomponent, '&');
        case 'P':
            return or_standard(delimiters.truncation, '#');
        case 'H':
        case 'N':
            return std::string{};  // highlighting
        default:
            return std::nullopt;
    }
}

std::optional<std::string> meaning_of(std::string_view sequence, const Delimiters& delimiters) {
    if (sequence.size() == 1) return lettered(sequence.front(), delimiters);
    return formatted(sequence);
}

// Bytes of neighbouring \Xhh..\ are one text: a character of several bytes may be spread over them.
class HexRun {
public:
    void add(std::string_view bytes, std::string_view as_written) {
        bytes_ += bytes;
        written_ += as_written;
    }
    // Ends the run: what it says in UTF-8, or as it was written if its set has no such character.
    void flush_to(std::string& out, text::Charset charset) {
        if (bytes_.empty()) return;
        const auto utf8 = text::to_utf8(bytes_, charset);
        out += utf8 ? with_crlf(*utf8) : written_;
        bytes_.clear();
        written_.clear();
    }

private:
    std::string bytes_;
    std::string written_;
};

}  // namespace

std::vector<std::string> escaped_bytes(std::string_view text, char escape) {
    std::vector<std::string> runs;
    if (escape == '\0') return runs;
    bool is_neighbour = false;
    for (auto start = text.find(escape); start != text.npos; start = text.find(escape)) {
        is_neighbour = is_neighbour && start == 0;
        text.remove_prefix(start + 1);
        const auto end = text.starts_with('X') ? text.find_first_not_of("0123456789ABCDEFabcdef", 1) : 0;
        const bool is_closed = end != text.npos && end > 0 && text[end] == escape;
        const auto bytes = is_closed ? bytes_of_hex(text.substr(1, end - 1)) : std::nullopt;
        if (!bytes) {
            is_neighbour = false;
            continue;
        }
        text.remove_prefix(end + 1);
        if (is_neighbour)
            runs.back() += *bytes;
        else
            runs.push_back(*bytes);
        is_neighbour = true;
    }
    return runs;
}

std::string unescape(std::string_view value, const Dialect& dialect) {
    const char escape = dialect.delimiters.escape;
    std::string out;
    HexRun hex;
    while (!value.empty()) {
        const auto start = escape == '\0' ? std::string_view::npos : value.find(escape);
        if (start != 0) {
            hex.flush_to(out, dialect.charset);
            out += value.substr(0, start);
        }
        if (start == std::string_view::npos) break;
        value.remove_prefix(start);
        const auto end = value.find(escape, 1);
        const auto written = end == std::string_view::npos ? value.substr(0, 1) : value.substr(0, end + 1);
        const auto sequence = written.size() > 1 ? written.substr(1, end - 1) : std::string_view{};
        if (const auto bytes = sequence.starts_with('X') ? bytes_of_hex(sequence.substr(1)) : std::nullopt) {
            hex.add(*bytes, written);
            value.remove_prefix(written.size());
            continue;
        }
        hex.flush_to(out, dialect.charset);
        const auto meaning = meaning_of(sequence, dialect.delimiters);
        out += meaning ? *meaning : std::string{escape};  // unknown: the next escape character may begin one
        value.remove_prefix(meaning ? written.size() : 1);
    }
    hex.flush_to(out, dialect.charset);
    return out;
}

}  // namespace mwl::hl7
