#pragma once
// The page's files, compiled in: no file of the machine is ever opened for a request.

#include <optional>
#include <string>
#include <string_view>

namespace mwl::web {

struct Asset {
    std::string_view media_type;
    std::string_view text;  // static storage
};

std::optional<Asset> find_asset(std::string_view name);

}  // namespace mwl::web
