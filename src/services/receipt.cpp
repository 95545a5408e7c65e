#include "services/receipt.h"

#include <array>
#include <cstdio>

namespace mwl::services {

std::string random_hex(Random& random) {
    std::array<char, 33> text{};
    (void)std::snprintf(text.data(), text.size(), "%016llx%016llx",
                        static_cast<unsigned long long>(random.next()),
                        static_cast<unsigned long long>(random.next()));
    return text.data();
}

store::ReceiptId new_receipt(Random& random) { return store::ReceiptId(random_hex(random)); }

}  // namespace mwl::services
