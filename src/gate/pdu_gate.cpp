#include "mwl/gate/pdu_gate.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gate/associate_scanner.h"
#include "gate/byte_field.h"
#include "gate/message_scanner.h"
#include "gate/pdu_writer.h"
#include "gate/scan_fault.h"
#include "mwl/base/enum_names.h"

namespace mwl::gate {

namespace {

constexpr std::size_t kReservedAndLength = 5;
constexpr std::uint32_t kShortPduBytes = 4;  // release, reject, abort (PS3.8 9.3.4, 9.3.6 to 9.3.8)

constexpr auto kPduNames = enum_names<PduType>({
    {PduType::associate_request, "A-ASSOCIATE-RQ"},
    {PduType::associate_accept, "A-ASSOCIATE-AC"},
    {PduType::associate_reject, "A-ASSOCIATE-RJ"},
    {PduType::data, "P-DATA-TF"},
    {PduType::release_request, "A-RELEASE-RQ"},
    {PduType::release_response, "A-RELEASE-RP"},
    {PduType::abort, "A-ABORT"},
});
static_assert(kPduNames.values().size() == kLastPduType);

// The protocols that end up on a DICOM port, by their first byte (faults.md A13).
struct Stranger {
    std::uint8_t first;
    std::uint8_t last;
    std::string_view name;
};

constexpr std::array kStrangers{
    Stranger{0x15, 0x17, "looks like TLS"},  // alert, handshake, application data
    Stranger{0x0B, 0x0B, "looks like MLLP"},
    Stranger{'A', 'Z', "looks like HTTP"},  // a method, or the status line of an answer
};

std::string_view name_of(PduType type) { return kPduNames.of(type); }

bool is_association(PduType type) {
    return type == PduType::associate_request || type == PduType::associate_accept;
}

}  // namespace

struct PduGate::Impl {
    enum class Stage : std::uint8_t { type, length, body };

    Impl(Role role, const PduLimits& pdu_limits)
        : limits(pdu_limits),
          state(role == Role::acceptor ? PduState::awaiting_request : PduState::awaiting_answer),
          message(role, pdu_limits) {}

    Objection step(Bytes& bytes, PduBytes& out);
    Objection pdu_type(std::uint8_t value);
    Objection pdu_length(std::uint32_t length);
    Objection body(Bytes& bytes, PduBytes& out);
    Objection part(Bytes& piece, PduBytes& out);
    void end_of_pdu(PduBytes& out);
    PduVerdict violation(const ScanFault& fault) const;

