// Identifiers are never altered by the character set of an answer (interop.md 5).
#include <algorithm>

#include "mwl/worklist/attributes.h"

namespace mwl::worklist {
namespace {

using dataset::Dataset;
using dataset::Element;

// AE, CS and UI are never in the data set's character set.
bool is_held(text::Charset charset, const Element& element) {
    return !dataset::is_text_in_charset(element.vr) ||
           std::ranges::all_of(element.values, [charset](const std::string& value) {
               return text::from_utf8(value, charset).ok();
           });
}

bool is_held(text::Charset charset, const Attribute& row, const Element& element) {
    if (row.is_identifier && !is_held(charset, element)) return false;
    return std::ranges::all_of(element.items, [&](const Dataset& item) {
        return std::ranges::all_of(row.members, [&](const Member& member) {
            const Element* const held = member.is_identifier ? item.find(member.tag) : nullptr;
            return held == nullptr || is_held(charset, *held);
        });
    });
}

std::optional<dataset::Tag> beyond(text::Charset charset, const Dataset& item, Place place) {
    for (const auto& [tag, element] : item.elements()) {
        const auto row = row_of(place, tag);
        if (row && !is_held(charset, attributes()[*row], element)) return tag;
    }
    return std::nullopt;
}

}  // namespace

std::optional<dataset::Tag> identifier_beyond(text::Charset charset, const Dataset& answer) {
    if (charset == text::Charset::utf8) return std::nullopt;
    if (const auto tag = beyond(charset, answer, Place::root)) return tag;
    for (const auto& step : answer.items(dataset::tags::ScheduledProcedureStepSequence))
        if (const auto tag = beyond(charset, step, Place::step)) return tag;
    return std::nullopt;
}

}  // namespace mwl::worklist
