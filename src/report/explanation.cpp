#include "mwl/report/explanation.h"

#include <nlohmann/json.hpp>

#include "mwl/base/log.h"
#include "mwl/base/parts.h"

namespace mwl::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kKeyWidth = 32;
constexpr std::size_t kLongest = 200;  // characters of a value on a line

std::string shown(std::string_view text) { return escape_for_log(text, kLongest); }

std::string padded(std::string_view text, std::size_t width) {
    std::string out(text);
    if (out.size() < width) out.append(width - out.size(), ' ');
    return out;
}

std::string origin_text(const Origin& origin) {
    if (origin.place.empty()) return origin.how;
    std::string out = origin.place + " \"" + shown(origin.raw) + "\"";
    return origin.how.empty() ? out : out + " | " + origin.how;
}

std::string note_text(const MappingNote& note, const std::string& indent) {
    std::string out = indent + "! " + std::string(name_of(note.kind)) + ": ";
    if (!note.target.empty() && indent.size() == 2) out += note.target + ": ";
    out += shown(note.rule);
    if (!note.source.empty()) out += " (" + shown(note.source) + ")";
    return out + "\n";
}

std::string value_text(const mapping::ExplainedValue& value) {
    const auto& row = mapping::row_of(value.target);
    std::string out;
    if (value.origin) {
        out = "  " + padded(row.key, kKeyWidth) + std::string(row.tag) + "  ";
        out += value.value.empty() ? "(empty)" : shown(value.value);
        out += "  <- " + origin_text(*value.origin) + "\n";
    } else if (!value.notes.empty()) {
        out = "  " + padded(row.key, kKeyWidth) + std::string(row.tag) + "  (not stated)\n";
    }
    for (const auto& note : value.notes)
        if (!value.origin || note.rule != value.origin->how) out += note_text(note, "      ");
    return out;
}

std::string part_text(const services::ExplainedPart& part) {
    std::string out = part.title + "\n";
    std::string absent;
    for (const auto& value : part.values) {
        out += value_text(value);
        if (!value.origin && value.notes.empty())
            append_part(absent, mapping::row_of(value.target).key, ", ");
    }
    for (const auto& note : part.notes) out += note_text(note, "  ");
    if (!absent.empty()) out += "  not stated: " + absent + "\n";
    return out;
}

Json note_json(const MappingNote& note) {
    return {
        {"kind", name_of(note.kind)}, {"target", note.target}, {"source", note.source}, {"rule", note.rule}};
}

Json notes_json(const std::vector<MappingNote>& notes) {
    auto out = Json::array();
    for (const auto& note : notes) out.push_back(note_json(note));
    return out;
}

Json value_json(const mapping::ExplainedValue& value) {
    const auto& row = mapping::row_of(value.target);
    Json out{{"target", row.key}, {"keyword", row.keyword}, {"tag", row.tag}};
    if (value.origin) {
        out["value"] = value.value;
        out["place"] = value.origin->place;
        out["raw"] = value.origin->raw;
        out["how"] = value.origin->how;
    }
    out["notes"] = notes_json(value.notes);
    return out;
}

Json part_json(const services::ExplainedPart& part) {
    auto values = Json::array();
    for (const auto& value : part.values)
        if (value.origin || !value.notes.empty()) values.push_back(value_json(value));
    return {{"title", part.title}, {"values", std::move(values)}, {"notes", notes_json(part.notes)}};
}

}  // namespace

std::string explanation_text(const services::ExplainedMessage& message) {
    std::string out = shown(message.type + " " + message.control_id + " of " + message.sender);
    if (!message.profile.empty()) out += ", profile " + message.profile;
    out += "\n";
    if (message.refused) out += "  refused: " + shown(to_string(*message.refused)) + "\n";
    if (!message.ignored_because.empty()) out += "  without effect: " + shown(message.ignored_because) + "\n";
    for (const auto& part : message.parts) out += part_text(part);
    return out;
}

std::string explanation_json(const services::ExplainedMessage& message) {
    Json out{{"type", message.type},
             {"control_id", message.control_id},
             {"sender", message.sender},
             {"profile", message.profile}};
    if (message.refused)
        out["refused"] = {{"code", name_of(message.refused->code)},
                          {"where", message.refused->where},
                          {"what", message.refused->what}};
    if (!message.ignored_because.empty()) out["without_effect"] = message.ignored_because;
    auto parts = Json::array();
    for (const auto& part : message.parts) parts.push_back(part_json(part));
    out["parts"] = std::move(parts);
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace mwl::report
