#pragma once
// A working copy of what is known, while one message or performed step is applied to it. What differs at the
// end is what must be written. One thread. Private to domain.

#include <deque>

#include "mwl/domain/known.h"

namespace mwl::domain {

class Draft {
public:
    explicit Draft(const Known& known)
        : known_(known),
          patients_(known.patients),
          visits_(known.visits),
          orders_(known.orders.begin(), known.orders.end()) {}

    std::deque<Order>& orders() noexcept { return orders_; }  // references stay valid when one is added
    // Gives the order one of the rows that were set aside. Precondition: Known::new_rows holds one for each
    // new order.
    Order& add_order(Order order);
    const Patient* patient(const PatientId& id) const noexcept;
    // Inserts, or overlays what is stated; tells whether anything changed. Allergies and alerts are added to
    // the known ones: only a stated empty list takes them away.
    bool put(const Patient& stated);
    bool put(const PatientId& patient, const Visit& stated);
    bool has_visit(const PatientId& patient, const std::string& number, const Issuer& issuer) const noexcept;

    void tell(OrderRow order, std::string event, std::string detail);
    void note(OrderRow order, std::vector<MappingNote> notes);
    // Where values that were just written come from; of `origins` only those of the patient, of the visit, or
    // of the order and what it holds.
    void keep(const PatientId& patient, const std::vector<Origin>& origins);
    void keep(const PatientId& patient, const Visit& visit, const std::vector<Origin>& origins);
    void keep(OrderOrigins origins);

    // Only what changed; the draft must not be used afterwards.
    Effects effects() &&;

private:
    const Known& known_;
    std::vector<Patient> patients_;
    std::vector<Known::PatientVisit> visits_;
    std::deque<Order> orders_;
    Effects said_;  // timeline, notes and origins
};

}  // namespace mwl::domain
