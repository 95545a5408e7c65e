#include "mwl/mapping/status.h"

#include <array>
#include <vector>

#include "mapping/as_ordered.h"
#include "mwl/base/digest.h"
#include "mwl/base/parts.h"
#include "mwl/hl7/writer.h"
#include "mwl/text/person_name.h"
#include "mwl/time/hl7_time.h"

namespace mwl::mapping {
namespace {

struct TransitionRow {
    StatusTransition transition;
    const char* order_status;  // ORC-5, table 0038
};
constexpr std::array kTransitions{
    TransitionRow{StatusTransition::in_progress, "IP"},
    TransitionRow{StatusTransition::completed, "CM"},
    TransitionRow{StatusTransition::discontinued, "DC"},
    TransitionRow{StatusTransition::back_to_scheduled, "SC"},
};

const char* order_status(StatusTransition transition) {
    for (const auto& row : kTransitions)
        if (row.transition == transition) return row.order_status;
    return "";
}

// PN -> XPN: suffix before prefix.
std::vector<std::string> xpn(const NameGroup& name) {
    return {name.family, name.given, name.middle, name.suffix, name.prefix};
}

// PN -> XCN without an id.
std::vector<std::string> xcn(const NameGroup& name) {
    return {"", name.family, name.given, name.middle, name.suffix, name.prefix};
}

std::vector<std::string> coded(const CodedEntry& code) { return {code.value, code.meaning, code.scheme}; }

// The components of a PL as it was stored.
std::vector<std::string> components_of(const std::string& location) {
    const auto parts = parts_at(location, '^');
    return {parts.begin(), parts.end()};
}

std::string printed(const std::optional<Instant>& at, const Zone& zone) {
    return at ? print_hl7_time(*at, zone) : std::string();
}

class StatusMessage {
public:
    StatusMessage(const StatusChange& change, const StatusFormat& format)
        : change_(change),
          format_(format),
          procedure_(change.order.procedures.front()),
          as_ordered_(procedure_.steps.front().as_ordered) {}

    Result<std::string> render(const std::string& control_id, Instant now) {
        add_msh(control_id, now);
        add_pid();
        add_pv1();
        add_orc(now);
        add_obr();
        add_observations();
        if (!as_ordered_.zds->empty()) writer_.raw_segment(*as_ordered_.zds);
        return writer_.encoded(format_.charset);
    }

private:
    void add_msh(const std::string& control_id, Instant now) {
        writer_.segment("MSH")
            .set(3, format_.sending_application)
            .set(4, format_.sending_facility)
            .set(5, format_.receiving_application)
            .set(6, format_.receiving_facility)
            .set(7, print_hl7_time(now, format_.zone))
            .set_components(9, {"ORM", "O01"})
            .set(10, control_id)
            .set(11, format_.processing_id)
            .set(12, format_.version)
            .set(18, text::hl7_name(format_.charset));
    }

    void add_pid() {
        const auto& patient = change_.patient;
        const auto& birth = *patient.birth_date;
        auto& pid = writer_.segment("PID");
        if (names(*as_ordered_.pid_3, patient.id.id, patient.id.issuer))
            pid.set_raw(3, *as_ordered_.pid_3);
        else  // another one since the order
            pid.set_components(3, {patient.id.id, "", "", patient.id.issuer.str()});
        pid.set_components(5, xpn(patient.name->alphabetic))
            .set(7, birth ? print_hl7_date(*birth) : std::string())
            .set(8, *patient.sex)
            .set_raw(18, *as_ordered_.pid_18);
    }

    void add_pv1() {
        const auto& visit = change_.visit;
        auto& pv1 = writer_.segment("PV1");
        pv1.set(2, "U")  // patient class is required and not known here: table 0004, unknown
            .set_components(3, components_of(*visit.location))
            .set_components(8, xcn(visit.referring_physician->alphabetic));
        const auto& number = change_.order.visit_number;
        const auto& issuer = change_.order.visit_issuer;
        if (names(*as_ordered_.pv1_19, number, issuer))
            pv1.set_raw(19, *as_ordered_.pv1_19);
        else if (!names(*as_ordered_.pid_18, number, issuer))  // another one since the order
            pv1.set_components(19, {number, "", "", issuer.str()});
    }

