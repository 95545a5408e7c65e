// Who may associate and for what (PS3.8 7.1), on the wire.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "mwl/base/error.h"
#include "mwl/dicom/client.h"
#include "mwl/net/address.h"
#include "mwl/net/stream.h"
#include "support/dicom_raw.h"
#include "support/dicom_server.h"
#include "support/process.h"

namespace mwl::test {
namespace dicom_negotiation_test {

using dicom::Ending;
using dicom::Rejection;

constexpr std::uint8_t kAc = 2;
constexpr std::uint8_t kRj = 3;

AssociateRequest request_for(std::vector<ProposedContext> contexts) {
    AssociateRequest request;
    request.contexts = std::move(contexts);
    return request;
}

TEST(DicomNegotiation, D1_WrongCalledAeTitleIsRejected_1_1_7) {
    DicomServerUnderTest broker;
    AssociateRequest request;
    request.called = "ARCHIVE";
    DicomPeer peer(broker.port());
    const auto answer = peer.associate(request);
    EXPECT_EQ(answer.type, kRj);
    EXPECT_EQ(answer.reason(), "1/1/7");
    EXPECT_TRUE(peer.ends());
    const auto record = broker.record();
    EXPECT_EQ(record.ending, Ending::rejected);
    EXPECT_EQ(record.caller.called.str(), "ARCHIVE");
}

TEST(DicomNegotiation, D1_CallingAeThatTheHandlerDoesNotKnowIsRejected_1_1_3) {
    dicom::Handlers handlers;
    handlers.admit = [](const dicom::Caller& caller) -> std::optional<Rejection> {
        if (caller.calling.str() == "CT01") return std::nullopt;
        return Rejection::unknown_calling_ae("not in the list of devices");
    };
    DicomServerUnderTest broker({}, handlers);
    DicomPeer stranger(broker.port());
    EXPECT_EQ(stranger.associate().reason(), "1/1/3");
    AssociateRequest known;
    known.calling = "CT01";
    DicomPeer friend_of_ours(broker.port());
    EXPECT_EQ(friend_of_ours.associate(known).type, kAc);
    EXPECT_NE(broker.record().rejection->why, "");
    EXPECT_NE(broker.log_lines().find("not in the list of devices"), std::string::npos);
}

TEST(DicomNegotiation, D2_CalledAeThatLooksLikeAPathIsRejectedAndEscapedInTheLog) {
    DicomServerUnderTest broker;
    AssociateRequest request;
    request.called = "../\x1bwl";
    DicomPeer peer(broker.port());
    EXPECT_EQ(peer.associate(request).reason(), "1/1/7");
    (void)broker.record();
    EXPECT_EQ(broker.log_lines().find('\x1b'), std::string::npos);
}

TEST(DicomNegotiation, D2_SpacesAroundTheCalledAeTitleDoNotMatter) {
    DicomServerUnderTest broker;
    AssociateRequest request;
    request.called = "  MWLBROKER";
    DicomPeer peer(broker.port());
    EXPECT_EQ(peer.associate(request).type, kAc);
}

TEST(DicomNegotiation, D3_UnknownApplicationContextIsRejected_1_1_2) {
    DicomServerUnderTest broker;
    AssociateRequest request;
    request.application_context = "1.2.840.10008.3.1.1.9";
    DicomPeer peer(broker.port());
    EXPECT_EQ(peer.associate(request).reason(), "1/1/2");
}

TEST(DicomNegotiation, D3_UnknownProtocolVersionIsRejected_1_2_2) {
    DicomServerUnderTest broker;
    AssociateRequest request;
    request.protocol_version = 2;
    DicomPeer peer(broker.port());
    EXPECT_EQ(peer.associate(request).reason(), "1/2/2");
    EXPECT_EQ(broker.record().ending, Ending::rejected);
}

TEST(DicomNegotiation, D3_EveryContextGetsItsOwnResult) {
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port());
    const auto answer = peer.associate(request_for({{1, kVerification, {kImplicitLittle}},
                                                    {3, kWorklist, {kJpeg}},
                                                    {5, "1.2.840.10008.5.1.4.1.1.2", {kImplicitLittle}},
                                                    {7, kMpps, {kExplicitBig}}}));
    ASSERT_EQ(answer.type, kAc);
    EXPECT_EQ(answer.result_of(1), 0);
    EXPECT_EQ(answer.result_of(3), 4);
    EXPECT_EQ(answer.result_of(5), 3);
    EXPECT_EQ(answer.result_of(7), 0);
    EXPECT_TRUE(peer.send(release_request()));
    EXPECT_EQ(peer.read_pdu().type, 6);
    const auto record = broker.record();
    ASSERT_EQ(record.contexts.size(), 4U);
    EXPECT_EQ(record.contexts[1].result, dicom::ContextResult::transfer_syntaxes_not_supported);
    EXPECT_EQ(record.contexts[3].accepted, kExplicitBig);
    EXPECT_EQ(record.ending, Ending::released);
}

TEST(DicomNegotiation, D3_AnAssociationWithoutAnyAcceptedContextIsStillAnswered) {
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port());
    EXPECT_EQ(peer.associate(request_for({{1, "1.2.3", {kImplicitLittle}}})).result_of(1), 3);
}

