#include "mapping/message_groups.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "mapping/comments.h"
#include "mapping/grammar.h"
#include "mapping/prior_results.h"

namespace mwl::mapping {
namespace {

// How many segments all orders of a message may repeat of what they share.
constexpr std::size_t kMostRepeatedSegments = 20'000;

// Counts what is repeated, so that a message that will be refused is not repeated in vain.
class Repeated {
public:
    void add(const hl7::Segment& segment) {
        ++segments_;
        bytes_ += segment.raw().size();
    }
    bool is_too_much() const noexcept {
        return segments_ > kMostRepeatedSegments || bytes_ > kMostRepeatedBytes;
    }

private:
    std::size_t segments_ = 0;
    std::size_t bytes_ = 0;
};

class Splitter {
public:
    Splitter(const hl7::Message& message, const Grammar& grammar, const PriorResults& prior,
             MessageGroups& groups)
        : grammar_(grammar), groups_(groups), has_one_visit_(has_one_visit(message, prior)) {}

    void add(const hl7::Segment& segment) {
        if (segment.name() == "NTE") return add(Comment{&segment, previous_});
        previous_ = segment.name();
        const auto role = role_in(grammar_, segment.name());
        if (role == Role::opens_order) open_order();
        if (role == Role::opens_step) open_step();
        if (role == Role::refines_step) refine_step();
        if (in_order() && is_of_patient(role)) {
            groups_.patient.add(segment);
            return misplace(segment, "stands behind ORC or OBR; taken as if it stood before them");
        }
        if (!in_order() && role == Role::order_if_missing)
            misplace(segment, "stands before ORC; taken for orders that have none");
        share_or_add(segment, role == Role::refines_step);
    }

    bool is_over_limit() const { return groups_.orders.size() > kMostOrders || repeated_.is_too_much(); }

private:
    static bool has_one_visit(const hl7::Message& message, const PriorResults& prior) {
        return std::ranges::count_if(message.segments(), [&](const hl7::Segment& segment) {
                   return segment.name() == "PV1" && !prior.holds(segment);
               }) < 2;
    }

    bool in_order() const { return current_ != &groups_.patient; }

    bool is_of_patient(std::optional<Role> role) const {
        return role == Role::patient || (role == Role::visit && has_one_visit_);
    }

    void open_group() {
        groups_.orders.emplace_back(&groups_.patient);
        current_ = &groups_.orders.back();
    }

    void open_order() {
        open_group();
        is_before_obr_ = true;
        is_refined_ = false;
        of_order_ = {};
        of_step_ = {};
    }

    void open_step() {
        if (!is_before_obr_) {
            open_group();
            repeat(of_order_);
        }
        is_before_obr_ = false;
        is_refined_ = false;
        of_step_ = of_order_;
    }

    // The first one is of the step that is open.
    void refine_step() {
        if (in_order() && std::exchange(is_refined_, true)) {
            open_group();
            repeat(of_step_);
        }
    }

    // What several steps have in common.
    struct Shared {
        std::vector<const hl7::Segment*> segments;
        std::vector<Comment> comments;
    };

    void repeat(const Shared& shared) {
        for (const auto* segment : shared.segments) {
            current_->add(*segment);
            repeated_.add(*segment);
        }
        for (const auto& comment : shared.comments) current_->add(comment);
    }

    void share_or_add(const hl7::Segment& segment, bool is_own) {
        if (is_before_obr_) of_order_.segments.push_back(&segment);
        if (!is_own && !is_refined_) of_step_.segments.push_back(&segment);
        current_->add(segment);
    }

    void add(const Comment& comment) {
        if (is_on_patient(comment)) return groups_.patient.add(comment);
        if (is_before_obr_) of_order_.comments.push_back(comment);
        if (!is_refined_) of_step_.comments.push_back(comment);
        current_->add(comment);
    }

    void misplace(const hl7::Segment& segment, std::string rule) {
        groups_.misplaced.push_back({NoteKind::taken_from, "", place_of_segment(segment), std::move(rule)});
    }

    const Grammar& grammar_;
    MessageGroups& groups_;
    Repeated repeated_;
    Group* current_ = &groups_.patient;
    std::string_view previous_;
    bool has_one_visit_;
    bool is_before_obr_ = false;  // behind an ORC, its first OBR still to come
    bool is_refined_ = false;     // an IPC has come for the step that is open
    Shared of_order_;             // since the last ORC, before its first OBR
    Shared of_step_;              // since the last ORC, with one OBR, before its first IPC
};

// Whatever is no service and no resource belongs to the appointment as a whole.
class AppointmentSplitter {
public:
    AppointmentSplitter(const Grammar& grammar, MessageGroups& groups) : grammar_(grammar), groups_(groups) {}

    void add(const hl7::Segment& segment) {
        if (segment.name() == "NTE") return add(Comment{&segment, previous_});
        previous_ = segment.name();
        const auto role = role_in(grammar_, segment.name());
        if (role == Role::opens_services) close_services();
        if (role == Role::service) open_service();
        if (role == Role::service) return services_.back()->add(segment);
        if (role == Role::resource) return add_resource(segment);
        groups_.patient.add(segment);
    }

