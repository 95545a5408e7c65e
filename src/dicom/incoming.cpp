#include "dicom/incoming.h"

#include "dicom/dcm_read.h"
#include "dicom/dimse_request.h"
#include "mwl/base/digest.h"
#include "mwl/gate/rules.h"

namespace mwl::dicom {
namespace {

Problem too_long(std::size_t max_bytes) {
    const auto& rule = gate::rule::kSize;
    return {rule.kind,
            {},
            std::string(rule.code) + " data set longer than " + std::to_string(max_bytes) + " bytes"};
}

Result<ReadValues> checked_values(const std::string& bytes, const std::string& syntax_uid,
                                  const gate::DatasetLimits& limits) {
    const auto syntax = gate::transfer_syntax_of(syntax_uid);
    if (!syntax) return Problem{Code::internal, {}, "transfer syntax accepted that cannot be scanned"};
    const auto* const raw = reinterpret_cast<const std::uint8_t*>(bytes.data());  // NOLINT: char is a byte
    if (const auto checked = gate::check_dataset({raw, bytes.size()}, *syntax, limits); !checked)
        return checked.problem();
    return read_dataset(bytes, syntax_uid, limits);
}

// What in the data set was not as declared, for its record and for the log.
std::string note_of(const Conversation& talk, const ReadValues& read) {
    const auto& caller = talk.association.caller;
    const auto& log = talk.service.log;
    const auto guessed = describe_guessed(read.guessed);
    const auto untold = describe_untold(read.untold);
    if (!guessed.empty())
        log.warn("character set guessed",
                 {{"assoc", caller.association}, {"aet", caller.calling}, {"elements", guessed}});
    if (!untold.empty())
        log.write(holds_unread(read.untold) ? LogLevel::warn : LogLevel::info, "value representation guessed",
                  {{"assoc", caller.association}, {"aet", caller.calling}, {"elements", untold}});
    return guessed + (guessed.empty() || untold.empty() ? "" : "; ") + untold;
}

Incoming values_of(const Conversation& talk, const DataBytes& data, const std::string& syntax_uid,
                   const gate::DatasetLimits& limits) {
    Incoming in;
    if (data.too_large) {
        in.problem = too_long(limits.max_bytes);
        in.over_limit = true;
        return in;
    }
    if (data.is_odd) {
        in.problem = Problem{Code::malformed, {}, "DS-411 data set with an odd number of bytes"};
        return in;
    }
    in.digest = sha256_hex(data.bytes);
    auto read = checked_values(data.bytes, syntax_uid, limits);
    if (!read) {
        in.problem = read.problem();
        return in;
    }
    in.note = note_of(talk, *read);
    in.values = std::move(read->values);
    return in;
}

}  // namespace

Incoming receive_values(Conversation& talk, const Command& request, const gate::DatasetLimits& limits) {
    if (!fields_of(request.message).has_data_set) return {{}, sha256_hex({}), {}, false, {}};
    const auto& caller = talk.association.caller;
    const auto data = talk.channel.receive_data_set(limits.max_bytes);
    auto in = values_of(talk, data, talk.context(request.context).accepted, limits);
    if (in.problem)
        talk.service.log.warn(
            "data set refused",
            {{"assoc", caller.association}, {"aet", caller.calling}, {"problem", to_string(*in.problem)}});
    return in;
}

}  // namespace mwl::dicom
