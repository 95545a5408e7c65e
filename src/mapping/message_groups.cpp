#include "mapping/message_groups.h"

#include <string>

namespace mwl::mapping {
namespace {

// An OBR names an order better than the ORC, which several may share.
Problem over_limit(const Group& order, const std::string& what) {
    const auto* const obr = order.own("OBR");
    const auto& at = obr == nullptr ? order.first() : *obr;
    return {Code::too_large, hl7::to_string(hl7::Location{std::string(at.name()), at.index()}), what};
}

Result<void> check_limits(const MessageGroups& groups) {
    const auto shared =
        groups.patient.bytes() + (groups.only_zds == nullptr ? 0 : groups.only_zds->raw().size());
    std::size_t count = 0;
    for (const auto& order : groups.orders) {
        if (++count > kMostOrders)
            return over_limit(order, "more than " + std::to_string(kMostOrders) + " orders in one message");
        if (count > 1 && count * shared > kMostRepeatedBytes)
            return over_limit(order, "too many orders for so much patient data in one message (" +
                                         std::to_string(shared) + " bytes that each order repeats)");
    }
    return {};
}

}  // namespace

Result<void> split(const hl7::Message& message, MessageGroups& groups) {
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
    return check_limits(groups);
}

}  // namespace mwl::mapping
