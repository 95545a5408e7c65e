#include "domain/finding.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "domain/naming.h"

namespace mwl::domain {
namespace {

using Orders = std::vector<Order*>;

bool holds(const Orders& orders, const Order* order) {
    return std::ranges::find(orders, order) != orders.end();
}

Orders orders_where(std::deque<Order>& orders, Fits fits, const OrderChange& change) {
    Orders out;
    for (auto& order : orders)
        if (fits_any(order, fits, change)) out.push_back(&order);
    return out;
}

// Of several orders only those that are still open, unless all are finished.
void prefer_open(Orders& orders) {
    const auto open = std::ranges::count_if(orders, [](const Order* o) { return !is_finished(*o); });
    if (open > 0) std::erase_if(orders, [](const Order* o) { return is_finished(*o); });
}

// One order, or those that the numbers do not distinguish.
Orders with_numbers(std::deque<Order>& orders, const OrderChange& change) {
    Orders out;
    for (const Fits way : {has_study, has_filler, has_placer}) {
        auto found = orders_where(orders, way, change);
        if (!out.empty()) std::erase_if(found, [&](const Order* order) { return !holds(out, order); });
        if (!found.empty()) out = std::move(found);
        if (out.size() == 1) return out;
    }
    prefer_open(out);
    return out;
}

Order* in_force(std::deque<Order>& orders, const AccessionNumber& accession) {
    const auto at = std::ranges::find(orders, accession, &Order::accession);
    return accession.empty() || at == orders.end() ? nullptr : &*at;
}

bool had_exactly(const Order& order, const AccessionNumber& accession) {
    const auto& earlier = order.earlier_accessions;
    return std::ranges::find(earlier, accession) != earlier.end();
}

Orders that_had(std::deque<Order>& orders, const AccessionNumber& accession) {
    Orders out;
    for (auto& order : orders)
        if (had_exactly(order, accession)) out.push_back(&order);
    return out;
}

std::string or_usual(const std::string& place, const char* usual) { return place.empty() ? usual : place; }

Problem several(const OrderChange& change) {
    return {Code::conflict, place_of_numbers(change),
            "several orders have this number; the accession number must tell which one is meant"};
}

// A number of the message belongs to another order and not to the order found. Placer numbers are shared by
// the orders of one request, so they count only where something is taken away.
std::optional<Problem> contradiction(std::deque<Order>& orders, const Order& found,
                                     const OrderChange& change) {
    const auto is_of_another = [&](Fits way) {
        return !fits_any(found, way, change) && !orders_where(orders, way, change).empty();
    };
    const auto problem = [&](const std::string& place) {
        return Problem{Code::conflict, place,
                       "this number belongs to another order than accession " + found.accession.number +
                           ", which the message's other numbers name"};
    };
    if (!contradicts(found, change)) return std::nullopt;
    if (is_of_another(has_filler)) return problem(or_usual(change.places.filler, "ORC-3"));
    if (!takes_content(change.action) && is_of_another(has_placer))
        return problem(or_usual(change.places.placer, "ORC-2"));
    return std::nullopt;
}

// For a group whose other numbers do not identify one order: they match none, or several.
Result<FoundOrder> by_accession(std::deque<Order>& orders, const Orders& candidates,
                                const OrderChange& change) {
    const auto& number = change.order.accession;
    const auto may_be = [&](const Order* order) { return candidates.empty() || holds(candidates, order); };
    if (auto* const order = in_force(orders, number); order != nullptr) {
        if (may_be(order)) return FoundOrder{order};
        return several(change);
    }
    auto earlier = that_had(orders, number);
    const bool is_new = change.action == OrderAction::create;
    std::erase_if(earlier, [&](const Order* order) {
        return !may_be(order) || (is_new && (is_finished(*order) || contradicts(*order, change)));
    });
    if (earlier.size() == 1) return FoundOrder{earlier.front()};
    if (earlier.size() > 1) return several(change);
    if (candidates.empty()) return FoundOrder{};
    const bool is_another =
        std::ranges::all_of(candidates, [&](const Order* order) { return contradicts(*order, change); });
    const bool has_own_number = !number.empty() && (is_another || (is_new && change.states_accession));
    if (takes_content(change.action) && has_own_number) return FoundOrder{nullptr, false, candidates.front()};
    return several(change);
}

// Several orders of one request may have its placer number in common. A new order that fits this one by
// nothing else, neither study nor filler number nor the code of the procedure, is an order of its own.
bool is_another_of_the_request(const Order& order, const OrderChange& change) {
    if (change.action != OrderAction::create) return false;
    if (fits_any(order, has_study, change) || fits_any(order, has_filler, change)) return false;
    const bool has_another_study =
        names_study(change) && !std::ranges::all_of(order.procedures, &Procedure::study_was_generated);
    return has_another_study || !fits_any(order, has_code, change);
}

// For a group whose other numbers identify this order, but whose accession number is not the order's present
// one.
Result<FoundOrder> under_another_number(std::deque<Order>& orders, Order& order, const OrderChange& change,
                                        NumberClaims& claims) {
    const auto& number = change.order.accession;
    Order* const holder = in_force(orders, number);
    const bool is_another = contradicts(order, change) || is_another_of_the_request(order, change);
    if (!change.states_accession) {  // taken from another number: says nothing about the accession number
        if (change.action != OrderAction::create || !is_another) return FoundOrder{&order};
        return holder == nullptr ? FoundOrder{nullptr, false, &order} : FoundOrder{holder};
    }
    if (holder != nullptr && claims.is_of_this_message(*holder)) return FoundOrder{holder};
    if (holder != nullptr)
        return Problem{Code::conflict, or_usual(change.places.accession, "OBR-18"),
                       "accession " + number.number +
                           " belongs to another order; the message's other numbers belong to accession " +
                           order.accession.number};
    const bool may_be_it = order.patient == change.patient.id && !is_another;
    const bool was_its_own = had_exactly(order, number);
    // Another system may still hold the number that the order's own sender changed.
    const bool is_old_knowledge = was_its_own && change.order.sender != order.sender;
    if (may_be_it && !is_finished(order) && !is_old_knowledge && claims.allow(order, number))
        return FoundOrder{&order, true};
    // A number that was this order's still names it, and so does an update of a finished order; a new order
    // that fits only a finished one makes another one.
    const bool names_it = was_its_own || (is_finished(order) && change.action == OrderAction::update);
    return may_be_it && names_it ? FoundOrder{&order} : FoundOrder{nullptr, false, &order};
}

}  // namespace

void NumberClaims::gather() {
    if (std::exchange(is_gathered_, true)) return;
    std::deque<Order> before(known_.orders.begin(), known_.orders.end());
    for (const auto& change : changes_.orders) {
        if (change.action == OrderAction::ignore || !change.states_accession) continue;
        const auto found = with_numbers(before, change);
        const auto row = found.size() == 1 ? found.front()->row : OrderRow{};
        stated_by_[change.order.accession].push_back(&change);
        orders_under_[change.order.accession].insert(row);
        if (row) numbers_of_[row].insert(change.order.accession);
    }
}

bool NumberClaims::allow(const Order& order, const AccessionNumber& number) {
    gather();
    const auto is_only = [](const auto& claims, const auto& key, const auto& value) {
        const auto at = claims.find(key);
        return at == claims.end() || (at->second.size() == 1 && at->second.contains(value));
    };
    if (!is_only(orders_under_, number, order.row) || !is_only(numbers_of_, order.row, number)) return false;
    if (stated_by_.contains(order.accession)) return false;
    const auto& groups = stated_by_[number];
    const auto may_take = [&](const Step& step) {
        return is_over(step.status) || std::ranges::any_of(groups, [&](const OrderChange* group) {
                   return !contradicts(step, *group);
               });
    };
    return std::ranges::all_of(order.procedures, [&](const Procedure& procedure) {
        return std::ranges::all_of(procedure.steps, may_take);
    });
}

bool NumberClaims::is_of_this_message(const Order& order) const {
    return std::ranges::find(known_.orders, order.row, &Order::row) == known_.orders.end();
}

Result<FoundOrder> find_order(std::deque<Order>& orders, const OrderChange& change, NumberClaims& claims) {
    const auto candidates = with_numbers(orders, change);
    if (candidates.size() != 1) return by_accession(orders, candidates, change);
    Order& order = *candidates.front();
    if (const auto problem = contradiction(orders, order, change); problem) return *problem;
    const auto& number = change.order.accession;
    const bool is_under_its_number = number.empty() || number == order.accession;
    // What takes an order away, or moves its status, needs no accession number and changes none.
    if (!takes_content(change.action) || is_under_its_number) return FoundOrder{&order};
    return under_another_number(orders, order, change, claims);
}

std::vector<const Order*> orders_in_doubt(std::deque<Order>& orders, const OrderChange& change,
                                          NumberClaims& claims) {
    std::vector<const Order*> out;
    if (const auto found = find_order(orders, change, claims); found) {
        out.push_back(found->order);
        const auto* const beside = found->beside;
        if (beside != nullptr && !is_finished(*beside) && !contradicts(*beside, change))
            out.push_back(beside);
    }
    if (takes_content(change.action)) {
        for (const Fits way : {has_study, has_filler})
            std::ranges::copy(orders_where(orders, way, change), std::back_inserter(out));
        out.push_back(in_force(orders, change.order.accession));
    }
    std::erase_if(
        out, [&](const Order* order) { return order == nullptr || order->patient == change.patient.id; });
    return out;
}

std::string place_of_numbers(const OrderChange& change) {
    if (!asked(change).filler.empty()) return or_usual(change.places.filler, "ORC-3");
    if (!asked(change).placer.empty()) return or_usual(change.places.placer, "ORC-2");
    if (change.states_accession) return or_usual(change.places.accession, "OBR-18");
    return names_study(change) ? or_usual(change.places.study, "ZDS-1") : "ORC-3";
}

std::string place_of_step(const OrderChange& change) { return or_usual(change.places.step, "OBR-20"); }

}  // namespace mwl::domain
