#include "mapping/message_groups.h"

#include <algorithm>
#include <array>
#include <string>

#include "mapping/comments.h"

namespace mwl::mapping {
namespace {

// What a segment is for in an order message (ORM_O01 of HL7 2.3.1, chapter 4). A segment without a row
// belongs to the group that is open: to the order, or, before the first ORC, to all orders.
enum class Role {
    patient,          // of the patient, wherever it stands
    visit,            // of the patient if it is the message's only one; else of the group that it stands in
    opens_order,      // begins an order; what follows until the next row below is shared by its steps
    opens_step,       // the first one completes the order, each further one is a step of its own
    order_if_missing  // belongs to an order; one before the first order is taken for orders that have none
};
struct RoleRow {
    std::string_view segment;
    Role role;
};
constexpr std::array kRoles{
    RoleRow{"PID", Role::patient},          RoleRow{"PD1", Role::patient},
    RoleRow{"AL1", Role::patient},          RoleRow{"PV1", Role::visit},
    RoleRow{"ORC", Role::opens_order},      RoleRow{"OBR", Role::opens_step},
    RoleRow{"TQ1", Role::order_if_missing},
};

bool has_role(std::string_view segment, Role role) {
    return std::ranges::any_of(
        kRoles, [&](const RoleRow& row) { return row.segment == segment && row.role == role; });
}

class Splitter {
public:
    Splitter(const hl7::Message& message, MessageGroups& groups)
        : groups_(groups), has_one_visit_(!message.segment("PV1", 2)) {}

    void add(const hl7::Segment& segment) {
        if (segment.name() == "NTE") return add(Comment{&segment, previous_});
        previous_ = segment.name();
        const bool is_step = has_role(segment.name(), Role::opens_step);
        if (has_role(segment.name(), Role::opens_order))
            open_order();
        else if (is_step && !is_before_obr_)
            open_further_step();
        if (is_step) is_before_obr_ = false;
        if (in_order() && is_of_patient(segment.name())) {
            groups_.patient.add(segment);
            return misplace(segment, "stands behind ORC or OBR; taken as if it stood before them");
        }
        if (!in_order() && has_role(segment.name(), Role::order_if_missing))
            misplace(segment, "stands before ORC; taken for orders that have none");
        share_or_add(segment);
    }

private:
    bool in_order() const { return current_ != &groups_.patient; }

    bool is_of_patient(std::string_view name) const {
        return has_role(name, Role::patient) || (has_role(name, Role::visit) && has_one_visit_);
    }

    void open_group() {
        groups_.orders.emplace_back(&groups_.patient);
        current_ = &groups_.orders.back();
    }

    void open_order() {
        open_group();
        is_before_obr_ = true;
        shared_segments_.clear();
        shared_comments_.clear();
    }

    void open_further_step() {
        open_group();
        for (const auto* segment : shared_segments_) current_->add(*segment);
        for (const auto& comment : shared_comments_) current_->add(comment);
    }

    void share_or_add(const hl7::Segment& segment) {
        if (is_before_obr_) shared_segments_.push_back(&segment);
        current_->add(segment);
    }

    void add(const Comment& comment) {
        if (is_on_patient(comment)) return groups_.patient.add(comment);
        if (is_before_obr_) shared_comments_.push_back(comment);
        current_->add(comment);
    }

    void misplace(const hl7::Segment& segment, std::string rule) {
        const hl7::Location where{std::string(segment.name()), segment.index()};
        groups_.misplaced.push_back({NoteKind::taken_from, "", hl7::to_string(where), std::move(rule)});
    }

    MessageGroups& groups_;
    Group* current_ = &groups_.patient;
    std::string_view previous_;
    bool has_one_visit_;
    bool is_before_obr_ = false;                        // behind an ORC, its first OBR still to come
    std::vector<const hl7::Segment*> shared_segments_;  // of the last ORC, before its first OBR
    std::vector<Comment> shared_comments_;
};

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
    std::size_t bytes = 0;  // segments that several OBR under one ORC share count for each order
    for (const auto& order : groups.orders) {
        bytes += shared + order.bytes();
        if (++count > kMostOrders)
            return over_limit(order, "more than " + std::to_string(kMostOrders) + " orders in one message");
        if (count > 1 && bytes > kMostRepeatedBytes)
            return over_limit(order, "too many orders for the data that they repeat: more than " +
                                         std::to_string(kMostRepeatedBytes) + " bytes in all");
    }
    return {};
}

}  // namespace

Result<void> split(const hl7::Message& message, MessageGroups& groups) {
    Splitter splitter(message, groups);
    for (const auto& segment : message.segments()) {
        splitter.add(segment);
        if (groups.orders.size() > kMostOrders)
            break;  // refused below; what they share is not repeated in vain
    }
    if (!message.segment("ZDS", 2) && message.segment("ZDS")) groups.only_zds = &message.segment("ZDS");
    return check_limits(groups);
}

}  // namespace mwl::mapping
