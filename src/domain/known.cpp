#include "mwl/domain/known.h"

#include <algorithm>

namespace mwl::domain {
namespace {

template <typename Range, typename Claim>
auto* find_in(const Range& range, Claim claim) noexcept {
    const auto at = std::ranges::find_if(range, claim);
    return at == range.end() ? nullptr : &*at;
}

}  // namespace

const Patient* Known::patient(const PatientId& id) const noexcept {
    return find_in(patients, [&](const Patient& p) { return p.id == id; });
}

const Visit* Known::visit(const PatientId& id, const std::string& number,
                          const Issuer& issuer) const noexcept {
    const auto* const found = find_in(visits, [&](const PatientVisit& v) {
        return v.patient == id && v.visit.number == number && v.visit.issuer == issuer;
    });
    return found == nullptr ? nullptr : &found->visit;
}

const PerformedStep* Known::performed_step(const SopInstanceUid& uid) const noexcept {
    return find_in(performed, [&](const PerformedStep& p) { return p.uid == uid; });
}

}  // namespace mwl::domain
