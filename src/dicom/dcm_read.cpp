#include "dicom/dcm_read.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "dicom/text_decoder.h"
#include "mwl/base/parts.h"
#include "mwl/dataset/numbers.h"
#include "mwl/dataset/raw.h"

namespace mwl::dicom {
namespace {

constexpr std::size_t kMostKept = 100;  // elements named in a record, for one data set

using dataset::Dataset;
using dataset::Element;
using dataset::RawElement;
using dataset::RawItem;
using dataset::Tag;
using dataset::Vr;

constexpr std::string_view kPadding{" \0", 2};

Tag tag_of(const DcmObject& object) noexcept { return {object.getGTag(), object.getETag()}; }

// DCMTK reads a VR that no standard defines as UN.
Vr vr_of(const DcmElement& element) {
    return dataset::vr_named(DcmVR(element.getVR()).getValidVRName()).value_or(Vr::UN);
}

// In Little Endian, whatever the transfer syntax.
std::string value_of(DcmElement& element) {
    std::string bytes(element.getLengthField(), '\0');
    const auto length = static_cast<Uint32>(bytes.size());
    if (length == 0 || element.getPartialValue(bytes.data(), 0, length, nullptr, EBO_LittleEndian).bad())
        return {};
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

std::vector<std::string> values_in(std::string_view text, Vr vr) {
    const bool several = dataset::is_multi_valued(vr);
    std::vector<std::string> values;
    for (const auto part : several ? parts_at(text, '\\') : std::vector{text})
        values.push_back(without_padding(part, several));
    if (values.size() == 1 && values.front().empty()) values.clear();
    return values;
}

TextDecoder decoder_for(std::string_view specific_character_set) {
    std::string terms;
    const auto values = values_in(specific_character_set, Vr::CS);
    for (std::size_t i = 0; i < values.size(); ++i) terms += (i == 0 ? "" : "\\") + values[i];
    return TextDecoder(terms);
}

// What an item takes over from the data set around it.
struct Surroundings {
    std::string path;  // of its sequence, with the '>' behind it
    TextDecoder decoder;
    std::size_t depth = 0;  // open sequences
};

// One data set with its items, each with its own character set or its parent's. Items come from DCMTK, or, as
// raw items, from values that DCMTK does not parse.
class Reader {
public:
    explicit Reader(const gate::DatasetLimits& limits) : limits_(limits) {}

    Result<ReadValues> run(DcmItem& item) {
        ReadValues out;
        out.values = read(item, {{}, TextDecoder{""}});
        if (problem_) return *problem_;
        out.guessed = std::move(guessed_);
        out.untold = std::move(untold_);
        return out;
    }

private:
    // NOLINTNEXTLINE(misc-no-recursion): bounded by the gate
    Dataset read(DcmItem& item, Surroundings around) {
        DcmElement* terms = nullptr;  // may be UN like any other
        if (item.findAndGetElement(DCM_SpecificCharacterSet, terms).good() && terms != nullptr)
            around.decoder = decoder_for(value_of(*terms));
        Dataset out;
        for (DcmObject* next = item.nextInContainer(nullptr); next != nullptr && !problem_;
             next = item.nextInContainer(next)) {
            const auto tag = tag_of(*next);
            if (!count(around.path + to_string(tag)) || tag.is_group_length()) continue;
            if (auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(next); sequence != nullptr) {
                out.set_element(tag, read_sequence(*sequence, tag, around));
                continue;
            }
            auto& element = static_cast<DcmElement&>(*next);  // NOLINT: items hold nothing else
            const auto value = value_of(element);
            out.set_element(tag, read({tag, vr_of(element), value, {}}, around));
        }
        return out;
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by the gate
    Element read_sequence(DcmSequenceOfItems& sequence, Tag tag, const Surroundings& around) {
        Element out{Vr::SQ, {}, {}};
        const auto inside = inside_of(tag, around);
        for (unsigned long i = 0; i < sequence.card() && count(inside.path); ++i)
            out.items.push_back(read(*sequence.getItem(i), inside));
        return out;
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by limits_
    Dataset read(const RawItem& item, Surroundings around) {
        const auto terms = std::ranges::find(item, dataset::tags::SpecificCharacterSet, &RawElement::tag);
        if (terms != item.end()) around.decoder = decoder_for(terms->value);
        Dataset out;
        for (const auto& element : item)
            if (count(around.path + to_string(element.tag)) && !element.tag.is_group_length())
                out.set_element(element.tag, read(element, around));
        return out;
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by limits_
    Element read(const RawElement& element, const Surroundings& around) {
        if (element.vr == Vr::UN) return read_unknown(element, around);
        Element out{element.vr, {}, {}};
        if (element.vr == Vr::SQ) {
            const auto inside = inside_of(element.tag, around);
            for (const auto& item : element.items)
                if (count(inside.path)) out.items.push_back(read(item, inside));
        } else if (dataset::is_plain_bytes(element.vr)) {
            if (!element.value.empty()) out.values = {std::string(element.value)};
        } else if (dataset::is_number(element.vr)) {
            auto numbers = dataset::numbers_in(element.vr, element.value);
            if (!numbers) return unreadable_number(element, around);
            out.values = *std::move(numbers);
        } else {
            out.values = read_characters(element, around);
        }
        return out;
    }

    // A value whose length does not fit its VR: kept as it came.
    Element unreadable_number(const RawElement& element, const Surroundings& around) {
        add_named(untold_, {around.path + to_string(element.tag), dataset::name_of(Vr::UN)});
        return {Vr::UN, {std::string(element.value)}, {}};
    }

    // Only the first entries are kept, but an entry that could not be read is always among them.
    static void add_named(std::vector<ReadAs>& list, ReadAs entry) {
        const std::string_view unread = dataset::name_of(Vr::UN);
        if (list.size() < kMostKept)
            list.push_back(std::move(entry));
        else if (entry.taken_for == unread && list.back().taken_for != unread)
            list.back() = std::move(entry);
    }

    // NOLINTNEXTLINE(misc-no-recursion): each time with fewer bytes and sequences to open
    Element read_unknown(const RawElement& unknown, const Surroundings& around) {
        const auto known = dataset::by_dictionary(
            unknown, {limits_.max_depth - around.depth, limits_.max_elements - elements_});
        if (!known) {
            fail(around.path + to_string(unknown.tag));
            return {Vr::UN, {}, {}};
        }
        if (dataset::find_info(unknown.tag) != nullptr && !unknown.value.empty())
            add_named(untold_, {around.path + to_string(unknown.tag), known->taken_for});
        if (known->element.vr != Vr::UN) return read(known->element, around);
        if (unknown.value.empty()) return {Vr::UN, {}, {}};
        return {Vr::UN, {std::string(unknown.value)}, {}};
    }

    // (0008,0005) does not concern the other characters, codes and dates: they are ASCII, or wrong.
    std::vector<std::string> read_characters(const RawElement& element, const Surroundings& around) {
        static const TextDecoder kAscii{""};
        const auto& decoder = dataset::is_text_in_charset(element.vr) ? around.decoder : kAscii;
        const auto text = decoder.read(element.value);
        if (!text.guessed.empty()) add_named(guessed_, {around.path + to_string(element.tag), text.guessed});
        return values_in(text.utf8, element.vr);
    }

    static Surroundings inside_of(Tag sequence, const Surroundings& around) {
        return {around.path + to_string(sequence) + '>', around.decoder, around.depth + 1};
    }

    // False: the limit is reached, or was.
    bool count(const std::string& path) {
        if (problem_) return false;
        if (++elements_ > limits_.max_elements) fail(path);
        return !problem_;
    }

    // The gate let this pass, because it does not look into values of VR UN.
    void fail(const std::string& path) {
        problem_ = Problem{Code::too_large, path,
                           "DS-412 more than " + std::to_string(limits_.max_elements) +
                               " elements, or sequences nested deeper than " +
                               std::to_string(limits_.max_depth) + " levels, inside of VR UN"};
    }

    gate::DatasetLimits limits_;
    std::size_t elements_ = 0;
    std::vector<ReadAs> guessed_;
    std::vector<ReadAs> untold_;
    std::optional<Problem> problem_;
};

std::string describe(const char* what, const std::vector<ReadAs>& elements) {
    constexpr std::size_t kNamed = 8;
    if (elements.empty()) return {};
    std::string words = what;
    for (std::size_t i = 0; i < std::min(kNamed, elements.size()); ++i)
        words += (i > 0 ? ", " : " ") + elements[i].path + " read as " + std::string(elements[i].taken_for);
    if (elements.size() > kNamed)
        words += " and " + std::to_string(elements.size() - kNamed) +
                 (elements.size() < kMostKept ? " more" : " or more others");
    return words;
}

}  // namespace

Result<ReadValues> read_item(DcmItem& item, const gate::DatasetLimits& limits) {
    return Reader(limits).run(item);
}

Result<ReadValues> read_dataset(std::string_view bytes, std::string_view transfer_syntax,
                                const gate::DatasetLimits& limits) {
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
    return read_item(parsed, limits);
}

bool holds_unread(const std::vector<ReadAs>& untold) {
    return std::ranges::find(untold, std::string_view(dataset::name_of(Vr::UN)), &ReadAs::taken_for) !=
           untold.end();
}

std::string describe_guessed(const std::vector<ReadAs>& guessed) {
    return describe("text not in the declared character set:", guessed);
}

std::string describe_untold(const std::vector<ReadAs>& untold) {
    return describe("values without their VR:", untold);
}

}  // namespace mwl::dicom
