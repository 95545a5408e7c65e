#pragma once
// A modality that may ask. Devices are rows in the database (architecture.md, decision 8).

#include <string>
#include <vector>

#include "mwl/base/ids.h"

namespace mwl::domain {

// A policy in the database that this program cannot follow: edited by hand, or set by another version. It is
// kept unchanged until somebody sets or resets it.
struct PolicyFault {
    std::string key;
    std::string json;         // its value, as it stands in the database
    std::string what;         // what is wrong
    bool is_unknown = false;  // no policy of this program has the key: it is ignored
    friend bool operator==(const PolicyFault&, const PolicyFault&) = default;
};

struct Device {
    DeviceRow row;

    // What it is: one column each in the database.
    AeTitle ae;                         // calling AE title
    std::vector<std::string> networks;  // CIDR it may call from; empty: nowhere
    std::string modality;               // for people, and for `modality play`
    std::string description;
    bool enabled = true;

    // How it is answered: rows of device_policies().
    std::string zone;                // IANA name; empty: the site's
    std::string charset;             // defined term of answers; empty: the query's own, else the site default
    bool own_worklist_only = false;  // implicit filter by calling AE when the station key is empty
    bool hide_started = false;
    bool strict_mpps = false;
    bool always_ff00 = false;  // old units abort on FF01
    int answer_limit = 0;      // 0: the site's

    std::vector<PolicyFault> faults;
    friend bool operator==(const Device&, const Device&) = default;
};

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
