#include "mwl/hl7/ack.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

#include "sample_message.h"

namespace mwl::hl7 {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow = std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} + 8h + 30min;

RawHeader header_of_version(std::string_view version, std::string_view rest = {}) {
    return peek_header("MSH|^~\\&|RIS|HOSP|MWL|RAD|20260701||ORM^O01|MSG1|T|" + std::string(version) +
                       std::string(rest) + "\r");
}

std::string accepted(const RawHeader& to, AckCode code = AckCode::AA) {
    return build_ack(to, {.code = code, .control_id = "OUR1", .now = kNow});
}

std::string refused(const RawHeader& to, const Problem& problem) {
    return build_ack(to, {.code = AckCode::AE, .problem = problem, .control_id = "OUR1", .now = kNow});
}

TEST(Ack, AnswersTheSenderByName) {
    EXPECT_EQ(accepted(header_of_version("2.5.1")),
              "MSH|^~\\&|MWL|RAD|RIS|HOSP|20260701083000+0000||ACK^O01^ACK|OUR1|T|2.5.1\rMSA|AA|MSG1\r");
}

TEST(Ack, MessageTypeFollowsTheVersion) {
    EXPECT_EQ(parsed(accepted(header_of_version("2.3"))).at("MSH-9").raw(), "ACK");
    EXPECT_EQ(parsed(accepted(header_of_version("2.2"))).at("MSH-9").raw(), "ACK");
    EXPECT_EQ(parsed(accepted(header_of_version("2.3.1"))).at("MSH-9").raw(), "ACK^O01^ACK");
    EXPECT_EQ(parsed(accepted(header_of_version("2.8"))).at("MSH-9").raw(), "ACK^O01^ACK");
    EXPECT_EQ(parsed(accepted(header_of_version("2.10"))).at("MSH-9").raw(), "ACK^O01^ACK");
    EXPECT_EQ(parsed(accepted(peek_header("MSH|^~\\&|RIS|H|||||ACK|1|P|2.5"))).at("MSH-9").raw(), "ACK");
}

TEST(Ack, TypedResponseAnswersOrdersInTheirOwnType) {
    const auto typed = [](std::string_view type, std::string_view version) {
        const auto to =
            peek_header("MSH|^~\\&|R|H|||||" + std::string(type) + "|1|P|" + std::string(version));
        return std::string(parsed(build_ack(to, {.control_id = "1", .now = kNow, .typed_response = true}))
                               .at("MSH-9")
                               .raw());
    };
    EXPECT_EQ(typed("ORM^O01", "2.3"), "ORR^O02");
    EXPECT_EQ(typed("ORM^O01", "2.3.1"), "ORR^O02^ORR_O02");
    EXPECT_EQ(typed("OMG^O19^OMG_O19", "2.5.1"), "ORG^O20^ORG_O20");
    EXPECT_EQ(typed("OMI^O23^OMI_O23", "2.5.1"), "ORI^O24^ORI_O24");
    EXPECT_EQ(typed("ADT^A08", "2.5.1"), "ACK^A08^ACK");
}

TEST(Ack, DelimitersAndCharacterSetFollowTheMessage) {
    const auto ack = accepted(peek_header("MSH$%*!@#$R\xFC$H$$$$$ADT%A08$7%8$P$2.7$$$$$$8859/1\r"));
    EXPECT_TRUE(
        ack.starts_with("MSH$%*!@#$$$R\xFC$H$20260701083000+0000$$ACK%A08%ACK$OUR1$P$2.7$$$$$$8859/1\r"));
    EXPECT_TRUE(ack.ends_with("\rMSA$AA$7%8\r"));
}

TEST(Ack, TextIsInTheMessagesCharacterSet) {
    const Problem problem{Code::value_not_in_table, "ORC[1]-1", "not \u00FCblich \u0141"};
    const auto latin1 = refused(peek_header("MSH|^~\\&|R|H|||||ADT^A08|7|P|2.5||||||8859/1\r"), problem);
    EXPECT_NE(latin1.find("not \xFC"
                          "blich L"),
              std::string::npos);
    const auto undeclared = refused(peek_header("MSH|^~\\&|R|H|||||ADT^A08|7|P|2.5\r"), problem);
    EXPECT_NE(undeclared.find("not ublich L"), std::string::npos);
}

TEST(Ack, C1_WithoutMshItStillIsAnAcknowledgement) {
    const auto ack =
        build_ack(RawHeader{}, {.code = AckCode::AR,
                                .problem = Problem{Code::segment_sequence, "MSH[1]", "the message is empty"},
                                .control_id = "OUR1",
                                .now = kNow});
    EXPECT_EQ(ack,
              "MSH|^~\\&|||||20260701083000+0000||ACK|OUR1|P|2.5.1\r"
              "MSA|AR||MSH[1]: the message is empty\r"
              "ERR||MSH^1|100^Segment sequence error^HL70357|E||||the message is empty\r");
}

