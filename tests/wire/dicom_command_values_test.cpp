// Command elements of legal structure and odd content: taken or answered with a status, never an abort, and
// the record names the device (faults.md D25).

#include <gtest/gtest.h>

#include "support/dicom_raw.h"
#include "support/dicom_server.h"

namespace mwl::test {
namespace dicom_command_values_test {

namespace status = dicom::status;

constexpr std::uint8_t kEcho = 1;
constexpr std::uint8_t kFind = 3;
constexpr std::uint8_t kPerformed = 5;

constexpr std::uint16_t kFindRequest = 0x0020;
constexpr std::uint16_t kEchoRequest = 0x0030;
constexpr std::uint16_t kSetRequest = 0x0120;
constexpr std::uint16_t kCreateRequest = 0x0140;

AssociateRequest all_services() {
    AssociateRequest request;
    request.calling = "OLD_CT";
    request.contexts = {{kEcho, kVerification, {kImplicitLittle}},
                        {kFind, kWorklist, {kImplicitLittle}},
                        {kPerformed, kMpps, {kImplicitLittle}}};
    return request;
}

const std::string kTooLong = "1." + std::string(63, '2') + '\0';  // 65 characters

class DicomCommandValues : public testing::Test {
protected:
    DicomCommandValues() { EXPECT_EQ(peer.associate(all_services()).type, 2); }

    Pdu answer_to(std::uint8_t context, const std::string& command,
                  const std::optional<std::string>& data_set = {}) {
        std::string sent = pdv(context, Fragment::last_command, command);
        if (data_set) sent += pdv(context, Fragment::last_data_set, *data_set);
        EXPECT_TRUE(peer.send(pdu(4, sent)));
        return peer.read_final_response();
    }
    std::optional<std::uint16_t> status_of(std::uint8_t context, const std::string& command,
                                           const std::optional<std::string>& data_set = {}) {
        return status_in(answer_to(context, command, data_set));
    }
    // Nothing that was sent before has ended the association.
    dicom::AssociationSummary record_after_release() {
        EXPECT_EQ(status_of(kEcho, echo_command(99)), status::kSuccess);
        EXPECT_TRUE(peer.send(release_request()));
        EXPECT_EQ(peer.read_pdu().type, 6);
        auto record = broker.record();
        EXPECT_EQ(record.ending, dicom::Ending::released);
        EXPECT_EQ(record.caller.calling.str(), "OLD_CT");
        return record;
    }

    std::string create(const std::string& instance) const {
        return command_set({{0x0002, uid(kMpps)},
                            {0x0100, us(kCreateRequest)},
                            {0x0110, us(1)},
                            {0x0800, us(1)},
                            {0x1000, instance}});
    }
    std::string set(const std::string& instance, const std::string& sop_class = kMpps,
                    std::uint16_t data_set_type = 1) const {
        return command_set({{0x0003, uid(sop_class)},
                            {0x0100, us(kSetRequest)},
                            {0x0110, us(1)},
                            {0x0800, us(data_set_type)},
                            {0x1001, instance}});
    }
    std::string find(const std::string& sop_class, std::uint16_t data_set_type = 1) const {
        return command_set({{0x0002, uid(sop_class)},
                            {0x0100, us(kFindRequest)},
                            {0x0110, us(1)},
                            {0x0700, us(0)},
                            {0x0800, us(data_set_type)}});
    }

    static dicom::Handlers listening(DicomCommandValues& test) {
        dicom::Handlers handlers;
        const auto taken = [&test](const dicom::Caller&, const dicom::MppsRequest& request) {
            test.asked.push_back(request);
            dicom::MppsResponse response;
            response.uid = request.uid.empty() ? SopInstanceUid("2.25.42") : request.uid;
            return response;
        };
        handlers.n_create = taken;
        handlers.n_set = taken;
        handlers.find = [&test](const dicom::Caller&, const dicom::FindRequest&) {
            ++test.queries;
            return dicom::FindAnswer{};
        };
        return handlers;
    }

