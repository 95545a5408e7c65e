#pragma once
// One direction of one iconv conversion. One thread; cheap enough to make for each value.

#include <cstddef>
#include <string>
#include <string_view>

namespace mwl::text {

class Converter {
public:
    // Names as iconv spells them. Throws std::runtime_error if this machine's C library lacks the conversion.
    Converter(const char* from, const char* to);
    ~Converter();
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    // Appends what `bytes` become to `out`. Returns how many bytes were converted: all of them, or those
    // before the first that `from` does not know or `to` cannot hold. Each call starts from the initial
    // state.
    std::size_t convert(std::string_view bytes, std::string& out);

private:
    void* descriptor_;
};

}  // namespace mwl::text
