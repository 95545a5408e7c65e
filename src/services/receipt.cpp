#include "services/receipt.h"

#include "mwl/base/hex.h"

namespace mwl::services {

std::string random_hex(Random& random) {
    const auto first = lower_hex(random.next(), 16);
    return first + lower_hex(random.next(), 16);
}

store::ReceiptId new_receipt(Random& random) { return store::ReceiptId(random_hex(random)); }

}  // namespace mwl::services
