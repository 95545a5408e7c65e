#include "mwl/dicom/client.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dimse.h>

#include <new>
#include <optional>

#include "dicom/association.h"
#include "dicom/dcm_read.h"
#include "dicom/dcm_write.h"
#include "dicom/dimse_channel.h"
#include "dicom/dimse_request.h"
#include "dicom/status_detail.h"
#include "dicom/transport.h"
#include "mwl/base/error.h"
#include "mwl/base/log.h"
#include "mwl/dicom/process.h"
#include "mwl/gate/dataset_gate.h"

namespace mwl::dicom {
namespace {

const std::vector<std::string>& default_syntaxes() {
    static const std::vector<std::string> kSyntaxes{"1.2.840.10008.1.2.1", "1.2.840.10008.1.2"};
    return kSyntaxes;
}

// Puts a wire below the connection that DCMTK opens.
class WireLayer final : public DcmTransportLayer {
public:
    WireLayer(net::Deadline answer_by, const WireOptions& options, const net::Tls& tls)
        : answer_by_(answer_by), options_(options), tls_(tls) {}

    DcmTransportConnection* createConnection(DcmNativeSocketType fd, OFBool) noexcept override {
        try {
            auto stream = net::secured(net::Stream(net::Socket(fd)), tls_.context());
            wire_.emplace(std::move(stream), net::Deadlines::Guard{}, options_);
            wire_->expect_until(answer_by_);
            return std::make_unique<WireConnection>(*wire_).release();  // DCMTK owns it from now on
        } catch (...) {
            return nullptr;  // DCMTK then reports that there is no connection
        }
    }
    std::optional<Wire>& wire() noexcept { return wire_; }

private:
    net::Deadline answer_by_;
    WireOptions options_;
    net::Tls tls_;
    std::optional<Wire> wire_;
};

void propose(T_ASC_Parameters& parameters, const ClientOptions& options) {
    const auto& syntaxes = options.transfer_syntaxes.empty() ? default_syntaxes() : options.transfer_syntaxes;
    std::vector<const char*> names;
    for (const auto& syntax : syntaxes) names.push_back(syntax.c_str());
    T_ASC_PresentationContextID id = 1;
    for (const auto& abstract_syntax : options.abstract_syntaxes) {
        const auto added = ASC_addPresentationContext(&parameters, id, abstract_syntax.c_str(), names.data(),
                                                      static_cast<int>(names.size()));
        if (added.bad())
            throw NetworkError(std::string("presentation context not proposed: ") + added.text());
        id = static_cast<T_ASC_PresentationContextID>(id + 2);
    }
}

T_ASC_Parameters* make_parameters(const ClientOptions& options) {
    T_ASC_Parameters* parameters = nullptr;
    const auto made = ASC_createAssociationParameters(&parameters, static_cast<long>(options.max_pdu_bytes));
    if (made.bad()) throw NetworkError(std::string("association not prepared: ") + made.text());
    name_ourselves(*parameters);
    (void)ASC_setAPTitles(parameters, options.calling.str().c_str(), options.called.str().c_str(), nullptr);
    const auto peer = options.host + ':' + std::to_string(options.port);
    (void)ASC_setPresentationAddresses(parameters, "localhost", peer.c_str());
    propose(*parameters, options);
    return parameters;
}

Problem rejection_of(T_ASC_Parameters& parameters) {
    T_ASC_RejectParameters said{};
    (void)ASC_getRejectParameters(&parameters, &said);
    OFString words;
    ASC_printRejectParameters(words, &said);
    return {Code::not_allowed,
            std::to_string(said.result) + '/' + std::to_string(said.source) + '/' +
                std::to_string(said.reason & 0xff),
            "association rejected: " + words};
}

}  // namespace

struct Client::Impl {
    explicit Impl(const ClientOptions& asked)
        : options(asked),
          layer(net::Steady::now() + asked.answer_time, wire_options(asked), asked.tls),
          network(make_network(NET_REQUESTOR)) {
        (void)ASC_setTransportLayer(network.get(), &layer, 0);
    }

