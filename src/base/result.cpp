#include "mwl/base/result.h"

namespace mwl::base {

const char* name_of(Code code) noexcept {
    switch (code) {
        case Code::segment_sequence:
            return "segment_sequence";
        case Code::required_field_missing:
            return "required_field_missing";
        case Code::wrong_data_type:
            return "wrong_data_type";
        case Code::value_not_in_table:
            return "value_not_in_table";
        case Code::unsupported_type:
            return "unsupported_type";
        case Code::unsupported_event:
            return "unsupported_event";
        case Code::unsupported_processing:
            return "unsupported_processing";
        case Code::unsupported_version:
            return "unsupported_version";
        case Code::unknown_key:
            return "unknown_key";
        case Code::duplicate_key:
            return "duplicate_key";
        case Code::conflict:
            return "conflict";
        case Code::too_long:
            return "too_long";
        case Code::too_large:
            return "too_large";
        case Code::malformed:
            return "malformed";
        case Code::wrong_charset:
            return "wrong_charset";
        case Code::not_encodable:
            return "not_encodable";
        case Code::not_allowed:
            return "not_allowed";
        case Code::internal:
            return "internal";
    }
    return "unknown";
}

std::string to_string(const Problem& problem) {
    return problem.where.empty() ? problem.what : problem.where + ": " + problem.what;
}

}  // namespace mwl::base
