#include "services/sender_profile.h"

#include <algorithm>

namespace mwl::services {
namespace {

bool fits(const std::string& wanted, const std::string& raw, char component) {
    const auto wanted_name = hl7::comparable_name(wanted);
    const auto name = hl7::comparable_name(raw, component);
    return wanted_name.empty() || name == wanted_name || name.starts_with(wanted_name + '^');
}

}  // namespace

const mapping::SiteProfile* profile_for(const std::vector<mapping::SiteProfile>& profiles,
                                        const hl7::RawHeader& header) {
    const char component = header.delimiters.component;
    const auto found = std::find_if(profiles.begin(), profiles.end(), [&](const auto& profile) {
        return fits(profile.sending_application, header.sending_application, component) &&
               fits(profile.sending_facility, header.sending_facility, component);
    });
    return found == profiles.end() ? nullptr : &*found;
}

}  // namespace mwl::services