    PduLimits limits;
    PduState state;
    MessageScanner message;
    std::optional<AssociateScanner> associate;
    AeTitles titles;
    std::uint16_t protocol_version = 0;
    std::optional<Violation> found;
    Stage stage = Stage::type;
    ByteField field;
    std::optional<PduType> pdu;  // in hand
    std::uint32_t left = 0;      // bytes of its body still to come
    std::uint64_t pdus = 0;      // begun
};

Objection PduGate::Impl::step(Bytes& bytes, PduBytes& out) {
    switch (stage) {
        case Stage::type:
            return field.take(bytes, 1) ? pdu_type(static_cast<std::uint8_t>(field.value())) : Objection{};
        case Stage::length:
            return field.take(bytes, kReservedAndLength)
                       ? pdu_length(field.big<std::uint32_t>(kReservedAndLength, 1, 4))
                       : Objection{};
        case Stage::body:
            return body(bytes, out);
    }
    return {};
}

Objection PduGate::Impl::pdu_type(std::uint8_t value) {
    const bool is_first = ++pdus == 1;
    pdu.reset();
    if (value == 0 || value > kLastPduType) {
        const auto* const stranger =
            std::find_if(kStrangers.begin(), kStrangers.end(),
                         [&](const Stranger& row) { return value >= row.first && value <= row.last; });
        if (is_first && stranger != kStrangers.end()) {
            return ScanFault{&rule::kOtherProtocol, "no DICOM: " + std::string(stranger->name)};
        }
        return ScanFault{&rule::kUnknownPdu, "unknown PDU type " + std::to_string(value)};
    }
    pdu = static_cast<PduType>(value);
    stage = Stage::length;
    if (next(state, *pdu)) return {};
    return ScanFault{&rule::kUnexpected, std::string(name_of(*pdu)) + " is not expected now"};
}

Objection PduGate::Impl::pdu_length(std::uint32_t length) {
    stage = Stage::body;
    left = length;
    if (*pdu == PduType::data) return message.begin_pdu(length);
    if (!is_association(*pdu)) {
        if (length == kShortPduBytes) return {};
        return ScanFault{&rule::kFixedLength,
                         "length " + std::to_string(length) + " where 4 is the only one"};
    }
    if (length < kAssociateFixedBytes || length > limits.max_associate_bytes) {
        return ScanFault{&rule::kAssociate, "length " + std::to_string(length) + ", allowed are " +
                                                std::to_string(kAssociateFixedBytes) + " to " +
                                                std::to_string(limits.max_associate_bytes)};
    }
    associate.emplace(*pdu, length, limits);
    return {};
}

Objection PduGate::Impl::body(Bytes& bytes, PduBytes& out) {
    const auto piece = bytes.first(std::min<std::size_t>(left, bytes.size()));
    auto rest = piece;
    auto objection = part(rest, out);
    const auto taken = piece.size() - rest.size();
    bytes = bytes.subspan(taken);
    left -= static_cast<std::uint32_t>(taken);
    if (!objection && left == 0) end_of_pdu(out);
    return objection;
}

Objection PduGate::Impl::part(Bytes& piece, PduBytes& out) {
    if (*pdu == PduType::data) return message.step(piece, out);
    if (is_association(*pdu)) {
        auto objection = associate->accept(piece);
        piece = {};
        return objection;
    }
    (void)field.take(piece, kShortPduBytes);
    return {};
}

void PduGate::Impl::end_of_pdu(PduBytes& out) {
    state = next(state, *pdu).value_or(PduState::ended);
    if (is_association(*pdu)) {
        titles = associate->said().titles;
        protocol_version = associate->said().protocol_version;
        write_associate(out, *pdu, associate->said());
    } else if (*pdu != PduType::data) {
        const bool has_content = *pdu == PduType::associate_reject || *pdu == PduType::abort;
        const auto said = has_content ? field.big<std::uint32_t>(kShortPduBytes, 1, 3) : 0U;
        put_short_pdu(out, *pdu,
                      {static_cast<std::uint8_t>(said >> 16), static_cast<std::uint8_t>(said >> 8),
                       static_cast<std::uint8_t>(said)});
    }
    if (*pdu == PduType::associate_accept) message.use_contexts(associate->contexts());
    associate.reset();
    stage = Stage::type;
}

PduVerdict PduGate::Impl::violation(const ScanFault& fault) const {
    std::string where = pdu ? std::string(name_of(*pdu)) : "PDU";
    where += " (number " + std::to_string(pdus) + ")";
    if (!fault.where.empty()) where += ", command set " + fault.where;
    return Violation{std::string(fault.rule->code), kAbortSourceProvider, fault.rule->abort_reason,
                     Problem{fault.rule->kind, std::move(where), fault.what}};
}

PduGate::PduGate(Role role, const PduLimits& limits) : impl_(std::make_unique<Impl>(role, limits)) {}
PduGate::~PduGate() = default;
PduGate::PduGate(PduGate&&) noexcept = default;
PduGate& PduGate::operator=(PduGate&&) noexcept = default;

PduVerdict PduGate::rewrite(Bytes& bytes, PduBytes& out) {
    if (impl_->found) return *impl_->found;
    const auto written = out.size();
    while (!bytes.empty() && out.size() == written) {
        const auto objection = impl_->step(bytes, out);
        if (!objection) continue;
        const auto verdict = impl_->violation(*objection);
        impl_->found = verdict.violation();
        return verdict;
    }
    return {};
}

void PduGate::accepted(std::span<const std::uint8_t> contexts) {
    if (impl_->state != PduState::awaiting_our_answer) return;
    ContextSet ids;
    for (const std::uint8_t id : contexts) ids.set(id);
    impl_->message.use_contexts(ids);
    impl_->state = PduState::established;
}

void PduGate::release_requested() {
    if (impl_->state == PduState::established) impl_->state = PduState::releasing;
}

PduState PduGate::state() const noexcept { return impl_->state; }
const AeTitles& PduGate::titles() const noexcept {
    return impl_->associate ? impl_->associate->said().titles : impl_->titles;
}
std::uint16_t PduGate::protocol_version() const noexcept { return impl_->protocol_version; }
bool PduGate::has_odd_data_set() const noexcept { return impl_->message.has_odd_data_set(); }
const std::vector<CommandRemark>& PduGate::remarks() const noexcept { return impl_->message.remarks(); }

}  // namespace mwl::gate
