#pragma once
// Origins as the database keeps them: {"step.start": [place, raw, how, message, is a stand-in], …}. Private
// to store.

#include <string>
#include <string_view>
#include <vector>

#include "mwl/domain/origin.h"

namespace mwl::store {

// Stands for the number of the message in what origins_json() makes; it occurs nowhere else in it.
inline constexpr std::string_view kMessageHere = "\x01";

// `of`: of all the origins only those of this level. "{}": there are none. Bytes that are no UTF-8, and NULs,
// become U+FFFD.
std::string origins_json(const std::vector<Origin>& origins, OriginOf of);

}  // namespace mwl::store
