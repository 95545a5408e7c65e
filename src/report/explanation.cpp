#include "mwl/report/explanation.h"

#include <nlohmann/json.hpp>

#include "mwl/base/log.h"
#include "mwl/base/parts.h"
#include "mwl/report/moment.h"

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
    const auto key = "  " + padded(row.key, kKeyWidth) + std::string(row.tag) + "  ";
    std::string out;
    if (value.origin) {
        out = key + (value.value.empty() ? "(empty)" : shown(value.value));
        out += "  <- " + origin_text(*value.origin);
        if (value.message) out += "  [message " + std::to_string(value.message.value) + "]";
        out += "\n";
    } else if (!value.value.empty()) {
        out = key + shown(value.value) + "  <- not recorded\n";
    } else if (!value.notes.empty()) {
        out = key + "(not stated)\n";
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
        if (!value.origin && value.value.empty() && value.notes.empty())
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
    if (value.origin || !value.value.empty()) out["value"] = value.value;
    if (value.origin) {
        out["place"] = value.origin->place;
        out["raw"] = value.origin->raw;
        out["how"] = value.origin->how;
        if (value.message) out["message"] = value.message.value;
    }
    out["notes"] = notes_json(value.notes);
    return out;
}

Json part_json(const services::ExplainedPart& part) {
    auto values = Json::array();
    for (const auto& value : part.values)
        if (value.origin || !value.value.empty() || !value.notes.empty()) values.push_back(value_json(value));
    return {{"title", part.title}, {"values", std::move(values)}, {"notes", notes_json(part.notes)}};
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string message_text(const services::SayingMessage& said) {
    const auto number = "  " + std::to_string(said.row.value) + ": ";
    if (!said.message) return number + "forgotten\n";
    const auto& message = *said.message;
    return number +
           shown(message.type + " " + message.identity.control_id + " of " + message.identity.sender.str()) +
           ", received " + utc_time(message.received_at) + "\n";
}

Json message_json(const services::SayingMessage& said) {
    Json out{{"message", said.row.value}};
    if (!said.message) return out;
    out["type"] = said.message->type;
    out["control_id"] = said.message->identity.control_id;
    out["sender"] = said.message->identity.sender.str();
    out["received_at"] = utc_time(said.message->received_at);
    return out;
}

}  // namespace

std::string explanation_text(const services::ExplainedOrder& order) {
    std::string out = "order " + shown(order.accession.number);
    if (!order.accession.issuer.empty()) out += " (" + shown(order.accession.issuer.str()) + ")";
    out += "\n";
    for (const auto& step : order.steps) out += part_text(step);
    if (!order.messages.empty()) out += "messages\n";
    for (const auto& message : order.messages) out += message_text(message);
    return out;
}

std::string explanation_json(const services::ExplainedOrder& order) {
    auto steps = Json::array();
    for (const auto& step : order.steps) steps.push_back(part_json(step));
    auto messages = Json::array();
    for (const auto& message : order.messages) messages.push_back(message_json(message));
    return dumped({{"accession", order.accession.number},
                   {"issuer", order.accession.issuer.str()},
                   {"steps", std::move(steps)},
                   {"messages", std::move(messages)}});
}

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
    return dumped(out);
}

}  // namespace mwl::report
