#pragma once
// Which addresses a rule applies to. Immutable values, pure.

#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/ip_address.h"

namespace mwl::base {

// "10.1.0.0/16", "fd00::/8", or one address. IPv4 and IPv6 do not contain each other: "::/0" is all of IPv6.
class Network {
public:
    // Bits set after the prefix are a Problem that names the network probably meant.
    static Result<Network> parse(std::string_view text);

    bool contains(const IpAddress& address) const noexcept;
    unsigned bits() const noexcept { return prefix_; }  // how many of the address it fixes
    std::string str() const;

    friend bool operator==(const Network&, const Network&) = default;

private:
    Network(const IpAddress& base, unsigned prefix) : base_(base), prefix_(prefix) {}

    IpAddress base_;
    unsigned prefix_;
};

// An empty list contains no address; whether "no list" means every address is for the caller to decide.
class AccessList {
public:
    AccessList() = default;
    explicit AccessList(std::vector<Network> networks) : networks_(std::move(networks)) {}
    // The first text that cannot be read is the Problem; `where` is its place: "[2]".
    static Result<AccessList> parse(const std::vector<std::string>& texts);

    bool empty() const noexcept { return networks_.empty(); }
    bool contains(const IpAddress& address) const noexcept;

    auto begin() const noexcept { return networks_.begin(); }
    auto end() const noexcept { return networks_.end(); }
    friend bool operator==(const AccessList&, const AccessList&) = default;

private:
    std::vector<Network> networks_;
};

AccessList loopback();  // 127.0.0.0/8 and ::1

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