    std::vector<dicom::MppsRequest> asked;
    int queries = 0;
    DicomServerUnderTest broker{{}, listening(*this)};
    DicomPeer peer{broker.port()};
    const std::string attributes = element(0x0040, 0x0252, "IN PROGRESS ");
};

TEST_F(DicomCommandValues, D25_AnInstanceUidOf65CharactersIsAnswered0117WithoutIt) {
    for (const auto& command : {create(kTooLong), set(kTooLong)}) {
        const auto answer = answer_to(kPerformed, command, attributes);
        EXPECT_EQ(status_in(answer), status::kInvalidInstance);
        EXPECT_EQ(command_text(answer, 0x1000), "");
        EXPECT_EQ(command_text(answer, 0x0002), kMpps);
    }
    EXPECT_TRUE(asked.empty());
    const auto record = record_after_release();
    EXPECT_EQ(record.operations.at(0).status, status::kInvalidInstance);
    EXPECT_EQ(record.operations.at(0).note, "(0000,1000) is longer than the standard allows");
    const auto log = broker.log_lines();
    EXPECT_NE(log.find("odd values in a command set"), std::string::npos);
    EXPECT_NE(log.find("aet=OLD_CT"), std::string::npos) << log;
}

TEST_F(DicomCommandValues, D25_AnInstanceThatIsNoUidIsAnswered0117) {
    EXPECT_EQ(status_of(kPerformed, create("EXAM 1"), attributes), status::kInvalidInstance);
    EXPECT_EQ(status_of(kPerformed, set(""), attributes), status::kInvalidInstance);
    EXPECT_TRUE(asked.empty());
    (void)record_after_release();
}

TEST_F(DicomCommandValues, D25_PaddingIsNoPartOfAUid) {
    for (const auto& instance :
         {std::string("1.2.3 "), std::string("1.2.3\0\0\0", 8), std::string(" 1.2.3")}) {
        const auto answer = answer_to(kPerformed, create(instance), attributes);
        EXPECT_EQ(status_in(answer), status::kSuccess);
        EXPECT_EQ(command_text(answer, 0x1000), "1.2.3");
        ASSERT_FALSE(asked.empty());
        EXPECT_EQ(asked.back().uid.str(), "1.2.3");
        EXPECT_EQ(asked.back().uid_fault, "");
    }
    (void)record_after_release();
}

TEST_F(DicomCommandValues, D25_ALeadingZeroIsTakenAndNoted) {
    const auto answer = answer_to(kPerformed, create("1.2.03"), attributes);
    EXPECT_EQ(status_in(answer), status::kSuccess);
    EXPECT_EQ(command_text(answer, 0x1000), "1.2.03");
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].uid_fault, "(0000,1000) has a leading zero in a component");
    EXPECT_EQ(record_after_release().operations.at(0).note, asked[0].uid_fault);
}

TEST_F(DicomCommandValues, D25_AnInstanceWithoutAUidGetsOneWithWhichItCanBeFinished) {
    for (const auto& command :
         {create(""), create("  "),
          command_set(
              {{0x0002, uid(kMpps)}, {0x0100, us(kCreateRequest)}, {0x0110, us(1)}, {0x0800, us(1)}})}) {
        const auto answer = answer_to(kPerformed, command, attributes);
        EXPECT_EQ(status_in(answer), status::kSuccess);
        const auto made = command_text(answer, 0x1000);
        EXPECT_EQ(made, "2.25.42");
        EXPECT_EQ(status_of(kPerformed, set(uid(made)), attributes), status::kSuccess);
        EXPECT_EQ(asked.back().uid.str(), made);
    }
    (void)record_after_release();
}

TEST_F(DicomCommandValues, D25_AnotherSopClassIsAnsweredWithAStatus) {
    for (const auto& sop_class :
         {std::string("1.2.840.10008.5.1.4.32"), kTooLong, std::string(), std::string("CT")}) {
        EXPECT_EQ(status_of(kFind, find(sop_class), ""), status::kSopClassNotSupported);
        EXPECT_EQ(status_of(kPerformed, set("1.2.3 ", sop_class), attributes), status::kNoSuchClass);
    }
    EXPECT_EQ(queries, 0);
    EXPECT_TRUE(asked.empty());
    (void)record_after_release();
}

