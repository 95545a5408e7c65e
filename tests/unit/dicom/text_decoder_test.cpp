#include "dicom/text_decoder.h"

#include <gtest/gtest.h>

namespace mwl::dicom {
namespace {

struct Case {
    const char* terms;
    const char* bytes;
    const char* utf8;
    const char* guessed;
};

void expect(const Case& c) {
    const auto read = TextDecoder(c.terms).read(c.bytes);
    EXPECT_EQ(read.utf8, c.utf8) << c.terms;
    EXPECT_EQ(read.guessed, c.guessed) << c.terms;
}

TEST(TextDecoder, TextInItsDeclaredSetIsNoGuess) {
    expect({"", "DOE^JOHN", "DOE^JOHN", ""});
    expect({"ISO_IR 100", "M\xfcller", "Müller", ""});
    expect({"ISO_IR 192", "Müller", "Müller", ""});
    expect({"ISO_IR 144", "\xb8\xd2\xd0\xdd", "Иван", ""});
}

TEST(TextDecoder, CodeExtensionsWithoutEscapeSequencesAreTheirFirstSet) {
    expect({"ISO 2022 IR 100", "M\xfcller", "Müller", ""});
    expect({"ISO 2022 IR 100\\ISO 2022 IR 144", "M\xfcller", "Müller", ""});
    expect({"\\ISO 2022 IR 87", "YAMADA", "YAMADA", ""});
}

// Modalities that leave (0008,0005) out, or name a set they do not write.
TEST(TextDecoder, TextThatContradictsItsSetIsTakenForUtf8ThenForLatin1) {
    expect({"", "M\xdcLLER", "MÜLLER", "ISO 8859-1"});
    expect({"", "MÜLLER", "MÜLLER", "UTF-8"});
    expect({"ISO_IR 192", "M\xfcller", "Müller", "ISO 8859-1"});
    expect({"ISO_IR 100", "\x84quoted\x93", "„quoted“", "windows-1252"});
    expect({"NO SUCH SET", "M\xfcller", "Müller", "ISO 8859-1"});
    expect({"\\ISO 2022 IR 87", "M\xfcller", "Müller", "ISO 8859-1"});
}

TEST(TextDecoder, WhatNothingCanReadIsAsciiWithQuestionMarks) {
    expect({"\\ISO 2022 IR 87", "YAMADA^\x1b$B;3ED\x1b(B", "YAMADA^?$B;3ED?(B", "ASCII"});
    expect({"", "A\x81Z", "A?Z", "ASCII"});
}

}  // namespace
}  // namespace mwl::dicom
