#pragma once
// What the PDU gate says of the bytes it was shown.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "mwl/base/result.h"
#include "mwl/gate/rules.h"

namespace mwl::gate {

// Why the association must end: send A-ABORT(abort_source, abort_reason), log code and problem, close.
// problem.where is the PDU by name and number, and the element if it is about a command set:
// "P-DATA-TF (number 3), command set (0000,0100)".
struct Violation {
    std::string code;
    std::uint8_t abort_source = kAbortSourceProvider;
    std::uint8_t abort_reason = 0;
    Problem problem;

    friend bool operator==(const Violation&, const Violation&) = default;
};

class [[nodiscard]] PduVerdict {
public:
    PduVerdict() = default;                                                // the bytes may pass
    PduVerdict(Violation violation) : violation_(std::move(violation)) {}  // NOLINT: implicit by design

    [[nodiscard]] bool ok() const noexcept { return !violation_; }
    explicit operator bool() const noexcept { return ok(); }

    // Precondition: !ok(). Violations throw std::bad_optional_access.
    const Violation& violation() const { return violation_.value(); }

    friend bool operator==(const PduVerdict&, const PduVerdict&) = default;

private:
    std::optional<Violation> violation_;
};

}  // namespace mwl::gate
