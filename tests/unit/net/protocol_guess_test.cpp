#include "mwl/net/protocol_guess.h"

#include <gtest/gtest.h>

namespace mwl::net {
namespace {

using namespace std::string_view_literals;

TEST(ProtocolGuess, A13_TellsTheProtocolsOfAHospitalApart) {
    EXPECT_EQ(looks_like("GET / HT"), WireProtocol::http);
    EXPECT_EQ(looks_like("OPTIONS "), WireProtocol::http);
    EXPECT_EQ(looks_like("\x16\x03\x01\x02\x00\x01\x00\x01"sv), WireProtocol::tls);
    EXPECT_EQ(looks_like("\x01\x00\x00\x00\x00\xCD\x00\x01"sv), WireProtocol::dicom);
    EXPECT_EQ(looks_like("\x0BMSH|^~\\"sv), WireProtocol::mllp);
}

TEST(ProtocolGuess, TooFewBytesAreUnknownYet) {
    EXPECT_EQ(looks_like(""), WireProtocol::unknown);
    EXPECT_EQ(looks_like("GET"), WireProtocol::unknown);
    EXPECT_EQ(looks_like("\x16"sv), WireProtocol::unknown);
    EXPECT_EQ(looks_like("\x01\x00\x00\x00\x00\xCD\x00"sv), WireProtocol::unknown);
}

TEST(ProtocolGuess, AMessageWithoutItsStartByteIsUnknown) {
    EXPECT_EQ(looks_like("MSH|^~\\&"), WireProtocol::unknown);
    EXPECT_EQ(looks_like("GETTING "), WireProtocol::unknown);
}

}  // namespace
}  // namespace mwl::net