    void add_orc(Instant now) {
        writer_.segment("ORC")
            .set(1, "SC")
            .set_raw(2, *as_ordered_.orc_2)
            .set_raw(3, *as_ordered_.orc_3)
            .set(5, order_status(change_.transition))
            .set(9, print_hl7_time(now, format_.zone))
            .set_components(12, xcn(change_.order.requesting_physician->alphabetic));
    }

    void add_obr() {
        const auto& performed = change_.performed;
        const auto operators = text::parse_pn(performed.operators).alphabetic;
        const auto changed_at = performed.ended_at ? performed.ended_at : performed.started_at;
        auto& obr = writer_.segment("OBR");
        obr.set(1, "1")
            .set_raw(2, *as_ordered_.obr_2)
            .set_raw(3, *as_ordered_.obr_3)
            .set_raw(4, *as_ordered_.obr_4)
            .set(7, printed(performed.started_at, format_.zone))
            .set(8, printed(performed.ended_at, format_.zone))
            .set_raw(18, *as_ordered_.obr_18)
            .set_raw(19, *as_ordered_.obr_19)
            .set_raw(20, *as_ordered_.obr_20)
            .set(22, printed(changed_at, format_.zone))
            .set_raw(24, *as_ordered_.obr_24);
        if (change_.transition == StatusTransition::discontinued ||
            change_.transition == StatusTransition::back_to_scheduled)
            obr.set_components(31, coded(performed.discontinuation_reason));
        if (!operators.empty())  // NDL: the name is in the subcomponents of the first component
            obr.set_raw(34, ndl(operators));
        obr.set_raw(44, *as_ordered_.obr_44);
    }

    static std::string ndl(const NameGroup& name) {
        std::string out;
        for (const auto& part : {name.family, name.given, name.middle, name.suffix, name.prefix})
            out += '&' + hl7::escape(part);
        out.erase(out.find_last_not_of('&') + 1);
        return out;
    }

    void observe(const char* type, const std::vector<std::string>& code, const std::string& value) {
        if (value.empty()) return;
        writer_.segment("OBX")
            .set(1, std::to_string(++observations_))
            .set(2, type)
            .set_components(3, code)
            .set(5, value)
            .set(11, "F");
    }

    void add_observations() {
        const auto& performed = change_.performed;
        observe("HD", {"113014", "DICOM Study", "DCM"}, procedure_.study.str());
        observe("ST", {"PerformedStationAETitle", "Performed Station AE Title", "99MWLBROKER"},
                performed.station.str());
        observe("ST", {"PerformedStepUID", "Performed Procedure Step UID", "99MWLBROKER"},
                performed.uid.str());
        if (!is_final(performed.status)) return;
        observe("NM", {"NumberOfSeries", "Number of Series", "99MWLBROKER"},
                std::to_string(performed.series));
        observe("NM", {"NumberOfInstances", "Number of Images and other Instances", "99MWLBROKER"},
                std::to_string(performed.instances));
    }

    const StatusChange& change_;
    const StatusFormat& format_;
    const Procedure& procedure_;
    const AsOrdered& as_ordered_;
    hl7::MessageWriter writer_;
    int observations_ = 0;
};

}  // namespace

std::string status_control_id(const std::string& destination, const StatusChange& change) {
    std::string name = "status";
    const auto& procedure = change.order.procedures.front();
    for (const auto& part : {destination, std::to_string(change.order.row.value), procedure.id.str(),
                             procedure.steps.front().id.str(), change.performed.uid.str(),
                             std::string(name_of(change.transition))}) {
        name += std::to_string(part.size()) + ':';
        name += part;
    }
    return short_id(name, 20);
}

Result<std::string> render_status(const StatusChange& change, const StatusFormat& format,
                                  const std::string& control_id, Instant now) {
    return StatusMessage(change, format).render(control_id, now);
}

}  // namespace mwl::mapping
