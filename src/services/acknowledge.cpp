#include "services/acknowledge.h"

#include <algorithm>
#include <array>

namespace mwl::services {
namespace {

using hl7::AckCode;

}  // namespace

std::string remark_on(const store::StoredMessage& settled) {
    using store::Disposition;
    switch (settled.disposition) {
        case Disposition::applied:
            return settled.reason;
        case Disposition::duplicate:
            return std::string(name_of(settled.disposition)) +
                   ": this message came before; nothing was changed";
        case Disposition::stale:
        case Disposition::ignored:
            return std::string(name_of(settled.disposition)) + ": " + settled.reason;
        case Disposition::quarantined:  // heard only where the sender is answered AA
            return settled.problem ? "quarantined: " + to_string(*settled.problem) : std::string();
        case Disposition::rejected:
            break;
    }
    return {};
}

bool is_acknowledgement(const hl7::RawHeader& header) {
    static constexpr std::array<std::string_view, 5> kAnswers{"ACK", "ORR", "ORG", "ORI", "MCF"};
    return header.acknowledges || std::ranges::find(kAnswers, header.type) != kAnswers.end();
}

std::vector<std::string> acknowledgements(const hl7::RawHeader& to, const hl7::AckContent& content) {
    if (is_acknowledgement(to)) return {};
    const auto wanted = hl7::ack_wanted(to);
    if (!wanted.enhanced) return {hl7::build_ack(to, content)};
    std::vector<std::string> out;
    const bool application = hl7::asks_for(wanted.application, content.code);
    if (hl7::asks_for(wanted.accept, AckCode::CA) && application) {
        // The message is kept, even if its content is refused: a commit acknowledgement says no more than
        // that.
        auto commit = content;
        commit.code = AckCode::CA;
        commit.problem.reset();
        commit.remark.clear();
        commit.control_id += "C";
        out.push_back(hl7::build_ack(to, commit));
    }
    const bool commit_only = !application && hl7::asks_for(wanted.accept, content.code);
    if (application || commit_only) out.push_back(hl7::build_ack(to, content));
    return out;
}

}  // namespace mwl::services
