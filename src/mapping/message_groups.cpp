#include "mapping/message_groups.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "mapping/comments.h"

namespace mwl::mapping {
namespace {

// What a segment is for. One without a row belongs to the group that is open: to the order, or, before the
// first one, to all orders.
enum class Role {
    patient,           // of the patient, wherever it stands
    visit,             // of the patient if it is the message's only one; else of the group that it stands in
    opens_order,       // begins an order; what follows until the next row below is shared by its steps
    opens_step,        // the first one completes the order, each further one is a step of its own
    refines_step,      // the same, but a further one shares everything since the order began
    order_if_missing,  // belongs to an order; one before the first order is taken for orders that have none
    opens_services,    // begins services of an appointment and the resources that they share
    service,           // a step
    resource           // of all services that were opened together
};
struct RoleRow {
    std::string_view segment;
    Role role;
};

// ORM_O01 (HL7 2.3.1, chapter 4).
constexpr std::array kOrderRoles{
    RoleRow{"PID", Role::patient},          RoleRow{"PD1", Role::patient},
    RoleRow{"AL1", Role::patient},          RoleRow{"PV1", Role::visit},
    RoleRow{"ORC", Role::opens_order},      RoleRow{"OBR", Role::opens_step},
    RoleRow{"TQ1", Role::order_if_missing},
};
// OMG_O19 and OMI_O23 (HL7 2.5.1, 4.4.4 and 4.4.10).
constexpr std::array kImagingOrderRoles{
    RoleRow{"PID", Role::patient},      RoleRow{"PD1", Role::patient},
    RoleRow{"AL1", Role::patient},      RoleRow{"PV1", Role::visit},
    RoleRow{"ORC", Role::opens_order},  RoleRow{"OBR", Role::opens_step},
    RoleRow{"IPC", Role::refines_step}, RoleRow{"TQ1", Role::order_if_missing},
};
// SIU_S12 (HL7 2.5.1, 10.3).
constexpr std::array kAppointmentRoles{
    RoleRow{"PID", Role::patient},        RoleRow{"PD1", Role::patient},  RoleRow{"AL1", Role::patient},
    RoleRow{"PV1", Role::visit},          RoleRow{"AIS", Role::service},  RoleRow{"AIG", Role::resource},
    RoleRow{"RGS", Role::opens_services}, RoleRow{"AIL", Role::resource}, RoleRow{"AIP", Role::resource},
};
constexpr std::array kPatientRoles{RoleRow{"PID", Role::patient}};

struct Grammar {
    Structure structure;
    std::span<const RoleRow> roles;
    bool has_prior_results;  // behind each order: PID, PV1 or AL1, then ORC and OBR of another kind
};
constexpr std::array kGrammars{
    Grammar{Structure::orm_o01, kOrderRoles, false},
    Grammar{Structure::omg_o19, kImagingOrderRoles, true},
    Grammar{Structure::omi_o23, kImagingOrderRoles, true},
    Grammar{Structure::siu_s12, kAppointmentRoles, false},
    Grammar{Structure::adt_a01, kPatientRoles, false},
};

std::optional<Role> role_in(const Grammar& grammar, std::string_view segment) {
    const auto row = std::ranges::find(grammar.roles, segment, &RoleRow::segment);
    return row == grammar.roles.end() ? std::nullopt : std::optional(row->role);
}

std::string place_of(const hl7::Segment& segment) {
    return hl7::to_string(hl7::Location{std::string(segment.name()), segment.index()});
}

// Tells the prior results of an OMG or OMI from its orders (HL7 2.5.1, 4.4.4). They may speak of the patient
// under another name, and their values are not those of the order.
class PriorResults {
public:
    explicit PriorResults(const Grammar& grammar) : grammar_(grammar) {}

    // True: the segment is left aside. `is_behind_order`: an order is complete.
    bool take(const hl7::Segment& segment, bool is_behind_order, std::vector<MappingNote>& notes) {
        if (!grammar_.has_prior_results) return false;
        const auto role = role_in(grammar_, segment.name());
        const bool is_person = role == Role::patient || role == Role::visit || segment.name() == "PV2";
        if (!is_open_ && is_person && is_behind_order) {
            is_open_ = true;
            notes.push_back({NoteKind::ignored, "", place_of(segment),
                             "begins prior results behind the order; they are left aside"});
        }
        if (is_open_ && role == Role::opens_order && !is_of_results(segment)) is_open_ = false;
        if (is_open_ && segment.name() == "PID") patient_ = &segment;
        return is_open_;
    }
    // The patient whom the last prior results name; nullptr: none.
    const hl7::Segment* patient() const noexcept { return patient_; }

private:
    // ORC-1 PR, or none.
    static bool is_of_results(const hl7::Segment& orc) {
        const auto control = trimmed(orc.field(1).text());
        return control.empty() || control == "PR";
    }

