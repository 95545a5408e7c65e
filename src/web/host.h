#pragma once
// Whether a Host header names this server (faults.md J7). Pure.

#include <string>
#include <string_view>
#include <vector>

#include "mwl/net/address.h"

namespace mwl::web {

// True for localhost, an address of loopback, the address at which the connection arrived, and the given
// names (or addresses, of a forwarded port), each with or without a port. A page under any other name was
// loaded from somebody else's site.
bool is_our_host(std::string_view host, const IpAddress& arrived_at, const std::vector<std::string>& names);

}  // namespace mwl::web
