#include "mapping/message_groups.h"

namespace mwl::mapping {

void split(const hl7::Message& message, MessageGroups& groups) {
    Group* current = &groups.patient;
    const hl7::Segment* order_control = nullptr;
    const auto open = [&] {
        groups.orders.emplace_back(&groups.patient);
        current = &groups.orders.back();
    };
    int zds_count = 0;
    for (const auto& segment : message.segments()) {
        const bool is_control = segment.name() == "ORC";
        const bool starts_by_obr =
            segment.name() == "OBR" && (current == &groups.patient || current->own("OBR"));
        if (is_control || starts_by_obr) open();
        // A further OBR of the same order stands under the ORC before it.
        if (starts_by_obr && order_control != nullptr) current->add(*order_control);
        if (is_control) order_control = &segment;
        if (segment.name() == "ZDS") {
            ++zds_count;
            groups.only_zds = &segment;
        }
        current->add(segment);
    }
    if (zds_count != 1) groups.only_zds = nullptr;
}

}  // namespace mwl::mapping
