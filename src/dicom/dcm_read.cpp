#include "dicom/dcm_read.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "dicom/text_decoder.h"

namespace mwl::dicom {
namespace {

using dataset::Dataset;
using dataset::Element;
using dataset::Tag;
using dataset::Vr;

constexpr std::string_view kPadding{" \0", 2};

Tag tag_of(const DcmObject& object) noexcept { return {object.getGTag(), object.getETag()}; }

// The VR that the broker's own dictionary knows wins over UN.
std::optional<Vr> vr_of(DcmElement& element) {
    const auto named = dataset::vr_named(DcmVR(element.getVR()).getValidVRName());
    if (named != Vr::UN) return named;
    const auto* const info = dataset::find_info(tag_of(element));
    return info != nullptr && info->vr != Vr::SQ ? info->vr : Vr::UN;
}

enum class Form { items, characters, numbers, bytes, words };

Form form_of(Vr vr) noexcept {
    switch (vr) {
        case Vr::SQ:
            return Form::items;
        case Vr::AT:
        case Vr::FD:
        case Vr::FL:
        case Vr::SL:
        case Vr::SS:
        case Vr::UL:
        case Vr::US:
            return Form::numbers;
        case Vr::OB:
        case Vr::UN:
            return Form::bytes;
        case Vr::OW:
            return Form::words;
        default:
            return Form::characters;
    }
}

std::string raw_bytes(DcmElement& element) {
    Uint8* bytes = nullptr;
    if (element.getUint8Array(bytes).bad() || bytes == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes), element.getLengthField()};  // NOLINT: char is a byte
}

std::string raw_characters(DcmElement& element) {
    if (element.getVR() == EVR_UN) return raw_bytes(element);
    char* text = nullptr;
    Uint32 length = 0;
    if (element.getString(text, length).bad() || text == nullptr) return {};
    return {text, length};
}

std::string words_as_bytes(DcmElement& element) {
    Uint16* words = nullptr;
    if (element.getUint16Array(words).bad() || words == nullptr) return {};
    std::string bytes;
    for (Uint32 i = 0; i < element.getLengthField() / 2; ++i) {
        bytes += static_cast<char>(words[i] & 0xFFU);
        bytes += static_cast<char>(words[i] >> 8U);
    }
    return bytes;
}

// Leading spaces are significant in the long texts only (PS3.5 6.2).
std::string without_padding(std::string_view value, bool also_leading) {
    const auto last = value.find_last_not_of(kPadding);
    if (last == std::string_view::npos) return {};
    value = value.substr(0, last + 1);
    if (also_leading) value.remove_prefix(value.find_first_not_of(' '));
    return std::string(value);
}

std::vector<std::string> split(std::string_view text, Vr vr) {
    const bool several = dataset::is_multi_valued(vr);
    std::vector<std::string> values;
    for (;;) {
        const auto end = several ? text.find('\\') : std::string_view::npos;
        values.push_back(without_padding(text.substr(0, end), several));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    if (values.size() == 1 && values.front().empty()) values.clear();
    return values;
}

// One data set with its items, each with the character set of its own or of its parent.
class Reader {
public:
    Dataset read(DcmItem& item, const std::string& parent, const TextDecoder& inherited) {
        OFString terms;
        const bool has_own = item.findAndGetOFStringArray(DCM_SpecificCharacterSet, terms).good();
        const TextDecoder decoder =
            has_own ? TextDecoder(without_padding({terms.c_str(), terms.size()}, true)) : inherited;
        Dataset out;
        for (DcmObject* next = item.nextInContainer(nullptr); next != nullptr;
             next = item.nextInContainer(next)) {
            auto& element = static_cast<DcmElement&>(*next);  // NOLINT: items hold nothing else
            const auto vr = vr_of(element);
            if (!vr || tag_of(element).is_group_length()) continue;
            out.set_element(tag_of(element),
                            read_element(element, *vr, parent + to_string(tag_of(element)), decoder));
        }
        return out;
    }

    std::vector<GuessedText> take_guessed() { return std::move(guessed_); }

private:
    Element read_element(DcmElement& element, Vr vr, const std::string& path, const TextDecoder& decoder) {
        switch (form_of(vr)) {
            case Form::items:
                return read_items(element, path, decoder);
            case Form::characters:
                return read_characters(element, vr, path, decoder);
            case Form::numbers:
                return read_numbers(element, vr);
            case Form::bytes:
                return one_value(vr, raw_bytes(element));
            case Form::words:
                return one_value(vr, words_as_bytes(element));
        }
        return {vr, {}, {}};
    }

    static Element one_value(Vr vr, std::string bytes) {
        if (bytes.empty()) return {vr, {}, {}};
        return {vr, {std::move(bytes)}, {}};
    }

    static Element read_numbers(DcmElement& element, Vr vr) {
        OFString text;
        if (element.getOFStringArray(text).bad()) return {vr, {}, {}};
        return {vr, split({text.c_str(), text.size()}, vr), {}};
    }

    // (0008,0005) does not concern the other characters, codes and dates: they are ASCII, or wrong.
    Element read_characters(DcmElement& element, Vr vr, const std::string& path, const TextDecoder& decoder) {
        static const TextDecoder kAscii{""};
        const auto text = (dataset::is_text_in_charset(vr) ? decoder : kAscii).read(raw_characters(element));
        if (!text.guessed.empty()) guessed_.push_back({path, text.guessed});
        return {vr, split(text.utf8, vr), {}};
    }

    Element read_items(DcmElement& element, const std::string& path, const TextDecoder& decoder) {
        Element out{Vr::SQ, {}, {}};
        auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(&element);
        for (unsigned long i = 0; sequence != nullptr && i < sequence->card(); ++i)
            out.items.push_back(read(*sequence->getItem(i), path + '>', decoder));
        return out;
    }

    std::vector<GuessedText> guessed_;
};

}  // namespace

ReadValues read_item(DcmItem& item) {
    Reader reader;
    auto values = reader.read(item, {}, TextDecoder{""});
    return {std::move(values), reader.take_guessed()};
}

Result<ReadValues> read_dataset(std::string_view bytes, std::string_view transfer_syntax) {
    DcmInputBufferStream stream;
    stream.setBuffer(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    stream.setEos();
    DcmDataset parsed;
    parsed.transferInit();
    const auto syntax = DcmXfer(std::string(transfer_syntax).c_str()).getXfer();
    const auto condition = parsed.read(stream, syntax, EGL_noChange);
    parsed.transferEnd();
    if (condition.bad())
        return Problem{Code::malformed, {}, std::string("data set cannot be read: ") + condition.text()};
    return read_item(parsed);
}

std::string describe(const std::vector<GuessedText>& guessed) {
    constexpr std::size_t kNamed = 8;
    if (guessed.empty()) return {};
    std::string words = "text not in the declared character set:";
    for (std::size_t i = 0; i < std::min(kNamed, guessed.size()); ++i)
        words += (i > 0 ? ", " : " ") + guessed[i].path + " read as " + std::string(guessed[i].taken_for);
    if (guessed.size() > kNamed) words += " and " + std::to_string(guessed.size() - kNamed) + " more";
    return words;
}

}  // namespace mwl::dicom
