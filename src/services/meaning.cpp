#include "services/meaning.h"

#include <utility>

#include "mwl/text/charset.h"
#include "services/acknowledge.h"

namespace mwl::services {
namespace {

// What a sender means by an unknown name in MSH-18 can be said in its profile. That comes first: a long text
// is cut.
Problem with_remedy(Problem problem, const hl7::RawHeader& header) {
    if (problem.code == Code::wrong_charset && problem.where == "MSH[1]-18" &&
        !text::charset_of_hl7(header.charset))
        problem.what =
            "say in the profile's sender.read_declared what is meant by it: " + std::move(problem.what);
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
    if (!message) return with_remedy(message.problem(), header);
    return read(*message, **profile, received_at, knows);
}

}  // namespace mwl::services
