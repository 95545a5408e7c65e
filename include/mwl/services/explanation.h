#pragma once
// What a message would do under a profile, value by value, without a store: the same reading that the intake
// does. Pure.

#include <optional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ip_address.h"
#include "mwl/mapping/explanation.h"
#include "mwl/mapping/profile.h"

namespace mwl::services {

// One order group, or the news of one patient.
struct ExplainedPart {
    std::string title;  // "order 1: NW, create", "patient"
    std::vector<mapping::ExplainedValue> values;
    std::vector<MappingNote> notes;  // those that belong to none of the values
};

struct ExplainedMessage {
    std::string type;        // "ORM^O01"
    std::string control_id;  // MSH-10
    std::string sender;      // MSH-3|MSH-4
    std::string profile;     // its name; empty: no profile takes messages of this sender
    std::optional<Problem> refused;
    std::string ignored_because;  // not empty: taken (AA) without effect
    std::vector<ExplainedPart> parts;
};

// That of `profiles` reads it which reads what this sender sends from this address (mapping/sender.h).
ExplainedMessage explain(const std::string& bytes, const std::vector<mapping::SiteProfile>& profiles,
                         Instant received_at, const IpAddress& peer = {});

}  // namespace mwl::services
