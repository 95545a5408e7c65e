// Peers that are slow, broken or hostile (faults.md A and D): the others must not notice. "Healthy" peers are
// answered while the bad ones are still there: order is asserted, not time.

#include <gtest/gtest.h>

#include <dirent.h>

#include <array>

#include "mwl/dicom/client.h"
#include "mwl/net/connect.h"
#include "support/dicom_raw.h"
#include "support/dicom_server.h"
#include "support/process.h"

namespace mwl::test {
namespace dicom_abuse_test {

using dicom::Ending;
using std::chrono::milliseconds;

constexpr std::uint8_t kAbort = 7;

dicom::ServerOptions roomy() {
    dicom::ServerOptions options;
    options.max_per_address = 1000;
    return options;
}

// Deadlines that no test lives to see.
dicom::ServerOptions unhurried() {
    auto options = roomy();
    options.request_time = options.idle_time = options.send_time = kPatience;
    return options;
}

void expect_healthy(const DicomServerUnderTest& broker) {
    dicom::ClientOptions options;
    options.port = broker.port();
    auto client = dicom::Client::associate(options);
    ASSERT_TRUE(client.ok());
    EXPECT_EQ(client->echo(), dicom::status::kSuccess);
    dataset::Dataset query;
    query.set_empty(dataset::tags::PatientID);
    EXPECT_EQ(client->find(query).status, dicom::status::kSuccess);
    client->release();
}

// What an associated peer that sends `bytes` is told.
Pdu answer_to(const DicomServerUnderTest& broker, const std::string& bytes,
              const AssociateRequest& request = {}) {
    DicomPeer peer(broker.port());
    EXPECT_EQ(peer.associate(request).type, 2);
    (void)peer.send(bytes);
    auto answer = peer.read_pdu();
    EXPECT_TRUE(peer.ends());
    return answer;
}

Pdu answer_to_first(const DicomServerUnderTest& broker, const std::string& bytes) {
    DicomPeer peer(broker.port());
    (void)peer.send(bytes);
    auto answer = peer.read_pdu();
    EXPECT_TRUE(peer.ends());
    return answer;
}

std::size_t entries_of(const char* directory) {
    std::size_t count = 0;
    DIR* const open = ::opendir(directory);
    while (::readdir(open) != nullptr) ++count;
    (void)::closedir(open);
    return count;
}

TEST(DicomAbuse, A1_NobodyWaitsForSilentPeers) {
    DicomServerUnderTest broker(unhurried());
    std::vector<DicomPeer> silent;
    for (int i = 0; i < 30; ++i) silent.emplace_back(broker.port());
    expect_healthy(broker);
    EXPECT_EQ(broker.records(), 1U) << "the healthy peer was answered while the silent ones were open";
}

TEST(DicomAbuse, A1_SilentPeersAreClosedAtTheRequestDeadline) {
    auto options = roomy();
    options.request_time = milliseconds{200};
    DicomServerUnderTest broker(options);
    std::vector<DicomPeer> silent;
    for (int i = 0; i < 30; ++i) silent.emplace_back(broker.port());
    for (auto& peer : silent) EXPECT_TRUE(peer.ends());
    const auto record = broker.record(29);
    EXPECT_EQ(record.ending, Ending::too_slow);
    EXPECT_EQ(record.why.rfind("DUL-101", 0), 0U);
}

TEST(DicomAbuse, A2_NobodyWaitsForDrippingPeers) {
    DicomServerUnderTest broker(unhurried());
    const auto request = AssociateRequest{}.bytes();
    std::vector<DicomPeer> dripping;
    for (int i = 0; i < 30; ++i) dripping.emplace_back(broker.port());
    for (std::size_t at = 0; at < 8; ++at)
        for (auto& peer : dripping) EXPECT_TRUE(peer.send(request.substr(at, 1)));
    expect_healthy(broker);
    EXPECT_EQ(broker.records(), 1U) << "the healthy peer was answered while the dripping ones were open";
}

// It is cut while it goes on: a deadline for each byte would never come.
TEST(DicomAbuse, A2_ADrippingPeerIsClosedAtATotalDeadline) {
    auto options = roomy();
    options.request_time = milliseconds{300};
    DicomServerUnderTest broker(options);
    const net::Stream dripping = net::connect_to("127.0.0.1", broker.port(), net::Steady::now() + kPatience);
    const auto request = AssociateRequest{}.bytes();
    std::array<char, 16> none{};
    net::IoResult heard{net::IoStatus::timed_out, 0};
    for (std::size_t at = 0; heard.status == net::IoStatus::timed_out; ++at) {
        if (at + 1 < request.size())
            (void)net::write_all(dripping, request.substr(at, 1), net::Steady::now());
        heard =
            net::read_some(dripping, none, net::Steady::now() + milliseconds{20});  // the pace of the drip
    }
    EXPECT_EQ(broker.record().ending, Ending::too_slow);
}

TEST(DicomAbuse, A5_FiftyPeersThatResetBeforeTheirFirstByteDoNotLockTheHandOver) {
    DicomServerUnderTest broker(roomy());
    for (int i = 0; i < 50; ++i) DicomPeer(broker.port()).reset();
    expect_healthy(broker);
}

TEST(DicomAbuse, A13_WrongProtocolsAreNamedAndClosed) {
    DicomServerUnderTest broker;
    const std::vector<std::string> wrong{"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                                         std::string("\x16\x03\x01\x02\x00\x01", 6), "\x0bMSH|^~\\&|"};
    for (const auto& bytes : wrong) EXPECT_EQ(answer_to_first(broker, bytes).type, kAbort);
    for (std::size_t i = 0; i < wrong.size(); ++i) EXPECT_EQ(broker.record(i).why.rfind("DUL-102", 0), 0U);
}

TEST(DicomAbuse, D4_AssociateRequestsTooLargeOrThatLieAreAborted) {
    DicomServerUnderTest broker;
    const auto good = AssociateRequest{}.bytes();
    auto lying_item = good;
    lying_item[6 + 68 + 3] = '\x7f';  // length of the application context item
    for (const auto& bytes :
         {pdu(1, std::string(74, ' '), 257 * 1024), pdu(1, std::string(74, ' '), 0xFFFFFFFF), lying_item})
        EXPECT_EQ(answer_to_first(broker, bytes).type, kAbort);
    EXPECT_EQ(broker.record().ending, Ending::aborted_by_us);
    expect_healthy(broker);
}

TEST(DicomAbuse, D5_DataBeforeTheAssociationIsAborted_2_2) {
    DicomServerUnderTest broker;
    const auto answer = answer_to_first(broker, p_data(1, Fragment::last_command, echo_command(1)));
    EXPECT_EQ(answer.type, kAbort);
    EXPECT_EQ(answer.reason(), "0/2/2");
}

TEST(DicomAbuse, D5_PdusOutOfPlaceAreAborted) {
    DicomServerUnderTest broker;
    EXPECT_EQ(answer_to(broker, AssociateRequest{}.bytes()).reason(), "0/2/2");
    EXPECT_EQ(answer_to(broker, pdu(3, std::string(4, '\0'))).reason(), "0/2/2");
    EXPECT_EQ(answer_to(broker, pdu(0x2A, "abcd")).reason(), "0/2/1");
}

TEST(DicomAbuse, D5_ASecondRequestInsteadOfADataSetIsAborted) {
    DicomServerUnderTest broker;
    AssociateRequest request;
    request.contexts = {{1, kWorklist, {kImplicitLittle}}};
    EXPECT_EQ(
        answer_to(broker, p_data(1, Fragment::last_command, find_command(1)) + request.bytes(), request).type,
        kAbort);
}

TEST(DicomAbuse, D6_PdvLengthsThatLieAreAborted) {
    DicomServerUnderTest broker;
    const auto with_length = [](std::uint32_t length) {
        std::string content{static_cast<char>(length >> 24U), static_cast<char>(length >> 16U),
                            static_cast<char>(length >> 8U), static_cast<char>(length)};
        return pdu(4, content + std::string{1, 3} + echo_command(1));
    };
    for (const std::uint32_t length : {0U, 1U, 500U, 0xFFFFFFFFU})
        EXPECT_EQ(answer_to(broker, with_length(length)).type, kAbort);
    EXPECT_EQ(answer_to(broker, pdu(4, std::string(20'000, ' '))).type, kAbort) << "longer than the maximum";
    std::string crumbs;
    for (int i = 0; i < 2000; ++i) crumbs += pdv(1, Fragment::command, "x");
    EXPECT_EQ(answer_to(broker, pdu(4, crumbs)).type, kAbort);
}

TEST(DicomAbuse, D7_AContextThatWasNotAcceptedIsAborted) {
    DicomServerUnderTest broker;
    EXPECT_EQ(answer_to(broker, p_data(3, Fragment::last_command, echo_command(1))).type, kAbort);
}

TEST(DicomAbuse, D8_CommandsThatAreNotWellFormedAreAborted) {
    DicomServerUnderTest broker;
    const auto without_id =
        command_set({{0x0002, uid(kVerification)}, {0x0100, us(0x0030)}, {0x0800, us(0x0101)}});
    const auto response =
        command_set({{0x0100, us(0x8030)}, {0x0120, us(1)}, {0x0800, us(0x0101)}, {0x0900, us(0)}});
    for (const auto& command : {without_id, response, std::string("garbage!")})
        EXPECT_EQ(answer_to(broker, p_data(1, Fragment::last_command, command)).type, kAbort);
}

TEST(DicomAbuse, D12_IdleAssociationsAreAbortedAtTheIdleDeadline) {
    dicom::ServerOptions options;
    options.idle_time = milliseconds{200};
    DicomServerUnderTest broker(options);
    EXPECT_EQ(answer_to(broker, "").type, kAbort);
    EXPECT_EQ(broker.record().ending, Ending::too_slow);
}

TEST(DicomAbuse, D12_AnAssociationThatKeepsTalkingEndsAtItsTotalTime) {
    dicom::ServerOptions options;
    options.total_time = milliseconds{400};
    DicomServerUnderTest broker(options);
    DicomPeer peer(broker.port());
    (void)peer.associate();
    Pdu answer;
    do {
        (void)peer.send(p_data(1, Fragment::last_command, echo_command(1)));
        answer = peer.read_pdu();
    } while (answer.type == 4);
    EXPECT_EQ(answer.type, kAbort);
    EXPECT_EQ(broker.record().ending, Ending::too_slow);
}

TEST(DicomAbuse, D8_ADataSetThatNeverComesIsAbortedAtTheIdleDeadline) {
    dicom::ServerOptions options;
    options.idle_time = milliseconds{200};
    DicomServerUnderTest broker(options);
    AssociateRequest request;
    request.contexts = {{1, kWorklist, {kImplicitLittle}}};
    EXPECT_EQ(answer_to(broker, p_data(1, Fragment::last_command, find_command(1)), request).type, kAbort);
    EXPECT_EQ(broker.record().ending, Ending::too_slow);
}

TEST(DicomAbuse, D12_AThousandAssociationsLeaveDescriptorsAndThreadsAsBefore) {
    DicomServerUnderTest broker(roomy());
    const auto one_association = [&](bool in_order) {
        DicomPeer peer(broker.port());
        ASSERT_EQ(peer.associate().type, 2);
        ASSERT_TRUE(peer.send(p_data(1, Fragment::last_command, echo_command(1))));
        ASSERT_EQ(status_in(peer.read_pdu()), 0);
        if (!in_order) return peer.reset();
        ASSERT_TRUE(peer.send(release_request()));
        ASSERT_EQ(peer.read_pdu().type, 6);
    };
    one_association(true);
    (void)broker.record(0);
    const auto descriptors = entries_of("/proc/self/fd");
    const auto threads = entries_of("/proc/self/task");
    constexpr std::size_t kAssociations = 1000;
    for (std::size_t i = 1; i < kAssociations; ++i) one_association(i % 2 == 0);
    (void)broker.record(kAssociations - 1);
    // A connection is no longer counted shortly before its thread is gone.
    const auto patience = std::chrono::steady_clock::now() + kPatience;
    const auto is_as_before = [&] {
        return entries_of("/proc/self/fd") <= descriptors + 2 && entries_of("/proc/self/task") <= threads + 2;
    };
    while (!is_as_before() && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
    EXPECT_LE(entries_of("/proc/self/fd"), descriptors + 2);
    EXPECT_LE(entries_of("/proc/self/task"), threads + 2);
    EXPECT_EQ(broker.server().counters().echoes, kAssociations);
}

// Memory that ran out in the middle of an association took its place for ever: after a night of it every
// modality was told RJ 2/3/2.
TEST(DicomAbuse, D12_AFaultOfOursInTheMiddleEndsOneAssociationAndLeavesItsPlaceFree) {
    struct FailingClock final : Clock {
        Instant now() const override {
            if (fails.exchange(false)) throw std::bad_alloc();
            return system_clock().now();
        }
        mutable std::atomic<bool> fails{false};
    } clock;
    dicom::ServerOptions options;
    options.max_associations = 1;
    DicomServerUnderTest broker(options, {}, clock);
    for (std::size_t i = 0; i < 3; ++i) {
        DicomPeer peer(broker.port());
        ASSERT_EQ(peer.associate().type, 2);
        clock.fails = true;
        EXPECT_TRUE(peer.send(p_data(1, Fragment::last_command, echo_command(1))));
        EXPECT_EQ(peer.read_pdu().reason(), "0/2/0");
        peer.close();
        const auto record = broker.record(i);
        EXPECT_EQ(record.ending, dicom::Ending::aborted_by_us);
        EXPECT_NE(record.why.find("internal error"), std::string::npos);
    }
}

}  // namespace dicom_abuse_test
}  // namespace mwl::test