TEST(AckError, UpTo24IsOneFieldWithSubcomponents) {
    const Problem problem{Code::required_field_missing, "PID[2]-3[1].4", "patient ID missing"};
    EXPECT_TRUE(refused(header_of_version("2.3.1"), problem)
                    .ends_with("MSA|AE|MSG1|PID[2]-3[1].4: patient ID missing\r"
                               "ERR|PID^2^3^101&Required field missing&HL70357\r"));
    EXPECT_TRUE(refused(header_of_version("2.4"), {Code::wrong_data_type, "segment 7", "odd"})
                    .ends_with("MSA|AE|MSG1|segment 7: odd\rERR|^^^102&Data type error&HL70357\r"));
    EXPECT_TRUE(refused(peek_header("MSH|^~\\|R|H|||||ADT^A08|7|P|2.3\r"),
                        {Code::unknown_key, "ORC-3", "no such order"})
                    .ends_with("ERR|ORC^1^3^204\r"))
        << "no subcomponents declared: the number alone";
}

TEST(AckError, From25HasLocationCodeSeverityAndText) {
    const Problem problem{Code::required_field_missing, "PID[2]-3[1].4.2", "patient ID missing"};
    for (const auto* version : {"2.5", "2.5.1", "2.7", "2.10"}) {
        EXPECT_TRUE(
            refused(header_of_version(version), problem)
                .ends_with(
                    "\rERR||PID^2^3^1^4^2|101^Required field missing^HL70357|E||||patient ID missing\r"))
            << version;
    }
    EXPECT_TRUE(refused(header_of_version("2.5"), {Code::required_field_missing, "PID-3.4", "x"})
                    .find("ERR||PID^1^3^1^4|") != std::string::npos);
    EXPECT_TRUE(refused(header_of_version("2.5"), {Code::wrong_charset, "OBR[2]", "x"}).find("ERR||OBR^2|") !=
                std::string::npos);
}

TEST(AckError, PlaceThatIsNoLocationGoesIntoTheText) {
    const auto ack = refused(header_of_version("2.5"), {Code::unknown_key, "(0008,0050)", "unknown"});
    EXPECT_TRUE(ack.ends_with("ERR|||204^Unknown key identifier^HL70357|E||||(0008,0050): unknown\r"));
}

TEST(AckError, TextsAreCutToWhatTheFieldsHold) {
    const auto ack = parsed(refused(header_of_version("2.5"), {Code::internal, "", std::string(500, '|')}));
    EXPECT_LE(ack.at("MSA-3").raw().size(), 80U);
    EXPECT_EQ(ack.at("MSA-3").text(), std::string(25, '|') + " ...") << "escaped: three characters each";
    EXPECT_LE(ack.at("ERR-8").raw().size(), 250U);
    const auto plain = parsed(refused(header_of_version("2.5"), {Code::internal, "", std::string(500, 'x')}));
    EXPECT_EQ(plain.at("MSA-3").raw(), std::string(76, 'x') + " ...");
}

// "neither a DICOM modality nor in the profile's table of services (modality_of_serv"
TEST(AckError, TextsAreCutAtAWordAndSayThatTheyWereCut) {
    const auto text_of = [](const std::string& what) {
        return parsed(refused(header_of_version("2.5"), {Code::internal, "OBR-24", what})).at("MSA-3").text();
    };
    EXPECT_EQ(
        text_of("neither a DICOM modality nor in the profile's table of services (modality_of_service)"),
        "OBR-24: neither a DICOM modality nor in the profile's table of services ...");
    EXPECT_EQ(text_of(std::string(66, 'a') + " b cdef"), "OBR-24: " + std::string(66, 'a') + " b ...")
        << "as many words as fit";
    EXPECT_EQ(text_of(std::string(72, 'a')), "OBR-24: " + std::string(72, 'a')) << "80 characters fit";
}

TEST(Ack, SaysWhatWasNotDoneAlthoughTheMessageWasTaken) {
    AckContent content{AckCode::AA, std::nullopt, "OUR1", {}};
    content.remark = "stale: the same sender already sent a newer message | of this order";
    const auto ack = parsed(build_ack(header_of_version("2.3"), content));
    EXPECT_EQ(ack.at("MSA-1").text(), "AA");
    EXPECT_EQ(ack.at("MSA-3").text(), content.remark);
    EXPECT_FALSE(ack.segment("ERR"));
}

