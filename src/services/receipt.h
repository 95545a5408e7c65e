#pragma once
// Random ids. Thread-safe, as the Random given is.

#include <string>

#include "mwl/base/clock.h"
#include "mwl/store/messages.h"

namespace mwl::services {

// 32 hexadecimal digits.
std::string random_hex(Random& random);
store::ReceiptId new_receipt(Random& random);

}  // namespace mwl::services
