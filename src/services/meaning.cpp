#include "services/meaning.h"

#include "services/acknowledge.h"

namespace mwl::services {
namespace {

// A name in MSH-18 that is unknown is a matter of the profile.
Problem with_remedy(Problem problem) {
    if (problem.code == Code::wrong_charset && problem.where == "MSH[1]-18")
        problem.what += "; the profile's sender.read_declared says what a sender means by a name";
    return problem;
}

}  // namespace

Result<MessageChanges> changes_in(const std::string& bytes, const hl7::RawHeader& header,
                                  const Result<const mapping::SiteProfile*>& profile, Instant received_at,
                                  const ReadChanges& read, const mapping::KnownStations& knows) {
    if (is_acknowledgement(header)) {
        MessageChanges ignored;
        ignored.ignored_because = "an answer to another message does not belong here";
        return ignored;
    }
    if (!profile) {
        // Without a readable MSH the sender is unknown.
        if (const auto unread = hl7::Message::parse(bytes); !header.found && !unread) return unread.problem();
        return profile.problem();
    }
    const auto& sender = (*profile)->sender;
    const auto message =
        hl7::Message::parse(bytes, {.charsets = sender.charsets, .read_declared = sender.read_declared});
    if (!message) return with_remedy(message.problem());
    return read(*message, **profile, received_at, knows);
}

}  // namespace mwl::services
