#include "domain/appointments.h"

#include "domain/naming.h"

namespace mwl::domain {
namespace {

const std::string& code_of(const OrderChange& change) { return named(change).code->value; }

std::vector<Place> places_of(Order& order) {
    std::vector<Place> out;
    for (auto& procedure : order.procedures)
        for (auto& step : procedure.steps) out.push_back({&procedure, &step});
    return out;
}

// Schemes are not compared: schedulers often leave them out.
bool is_for(const Place& place, const OrderChange& change) {
    return !code_of(change).empty() && place.procedure->code->value == code_of(change);
}

// Steps of the service, open ones first.
std::vector<Place> for_service(Order& order, const OrderChange& change) {
    std::vector<Place> open;
    std::vector<Place> over;
    for (const auto& place : places_of(order))
        if (is_for(place, change)) (is_over(place.step->status) ? over : open).push_back(place);
    open.insert(open.end(), over.begin(), over.end());
    return open;
}

}  // namespace

Place find_appointed(Order& order, const OrderChange& change, const Claimed& claimed) {
    for (const auto& place : for_service(order, change))
        if (!claimed.contains(place.step->id)) return place;
    const auto all = places_of(order);
    if (change.service->is_only && all.size() == 1) return all.front();
    return {};
}

std::vector<Step*> find_appointed_steps(Order& order, const OrderChange& change) {
    const auto all = places_of(order);
    if (const auto found = for_service(order, change); !found.empty()) return {found.front().step};
    if (!code_of(change).empty() && all.size() != 1) return {};
    std::vector<Step*> out;
    for (const auto& place : all) out.push_back(place.step);
    return out;
}

OrderChange without_procedure(OrderChange change) {
    auto& procedure = change.order.procedures.front();
    procedure.code = {};
    procedure.description = {};
    procedure.steps.front().protocol = {};
    procedure.steps.front().description = {};
    std::erase_if(change.origins, [](const Origin& origin) {
        return origin.target == targets::kProcedureCode || origin.target == targets::kProtocol;
    });
    return change;
}

}  // namespace mwl::domain
