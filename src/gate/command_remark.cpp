#include "mwl/gate/command_remark.h"

#include <algorithm>

#include "gate/element_header.h"

namespace mwl::gate {

namespace {

const OddityRule& rule_of(Oddity oddity) noexcept {
    return *std::find_if(kOddities.begin(), kOddities.end(),
                         [oddity](const OddityRule& row) { return row.oddity == oddity; });
}

}  // namespace

bool is_usable(const CommandRemark& remark) noexcept { return rule_of(remark.oddity).is_usable; }

std::string describe(const CommandRemark& remark) {
    return to_string(Tag{0x0000, remark.element}) + " " + std::string(rule_of(remark.oddity).words);
}

}  // namespace mwl::gate