    const Grammar& grammar_;
    bool is_open_ = false;
    const hl7::Segment* patient_ = nullptr;
};

class Splitter {
public:
    Splitter(const hl7::Message& message, const Grammar& grammar, MessageGroups& groups)
        : grammar_(grammar),
          groups_(groups),
          prior_(grammar),
          has_one_visit_(has_one_visit(message, grammar)) {}

    Result<void> add(const hl7::Segment& segment) {
        const bool is_prior = prior_.take(segment, in_order() && !is_before_obr_, groups_.misplaced);
        if (is_prior) return {};
        if (segment.name() == "NTE") {
            add(Comment{&segment, previous_});
            return {};
        }
        previous_ = segment.name();
        const auto role = role_in(grammar_, segment.name());
        if (role == Role::opens_order) {
            if (auto done = check_patient(); !done) return done;
            open_order();
        }
        if (role == Role::opens_step) open_step();
        if (role == Role::refines_step) refine_step();
        if (in_order() && is_of_patient(role)) {
            groups_.patient.add(segment);
            misplace(segment, "stands behind ORC or OBR; taken as if it stood before them");
            return {};
        }
        if (!in_order() && role == Role::order_if_missing)
            misplace(segment, "stands before ORC; taken for orders that have none");
        share_or_add(segment, role == Role::refines_step);
        return {};
    }

    // The message will be refused: what is repeated need not be repeated in vain.
    bool is_over_limit() const {
        return groups_.orders.size() > kMostOrders || repeated_bytes_ > kMostRepeatedBytes;
    }

private:
    // A PV1 of prior results is no visit of the message; one message speaks of one visit before its orders.
    static bool has_one_visit(const hl7::Message& message, const Grammar& grammar) {
        return grammar.has_prior_results || !message.segment("PV1", 2);
    }

    bool in_order() const { return current_ != &groups_.patient; }

    bool is_of_patient(std::optional<Role> role) const {
        return role == Role::patient || (role == Role::visit && has_one_visit_);
    }

    // An order behind prior results is the patient's whom the message names first.
    Result<void> check_patient() const {
        const auto* const other = prior_.patient();
        const auto patients = groups_.patient.all("PID");
        if (other == nullptr || patients.empty() ||
            trimmed(other->field(3).raw()) == trimmed(patients.front()->field(3).raw()))
            return {};
        return Problem{Code::segment_sequence, place_of(*other),
                       "an order follows prior results of another patient id; one message speaks of one "
                       "patient"};
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
            repeated_bytes_ += segment->raw().size();
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
        groups_.misplaced.push_back({NoteKind::taken_from, "", place_of(segment), std::move(rule)});
    }

    const Grammar& grammar_;
    MessageGroups& groups_;
    std::size_t repeated_bytes_ = 0;
    PriorResults prior_;
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

    bool is_over_limit() const {
        return groups_.orders.size() > kMostOrders || repeated_bytes_ > kMostRepeatedBytes;
    }

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
        repeated_bytes_ += resource.raw().size();
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
                    {NoteKind::ignored, "", place_of(*segment), std::string(kOfNoService)});
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
    std::size_t repeated_bytes_ = 0;
    std::string_view previous_;
    std::vector<Group*> services_;                      // of the open RGS
    std::vector<const hl7::Segment*> resources_;        // of the open RGS
    std::vector<const hl7::Segment*> without_service_;  // of RGS without a service
};

// An OBR names an order better than the ORC, which several may share.
Problem over_limit(const Group& order, const std::string& what) {
    const auto* const obr = order.own("OBR");
    const auto& at = obr == nullptr ? order.first() : *obr;
    return {Code::too_large, place_of(at), what};
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

Result<void> split(const hl7::Message& message, Structure structure, MessageGroups& groups) {
    const auto& grammar = *std::ranges::find(kGrammars, structure, &Grammar::structure);
    if (structure == Structure::siu_s12) {
        AppointmentSplitter splitter(grammar, groups);
        for (const auto& segment : message.segments()) {
            splitter.add(segment);
            if (splitter.is_over_limit()) break;
        }
        splitter.end();
    } else {
        Splitter splitter(message, grammar, groups);
        for (const auto& segment : message.segments()) {
            if (auto done = splitter.add(segment); !done) return done;
            if (splitter.is_over_limit()) break;
        }
    }
    if (!message.segment("ZDS", 2) && message.segment("ZDS")) groups.only_zds = &message.segment("ZDS");
    return check_limits(groups);
}

}  // namespace mwl::mapping
