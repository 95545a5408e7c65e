#include "mwl/base/result.h"

#include "mwl/base/enum_names.h"

namespace mwl::base {

namespace {

constexpr auto kCodeNames = enum_names<Code>({
    {Code::segment_sequence, "segment_sequence"},
    {Code::required_field_missing, "required_field_missing"},
    {Code::wrong_data_type, "wrong_data_type"},
    {Code::value_not_in_table, "value_not_in_table"},
    {Code::unsupported_type, "unsupported_type"},
    {Code::unsupported_event, "unsupported_event"},
    {Code::unsupported_processing, "unsupported_processing"},
    {Code::unsupported_version, "unsupported_version"},
    {Code::unknown_key, "unknown_key"},
    {Code::duplicate_key, "duplicate_key"},
    {Code::conflict, "conflict"},
    {Code::too_long, "too_long"},
    {Code::too_large, "too_large"},
    {Code::malformed, "malformed"},
    {Code::wrong_charset, "wrong_charset"},
    {Code::not_encodable, "not_encodable"},
    {Code::not_allowed, "not_allowed"},
    {Code::internal, "internal"},
});

}  // namespace

const char* name_of(Code code) noexcept { return kCodeNames.of(code); }

std::optional<Code> code_named(std::string_view name) noexcept { return kCodeNames.named(name); }

std::string to_string(const Problem& problem) {
    return problem.where.empty() ? problem.what : problem.where + ": " + problem.what;
}

}  // namespace mwl::base
