#include "text/transliterate.h"

#include <array>

#include "text/unicode.h"

namespace mwl::text {
namespace {

struct Plain {
    std::string_view character;
    std::string_view letters;
};

// Letters and signs that Unicode does not decompose.
constexpr std::array kPlain{
    Plain{"ß", "ss"}, Plain{"ẞ", "SS"}, Plain{"æ", "ae"}, Plain{"Æ", "AE"}, Plain{"œ", "oe"},
    Plain{"Œ", "OE"}, Plain{"ø", "o"},  Plain{"Ø", "O"},  Plain{"đ", "d"},  Plain{"Đ", "D"},
    Plain{"ð", "d"},  Plain{"Ð", "D"},  Plain{"þ", "th"}, Plain{"Þ", "TH"}, Plain{"ł", "l"},
    Plain{"Ł", "L"},  Plain{"ħ", "h"},  Plain{"Ħ", "H"},  Plain{"ı", "i"},  Plain{"ŋ", "n"},
    Plain{"Ŋ", "N"},  Plain{"ŧ", "t"},  Plain{"Ŧ", "T"},  Plain{"‐", "-"},  Plain{"‑", "-"},
    Plain{"‒", "-"},  Plain{"–", "-"},  Plain{"—", "-"},  Plain{"―", "-"},  Plain{"−", "-"},
    Plain{"‘", "'"},  Plain{"’", "'"},  Plain{"‚", "'"},  Plain{"‛", "'"},  Plain{"′", "'"},
    Plain{"“", "\""}, Plain{"”", "\""}, Plain{"„", "\""}, Plain{"‟", "\""}, Plain{"€", "EUR"},
    Plain{"×", "x"},  Plain{"µ", "u"},
};

}  // namespace

std::string transliterated(std::string_view character) {
    for (const auto& row : kPlain)
        if (row.character == character) return std::string(row.letters);
    return without_marks(character);
}

}  // namespace mwl::text