TEST(DicomNegotiation, D1_ABlankCallingAeTitleIsRejected_1_1_3) {
    DicomServerUnderTest broker;
    AssociateRequest request;
    request.calling = "";
    DicomPeer peer(broker.port());
    EXPECT_EQ(peer.associate(request).reason(), "1/1/3");
}

TEST(DicomNegotiation, D3_ARoleSelectionOfNeitherRoleIsAnswered) {
    DicomServerUnderTest broker;
    AssociateRequest request;
    request.roles = {kVerification};
    auto bytes = request.bytes();
    bytes[bytes.size() - 2] = 0;  // SCU role
    DicomPeer peer(broker.port());
    EXPECT_TRUE(peer.send(bytes));
    EXPECT_EQ(peer.read_pdu().result_of(1), 0);
}

// DCMTK passes over a context with more than 50 transfer syntaxes: a modality that offers every compression
// gets no worklist.
TEST(DicomNegotiation, D3_AContextWithSixtyTransferSyntaxesIsAccepted) {
    DicomServerUnderTest broker;
    ProposedContext context{1, kWorklist, {}};
    for (int i = 0; i < 59; ++i)
        context.transfer_syntaxes.push_back("1.2.840.10008.1.2.4." + std::to_string(100 + i));
    context.transfer_syntaxes.emplace_back(kImplicitLittle);
    DicomPeer peer(broker.port());
    EXPECT_EQ(peer.associate(request_for({context})).result_of(1), 0);
}

TEST(DicomNegotiation, D3_A128ContextsAreEachAnswered) {
    DicomServerUnderTest broker;
    std::vector<ProposedContext> contexts;
    for (int i = 0; i < 128; ++i)
        contexts.push_back(
            {static_cast<std::uint8_t>(2 * i + 1), kWorklist, {kImplicitLittle, kExplicitLittle}});
    DicomPeer peer(broker.port());
    const auto answer = peer.associate(request_for(contexts));
    EXPECT_EQ(answer.result_of(1), 0);
    EXPECT_EQ(answer.result_of(255), 0);
}

TEST(DicomNegotiation, ExplicitLittleEndianIsPreferredWhateverTheOrderOfTheOffer) {
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port());
    (void)peer.associate(request_for({{1, kWorklist, {kExplicitBig, kImplicitLittle, kExplicitLittle}}}));
    peer.close();
    EXPECT_EQ(broker.record().contexts.at(0).accepted, kExplicitLittle);
}

TEST(DicomNegotiation, RoleSelectionForMppsIsAnswered) {
    DicomServerUnderTest broker;
    auto request = request_for({{1, kMpps, {kImplicitLittle}}});
    request.roles = {kMpps};
    DicomPeer peer(broker.port());
    const auto answer = peer.associate(request);
    ASSERT_EQ(answer.type, kAc);
    EXPECT_NE(answer.content.find(std::string(kMpps) + std::string{1, 0}), std::string::npos);
}

TEST(DicomNegotiation, TheHandlerSeesWhetherThePeerOnlyWantsToPing) {
    std::atomic<int> pings{0};
    dicom::Handlers handlers;
    handlers.admit = [&](const dicom::Caller& caller) -> std::optional<Rejection> {
        if (caller.proposes_only_verification()) ++pings;
        return std::nullopt;
    };
    DicomServerUnderTest broker({}, handlers);
    (void)DicomPeer(broker.port()).associate();
    (void)DicomPeer(broker.port()).associate(request_for({{1, kVerification}, {3, kWorklist}}));
    EXPECT_EQ(pings, 1);
}

TEST(DicomNegotiation, AdmissionThatFailsIsATransientRejection) {
    dicom::Handlers handlers;
    handlers.admit = [](const auto&) -> std::optional<Rejection> { throw StoreError("away"); };
    DicomServerUnderTest broker({}, handlers);
    DicomPeer peer(broker.port());
    EXPECT_EQ(peer.associate().reason(), "2/3/1");
}

