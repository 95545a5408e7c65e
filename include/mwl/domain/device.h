#pragma once
// A modality that may ask. Devices are rows in the database (architecture.md, decision 8).

#include <chrono>
#include <string>
#include <vector>

#include "mwl/base/ids.h"

namespace mwl::domain {

struct Device {
    DeviceRow row;
    AeTitle ae;                         // calling AE title
    std::vector<std::string> networks;  // CIDR it may call from; empty: nowhere
    std::string zone;                   // IANA name; empty: the site's
    std::string charset;   // defined term of answers; empty: the query's own, else the site default
    std::string modality;  // for people, and for `modality play`
    std::string description;
    bool enabled = true;
    bool own_worklist_only = false;  // implicit filter by calling AE when the station key is empty
    bool hide_started = false;
    bool strict_mpps = false;
    bool always_ff00 = false;  // old units abort on FF01
    int answer_limit = 0;      // 0: the site's
    friend bool operator==(const Device&, const Device&) = default;
};

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
