#pragma once
// Whom a profile is for, and which profile reads a message: the one that says most about its sender. Pure.

#include <string>
#include <vector>

#include "mwl/base/access_list.h"
#include "mwl/base/result.h"
#include "mwl/hl7/message.h"

namespace mwl::mapping {

struct SiteProfile;

// Empty: any. Of names, case and surrounding spaces do not count; '*' at the end stands for any rest.
struct SenderMatch {
    std::vector<std::string> applications;  // MSH-3
    std::vector<std::string> facilities;    // MSH-4
    AccessList peers;                       // addresses that may claim to be it
};

// Of the profiles that name the sender most closely, MSH-3 before MSH-4 (a name before the beginning of one,
// a longer before a shorter, any name last), the one whose peers name the address most closely. An unknown
// address, of a message from a file, is any. Profiles that say the same are told apart by nothing; the first
// counts (see clash()). Problem not_allowed: none takes this sender, or none of those that name it most
// closely lets it send from this address.
Result<const SiteProfile*> profile_for(const std::vector<SiteProfile>& profiles, const hl7::RawHeader& header,
                                       const IpAddress& peer);

// What both are for and nothing tells apart: "MSH-3 HIS"; empty: there is nothing.
std::string clash(const SenderMatch& a, const SenderMatch& b);

}  // namespace mwl::mapping
