#pragma once
// A value of each device policy other than its default, found by the kind of its row, so that a new row is
// tested without a word here.

#include <stdexcept>
#include <string>
#include <vector>

#include "mwl/base/policy.h"
#include "mwl/domain/device.h"

namespace mwl::test {

inline PolicyValue another_value(const Policy<domain::Device>& row) {
    const auto plain = row.write(domain::Device{});
    const std::vector<PolicyValue> tried{policy_value(true),
                                         policy_value(false),
                                         policy_value(7),
                                         policy_value(std::string("Asia/Tokyo")),
                                         policy_value(std::string("ISO_IR 192")),
                                         policy_value(std::string("CT")),
                                         policy_value(std::vector<std::string>{"10.1.2.0/24", "fd00::7"})};
    for (const auto& value : tried) {
        domain::Device device;
        if (value != plain && take(row, device, row.key, value).errors.empty()) return value;
    }
    throw std::runtime_error("no value is known that " + row.key + " takes: add one");
}

// The same as a word of `device set`.
inline std::string as_word(const PolicyValue& value) {
    std::string word;
    for (const auto& item : value.items) {
        if (!word.empty()) word += ',';
        if (const auto* text = std::get_if<std::string>(&item))
            word += *text;
        else
            word += text_of({{item}, false});
    }
    return word;
}

}  // namespace mwl::test
