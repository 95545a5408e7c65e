#include "domain/draft.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <vector>

#include "domain/naming.h"

#include "mwl/base/parts.h"

namespace mwl::domain {
namespace {

// Rows of `now` that are new or differ from `before`, which holds the same things in the same order.
template <typename T, typename Now>
std::vector<T> changed(const std::vector<T>& before, const Now& now) {
    std::vector<T> out;
    for (std::size_t i = 0; i < now.size(); ++i)
        if (i >= before.size() || !(now[i] == before[i])) out.push_back(now[i]);
    return out;
}

constexpr char kValueEnd = '\\';  // between the values of a DICOM attribute

std::vector<std::string_view> values_of(std::string_view list) {
    std::vector<std::string_view> values;
    while (!list.empty()) {
        values.push_back(list.substr(0, list.find(kValueEnd)));
        list.remove_prefix(std::min(values.back().size() + 1, list.size()));
    }
    return values;
}

// The known values, then those of `stated` that are not among them.
Stated<std::string> joined(const Stated<std::string>& known, const Stated<std::string>& stated) {
    if (known->empty() || stated->empty()) return stated;
    const auto before = values_of(*known);
    std::set<std::string_view> seen(before.begin(), before.end());
    std::string out = *known;
    for (const auto value : values_of(*stated))
        if (seen.insert(value).second) out.append(1, kValueEnd).append(value);
    return out;
}

std::vector<Origin> those_of(OriginOf of, const std::vector<Origin>& origins) {
    std::vector<Origin> out;
    std::ranges::copy_if(origins, std::back_inserter(out),
                         [of](const Origin& origin) { return origin.of == of; });
    return out;
}

}  // namespace

const Patient* Draft::patient(const PatientId& id) const noexcept {
    const auto at = std::ranges::find(patients_, id, &Patient::id);
    return at == patients_.end() ? nullptr : &*at;
}

bool Draft::put(const Patient& stated) {
    const auto at = std::ranges::find(patients_, stated.id, &Patient::id);
    if (at != patients_.end()) {
        Patient news = stated;
        news.allergies = joined(at->allergies, stated.allergies);
        news.medical_alerts = joined(at->medical_alerts, stated.medical_alerts);
        return overlay(*at, news);
    }
    patients_.push_back(stated);
    return true;
}

bool Draft::has_visit(const PatientId& patient, const std::string& number,
                      const Issuer& issuer) const noexcept {
    return std::ranges::any_of(visits_, [&](const Known::PatientVisit& v) {
        return v.patient == patient && v.visit.number == number && v.visit.issuer == issuer;
    });
}

bool Draft::put(const PatientId& patient, const Visit& stated) {
    const auto at = std::ranges::find_if(visits_, [&](const Known::PatientVisit& v) {
        return v.patient == patient && v.visit.number == stated.number && v.visit.issuer == stated.issuer;
    });
    if (at != visits_.end()) return overlay(at->visit, stated);
    visits_.push_back({patient, stated});
    return true;
}

Order& Draft::add_order(Order order) {
    order.row = known_.new_rows.at(orders_.size() - known_.orders.size());
    return orders_.emplace_back(std::move(order));
}

void Draft::tell(OrderRow order, std::string event, std::string detail) {
    said_.timeline.push_back({order, std::move(event), std::move(detail)});
}

void Draft::note(OrderRow order, std::vector<MappingNote> notes) {
    if (!notes.empty()) said_.notes.push_back({order, std::move(notes)});
}

void Draft::keep(const PatientId& patient, const std::vector<Origin>& origins) {
    if (auto own = those_of(OriginOf::patient, origins); !own.empty())
        said_.patient_origins.push_back({patient, std::move(own)});
}

void Draft::keep(const PatientId& patient, const Visit& visit, const std::vector<Origin>& origins) {
    if (auto own = those_of(OriginOf::visit, origins); !own.empty())
        said_.visit_origins.push_back({patient, visit.number, visit.issuer, std::move(own)});
}

void Draft::keep(OrderOrigins origins) {
    std::erase_if(origins.origins, [](const Origin& origin) {
        return origin.of == OriginOf::patient || origin.of == OriginOf::visit;
    });
    if (!origins.origins.empty()) said_.order_origins.push_back(std::move(origins));
}

Effects Draft::effects() && {
    Effects out = std::move(said_);
    out.patients = changed(known_.patients, patients_);
    out.visits = changed(known_.visits, visits_);
    for (auto& order : orders_) {
        for (auto& procedure : order.procedures)
            for (auto& step : procedure.steps) step.expired = step.expired && is_open(step.status);
        order.shares_study = order.shares_study && has_offered_step(order);
    }
    out.orders = changed(known_.orders, orders_);
    return out;
}

}  // namespace mwl::domain
