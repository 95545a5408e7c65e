#include "store/origin_json.h"

#include <nlohmann/json.hpp>

namespace mwl::store {
namespace {

// A control character stands in JSON as an escape, and NUL in no text of the database.
std::string text_json(std::string text) {
    for (auto at = text.find('\0'); at != std::string::npos; at = text.find('\0', at))
        text.replace(at, 1, "\uFFFD");
    return nlohmann::json(std::move(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string origins_json(const std::vector<Origin>& origins, OriginOf of) {
    std::string out = "{";
    for (const auto& origin : origins) {
        if (origin.of != of) continue;
        if (out.size() > 1) out += ',';
        out += text_json(origin.target) + ":[" + text_json(origin.place) + ',' + text_json(origin.raw) + ',';
        out += text_json(origin.how) + ',';
        out += kMessageHere;
        out += origin.is_stand_in ? ",true]" : ",false]";
    }
    return out + "}";
}

}  // namespace mwl::store