// What the class of the context does not take, and what is no business of the context at all.
TEST_F(DicomCommandValues, D7_EachWrongRequestOnAContextHasItsStatusAndTheAssociationGoesOn) {
    constexpr std::uint16_t kGetRequest = 0x0110;
    const auto get = command_set({{0x0003, uid(kMpps)},
                                  {0x0100, us(kGetRequest)},
                                  {0x0110, us(1)},
                                  {0x0800, us(0x0101)},
                                  {0x1001, uid("1.2.3")}});
    EXPECT_EQ(status_of(kEcho, find(kWorklist), ""), status::kSopClassNotSupported);
    EXPECT_EQ(status_of(kPerformed, find(kWorklist), ""), status::kSopClassNotSupported);
    EXPECT_EQ(status_of(kPerformed, find(kMpps), ""), status::kUnrecognizedOperation);
    EXPECT_EQ(status_of(kFind, create(uid("1.2.3")), attributes), status::kNoSuchClass);
    EXPECT_EQ(status_of(kFind, set(uid("1.2.3"), kWorklist), attributes), status::kUnrecognizedOperation);
    EXPECT_EQ(status_of(kPerformed, get), status::kUnrecognizedOperation);
    EXPECT_EQ(status_of(kFind, echo_command(1)), status::kSopClassNotSupported);
    EXPECT_EQ(queries, 0);
    EXPECT_TRUE(asked.empty());
    const auto record = record_after_release();
    ASSERT_EQ(record.operations.size(), 8U);
    EXPECT_EQ(record.operations[0].kind, dicom::Operation::find);
    EXPECT_EQ(record.operations[5].kind, dicom::Operation::other);
}

TEST_F(DicomCommandValues, D25_AQueryWithoutPriorityOrWithAnUnknownOneIsAnswered) {
    EXPECT_EQ(
        status_of(
            kFind,
            command_set(
                {{0x0002, uid(kWorklist)}, {0x0100, us(kFindRequest)}, {0x0110, us(1)}, {0x0800, us(1)}}),
            ""),
        status::kSuccess);
    EXPECT_EQ(status_of(kFind,
                        command_set({{0x0002, uid(kWorklist)},
                                     {0x0100, us(kFindRequest)},
                                     {0x0110, us(1)},
                                     {0x0700, us(7)},
                                     {0x0800, us(1)}}),
                        ""),
              status::kSuccess);
    EXPECT_EQ(queries, 2);
    (void)record_after_release();
}

// An empty query would give the device everybody's worklist.
TEST_F(DicomCommandValues, D25_AQueryThatAnnouncesNoIdentifierFailsAndNobodyIsAsked) {
    EXPECT_EQ(status_of(kFind, find(kWorklist, 0x0101)), status::kIdentifierDoesNotMatch);
    EXPECT_EQ(status_of(kPerformed, set("1.2.3 ", kMpps, 0x0101)), status::kProcessingFailure);
    EXPECT_EQ(queries, 0);
    EXPECT_TRUE(asked.empty());
    (void)record_after_release();
}

TEST_F(DicomCommandValues, D25_AnEchoThatAnnouncesADataSetIsAnswered) {
    const auto odd = command_set(
        {{0x0002, uid(kVerification)}, {0x0100, us(kEchoRequest)}, {0x0110, us(1)}, {0x0800, us(1)}});
    EXPECT_EQ(status_of(kEcho, odd), status::kSuccess);
    EXPECT_EQ(status_of(kEcho, odd, "12345678"), status::kSuccess);
    (void)record_after_release();
}

// The log line of a scanner or a broken device said nothing about who it was.
TEST(DicomRefusals, D25_TheRecordNamesTheCallerWhoseRequestIsNotWellFormed) {
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port());
    auto request = all_services().bytes();
    request.back() = 'x';
    request[request.size() - 8] = '\x7f';  // the length of the last item lies
    EXPECT_TRUE(peer.send(request));
    EXPECT_EQ(peer.read_pdu().type, 7);
    peer.close();
    const auto record = broker.record();
    EXPECT_EQ(record.ending, dicom::Ending::aborted_by_us);
    EXPECT_EQ(record.caller.calling.str(), "OLD_CT");
}

}  // namespace dicom_command_values_test
}  // namespace mwl::test
