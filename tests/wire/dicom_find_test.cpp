// Modality Worklist C-FIND on the wire (PS3.4 K.4.1).

#include <gtest/gtest.h>

#include "mwl/base/error.h"
#include "mwl/dicom/client.h"
#include "support/dicom_raw.h"
#include "support/dicom_server.h"
#include "support/process.h"

namespace mwl::test {
namespace dicom_find_test {

using dataset::Dataset;
using dicom::FindAnswer;
using dicom::FindItem;
using dicom::FindRequest;
namespace tags = dataset::tags;
namespace status = dicom::status;

constexpr const char* kName = "Müller^Jürgen";

Dataset an_item(const std::string& charset = "ISO_IR 192", const std::string& name = kName) {
    Dataset step;
    step.set(tags::Modality, "CT").set(tags::ScheduledStationAETitle, "CT01");
    Dataset item;
    if (!charset.empty()) item.set(tags::SpecificCharacterSet, charset);
    item.set(tags::PatientName, name).set(tags::PatientID, "4711").set(tags::AccessionNumber, "A1");
    item.set_empty(tags::PatientBirthDate);
    item.set_items(tags::ScheduledProcedureStepSequence, {step});
    return item;
}

Dataset a_query(const std::string& charset = {}) {
    Dataset step;
    step.set(tags::Modality, "CT").set_empty(tags::ScheduledStationAETitle);
    Dataset query;
    if (!charset.empty()) query.set(tags::SpecificCharacterSet, charset);
    query.set(tags::PatientName, "Secret*").set_empty(tags::PatientID);
    query.set_items(tags::ScheduledProcedureStepSequence, {step});
    return query;
}

dicom::Handlers answering(FindAnswer answer) {
    dicom::Handlers handlers;
    handlers.find = [answer = std::move(answer)](const auto&, const auto&) { return answer; };
    return handlers;
}

dicom::Client client_of(const DicomServerUnderTest& broker, std::vector<std::string> syntaxes = {}) {
    dicom::ClientOptions options;
    options.port = broker.port();
    options.transfer_syntaxes = std::move(syntaxes);
    return *dicom::Client::associate(options);
}

AssociateRequest worklist_request() {
    AssociateRequest request;
    request.contexts = {{1, kWorklist, {kImplicitLittle}}};
    return request;
}

std::string raw_find(std::uint16_t message_id, const std::string& identifier) {
    return p_data(1, Fragment::last_command, find_command(message_id)) +
           p_data(1, Fragment::last_data_set, identifier);
}

TEST(DicomFind, QueryAndItemsCrossTheWireUnchangedInEveryTransferSyntax) {
    for (const auto* syntax : {kImplicitLittle, kExplicitLittle, kExplicitBig}) {
        Dataset seen;
        dicom::Handlers handlers;
        handlers.find = [&](const dicom::Caller&, const FindRequest& request) {
            seen = request.query;
            return FindAnswer{{{an_item(), false}}, status::kSuccess, {}, {}};
        };
        DicomServerUnderTest broker({}, handlers);
        auto client = client_of(broker, {syntax});
        const auto result = client.find(a_query("ISO_IR 100"));
        EXPECT_EQ(seen, a_query("ISO_IR 100")) << syntax;
        ASSERT_EQ(result.items.size(), 1U) << syntax;
        EXPECT_EQ(result.items[0].item, an_item()) << syntax;
        EXPECT_EQ(result.status, status::kSuccess);
        client.release();
    }
}

TEST(DicomFind, TextOfTheQueryIsDecodedByItsOwnCharacterSet) {
    for (const auto* charset : {"ISO_IR 100", "ISO_IR 192"}) {
        std::string seen;
        dicom::Handlers handlers;
        handlers.find = [&](const dicom::Caller&, const FindRequest& request) {
            seen = request.query.value(tags::PatientName);
            return FindAnswer{};
        };
        DicomServerUnderTest broker({}, handlers);
        Dataset query;
        query.set(tags::SpecificCharacterSet, charset).set(tags::PatientName, kName);
        (void)client_of(broker).find(query);
        EXPECT_EQ(seen, kName) << charset;
    }
}

TEST(DicomFind, D19_AnswersAreWrittenInTheSetThatTheyName) {
    DicomServerUnderTest broker({}, answering({{{an_item("ISO_IR 100"), false}}, status::kSuccess, {}, {}}));
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(raw_find(1, element(0x0010, 0x0010, ""))));
    std::string wire;
    for (auto next = peer.read_pdu(); next.type == 4; next = peer.read_pdu()) {
        wire += next.content;
        if (status_in(next) == status::kSuccess) break;
    }
    EXPECT_NE(wire.find("M\xfcller^J\xfcrgen"), std::string::npos);
}

TEST(DicomFind, D19_WhatTheSetCannotHoldIsReplacedCountedAndTheItemIsStillReturned) {
    DicomServerUnderTest broker(
        {}, answering({{{an_item("ISO_IR 100", "Ωmega^Anna"), false}}, status::kSuccess, {}, {}}));
    auto client = client_of(broker);
    const auto result = client.find(a_query());
    ASSERT_EQ(result.items.size(), 1U);
    EXPECT_NE(result.items[0].item.value(tags::PatientName).find("mega^Anna"), std::string::npos);
    client.release();
    EXPECT_EQ(broker.record().operations.at(0).characters_replaced, 1U);
    EXPECT_EQ(broker.server().counters().characters_replaced, 1U);
}

TEST(DicomFind, C22_ABackslashInAValueOfOursNeverSplitsIt) {
    auto item = an_item();
    item.set(tags::PatientID, "47\\11");
    DicomServerUnderTest broker({}, answering({{{item, false}}, status::kSuccess, {}, {}}));
    const auto result = client_of(broker).find(a_query());
    EXPECT_EQ(result.items.at(0).item.find(tags::PatientID)->values, std::vector<std::string>{"47/11"});
}

// A modality that sends its own physician's name in Latin-1 without a character set.
TEST(DicomFind, D19_TextOutsideTheDeclaredSetIsReadAndNotedAndTheWorklistIsAnswered) {
    std::string physician;
    dicom::Handlers handlers;
    handlers.find = [&](const auto&, const dicom::FindRequest& request) {
        physician = request.query.value(tags::ReferringPhysicianName);
        return dicom::FindAnswer{{}, status::kSuccess, {}, {}, "0 steps looked at"};
    };
    DicomServerUnderTest broker({}, handlers);
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(raw_find(1, element(0x0008, 0x0090, "M\xfcller"))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
    EXPECT_TRUE(peer.send(release_request()));
    EXPECT_EQ(physician, "Müller");
    EXPECT_EQ(broker.record().operations.at(0).note,
              "text not in the declared character set: (0008,0090) read as ISO 8859-1; 0 steps looked at");
}

TEST(DicomFind, D19_APatientNameThatHadToBeGuessedIsNoted) {
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    const auto charset = element(0x0008, 0x0005, "\\ISO 2022 IR 87 ");
    EXPECT_TRUE(peer.send(raw_find(1, charset + element(0x0010, 0x0010, "YAMADA"))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
    EXPECT_TRUE(peer.send(raw_find(2, charset + element(0x0010, 0x0010, "\x1b$B;3ED\x1b(B"))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
    EXPECT_TRUE(peer.send(release_request()));
    const auto record = broker.record();
    EXPECT_EQ(record.operations.at(0).note, "");
    EXPECT_NE(record.operations.at(1).note.find("(0010,0010) read as ASCII"), std::string::npos);
}

TEST(DicomFind, OptionalKeysThatWereIgnoredAreSaidByFF01) {
    DicomServerUnderTest broker(
        {}, answering({{{an_item(), true}, {an_item(), false}}, status::kSuccess, {}, {}}));
    const auto result = client_of(broker).find(a_query());
    ASSERT_EQ(result.items.size(), 2U);
    EXPECT_TRUE(result.items[0].optional_key_ignored);
    EXPECT_FALSE(result.items[1].optional_key_ignored);
}

TEST(DicomFind, AnAnswerThatIsCutEndsWithA700AndAComment) {
    DicomServerUnderTest broker(
        {}, answering({{{an_item(), false}}, status::kOutOfResources, "only the first 1 shown", {}}));
    const auto result = client_of(broker).find(a_query());
    EXPECT_EQ(result.items.size(), 1U);
    EXPECT_EQ(result.status, status::kOutOfResources);
    EXPECT_EQ(result.error_comment, "only the first 1 shown");
}

TEST(DicomFind, ErrorCommentsAreCutAt64AsciiCharacters) {
    DicomServerUnderTest broker({},
                                answering({{}, status::kUnableToProcess, "é" + std::string(100, 'x'), {}}));
    EXPECT_EQ(client_of(broker).find(a_query()).error_comment, "e" + std::string(63, 'x'));
}

TEST(DicomFind, KeysThatCannotBeReadAreNamedAsOffendingElements) {
    const std::vector<dataset::Tag> keys{tags::ScheduledProcedureStepStartDate, tags::StudyDate};
    DicomServerUnderTest broker({}, answering({{}, status::kIdentifierDoesNotMatch, "unreadable", keys, {}}));
    EXPECT_EQ(client_of(broker).find(a_query()).offending_elements, keys);
}

TEST(DicomFind, TroubleWithTheDatabaseIsAFailureAndNeverAnEmptySuccess) {
    dicom::Handlers handlers;
    handlers.find = [](const auto&, const auto&) -> FindAnswer { throw StoreError("connection refused"); };
    DicomServerUnderTest broker({}, handlers);
    auto client = client_of(broker);
    const auto result = client.find(a_query());
    EXPECT_EQ(result.status, status::kDatabaseUnavailable);
    EXPECT_EQ(result.error_comment, "database unavailable");
    EXPECT_EQ(client.echo(), status::kSuccess);
}

TEST(DicomFind, AnyOtherFaultOfOursIsAFailureToo) {
    dicom::Handlers handlers;
    handlers.find = [](const auto&, const auto&) -> FindAnswer { throw std::out_of_range("a bug"); };
    DicomServerUnderTest broker({}, handlers);
    const auto result = client_of(broker).find(a_query());
    EXPECT_EQ(result.status, status::kUnableToProcess);
    EXPECT_EQ(result.error_comment, "internal error");
}

TEST(DicomFind, C33_ADefectThatThrowsNoExceptionTypeIsAFailureAndTheAssociationGoesOn) {
    dicom::Handlers handlers;
    handlers.find = [](const auto&, const auto&) -> FindAnswer { throw 42; };
    DicomServerUnderTest broker({}, handlers);
    auto client = client_of(broker);
    const auto result = client.find(a_query());
    EXPECT_EQ(result.status, status::kUnableToProcess);
    EXPECT_EQ(result.error_comment, "internal error");
    EXPECT_EQ(client.echo(), status::kSuccess);
}

TEST(DicomFind, D9_CancelEndsA500RowAnswerWithFE00) {
    DicomServerUnderTest broker(
        {}, answering({std::vector<FindItem>(500, {an_item(), false}), status::kSuccess, {}, {}}));
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(raw_find(9, "") + p_data(1, Fragment::last_command, cancel_command(9))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kCancelled);
    EXPECT_TRUE(peer.send(release_request()));
    EXPECT_EQ(peer.read_pdu().type, 6);
    EXPECT_LT(broker.record().operations.at(0).answers, 500U);
}

TEST(DicomFind, D9_CancelForAnotherMessageIsLeftAlone) {
    DicomServerUnderTest broker(
        {}, answering({std::vector<FindItem>(20, {an_item(), false}), status::kSuccess, {}, {}}));
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(raw_find(9, "") + p_data(1, Fragment::last_command, cancel_command(8))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
}

TEST(DicomFind, D9_CancelAfterTheLastResponseIsLeftAlone) {
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(raw_find(9, "")));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
    EXPECT_TRUE(peer.send(p_data(1, Fragment::last_command, cancel_command(9)) + raw_find(10, "")));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
}

TEST(DicomFind, D9_AbortDuringAnAnswerEndsItAndIsRecorded) {
    DicomServerUnderTest broker(
        {}, answering({std::vector<FindItem>(500, {an_item(), false}), status::kSuccess, {}, {}}));
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(raw_find(9, "") + abort_request()));
    EXPECT_TRUE(peer.ends());
    const auto record = broker.record();
    EXPECT_EQ(record.ending, dicom::Ending::aborted_by_peer);
    EXPECT_LT(record.operations.at(0).answers, 500U);
}

TEST(DicomFind, D9_ReleaseDuringAnAnswerIsAnsweredAndRecorded) {
    DicomServerUnderTest broker(
        {}, answering({std::vector<FindItem>(500, {an_item(), false}), status::kSuccess, {}, {}}));
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(raw_find(9, "") + release_request()));
    auto last = peer.read_pdu();
    while (last.type == 4) last = peer.read_pdu();
    EXPECT_EQ(last.type, 6);
    EXPECT_EQ(broker.record().ending, dicom::Ending::released);
}

TEST(DicomFind, D13_SequencesNested64DeepAreReadAnd65DeepAreRefusedAndTheAssociationGoesOn) {
    const auto nested = [](int depth) {
        std::string inner;
        for (int i = 0; i < depth; ++i) inner = element(0x0040, 0x0100, element(0xFFFE, 0xE000, inner));
        return inner;
    };
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(raw_find(1, nested(64))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
    EXPECT_TRUE(peer.send(raw_find(2, nested(65))));
    const auto refused = peer.read_final_response();
    EXPECT_EQ(status_in(refused), status::kUnableToProcess);
    EXPECT_EQ(command_text(refused, 0x0902).rfind("DS-410", 0), 0U);
    EXPECT_TRUE(peer.send(raw_find(3, "")));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
}

TEST(DicomFind, D13_TenThousandOpenSequencesAreRefused) {
    std::string identifier;
    for (int i = 0; i < 10'000; ++i)
        identifier += element(0x0040, 0x0100, "", 0xFFFFFFFF) + element(0xFFFE, 0xE000, "", 0xFFFFFFFF);
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(p_data(1, Fragment::last_command, find_command(1))));
    for (std::size_t at = 0; at < identifier.size(); at += 16'000) {
        const bool is_last = at + 16'000 >= identifier.size();
        EXPECT_TRUE(peer.send(p_data(1, is_last ? Fragment::last_data_set : Fragment::data_set,
                                     identifier.substr(at, 16'000))));
    }
    EXPECT_EQ(status_in(peer.read_final_response()), status::kUnableToProcess);
    EXPECT_EQ(DicomPeer(broker.port()).associate().type, 2);
}

TEST(DicomFind, D14_ElementLengthsThatLieAreRefusedAndTheAssociationGoesOn) {
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    std::uint16_t id = 1;
    for (const std::uint32_t length : {1'500'000'000U, 0xFFFFFFFEU, 3U, 1000U}) {
        EXPECT_TRUE(peer.send(raw_find(id++, element(0x0010, 0x0010, "DOE ", length))));
        EXPECT_EQ(status_in(peer.read_final_response()), status::kUnableToProcess) << length;
    }
    EXPECT_TRUE(peer.send(raw_find(id, "")));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
}

TEST(DicomFind, D15_IdentifierOverTheLimitIsOutOfResourcesAndTheAssociationGoesOn) {
    dicom::ServerOptions options;
    options.max_find_bytes = 1000;
    DicomServerUnderTest broker(options);
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(raw_find(1, element(0x0010, 0x4000, std::string(992, ' ')))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
    EXPECT_TRUE(peer.send(raw_find(2, element(0x0010, 0x4000, std::string(994, ' ')))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kOutOfResources);
}

TEST(DicomFind, D20_PrivateUnknownAndGroupLengthKeysDoNotFailAQuery) {
    DicomServerUnderTest broker;
    DicomPeer peer(broker.port());
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(raw_find(1, element(0x0008, 0x0000, std::string("\x08\0\0\0", 4)) +
                                          element(0x0009, 0x0010, "ACME") + element(0x0009, 0x1001, "xx") +
                                          element(0x0010, 0x0010, std::string("DOE*\0\0", 6)))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
}

TEST(DicomFind, TheRecordKeepsKeysAndOnlyValuesByWhichNoPatientIsKnown) {
    DicomServerUnderTest broker;
    auto client = client_of(broker);
    (void)client.find(a_query());
    client.release();
    const auto operation = broker.record().operations.at(0);
    std::string all;
    for (const auto& key : operation.keys) all += key.path + '=' + key.value + '\n';
    EXPECT_NE(all.find("(0010,0010)=\n"), std::string::npos) << all;
    EXPECT_NE(all.find("(0040,0100)>(0008,0060)=CT\n"), std::string::npos) << all;
    EXPECT_EQ(all.find("Secret"), std::string::npos);
    EXPECT_EQ(broker.log_lines().find("Secret"), std::string::npos);
}

TEST(DicomFind, FindscuGetsTheItems) {
    DicomServerUnderTest broker({}, answering({{{an_item("ISO_IR 100"), false}}, status::kSuccess, {}, {}}));
    const auto result = run({"findscu", "-v", "-W", "-aec", "MWLBROKER", "-k", "PatientName", "-k",
                             "PatientID", "127.0.0.1", std::to_string(broker.port())});
    EXPECT_EQ(result.exit_code, 0) << result.output;
    EXPECT_NE(result.output.find("4711"), std::string::npos) << result.output;
    EXPECT_EQ(broker.record().operations.at(0).answers, 1U);
}

TEST(DicomFind, A6_PeerThatStopsReadingIsCutByTheSendDeadline) {
    dicom::ServerOptions options;
    options.send_time = std::chrono::milliseconds{300};
    auto item = an_item();
    item.set(tags::PatientComments, std::string(8000, 'x'));
    DicomServerUnderTest broker(
        options, answering({std::vector<FindItem>(5000, {item, false}), status::kSuccess, {}, {}}));
    DicomPeer peer(broker.port(), false, 4096);
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(raw_find(1, "")));
    const auto record = broker.record();
    EXPECT_EQ(record.ending, dicom::Ending::too_slow);
    EXPECT_LT(record.operations.at(0).answers, 5000U);
}

TEST(DicomFind, A5_ResetInTheMiddleOfAnAnswerIsRecordedWithHowFarItCame) {
    auto item = an_item();
    item.set(tags::PatientComments, std::string(8000, 'x'));
    DicomServerUnderTest broker(
        {}, answering({std::vector<FindItem>(5000, {item, false}), status::kSuccess, {}, {}}));
    DicomPeer peer(broker.port(), false, 4096);
    (void)peer.associate(worklist_request());
    EXPECT_TRUE(peer.send(raw_find(1, "")));
    (void)peer.read_pdu();
    peer.reset();
    const auto record = broker.record();
    EXPECT_EQ(record.ending, dicom::Ending::connection_lost);
    EXPECT_NE(record.operations.at(0).comment.find("association ended after"), std::string::npos);
}

}  // namespace dicom_find_test
}  // namespace mwl::test