    bool is_over_limit() const { return groups_.orders.size() > kMostOrders || repeated_.is_too_much(); }

    // An appointment without services is one step; a person or a room that belongs to none is noted.
    void end() {
        close_services();
        if (!groups_.orders.empty()) return;
        auto& only = groups_.orders.emplace_back(&groups_.patient);
        for (const auto* segment : without_service_) only.add(*segment);
        std::erase_if(groups_.misplaced, [](const MappingNote& note) { return note.rule == kOfNoService; });
    }

private:
    static constexpr std::string_view kOfNoService = "belongs to no service (AIS) of its RGS; left aside";

    void open_service() {
        services_.push_back(&groups_.orders.emplace_back(&groups_.patient));
        for (const auto* segment : resources_) repeat(*segment, *services_.back());
    }

    void repeat(const hl7::Segment& resource, Group& service) {
        service.add(resource);
        repeated_.add(resource);
    }

    void add_resource(const hl7::Segment& segment) {
        resources_.push_back(&segment);
        for (auto* service : services_) repeat(segment, *service);
    }

    void close_services() {
        if (services_.empty())
            for (const auto* segment : resources_) {
                without_service_.push_back(segment);
                groups_.misplaced.push_back(
                    {NoteKind::ignored, "", place_of_segment(*segment), std::string(kOfNoService)});
            }
        services_.clear();
        resources_.clear();
    }

    void add(const Comment& comment) {
        const bool is_of_one = role_in(grammar_, comment.after) == Role::service && !services_.empty();
        if (is_of_one) return services_.back()->add(comment);
        if (role_in(grammar_, comment.after) != Role::resource) return groups_.patient.add(comment);
        for (auto* service : services_) service->add(comment);
    }

    const Grammar& grammar_;
    MessageGroups& groups_;
    Repeated repeated_;
    std::string_view previous_;
    std::vector<Group*> services_;                      // of the open RGS
    std::vector<const hl7::Segment*> resources_;        // of the open RGS
    std::vector<const hl7::Segment*> without_service_;  // of RGS without a service
};

void split_appointment(const hl7::Message& message, const Grammar& grammar, MessageGroups& groups) {
    AppointmentSplitter splitter(grammar, groups);
    for (const auto& segment : message.segments()) {
        splitter.add(segment);
        if (splitter.is_over_limit()) break;  // refused in check_limits()
    }
    splitter.end();
}

void split_orders(const hl7::Message& message, const Grammar& grammar, const PriorResults& prior,
                  MessageGroups& groups) {
    Splitter splitter(message, grammar, prior, groups);
    for (const auto& segment : message.segments()) {
        if (!prior.holds(segment)) splitter.add(segment);
        if (splitter.is_over_limit()) break;  // refused in check_limits()
    }
}

// nullptr: none, or several.
const hl7::Segment* only_zds(const hl7::Message& message, const PriorResults& prior) {
    const hl7::Segment* out = nullptr;
    for (const auto& segment : message.segments()) {
        if (segment.name() != "ZDS" || prior.holds(segment)) continue;
        if (out != nullptr) return nullptr;
        out = &segment;
    }
    return out;
}

// An OBR names an order better than the ORC, which several may share.
Problem over_limit(const Group& order, const std::string& what) {
    const auto* const obr = order.own("OBR");
    const auto& at = obr == nullptr ? order.first() : *obr;
    return {Code::too_large, place_of_segment(at), what};
}

Result<void> check_limits(const MessageGroups& groups) {
    const auto shared =
        groups.patient.bytes() + (groups.only_zds == nullptr ? 0 : groups.only_zds->raw().size());
    std::size_t count = 0;
    std::size_t segments = 0;
    std::size_t bytes = 0;  // segments that several OBR under one ORC share count for each order
    for (const auto& order : groups.orders) {
        bytes += shared + order.bytes();
        segments += order.size();
        if (++count > kMostOrders)
            return over_limit(order, "more than " + std::to_string(kMostOrders) + " orders in one message");
        if (count > 1 && segments > kMostRepeatedSegments)
            return over_limit(order, "too many orders for the segments that they repeat: more than " +
                                         std::to_string(kMostRepeatedSegments) + " in all");
        if (count > 1 && bytes > kMostRepeatedBytes)
            return over_limit(order, "too many orders for the data that they repeat: more than " +
                                         std::to_string(kMostRepeatedBytes) + " bytes in all");
    }
    return {};
}

}  // namespace

Result<void> split(const hl7::Message& message, Structure structure, MessageGroups& groups) {
    const auto& grammar = grammar_of(structure);
    const PriorResults prior(message, grammar);
    if (prior.problem()) return *prior.problem();
    groups.misplaced = prior.notes();
    if (structure == Structure::siu_s12)
        split_appointment(message, grammar, groups);
    else
        split_orders(message, grammar, prior, groups);
    groups.only_zds = only_zds(message, prior);
    return check_limits(groups);
}

}  // namespace mwl::mapping