TEST(AckError, C14_NothingInItBreaksTheFraming) {
    auto to = peek_header("MSH|^~\\&|R\x1c|H\x0b|||||ADT^A08\x1c|7\x0b|P\x1c|2.5\x0b||||||ASCII\x1c\r");
    const auto ack = refused(to, {Code::malformed, "line\r1",
                                  "a\rb\nc\x0b"
                                  "d\x1c\x1b"
                                  "e|f^g"});
    EXPECT_EQ(ack.find_first_of("\x0b\x1c\n"), std::string::npos);
    const auto message = parsed(ack);
    EXPECT_EQ(message.segments().size(), 3U);
    EXPECT_EQ(message.at("ERR-8").text(), "line 1: a b c d  e|f^g");
    EXPECT_EQ(message.at("MSA-2").raw(), "7");
}

TEST(AckMode, BothEmptyIsOriginalMode) {
    EXPECT_FALSE(ack_wanted(header_of_version("2.5")).enhanced);
    const auto wanted = ack_wanted(header_of_version("2.5", "|||AL|ER"));
    EXPECT_TRUE(wanted.enhanced);
    EXPECT_EQ(wanted.accept, "AL");
    EXPECT_EQ(wanted.application, "ER");
}

TEST(AckMode, AcceptAcknowledgementAloneIsACommitCode) {
    const auto code = [](std::string_view conditions, AckCode given) {
        return parsed(accepted(header_of_version("2.5", conditions), given)).at("MSA-1").text();
    };
    EXPECT_EQ(code("|||AL|NE", AckCode::AA), "CA");
    EXPECT_EQ(code("|||AL", AckCode::AE), "CE");
    EXPECT_EQ(code("|||ER|NE", AckCode::AR), "CR");
    EXPECT_EQ(code("|||AL|NE", AckCode::CA), "CA");
    EXPECT_EQ(code("|||AL|AL", AckCode::AA), "AA");
    EXPECT_EQ(code("|||NE|AL", AckCode::AA), "AA");
    EXPECT_EQ(code("||||AL", AckCode::AE), "AE");
    EXPECT_EQ(code("|||NE|NE", AckCode::AA), "AA");
}

TEST(AckMode, ConditionsOfTable0155) {
    for (const auto code : {AckCode::AA, AckCode::AE, AckCode::AR, AckCode::CA, AckCode::CE, AckCode::CR}) {
        const bool is_success = code == AckCode::AA || code == AckCode::CA;
        EXPECT_TRUE(asks_for("AL", code));
        EXPECT_FALSE(asks_for("NE", code));
        EXPECT_FALSE(asks_for("", code));
        EXPECT_EQ(asks_for("SU", code), is_success);
        EXPECT_EQ(asks_for("ER", code), !is_success);
        EXPECT_TRUE(asks_for("XX", code));
    }
}

TEST(AckCodes, EveryCodeHasItsNumber) {
    EXPECT_EQ(error_code_of(Code::segment_sequence).number, 100);
    EXPECT_EQ(error_code_of(Code::required_field_missing).number, 101);
    EXPECT_EQ(error_code_of(Code::too_long).number, 102);
    EXPECT_EQ(error_code_of(Code::malformed).number, 102);
    EXPECT_EQ(error_code_of(Code::value_not_in_table).number, 103);
    EXPECT_EQ(error_code_of(Code::unsupported_type).number, 200);
    EXPECT_EQ(error_code_of(Code::unsupported_event).number, 201);
    EXPECT_EQ(error_code_of(Code::unsupported_processing).number, 202);
    EXPECT_EQ(error_code_of(Code::unsupported_version).number, 203);
    EXPECT_EQ(error_code_of(Code::unknown_key).number, 204);
    EXPECT_EQ(error_code_of(Code::duplicate_key).number, 205);
    EXPECT_EQ(error_code_of(Code::not_allowed).number, 206);
    EXPECT_EQ(error_code_of(Code::too_large).number, 207);
    EXPECT_STREQ(error_code_of(Code::internal).text, "Application internal error");
}

TEST(AckCodes, RejectedIsWhatWasNotTakenAtAll) {
    for (const auto code : {Code::unsupported_type, Code::unsupported_event, Code::unsupported_processing,
                            Code::unsupported_version, Code::too_large}) {
        EXPECT_EQ(ack_code_of(code), AckCode::AR) << name_of(code);
    }
    for (const auto code :
         {Code::required_field_missing, Code::wrong_data_type, Code::value_not_in_table, Code::unknown_key,
          Code::duplicate_key, Code::conflict, Code::too_long, Code::internal}) {
        EXPECT_EQ(ack_code_of(code), AckCode::AE) << name_of(code);
    }
}

