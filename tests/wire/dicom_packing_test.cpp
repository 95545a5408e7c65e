// Every legal way to pack a message into PDVs and PDUs is read alike (PS3.8 9.3.5, E.2; faults.md D23). Three
// unequal PDVs in one PDU once ended the whole broker, for every modality of the hospital.

#include <gtest/gtest.h>

#include "mwl/base/digest.h"
#include "support/dicom_raw.h"
#include "support/dicom_server.h"

namespace mwl::test {
namespace dicom_packing_test {

namespace status = dicom::status;

constexpr std::uint8_t kEcho = 1;
constexpr std::uint8_t kFind = 3;
constexpr std::uint8_t kPerformed = 5;

AssociateRequest all_services() {
    AssociateRequest request;
    request.contexts = {{kEcho, kVerification, {kImplicitLittle}},
                        {kFind, kWorklist, {kImplicitLittle}},
                        {kPerformed, kMpps, {kImplicitLittle}}};
    return request;
}

// `bytes` as PDVs of these sizes; the last of them takes what is left.
std::string pdvs_of(std::uint8_t context, bool is_command, std::string_view bytes,
                    const std::vector<std::size_t>& sizes) {
    std::string all;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const bool is_last = i + 1 == sizes.size();
        const auto kind = is_command ? (is_last ? Fragment::last_command : Fragment::command)
                                     : (is_last ? Fragment::last_data_set : Fragment::data_set);
        all += pdv(context, kind, is_last ? bytes : bytes.substr(0, sizes[i]));
        if (!is_last) bytes.remove_prefix(sizes[i]);
    }
    return all;
}

struct Heard {
    std::vector<std::string> digests;  // of the data sets that reached the MPPS handler
    std::vector<dataset::Dataset> queries;
};

dicom::Handlers listening(Heard& heard) {
    dicom::Handlers handlers;
    handlers.find = [&](const dicom::Caller&, const dicom::FindRequest& request) {
        heard.queries.push_back(request.query);
        return dicom::FindAnswer{};
    };
    handlers.n_create = [&](const dicom::Caller&, const dicom::MppsRequest& request) {
        heard.digests.push_back(request.digest);
        return dicom::MppsResponse{};
    };
    return handlers;
}

class DicomPacking : public testing::Test {
protected:
    DicomPacking() { EXPECT_EQ(peer.associate(all_services()).type, 2); }

    std::optional<std::uint16_t> status_of(const std::string& sent) {
        EXPECT_TRUE(peer.send(sent));
        return status_in(peer.read_final_response());
    }
    // The association goes on in order.
    void expect_release() {
        EXPECT_TRUE(peer.send(release_request()));
        EXPECT_EQ(peer.read_pdu().type, 6);
        EXPECT_EQ(broker.record().ending, dicom::Ending::released);
    }

    Heard heard;
    DicomServerUnderTest broker{{}, listening(heard)};
    DicomPeer peer{broker.port()};
};

std::string query() {
    return element(0x0008, 0x0060, "CT") + element(0x0010, 0x0010, "MUSTERMANN* ") +
           element(0x0010, 0x0020, std::string(60, '1')) + element(0x0040, 0x1001, std::string(32, '2'));
}

TEST_F(DicomPacking, D23_AnEchoInThreeUnequalPdvsOfOnePduIsAnsweredAndTheBrokerLives) {
    EXPECT_EQ(status_of(pdu(4, pdvs_of(kEcho, true, echo_command(1), {32, 26, 10}))), status::kSuccess);
    expect_release();
}

TEST_F(DicomPacking, D23_AQueryInFiveUnequalPdvsOfOnePduIsAnswered) {
    ASSERT_EQ(find_command(1).size(), 82U);
    ASSERT_EQ(query().size(), 138U);
    EXPECT_EQ(status_of(pdu(4, pdvs_of(kFind, true, find_command(1), {40, 40, 2}) +
                                   pdvs_of(kFind, false, query(), {100, 38}))),
              status::kSuccess);
    ASSERT_EQ(heard.queries.size(), 1U);
    EXPECT_EQ(heard.queries[0].value({0x0010, 0x0010}), "MUSTERMANN*");
    EXPECT_EQ(heard.queries[0].value({0x0008, 0x0060}), "CT");
    expect_release();
}

TEST_F(DicomPacking, D23_CommandAndDataSetInOnePduAreRead) {
    const auto attributes = element(0x0040, 0x0252, "IN PROGRESS ");
    EXPECT_EQ(status_of(pdu(4, pdv(kPerformed, Fragment::last_command, n_create_command(1, "1.2.3")) +
                                   pdv(kPerformed, Fragment::last_data_set, attributes))),
              status::kSuccess);
    EXPECT_EQ(heard.digests, std::vector{sha256_hex(attributes)});
    expect_release();
}

TEST_F(DicomPacking, D23_FragmentsOfEverySizeGiveTheSameDataSet) {
    const auto attributes =
        element(0x0040, 0x0252, "IN PROGRESS ") + element(0x0040, 0x0280, std::string(40'000, 'x'));
    for (const std::size_t size : {777U, 4'096U, 8'191U, 16'378U}) {
        std::string sent =
            pdu(4, pdvs_of(kPerformed, true, n_create_command(1, "1.2.3"), {1, 2, 3, 5, 8, 13, 21, 0}));
        for (std::size_t at = 0; at < attributes.size(); at += size)
            sent += p_data(kPerformed, Fragment::data_set, std::string_view(attributes).substr(at, size));
        sent += p_data(kPerformed, Fragment::last_data_set, "");
        EXPECT_EQ(status_of(sent), status::kSuccess) << size;
        ASSERT_FALSE(heard.digests.empty()) << size;
        EXPECT_EQ(heard.digests.back(), sha256_hex(attributes)) << size;
    }
    expect_release();
}

// DCMTK ends the association of whoever sends one.
TEST_F(DicomPacking, D14_ADataSetOfAnOddNumberOfBytesIsAnsweredWithAFailure) {
    const auto odd = element(0x0040, 0x0252, "IN PROGRESS ", 12) + "x";
    EXPECT_EQ(status_of(pdu(4, pdv(kPerformed, Fragment::last_command, n_create_command(1, "1.2.3")) +
                                   pdv(kPerformed, Fragment::last_data_set, odd))),
              status::kProcessingFailure);
    EXPECT_TRUE(heard.digests.empty());
    expect_release();
}

TEST_F(DicomPacking, D23_TwoMessagesInOnePduAreAnsweredInTurn) {
    EXPECT_TRUE(peer.send(pdu(4, pdvs_of(kEcho, true, echo_command(1), {7, 9, 0}) +
                                     pdvs_of(kEcho, true, echo_command(2), {30, 10, 0}))));
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
    EXPECT_EQ(status_in(peer.read_final_response()), status::kSuccess);
    expect_release();
}

}  // namespace dicom_packing_test
}  // namespace mwl::test