    static WireOptions wire_options(const ClientOptions& asked) {
        WireOptions out;
        out.send_time = asked.answer_time;
        out.role = gate::Role::requestor;
        out.limits.max_pdu_bytes = asked.max_pdu_bytes;
        return out;
    }

    // False: rejected.
    bool associate() {
        T_ASC_Association* made = nullptr;
        T_ASC_Parameters* const parameters = make_parameters(options);
        const auto condition = ASC_requestAssociation(network.get(), parameters, &made);
        association.reset(made);
        if (condition == DUL_ASSOCIATIONREJECTED) return false;
        if (const auto& wire = layer.wire(); wire && wire->handshake().status != net::IoStatus::done)
            throw NetworkError(
                net::words_for(wire->handshake(), options.host + " port " + std::to_string(options.port)));
        if (condition.bad()) throw NetworkError(std::string("no association: ") + condition.text());
        channel.emplace(*association, *layer.wire(), options.answer_time, net::kNever);
        return true;
    }

    T_ASC_PresentationContextID context_for(const char* abstract_syntax) {
        if (association == nullptr) throw NetworkError("the association has ended");
        const auto id = ASC_findAcceptedPresentationContextID(association.get(), abstract_syntax);
        if (id == 0) throw NetworkError(std::string("no presentation context for ") + abstract_syntax);
        return id;
    }

    // A request to the SOP class, of which the caller fills in what is its own.
    template <typename Fields>
    Fields& begin(Command& request, T_DIMSE_Command command, Fields DimseFields::*place,
                  const char* sop_class) {
        request.context = context_for(sop_class);
        request.message.CommandField = command;
        auto& fields = request.message.msg.*place;
        fields.MessageID = association->nextMsgID++;
        fields.DataSetType = command == DIMSE_C_ECHO_RQ ? DIMSE_DATASET_NULL : DIMSE_DATASET_PRESENT;
        return fields;
    }

    // An N-CREATE or N-SET and its response.
    template <typename Fields>
    MppsResponse exchange(Command& request, const dataset::Dataset& values, Fields DimseFields::*place) {
        channel->send(request, write_dataset(values).data_set.get());
        Command response;
        receive(response, response_to(request.message.CommandField));
        const auto& fields = response.message.msg.*place;
        const auto said = read_detail(response.detail.get());
        return {fields.DimseStatus, said.error_comment, said.error_id, said.attributes,
                SopInstanceUid(fields.AffectedSOPInstanceUID)};
    }

    void receive(Command& response, T_DIMSE_Command expected) {
        channel->expect_more();
        const auto what = channel->receive(response);
        if (what == Received::abort) throw NetworkError("the peer aborted the association");
        if (what == Received::release) throw NetworkError("the peer released the association");
        if (what != Received::command)
            throw NetworkError("no response: " +
                               (channel->why().empty() ? "connection ended" : channel->why()));
        if (response.message.CommandField != expected) throw NetworkError("another response than expected");
    }

    dataset::Dataset receive_values(T_ASC_PresentationContextID id) {
        T_ASC_PresentationContext context;
        (void)ASC_findAcceptedPresentationContext(association->params, id, &context);
        const auto data = channel->receive_data_set(gate::kSetLimits.max_bytes);
        const std::string_view syntax = context.acceptedTransferSyntax;
        const auto known = gate::transfer_syntax_of(syntax);
        if (!known) throw NetworkError("data set in a transfer syntax that cannot be scanned");
        const auto* const raw =
            reinterpret_cast<const std::uint8_t*>(data.bytes.data());  // NOLINT: char is a byte
        if (const auto checked = gate::check_dataset({raw, data.bytes.size()}, *known, gate::kSetLimits);
            !checked)
            throw NetworkError(to_string(checked.problem()));
        auto values = read_dataset(data.bytes, syntax);
        if (!values) throw NetworkError(to_string(values.problem()));
        return std::move(values->values);
    }