TEST(AckCodes, B9_B10_C1_C2_C4_WhatIsWrongWithTheHeaderIsRejected) {
    const auto code = [](std::string_view bytes) {
        const auto message = Message::parse(bytes);
        return message ? AckCode::AA : ack_code_of(message.problem());
    };
    EXPECT_EQ(code(""), AckCode::AR);
    EXPECT_EQ(code("PID|1"), AckCode::AR);
    EXPECT_EQ(code("MSH|^^\\&|RIS"), AckCode::AR);
    EXPECT_EQ(code("BHS|^~\\&\rMSH|^~\\&|RIS"), AckCode::AR);
    EXPECT_EQ(code("MSH|^~\\&|RIS\rMSH|^~\\&|RIS"), AckCode::AR);
    EXPECT_EQ(ack_code_of(Problem{Code::required_field_missing, "MSH-10", "no control id"}), AckCode::AR);
    EXPECT_EQ(ack_code_of(Problem{Code::required_field_missing, "PID[1]-3", "no patient id"}), AckCode::AE);
    EXPECT_EQ(code(header_in("UNICODE UTF-8") + "PID|\xFC"), AckCode::AE)
        << "its content: kept, and read again";
}

TEST(ReceivedAck, SaysCodeIdAndReason) {
    const auto ack = parse_ack("MSH|^~\\&|R|H|M|W|2026||ACK|9|P|2.3\rMSA|AE|OUT7|no \\T\\ such order\r");
    ASSERT_TRUE(ack.ok());
    EXPECT_EQ(ack->code, AckCode::AE);
    EXPECT_EQ(ack->acknowledged_id, "OUT7");
    EXPECT_EQ(ack->text, "no & such order");
}

TEST(ReceivedAck, SaysWhyThoughTheMessageHadNoControlIdToName) {
    const auto ack = parse_ack("MSH|^~\\&|R|H|M|W|2026||ACK|9|P|2.3\rMSA|AR||MSH-10 is missing\r");
    ASSERT_TRUE(ack.ok());
    EXPECT_EQ(ack->acknowledged_id, "");
    EXPECT_EQ(ack->text, "MSH-10 is missing");
}

TEST(ReceivedAck, TakesTheReasonFromErrWhereMsaHasNone) {
    const auto text = [](std::string_view err) {
        const auto ack = parse_ack("MSH|^~\\&|R|H|M|W|2026||ACK|9|P|2.5\rMSA|AR|OUT7\r" + std::string(err));
        return ack ? ack->text : to_string(ack.problem());
    };
    EXPECT_EQ(text("ERR||PID^1|101^missing^HL70357|E||||give an id\r"), "give an id");
    EXPECT_EQ(text("ERR||PID^1|101^missing^HL70357|E\r"), "missing");
    EXPECT_EQ(text("ERR||PID^1|101|E\r"), "101");
    EXPECT_EQ(text("ERR|PID^1^3^101&missing&HL70357\r"), "missing");
    EXPECT_EQ(text(""), "");
}

TEST(ReceivedAck, ReadsEveryCodeAndWhatWeWrite) {
    for (const auto code : {AckCode::AA, AckCode::AE, AckCode::AR, AckCode::CA, AckCode::CE, AckCode::CR}) {
        const auto ack = parse_ack(accepted(header_of_version("2.5"), code));
        ASSERT_TRUE(ack.ok());
        EXPECT_EQ(ack->code, code) << name_of(code);
        EXPECT_EQ(ack->acknowledged_id, "MSG1");
    }
}

TEST(ReceivedAck, G4_GarbageIsNoAcknowledgement) {
    const auto place = [](std::string_view bytes) {
        const auto ack = parse_ack(bytes);
        return ack ? "was read" : ack.problem().where;
    };
    EXPECT_EQ(place(""), "MSH[1]");
    EXPECT_EQ(place("MSH|^~\\&|R|H|M|W|2026||ACK|9|P|2.3\r"), "MSA[1]");
    EXPECT_EQ(place("MSH|^~\\&|R|H|M|W|2026||ACK|9|P|2.3\rMSA|OK|OUT7\r"), "MSA[1]-1");
    EXPECT_EQ(place("MSH|^~\\&|R|H|M|W|2026||ACK|9|P|2.3\rMSA|A"), "MSA[1]-1");
}

TEST(ReceivedAck, IsNotLostForTheCharacterSetOfItsText) {
    const auto text = [](std::string_view msh18, std::string_view reason) {
        const auto ack = parse_ack(header_in(msh18) + "MSA|AA|OUT7|" + std::string(reason) + "\r");
        return ack ? ack->text : to_string(ack.problem());
    };
    EXPECT_EQ(text("", "fertig \u00FCbernommen"), "fertig \u00FCbernommen");
    EXPECT_EQ(text("", "fertig \xFC"), "fertig \u00FC");
    EXPECT_EQ(text("UNICODE UTF-8", "fertig \xFC"), "fertig ?");
    EXPECT_EQ(text("KLINGON", "\xC3\x81ok"), "??ok");
}

}  // namespace
}  // namespace mwl::hl7
