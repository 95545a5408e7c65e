#include "mwl/services/hl7_reply.h"

#include <string>

#include "mwl/hl7/ack.h"

namespace mwl::services {
namespace {

bool accepts(hl7::AckCode code) noexcept { return code == hl7::AckCode::AA || code == hl7::AckCode::CA; }

}  // namespace

SendOutcome outcome_of_hl7_reply(std::string_view reply, std::string_view control_id) {
    const auto ack = hl7::parse_ack(reply);
    if (!ack) return SendOutcome::unrelated("the reply is no acknowledgement: " + to_string(ack.problem()));
    if (ack->acknowledged_id.empty()) return SendOutcome::unrelated("the acknowledgement names no message");
    if (ack->acknowledged_id != control_id)
        return SendOutcome::unrelated("the acknowledgement names another message: " + ack->acknowledged_id);
    const std::string code(hl7::name_of(ack->code));
    return accepts(ack->code) ? SendOutcome::accepted(code) : SendOutcome::refused(code + " " + ack->text);
}

}  // namespace mwl::services