TEST(DicomNegotiation, D10_AssociationsOverTheLimitAreRejected_2_3_2_AndOneMayComeBackLater) {
    dicom::ServerOptions options;
    options.max_associations = 2;
    DicomServerUnderTest broker(options);
    DicomPeer first(broker.port());
    DicomPeer second(broker.port());
    EXPECT_EQ(first.associate().type, kAc);
    EXPECT_EQ(second.associate().type, kAc);
    EXPECT_EQ(DicomPeer(broker.port()).associate().reason(), "2/3/2");
    (void)broker.record(0);
    EXPECT_TRUE(first.send(release_request()));
    EXPECT_TRUE(first.ends());
    first.close();
    (void)broker.record(1);
    EXPECT_EQ(DicomPeer(broker.port()).associate().type, kAc);
}

TEST(DicomNegotiation, D10_ConnectionsOverThePerAddressLimitAreRejected_2_3_2) {
    dicom::ServerOptions options;
    options.max_per_address = 2;
    DicomServerUnderTest broker(options);
    DicomPeer first(broker.port());
    DicomPeer second(broker.port());
    EXPECT_EQ(first.associate().type, kAc);
    EXPECT_EQ(second.associate().type, kAc);
    const auto answer = DicomPeer(broker.port()).associate();
    EXPECT_EQ(answer.type, kRj);
    EXPECT_EQ(answer.reason(), "2/3/2");
    EXPECT_EQ(broker.record().caller.calling.str(), "MODALITY");
}

TEST(DicomNegotiation, D11_PeerThatTakesNoPduWorthTheNameIsRejectedWithTheReasonInTheRecord) {
    DicomServerUnderTest broker;
    AssociateRequest request;
    request.max_pdu = 7;
    DicomPeer peer(broker.port());
    EXPECT_EQ(peer.associate(request).type, kRj);
    EXPECT_NE(broker.record().rejection->why.find("7 bytes"), std::string::npos);
}

TEST(DicomNegotiation, D11_MaximumPduOfZeroMeansNoLimit) {
    DicomServerUnderTest broker;
    AssociateRequest request;
    request.max_pdu = 0;
    DicomPeer peer(broker.port());
    ASSERT_EQ(peer.associate(request).type, kAc);
    EXPECT_TRUE(peer.send(p_data(1, Fragment::last_command, echo_command(7))));
    EXPECT_EQ(status_in(peer.read_pdu()), 0);
}

TEST(DicomNegotiation, PeersOverIpv6AreServedAndRecordedByTheirAddress) {
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port(), true);
    EXPECT_EQ(peer.associate().type, kAc);
    EXPECT_TRUE(peer.send(p_data(1, Fragment::last_command, echo_command(1))));
    EXPECT_EQ(status_in(peer.read_pdu()), 0);
    peer.close();
    EXPECT_EQ(broker.record().caller.address.ip.str(), "::1");
}

TEST(DicomNegotiation, EchoscuIsAnswered) {
    DicomServerUnderTest broker;
    const auto result = run({"echoscu", "-aec", "MWLBROKER", "127.0.0.1", std::to_string(broker.port())});
    EXPECT_EQ(result.exit_code, 0) << result.output;
    const auto record = broker.record();
    ASSERT_EQ(record.operations.size(), 1U);
    EXPECT_EQ(record.operations[0].kind, dicom::Operation::echo);
    EXPECT_EQ(record.caller.calling.str(), "ECHOSCU");
    EXPECT_EQ(record.ending, Ending::released);
}

TEST(DicomNegotiation, OurClientLearnsWhyItWasRejected) {
    DicomServerUnderTest broker;
    dicom::ClientOptions options;
    options.port = broker.port();
    options.called = AeTitle("ELSEWHERE");
    const auto client = dicom::Client::associate(options);
    ASSERT_FALSE(client.ok());
    EXPECT_EQ(client.problem().where, "1/1/7");
}

TEST(DicomNegotiation, OurClientThrowsWhereNobodyListens) {
    // Ours, so that nobody else takes it meanwhile, and deaf: bound without listening.
    const net::Stream deaf(net::Socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(deaf.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    dicom::ClientOptions options;
    options.port = net::local_of(deaf).port;
    EXPECT_THROW((void)dicom::Client::associate(options), NetworkError);
}

}  // namespace dicom_negotiation_test
}  // namespace mwl::test
