#include "dicom/text_decoder.h"

#include <algorithm>
#include <array>

namespace mwl::dicom {
namespace {

constexpr char kEscape = '\x1b';

struct Guess {
    text::Charset charset;
    std::string_view name;
};

// The likeliest first: only text that is meant to be UTF-8 looks like it.
constexpr std::array kGuesses{
    Guess{text::Charset::utf8, "UTF-8"},
    Guess{text::Charset::latin1, "ISO 8859-1"},
    Guess{text::Charset::windows_1252, "windows-1252"},
};

bool is_plain_ascii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80 && c != kEscape; }

// "ISO 2022 IR 100\ISO 2022 IR 87" -> "ISO_IR 100": the same set, without and with code extensions.
std::string initial_term(std::string_view terms) {
    constexpr std::string_view kWithExtensions = "ISO 2022 IR ";
    const auto first = terms.substr(0, terms.find('\\'));
    if (!first.starts_with(kWithExtensions)) return std::string(first);
    return "ISO_IR " + std::string(first.substr(kWithExtensions.size()));
}

std::string ascii_of(std::string_view bytes) {
    std::string out(bytes);
    std::ranges::replace_if(
        out, [](char c) { return !is_plain_ascii(c); }, '?');
    return out;
}

}  // namespace

TextDecoder::TextDecoder(std::string_view terms) {
    if (auto charset = text::charset_of_dicom(initial_term(terms))) charset_ = *charset;
}

ReadText TextDecoder::read(std::string_view bytes) const {
    if (std::ranges::all_of(bytes, is_plain_ascii)) return {std::string(bytes), {}};
    if (bytes.find(kEscape) == std::string_view::npos) {
        if (charset_)
            if (auto declared = text::to_utf8(bytes, *charset_)) return {*std::move(declared), {}};
        for (const auto& guess : kGuesses)
            if (auto guessed = text::to_utf8(bytes, guess.charset)) return {*std::move(guessed), guess.name};
    }
    return {ascii_of(bytes), "ASCII"};
}

}  // namespace mwl::dicom
