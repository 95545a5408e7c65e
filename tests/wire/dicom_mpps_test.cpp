// MPPS N-CREATE and N-SET on the wire (PS3.4 F.7).

#include <gtest/gtest.h>

#include "mwl/base/digest.h"
#include "mwl/base/error.h"
#include "mwl/dicom/client.h"
#include "support/dicom_raw.h"
#include "support/dicom_server.h"

namespace mwl::test {
namespace dicom_mpps_test {

using dataset::Dataset;
using dicom::MppsRequest;
using dicom::MppsResponse;
namespace tags = dataset::tags;
namespace status = dicom::status;

const SopInstanceUid kInstance{"1.2.3.4.5"};

Dataset performed(const std::string& state) {
    Dataset out;
    out.set(tags::PerformedProcedureStepStatus, state).set(tags::PerformedProcedureStepID, "P1");
    Dataset series;
    series.set(tags::SeriesInstanceUID, "1.2.3.4.5.6").set(tags::ProtocolName, "Thorax");
    out.set_items(tags::PerformedSeriesSequence, {series});
    return out;
}

dicom::Client client_of(const DicomServerUnderTest& broker) {
    dicom::ClientOptions options;
    options.port = broker.port();
    return *dicom::Client::associate(options);
}

AssociateRequest mpps_request() {
    AssociateRequest request;
    request.contexts = {{1, kMpps, {kImplicitLittle}}, {3, kWorklist, {kImplicitLittle}}};
    return request;
}

std::string raw_create(const std::string& attributes) {
    return p_data(1, Fragment::last_command, n_create_command(1, "1.2.3")) +
           p_data(1, Fragment::last_data_set, attributes);
}

TEST(DicomMpps, CreateAndSetReachTheirHandlersUnchanged) {
    std::vector<MppsRequest> created;
    std::vector<MppsRequest> set;
    dicom::Handlers handlers;
    handlers.n_create = [&](const dicom::Caller&, const MppsRequest& request) {
        created.push_back(request);
        return MppsResponse{};
    };
    handlers.n_set = [&](const dicom::Caller&, const MppsRequest& request) {
        set.push_back(request);
        return MppsResponse{};
    };
    DicomServerUnderTest broker({}, handlers);
    auto client = client_of(broker);
    EXPECT_EQ(client.n_create(kInstance, performed("IN PROGRESS")).status, status::kSuccess);
    EXPECT_EQ(client.n_set(kInstance, performed("COMPLETED")).status, status::kSuccess);
    client.release();
    ASSERT_EQ(created.size(), 1U);
    ASSERT_EQ(set.size(), 1U);
    EXPECT_EQ(created[0].uid, kInstance);
    EXPECT_EQ(created[0].attributes, performed("IN PROGRESS"));
    EXPECT_EQ(set[0].uid, kInstance);
    EXPECT_EQ(set[0].attributes, performed("COMPLETED"));
    EXPECT_EQ(broker.record().operations.at(1).uid, kInstance);
}

TEST(DicomMpps, TheDigestIsThatOfTheBytesAsReceived) {
    std::string digest;
    dicom::Handlers handlers;
    handlers.n_create = [&](const dicom::Caller&, const MppsRequest& request) {
        digest = request.digest;
        return MppsResponse{};
    };
    DicomServerUnderTest broker({}, handlers);
    const auto attributes = element(0x0040, 0x0252, "IN PROGRESS ");
    DicomPeer peer(broker.port());
    (void)peer.associate(mpps_request());
    EXPECT_TRUE(peer.send(raw_create(attributes)));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
    EXPECT_EQ(digest, sha256_hex(attributes));
}

// The CT of a hospital whose operator is called MÜLLER, in Latin-1 and without (0008,0005): every exam was
// refused with 0110 for ever.
TEST(DicomMpps, E2_AnOperatorsNameInAnUndeclaredCharacterSetRefusesNoExam) {
    std::string operators;
    dicom::Handlers handlers;
    handlers.n_create = [&](const dicom::Caller&, const MppsRequest& request) {
        operators = request.attributes.value({0x0008, 0x1070});
        return MppsResponse{};
    };
    DicomServerUnderTest broker({}, handlers);
    DicomPeer peer(broker.port());
    (void)peer.associate(mpps_request());
    EXPECT_TRUE(peer.send(raw_create(element(0x0008, 0x1070, "M\xdcLLER"))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
    EXPECT_TRUE(peer.send(release_request()));
    EXPECT_EQ(operators, "MÜLLER");
    EXPECT_EQ(broker.record().operations.at(0).note,
              "text not in the declared character set: (0008,1070) read as ISO 8859-1");
    const auto log = broker.log_lines();
    EXPECT_NE(log.find("(0008,1070)"), std::string::npos);
    EXPECT_EQ(log.find("LLER"), std::string::npos);
}

TEST(DicomMpps, AnInstanceWithoutNameGetsTheOneThatTheHandlerMakes) {
    dicom::Handlers handlers;
    handlers.n_create = [](const dicom::Caller&, const MppsRequest& request) {
        MppsResponse response;
        if (request.uid.empty()) response.uid = SopInstanceUid("2.25.42");
        return response;
    };
    DicomServerUnderTest broker({}, handlers);
    EXPECT_EQ(client_of(broker).n_create(SopInstanceUid{}, performed("IN PROGRESS")).uid.str(), "2.25.42");
}

TEST(DicomMpps, E3_ErrorIdAndCommentAreOnTheWire) {
    dicom::Handlers handlers;
    handlers.n_set = [](const auto&, const auto&) {
        MppsResponse response;
        response.status = status::kProcessingFailure;
        response.error_id = status::kErrorMayNoLongerBeUpdated;
        response.error_comment = "Performed Procedure Step Object may no longer be updated";
        return response;
    };
    DicomServerUnderTest broker({}, handlers);
    const auto said = client_of(broker).n_set(kInstance, performed("COMPLETED"));
    EXPECT_EQ(said.status, status::kProcessingFailure);
    EXPECT_EQ(said.error_id, status::kErrorMayNoLongerBeUpdated);
    EXPECT_EQ(said.error_comment, "Performed Procedure Step Object may no longer be updated");
}

TEST(DicomMpps, E4_MissingAttributesAreListedOnTheWire) {
    dicom::Handlers handlers;
    handlers.n_create = [](const auto&, const auto&) {
        MppsResponse response;
        response.status = status::kMissingAttribute;
        response.attributes = {tags::Modality, tags::PerformedProcedureStepStatus};
        return response;
    };
    DicomServerUnderTest broker({}, handlers);
    const auto said = client_of(broker).n_create(kInstance, performed("IN PROGRESS"));
    EXPECT_EQ(said.status, status::kMissingAttribute);
    EXPECT_EQ(said.attributes, (std::vector{tags::Modality, tags::PerformedProcedureStepStatus}));
}

TEST(DicomMpps, TroubleWithTheDatabaseIsAProcessingFailure) {
    dicom::Handlers handlers;
    handlers.n_create = [](const auto&, const auto&) -> MppsResponse {
        throw StoreError("connection refused");
    };
    DicomServerUnderTest broker({}, handlers);
    const auto said = client_of(broker).n_create(kInstance, performed("IN PROGRESS"));
    EXPECT_EQ(said.status, status::kProcessingFailure);
    EXPECT_FALSE(said.error_id);
    EXPECT_EQ(said.error_comment, "database unavailable");
}

TEST(DicomMpps, C33_ADefectThatThrowsNoExceptionTypeIsAProcessingFailureAndTheAssociationGoesOn) {
    dicom::Handlers handlers;
    handlers.n_create = [](const auto&, const auto&) -> MppsResponse { throw 42; };
    handlers.n_set = handlers.n_create;
    DicomServerUnderTest broker({}, handlers);
    auto client = client_of(broker);
    const auto created = client.n_create(kInstance, performed("IN PROGRESS"));
    EXPECT_EQ(created.status, status::kProcessingFailure);
    EXPECT_EQ(created.error_comment, "internal error");
    EXPECT_EQ(client.n_set(kInstance, performed("COMPLETED")).status, status::kProcessingFailure);
}

TEST(DicomMpps, D14_AttributesThatTheGateRefusesAreAProcessingFailureAndNobodyIsAsked) {
    std::atomic<int> asked{0};
    dicom::Handlers handlers;
    handlers.n_create = [&](const auto&, const auto&) {
        ++asked;
        return MppsResponse{};
    };
    DicomServerUnderTest broker({}, handlers);
    DicomPeer peer(broker.port());
    (void)peer.associate(mpps_request());
    EXPECT_TRUE(peer.send(raw_create(element(0x0040, 0x0252, "IN PROGRESS ", 1'500'000'000))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kProcessingFailure);
    EXPECT_TRUE(peer.send(raw_create(element(0x0040, 0x0252, "IN PROGRESS "))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
    EXPECT_EQ(asked, 1);
}

TEST(DicomMpps, D15_DataSetOverTheLimitIsAResourceLimitation) {
    dicom::ServerOptions options;
    options.max_mpps_bytes = 1000;
    DicomServerUnderTest broker(options);
    DicomPeer peer(broker.port());
    (void)peer.associate(mpps_request());
    EXPECT_TRUE(peer.send(raw_create(element(0x0010, 0x4000, std::string(2000, ' ')))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kResourceLimitation);
}

TEST(DicomMpps, D15_DataSetWithoutEndIsAborted) {
    dicom::ServerOptions options;
    options.max_mpps_bytes = 10'000;
    options.max_find_bytes = 10'000;
    DicomServerUnderTest broker(options);
    DicomPeer peer(broker.port());
    (void)peer.associate(mpps_request());
    (void)peer.send(p_data(1, Fragment::last_command, n_create_command(1, "1.2.3")));
    // Goes on until the broker, which reads on for a bounded time so that its A-ABORT arrives, has closed.
    std::size_t fragments = 0;
    while (peer.send(p_data(1, Fragment::data_set, std::string(8000, ' ')))) ++fragments;
    EXPECT_GE(fragments, 2U);
    const auto record = broker.record();
    EXPECT_EQ(record.ending, dicom::Ending::aborted_by_us);
    EXPECT_EQ(record.why.rfind("DUL-140", 0), 0U) << record.why;
}

TEST(DicomMpps, D7_RequestOnAContextOfAnotherClassIsRefusedAndTheAssociationGoesOn) {
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port());
    (void)peer.associate(mpps_request());
    EXPECT_TRUE(peer.send(p_data(3, Fragment::last_command, n_create_command(1, "1.2.3")) +
                          p_data(3, Fragment::last_data_set, element(0x0040, 0x0252, "IN PROGRESS "))));
    const auto refused = peer.read_final_response();
    EXPECT_EQ(status_in(refused), status::kNoSuchClass);
    EXPECT_EQ(command_text(refused, 0x0902),
              "this context is for Modality Worklist Information Model - FIND");
    EXPECT_TRUE(peer.send(raw_create("")));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
}

TEST(DicomMpps, D8_NGetIsUnrecognisedUntilItIsOffered) {
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port());
    (void)peer.associate(mpps_request());
    EXPECT_TRUE(peer.send(p_data(1, Fragment::last_command,
                                 command_set({{0x0003, uid(kMpps)},
                                              {0x0100, us(0x0110)},
                                              {0x0110, us(5)},
                                              {0x0800, us(0x0101)},
                                              {0x1001, uid("1.2.3")},
                                              {0x1005, us(0x0040) + us(0x0252)}}))));
    const auto refused = peer.read_final_response();
    EXPECT_EQ(status_in(refused), status::kUnrecognizedOperation);
    EXPECT_EQ(command_text(refused, 0x0902), "Modality Performed Procedure Step takes N-CREATE, N-SET");
}

TEST(DicomMpps, StoppingFinishesTheOperationInHand) {
    std::mutex mutex;
    std::condition_variable changed;
    bool is_asked = false;
    bool may_answer = false;
    dicom::Handlers handlers;
    handlers.n_create = [&](const auto&, const auto&) {
        std::unique_lock lock(mutex);
        is_asked = true;
        changed.notify_all();
        changed.wait(lock, [&] { return may_answer; });
        return MppsResponse{};
    };
    DicomServerUnderTest broker({}, handlers);
    DicomPeer peer(broker.port());
    (void)peer.associate(mpps_request());
    EXPECT_TRUE(peer.send(raw_create("")));
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return is_asked; });
    }
    std::jthread stopping([&] { broker.server().stop(); });
    {
        const std::scoped_lock lock(mutex);
        may_answer = true;
        changed.notify_all();
    }
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
    EXPECT_EQ(peer.read_pdu().type, 7);
    peer.close();
    EXPECT_EQ(broker.record().ending, dicom::Ending::stopped);
}

}  // namespace dicom_mpps_test
}  // namespace mwl::test
