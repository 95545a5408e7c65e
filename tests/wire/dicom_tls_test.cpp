// DICOM over TLS (faults.md D22): what holds in plain text holds under TLS, with raw bytes and our own
// client.

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>

#include "mwl/base/error.h"
#include "mwl/dicom/client.h"
#include "mwl/net/connect.h"
#include "support/certificates.h"
#include "support/dicom_raw.h"
#include "support/dicom_server.h"

namespace mwl::test {
namespace dicom_tls_test {

using dataset::Dataset;
using dicom::Ending;
using std::chrono::milliseconds;
namespace status = dicom::status;
namespace tags = dataset::tags;

net::Deadline much_later() { return net::Steady::now() + kPatience; }

const Authority& ca() {
    static const Authority kOne;
    return kOne;
}
net::Tls listening() {
    static const Identity kOurs = ca().issue("broker");
    return *net::Tls::listener({net::TlsMode::server, kOurs.certificate, kOurs.key, ""});
}
net::Tls calling(const std::string& file = ca().file()) {
    return *net::Tls::outgoing({net::TlsMode::server, "", "", file}, "127.0.0.1");
}
dicom::ServerOptions with_tls() {
    dicom::ServerOptions options;
    options.tls = listening();
    return options;
}
Result<dicom::Client> associated(const DicomServerUnderTest& broker, const net::Tls& tls = calling()) {
    dicom::ClientOptions options;
    options.port = broker.port();
    options.tls = tls;
    return dicom::Client::associate(options);
}
std::string failure(const DicomServerUnderTest& broker, const net::Tls& tls) {
    try {
        (void)associated(broker, tls);
        return "none";
    } catch (const NetworkError& error) {
        return error.what();
    }
}
net::Stream stream_to(const DicomServerUnderTest& broker) {
    return net::connect_to("127.0.0.1", broker.port(), much_later(), nullptr, calling());
}
bool say(const net::Stream& stream, std::string_view bytes) {
    return net::write_all(stream, bytes, much_later()).status == net::IoStatus::done;
}
// The type of the next PDU, which is small.
int next_pdu(const net::Stream& stream) {
    std::array<char, 4096> buffer{};
    const auto got = net::read_some(stream, buffer, much_later());
    return got.bytes == 0 ? 0 : buffer[0];
}
// Drips until the other end has closed; true if it never said a byte.
bool is_cut_while_dripping(const net::Stream& stream, const std::string& bytes) {
    std::array<char, 16> none{};
    auto heard = net::IoStatus::timed_out;
    for (std::size_t at = 0; heard == net::IoStatus::timed_out; ++at) {
        if (at + 1 < bytes.size()) (void)net::write_all(stream, bytes.substr(at, 1), net::Steady::now());
        heard = net::read_some(stream, none, net::Steady::now() + milliseconds{20}).status;  // the pace
    }
    return heard != net::IoStatus::done;
}

dicom::Handlers answering_with(std::size_t items) {
    Dataset item;
    item.set(tags::PatientID, "4711");
    dicom::Handlers handlers;
    handlers.find = [item, items](const auto&, const auto&) {
        return dicom::FindAnswer{
            std::vector<dicom::FindItem>(items, {item, false}), status::kSuccess, {}, {}};
    };
    return handlers;
}

TEST(DicomTls, AnAnswerOfManyItemsCrosses) {
    DicomServerUnderTest broker(with_tls(), answering_with(3000));
    auto client = *associated(broker);
    EXPECT_EQ(client.echo(), status::kSuccess);
    Dataset query;
    query.set(tags::PatientID, "");
    const auto all = client.find(query);
    EXPECT_EQ(all.items.size(), 3000U);
    EXPECT_EQ(all.status, status::kSuccess);
    client.release();
    EXPECT_EQ(broker.record().ending, Ending::released);
}

// The cancel is decrypted together with the query: no poll() would see it.
TEST(DicomTls, D9_ACancelInTheRecordOfItsQueryIsFoundBetweenTwoAnswers) {
    DicomServerUnderTest broker(with_tls(), answering_with(500));
    AssociateRequest request;
    request.contexts = {{1, kWorklist, {kImplicitLittle}}};
    const auto stream = stream_to(broker);
    ASSERT_TRUE(say(stream, request.bytes()));
    ASSERT_EQ(next_pdu(stream), 2);
    ASSERT_TRUE(say(stream, p_data(1, Fragment::last_command, find_command(9)) +
                                p_data(1, Fragment::last_data_set, element(0x0010, 0x0020, "")) +
                                p_data(1, Fragment::last_command, cancel_command(9))));
    net::drain_before_close(stream, much_later());
    const auto record = broker.record();
    ASSERT_EQ(record.operations.size(), 1U);
    EXPECT_EQ(record.operations[0].status, status::kCancelled);
    EXPECT_LT(record.operations[0].answers, 500U);
}

TEST(DicomTls, D10_OverTheLimitTheRejectionIsReadable) {
    auto options = with_tls();
    options.max_per_address = 1;
    DicomServerUnderTest broker(options);
    auto first = *associated(broker);
    const auto second = associated(broker);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.problem().where, "2/3/2");
    EXPECT_EQ(first.echo(), status::kSuccess);
}

TEST(DicomTls, D22_NobodyWaitsForADrippingHello) {
    auto options = with_tls();
    options.request_time = std::chrono::seconds{60};
    DicomServerUnderTest broker(options);
    const auto dripping = net::connect_to("127.0.0.1", broker.port(), much_later());
    ASSERT_TRUE(say(dripping, std::string("\x16\x03\x01\x02\x00\x01", 6)));
    auto healthy = *associated(broker);
    EXPECT_EQ(healthy.echo(), status::kSuccess);
}

TEST(DicomTls, D22_ADrippingHelloIsClosedAtTheRequestDeadlineAndAnAssociationGoesOn) {
    auto options = with_tls();
    options.request_time = std::chrono::seconds{3};
    DicomServerUnderTest broker(options);
    auto healthy = *associated(broker);
    const auto dripping = net::connect_to("127.0.0.1", broker.port(), much_later());
    (void)say(dripping, std::string("\x16\x03\x01\x02\x00\x01", 6));
    EXPECT_TRUE(is_cut_while_dripping(dripping, std::string(100'000, '\x01')));
    EXPECT_EQ(healthy.echo(), status::kSuccess);
    broker.server().stop();
    EXPECT_NE(broker.log_lines().find("NET-142"), std::string::npos);
}

TEST(DicomTls, D22_ARequestThatDripsUnderTlsIsClosedAtTheSameDeadline) {
    auto options = with_tls();
    options.request_time = std::chrono::seconds{3};
    DicomServerUnderTest broker(options);
    const auto stream = stream_to(broker);
    (void)is_cut_while_dripping(stream, AssociateRequest{}.bytes());
    EXPECT_EQ(broker.record().ending, Ending::too_slow);
}

TEST(DicomTls, D22_ATruncatedCloseInsideADataSetHasNoEffect) {
    std::atomic<int> created{0};
    dicom::Handlers handlers;
    handlers.n_create = [&](const auto&, const auto&) {
        ++created;
        return dicom::MppsResponse{};
    };
    DicomServerUnderTest broker(with_tls(), handlers);
    AssociateRequest request;
    request.contexts = {{1, kMpps, {kImplicitLittle}}};
    const auto stream = stream_to(broker);
    ASSERT_TRUE(say(stream, request.bytes()));
    ASSERT_EQ(next_pdu(stream), 2);
    ASSERT_TRUE(say(stream, p_data(1, Fragment::last_command, n_create_command(1, "1.2.3")) +
                                p_data(1, Fragment::data_set, element(0x0040, 0x0252, "IN PROGRESS "))));
    ::shutdown(stream.fd(), SHUT_WR);  // of TCP, without a word of TLS
    EXPECT_EQ(broker.record().ending, Ending::connection_lost);
    EXPECT_EQ(created, 0);
}

TEST(DicomTls, D22_OurClientSendsNothingToAServerThatIsNotInOrder) {
    DicomServerUnderTest broker(with_tls());
    const Authority stranger("Somebody Else");
    const auto refused = failure(broker, calling(stranger.file()));
    EXPECT_EQ(refused.rfind("OUT-730 the certificate of 127.0.0.1 port ", 0), 0U) << refused;
    DicomServerUnderTest plain;
    const auto no_tls = failure(plain, calling());
    EXPECT_EQ(no_tls.rfind("OUT-731 no TLS with 127.0.0.1 port ", 0), 0U) << no_tls;
    EXPECT_EQ(plain.record().ending, Ending::aborted_by_us);
    EXPECT_EQ(associated(broker)->echo(), status::kSuccess);
}

}  // namespace dicom_tls_test
}  // namespace mwl::test