    ClientOptions options;
    WireLayer layer;
    Network network;
    Association association;
    std::optional<DimseChannel> channel;
};

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() {
    if (impl_ != nullptr) abort();
}

Result<Client> Client::associate(const ClientOptions& options) {
    set_up_process(Log{});
    auto impl = std::make_unique<Impl>(options);
    if (!impl->associate()) return rejection_of(*impl->association->params);
    return Client(std::move(impl));
}

std::string Client::accepted(const std::string& abstract_syntax) const {
    T_ASC_PresentationContext context;
    auto* const association = impl_->association.get();
    if (association == nullptr) return {};
    const auto id = ASC_findAcceptedPresentationContextID(association, abstract_syntax.c_str());
    if (id == 0 || ASC_findAcceptedPresentationContext(association->params, id, &context).bad()) return {};
    return context.acceptedTransferSyntax;
}

Status Client::echo() {
    Command request;
    auto& fields = impl_->begin(request, DIMSE_C_ECHO_RQ, &DimseFields::CEchoRQ, kVerificationSopClass);
    put_uid(fields.AffectedSOPClassUID, kVerificationSopClass);
    impl_->channel->send(request);
    Command response;
    impl_->receive(response, DIMSE_C_ECHO_RSP);
    return response.message.msg.CEchoRSP.DimseStatus;
}

FindResult Client::find(const dataset::Dataset& query, std::optional<std::size_t> cancel_after) {
    Command request;
    auto& fields = impl_->begin(request, DIMSE_C_FIND_RQ, &DimseFields::CFindRQ, kWorklistSopClass);
    put_uid(fields.AffectedSOPClassUID, kWorklistSopClass);
    impl_->channel->send(request, write_dataset(query).data_set.get());

    FindResult result;
    for (;;) {
        if (cancel_after == result.items.size()) {
            (void)DIMSE_sendCancelRequest(impl_->association.get(), request.context, fields.MessageID);
            cancel_after.reset();
        }
        Command response;
        impl_->receive(response, DIMSE_C_FIND_RSP);
        result.status = response.message.msg.CFindRSP.DimseStatus;
        const auto said = read_detail(response.detail.get());
        result.error_comment = said.error_comment;
        result.offending_elements = said.offending_elements;
        if (!is_pending(result.status)) return result;
        result.items.push_back(
            {impl_->receive_values(request.context), result.status == status::kPendingOptionalKeys});
    }
}

MppsResponse Client::n_create(const SopInstanceUid& uid, const dataset::Dataset& attributes) {
    Command request;
    auto& fields = impl_->begin(request, DIMSE_N_CREATE_RQ, &DimseFields::NCreateRQ, kMppsSopClass);
    put_uid(fields.AffectedSOPClassUID, kMppsSopClass);
    put_uid(fields.AffectedSOPInstanceUID, uid.str());
    fields.opts = uid.empty() ? 0 : O_NCREATE_AFFECTEDSOPINSTANCEUID;
    return impl_->exchange(request, attributes, &DimseFields::NCreateRSP);
}

MppsResponse Client::n_set(const SopInstanceUid& uid, const dataset::Dataset& modifications) {
    Command request;
    auto& fields = impl_->begin(request, DIMSE_N_SET_RQ, &DimseFields::NSetRQ, kMppsSopClass);
    put_uid(fields.RequestedSOPClassUID, kMppsSopClass);
    put_uid(fields.RequestedSOPInstanceUID, uid.str());
    return impl_->exchange(request, modifications, &DimseFields::NSetRSP);
}

void Client::release() {
    if (impl_->association == nullptr) return;
    auto& wire = *impl_->layer.wire();
    wire.expect_until(net::Steady::now() + impl_->options.answer_time);
    wire.gate().release_requested();
    (void)ASC_releaseAssociation(impl_->association.get());
    impl_->channel.reset();
    impl_->association.reset();
    wire.close();
}

void Client::abort() noexcept {
    if (impl_->association == nullptr) return;
    impl_->layer.wire()->abort(0, 0);
    impl_->channel.reset();
    impl_->association.reset();
    impl_->layer.wire()->close();
}

}  // namespace mwl::dicom
