#include "dicom/dcm_write.h"

#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <string>
#include <vector>

#include "mwl/base/parts.h"
#include "mwl/text/charset.h"

namespace mwl::dicom {
namespace {

using dataset::Element;
using dataset::Tag;
using dataset::Vr;

// Bytes of every kind may go out as UN, in Little Endian (PS3.5 6.2.2).
Vr written_as(Vr vr) noexcept {
    return dataset::is_plain_bytes(vr) && vr != Vr::OB && vr != Vr::OW ? Vr::UN : vr;
}

DcmTag dcm_tag(Tag tag, Vr vr) { return {tag.group, tag.element, DcmVR(dataset::name_of(vr))}; }

class Writer {
public:
    explicit Writer(text::Charset charset) : charset_(charset) {}

    void fill(DcmItem& item, const dataset::Dataset& values) {
        for (const auto& [tag, element] : values.elements()) {
            auto made = element.vr == Vr::SQ ? make_sequence(tag, element) : make_leaf(tag, element);
            if (made != nullptr && item.insert(made.get(), OFTrue).good()) (void)made.release();
        }
    }

    std::size_t replaced() const noexcept { return replaced_; }

private:
    std::unique_ptr<DcmElement> make_sequence(Tag tag, const Element& element) {
        auto sequence = std::make_unique<DcmSequenceOfItems>(dcm_tag(tag, Vr::SQ));
        for (const auto& values : element.items) {
            auto item = std::make_unique<DcmItem>();
            fill(*item, values);
            if (sequence->append(item.get()).good()) (void)item.release();
        }
        return sequence;
    }

    std::unique_ptr<DcmElement> make_leaf(Tag tag, const Element& element) {
        DcmElement* made = nullptr;
        if (DcmItem::newDicomElement(made, dcm_tag(tag, written_as(element.vr))).bad()) return nullptr;
        std::unique_ptr<DcmElement> owned(made);
        if (element.values.empty()) return owned;
        if (dataset::is_plain_bytes(element.vr))
            put_bytes(*made, element.values.front());
        else {
            const auto text = encoded(element);
            (void)made->putString(text.data(), static_cast<Uint32>(text.size()));
        }
        return owned;
    }

    static void put_bytes(DcmElement& element, const std::string& bytes) {
        const auto* const raw = reinterpret_cast<const Uint8*>(bytes.data());  // NOLINT: char is a byte
        if (element.ident() != EVR_OW) {
            (void)element.putUint8Array(raw, bytes.size());
            return;
        }
        std::vector<Uint16> words(bytes.size() / 2);
        for (std::size_t i = 0; i < words.size(); ++i)
            words[i] = static_cast<Uint16>(raw[2 * i] | (static_cast<unsigned>(raw[2 * i + 1]) << 8U));
        (void)element.putUint16Array(words.data(), words.size());
    }

    std::string encoded(const Element& element) {
        std::string joined;
        for (std::size_t i = 0; i < element.values.size(); ++i) {
            if (i > 0) joined += '\\';
            joined += encoded(element.values[i], element.vr);
            if (!dataset::is_multi_valued(element.vr)) break;
        }
        return joined;
    }

    std::string encoded(std::string value, Vr vr) {
        if (dataset::is_multi_valued(vr)) std::ranges::replace(value, '\\', '/');
        if (!dataset::is_text_in_charset(vr)) return value;
        auto bytes = text::from_utf8_lossy(value, charset_);
        replaced_ += bytes.lost;
        return std::move(bytes.bytes);
    }

    text::Charset charset_;
    std::size_t replaced_ = 0;
};

}  // namespace

Written write_dataset(const dataset::Dataset& values) {
    const auto named = text::charset_of_dicom(values.joined(dataset::tags::SpecificCharacterSet));
    Writer writer(named ? *named : text::Charset::ascii);
    Written out{std::make_unique<DcmDataset>(), 0};
    writer.fill(*out.data_set, values);
    if (!named) (void)out.data_set->findAndDeleteElement(DCM_SpecificCharacterSet);
    out.characters_replaced = writer.replaced();
    return out;
}

}  // namespace mwl::dicom
