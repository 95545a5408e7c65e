#pragma once
// Strong types for the names of things, so that no accession number is ever passed for a patient id.
// All are values, immutable in use, ordered and hashable by text. None checks its content: that is the
// mapping's work, where the place of a bad value is known.

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace mwl::base {

template <typename Tag>
class StrongText {
public:
    StrongText() = default;
    explicit StrongText(std::string text) : text_(std::move(text)) {}

    const std::string& str() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }

    friend auto operator<=>(const StrongText&, const StrongText&) = default;
    friend bool operator==(const StrongText&, const StrongText&) = default;

private:
    std::string text_;
};

using Issuer = StrongText<struct IssuerTag>;                    // namespace id of an assigning authority
using AeTitle = StrongText<struct AeTitleTag>;                  // AE, trimmed, 1 to 16 characters
using StudyUid = StrongText<struct StudyUidTag>;                // (0020,000D)
using SopInstanceUid = StrongText<struct SopInstanceUidTag>;    // an MPPS object's UID
using StepId = StrongText<struct StepIdTag>;                    // SPS ID (0040,0009), SH 16
using ProcedureId = StrongText<struct ProcedureIdTag>;          // Requested Procedure ID (0040,1001), SH 16
using DestinationName = StrongText<struct DestinationNameTag>;  // a configured receiver of status messages
using SenderName = StrongText<struct SenderNameTag>;            // MSH-3|MSH-4 of a message

// Identifiers are unique only within their issuer (interop.md, "Scope of identifiers"). An empty issuer is
// filled from the sender's profile before two of them are compared.
struct PatientId {
    std::string id;
    Issuer issuer;
    friend auto operator<=>(const PatientId&, const PatientId&) = default;
    friend bool operator==(const PatientId&, const PatientId&) = default;
    bool empty() const noexcept { return id.empty(); }
};

struct AccessionNumber {  // (0008,0050) SH 16 with (0008,0051)
    std::string number;
    Issuer issuer;
    friend auto operator<=>(const AccessionNumber&, const AccessionNumber&) = default;
    friend bool operator==(const AccessionNumber&, const AccessionNumber&) = default;
    bool empty() const noexcept { return number.empty(); }
};

struct OrderNumber {  // placer (ORC-2) or filler (ORC-3) order number
    std::string number;
    Issuer issuer;
    friend auto operator<=>(const OrderNumber&, const OrderNumber&) = default;
    friend bool operator==(const OrderNumber&, const OrderNumber&) = default;
    bool empty() const noexcept { return number.empty(); }
};

// The id of a database row. 0 means "not stored yet". Logs carry these instead of names.
template <typename Tag>
struct RowId {
    std::int64_t value = 0;
    friend auto operator<=>(const RowId&, const RowId&) = default;
    friend bool operator==(const RowId&, const RowId&) = default;
    explicit operator bool() const noexcept { return value != 0; }
};

using MessageRow = RowId<struct MessageRowTag>;
using PatientRow = RowId<struct PatientRowTag>;
using OrderRow = RowId<struct OrderRowTag>;
using ProcedureRow = RowId<struct ProcedureRowTag>;
using StepRow = RowId<struct StepRowTag>;
using PerformedRow = RowId<struct PerformedRowTag>;
using OutboxRow = RowId<struct OutboxRowTag>;
using DeviceRow = RowId<struct DeviceRowTag>;

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}

template <typename Tag>
struct std::hash<mwl::base::StrongText<Tag>> {
    std::size_t operator()(const mwl::base::StrongText<Tag>& v) const noexcept {
        return std::hash<std::string>{}(v.str());
    }
};
