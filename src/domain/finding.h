#pragma once
// Which stored order a message is about (interop.md 3, "Finding the order"; mapping.md, "Accession numbers
// change"). Pure. Private to domain.

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "mwl/base/result.h"
#include "mwl/domain/known.h"

namespace mwl::domain {

// What the groups of one message say about accession numbers, taken together (mapping.md, "Accession numbers
// change"). Worked out at the first question. One thread; `changes` and `known` outlive it.
class NumberClaims {
public:
    NumberClaims(const MessageChanges& changes, const Known& known) : changes_(changes), known_(known) {}

    // Every open step of the order may take the number: no group contradicts, and no other one claims the
    // order under another number, or the number for another order.
    bool allow(const Order& order, const AccessionNumber& number);
    // The order was made by an earlier group of this message.
    bool is_of_this_message(const Order& order) const;

private:
    void gather();

    const MessageChanges& changes_;
    const Known& known_;
    bool is_gathered_ = false;
    std::map<AccessionNumber, std::vector<const OrderChange*>> stated_by_;
    std::map<AccessionNumber, std::set<OrderRow>> orders_under_;  // 0: an order that is not known yet
    std::map<OrderRow, std::set<AccessionNumber>> numbers_of_;
};

struct FoundOrder {
    Order* order = nullptr;         // nullptr: not known
    bool takes_number = false;      // the accession number that the group states becomes this order's
    const Order* beside = nullptr;  // if `order` is nullptr: the order that the group's other numbers match
};
// By Study Instance UID, else filler, else placer, else accession number, each with its issuer: the first
// that finds exactly one order among those that the ones before it found. A stated accession number never
// overrules the others; if no order has it, it becomes the number of the order found, or the message makes a
// second order. Problem conflict: several orders match, or the numbers belong to different orders.
Result<FoundOrder> find_order(std::deque<Order>& orders, const OrderChange& change, NumberClaims& claims);

// Orders of other patients that the message names or, in a create or update, claims by an identifier that no
// two patients may share. An order may be listed twice.
std::vector<const Order*> orders_in_doubt(std::deque<Order>& orders, const OrderChange& change,
                                          NumberClaims& claims);

// Where the group states the first of the numbers by which it identifies its order.
std::string place_of_numbers(const OrderChange& change);
std::string place_of_step(const OrderChange& change);

}  // namespace mwl::domain
