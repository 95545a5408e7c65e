#include "mwl/gate/dataset_gate.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "unit/gate/byte_builder.h"

namespace mwl::gate::test {
namespace {

constexpr Writer kImplicit{TransferSyntax::implicit_little};
constexpr Writer kExplicit{TransferSyntax::explicit_little};
constexpr Writer kBig{TransferSyntax::explicit_big};
constexpr std::array kWriters{kImplicit, kExplicit, kBig};
constexpr TagNumber kPrivate{0x0029, 0x1010};
constexpr DatasetLimits kRoomy{64UL * 1024 * 1024, 10'000'000, 64};

// "" or the six characters of the code
std::string code_of(const Raw& bytes, TransferSyntax syntax, const DatasetLimits& limits = kRoomy) {
    const auto result = check_dataset(bytes, syntax, limits);
    return result ? "" : result.problem().what.substr(0, 6);
}

// `depth` open sequences of undefined length, one item in each.
Raw nested_open(const Writer& w, std::size_t depth) {
    const auto in = w.header(kStepSequence, "SQ", kUndefined) + w.delimiter(kItemTag, kUndefined);
    const auto out = w.delimiter(kItemEnd) + w.delimiter(kSequenceEnd);
    return repeat(depth, in) + w.modality() + repeat(depth, out);
}

Raw nested_defined(const Writer& w, std::size_t depth) {
    Raw content = w.modality();
    for (std::size_t i = 0; i < depth; ++i) content = w.sequence(w.item(content));
    return content;
}

TEST(DatasetGate, WorklistIdentifiersPassInEverySyntax) {
    for (const auto& w : kWriters) {
        const auto step = w.modality() + w.element({0x0040, 0x0001}, "AE", {});
        const auto tail = w.element({0x0040, 0x1001}, "SH", {});
        EXPECT_EQ(code_of(w.modality() + w.sequence(w.item(step)) + tail, w.syntax), "");
        EXPECT_EQ(code_of(w.modality() + w.open_sequence(w.open_item(step) + w.item(step)) + tail, w.syntax),
                  "");
        EXPECT_EQ(code_of(w.sequence(w.open_item(step)), w.syntax), "");
        EXPECT_EQ(code_of(w.sequence({}) + w.open_sequence({}) + w.sequence(w.item({})), w.syntax), "");
        EXPECT_EQ(code_of({}, w.syntax), "");
    }
}

TEST(DatasetGate, D13_NestingUpTo64PassesAndDeeperIsRefused) {
    for (const auto& w : kWriters) {
        EXPECT_EQ(code_of(nested_open(w, 64), w.syntax), "");
        EXPECT_EQ(code_of(nested_defined(w, 64), w.syntax), "");
        EXPECT_EQ(code_of(nested_open(w, 65), w.syntax), "DS-410");
        EXPECT_EQ(code_of(nested_defined(w, 65), w.syntax), "DS-410");
        EXPECT_EQ(code_of(nested_open(w, 10'000), w.syntax), "DS-410");
    }
    EXPECT_EQ(code_of(nested_open(kImplicit, 1'000'000), kImplicit.syntax), "DS-410");
}

TEST(DatasetGate, D13_RefusalComesWithTheFirstLevelTooDeep) {
    const auto problem = check_dataset(nested_open(kImplicit, 10'000), kImplicit.syntax, kRoomy).problem();
    EXPECT_EQ(problem.code, Code::too_large);
    EXPECT_EQ(problem.what, "DS-410 sequences nested deeper than 64 levels");
    EXPECT_EQ(problem.where,
              "(0040,0100)[1]>(0040,0100)[1]>(0040,0100)[1]>(0040,0100)[1]>...>(0040,0100)[1]>(0040,0100)[1]>"
              "(0040,0100)[1]>(0040,0100)[1]>(0040,0100) at byte 1024");
}

TEST(DatasetGate, D13_PrivateSequencesCount) {
    for (const auto& w : kWriters) {
        const auto in = w.header(kPrivate, "SQ", kUndefined) + w.delimiter(kItemTag, kUndefined);
        EXPECT_EQ(code_of(repeat(65, in), w.syntax), "DS-410");
    }
}

TEST(DatasetGate, D13_UnOfUndefinedLengthHoldsImplicitLittleEndian) {
    for (const auto& w : {kExplicit, kBig}) {
        const auto begin = w.header(kPrivate, "UN", kUndefined);
        const auto end = kImplicit.delimiter(kSequenceEnd);
        EXPECT_EQ(code_of(begin + kImplicit.open_item(kImplicit.modality()) + end + w.modality(), w.syntax),
                  "");
        EXPECT_EQ(code_of(begin + kImplicit.open_item(nested_open(kImplicit, 63)) + end, w.syntax), "");
        EXPECT_EQ(code_of(begin + kImplicit.open_item(nested_open(kImplicit, 64)) + end, w.syntax), "DS-410");
    }
    const auto begin = kBig.header(kPrivate, "UN", kUndefined);
    EXPECT_EQ(code_of(begin + kBig.delimiter(kSequenceEnd), kBig.syntax), "DS-413")
        << "delimiter in big endian";
}

TEST(DatasetGate, D14_LengthsBeyondTheEndAreRefused) {
    for (const auto& w : kWriters) {
        const auto claim = [&](std::uint64_t length) {
            return w.header({0x0040, 0x0400}, "UT", length) + zeros(8);
        };
        EXPECT_EQ(code_of(claim(8), w.syntax), "");
        EXPECT_EQ(code_of(claim(10), w.syntax), "DS-411");
        EXPECT_EQ(code_of(claim(1'500'000'000), w.syntax), "DS-411");
        EXPECT_EQ(code_of(claim(0xFFFF'FFFE), w.syntax), "DS-411");
        EXPECT_EQ(code_of(claim(7), w.syntax), "DS-411") << "odd";
        const auto item = w.delimiter(kItemTag, 100) + w.modality();
        EXPECT_EQ(code_of(w.sequence(item), w.syntax), "DS-411") << "item beyond sequence";
        EXPECT_EQ(code_of(w.sequence(w.item(claim(10))), w.syntax), "DS-411") << "element beyond item";
        const auto inner = w.item(w.header(kModality, "CS", 8) + text("CT"));
        EXPECT_EQ(code_of(w.sequence(inner) + w.modality() + w.modality(), w.syntax), "DS-411")
            << "element beyond item, yet inside the data set";
        EXPECT_EQ(code_of(w.header(kStepSequence, "SQ", 500) + w.item({}), w.syntax), "DS-411");
        EXPECT_EQ(code_of(w.sequence(w.delimiter(kItemTag, 3) + zeros(3)), w.syntax), "DS-411");
    }
}

TEST(DatasetGate, D14_UndefinedLengthOfAPlainValueIsRefused) {
    for (const auto& w : {kExplicit, kBig}) {
        for (const auto* vr : {"OB", "OW", "UT", "UC", "ZZ"}) {
            EXPECT_EQ(code_of(w.header(kPrivate, vr, kUndefined) + w.delimiter(kSequenceEnd), w.syntax),
                      "DS-411")
                << vr;
        }
    }
}

TEST(DatasetGate, D14_EveryPrefixIsRefusedOrEndsBetweenElements) {
    for (const auto& w : kWriters) {
        const auto whole = w.open_sequence(w.open_item(w.modality()) + w.item(w.modality()));
        for (std::size_t length = 1; length < whole.size(); ++length) {
            const Raw prefix(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
            EXPECT_NE(code_of(prefix, w.syntax), "") << "cut at " << length;
        }
    }
}

TEST(DatasetGate, D15_BytesAreLimited) {
    const auto of_size = [](std::size_t bytes) {
        return kImplicit.element({0x0040, 0x0400}, "LT", zeros(bytes - 8));
    };
    EXPECT_EQ(code_of(of_size(256UL * 1024), kImplicit.syntax, kFindLimits), "");
    EXPECT_EQ(code_of(of_size(256UL * 1024) + zeros(1), kImplicit.syntax, kFindLimits), "DS-416");
    EXPECT_EQ(code_of(of_size(4UL * 1024 * 1024), kImplicit.syntax, kSetLimits), "");
    EXPECT_EQ(code_of(of_size(4UL * 1024 * 1024) + zeros(1), kImplicit.syntax, kSetLimits), "DS-416");
}

TEST(DatasetGate, ElementsAndItemsAreCounted) {
    for (const auto& w : kWriters) {
        EXPECT_EQ(code_of(repeat(10'000, w.modality()), w.syntax, kFindLimits), "");
        EXPECT_EQ(code_of(repeat(10'001, w.modality()), w.syntax, kFindLimits), "DS-412");
        EXPECT_EQ(code_of(w.sequence(repeat(9'999, w.item({}))), w.syntax, kFindLimits), "");
        EXPECT_EQ(code_of(w.sequence(repeat(10'000, w.item({}))), w.syntax, kFindLimits), "DS-412");
    }
}

TEST(DatasetGate, DelimitersMustCloseWhatIsOpen) {
    for (const auto& w : kWriters) {
        const auto sequence_begin = w.header(kStepSequence, "SQ", kUndefined);
        const std::array<Raw, 9> cases{
            w.delimiter(kItemEnd),
            w.delimiter(kSequenceEnd),
            w.item({}),
            sequence_begin + w.delimiter(kItemTag, kUndefined) + w.delimiter(kSequenceEnd),
            sequence_begin + w.delimiter(kItemEnd),
            sequence_begin + w.modality() + w.delimiter(kSequenceEnd),
            sequence_begin + w.delimiter(kSequenceEnd, 8) + zeros(8),
            w.sequence(w.item({}) + w.delimiter(kSequenceEnd)),
            w.sequence(w.delimiter(kItemTag, kUndefined)),
        };
        for (std::size_t i = 0; i < cases.size(); ++i) EXPECT_EQ(code_of(cases[i], w.syntax), "DS-413") << i;
    }
}

TEST(DatasetGate, GroupsThatHaveNoPlaceAreRefused) {
    for (const auto& w : kWriters) {
        EXPECT_EQ(code_of(w.element({0x0000, 0x0100}, "US", zeros(2)), w.syntax), "DS-414");
        EXPECT_EQ(code_of(w.element({0x0002, 0x0010}, "UI", zeros(2)), w.syntax), "DS-414");
        EXPECT_EQ(code_of(w.sequence(w.item(w.element({0x0002, 0x0010}, "UI", {}))), w.syntax), "DS-414");
        EXPECT_EQ(code_of(w.delimiter({0xFFFE, 0x0001}), w.syntax), "DS-413");
    }
}

TEST(DatasetGate, UnknownVrsOfTwoCapitalsHaveLongLengths) {
    for (const auto& w : {kExplicit, kBig}) {
        EXPECT_EQ(code_of(w.element(kPrivate, "ZZ", zeros(70'000)) + w.modality(), w.syntax), "");
        for (const auto* vr : {"cs", "it", "??", "  ", "C1"}) {
            EXPECT_EQ(code_of(w.element(kModality, vr, text("CT")), w.syntax), "DS-415") << vr;
        }
    }
}

TEST(DatasetGate, WhatDevicesDoIsTolerated) {
    for (const auto& w : kWriters) {
        const auto later = w.element({0x0040, 0x1001}, "SH", {});
        EXPECT_EQ(code_of(later + w.modality(), w.syntax), "") << "descending";
        EXPECT_EQ(code_of(w.modality() + w.modality(), w.syntax), "") << "same element twice";
        EXPECT_EQ(code_of(w.element({0x0008, 0x0000}, "UL", zeros(4)) + w.modality(), w.syntax), "")
            << "group length";
        EXPECT_EQ(code_of(w.element({0x0028, 0x0010}, "US", zeros(4)), w.syntax), "")
            << "length does not fit the VR";
    }
}

TEST(DatasetGate, OpaqueValuesMayLookLikeItems) {
    const auto looks_like_an_item = kImplicit.delimiter(kItemTag, 4000);
    EXPECT_EQ(code_of(kExplicit.element(kPrivate, "UN", looks_like_an_item), kExplicit.syntax), "");
    EXPECT_EQ(code_of(kExplicit.element(kPrivate, "OB", looks_like_an_item), kExplicit.syntax), "");
    EXPECT_EQ(code_of(kImplicit.element(kPrivate, "", looks_like_an_item), kImplicit.syntax), "DS-411")
        << "without a VR it may be a sequence";
    EXPECT_EQ(code_of(kImplicit.element(kPrivate, "", kImplicit.tag(kItemTag)), kImplicit.syntax), "")
        << "too short to be one";
}

TEST(DatasetGate, ProblemNamesThePathAndTheByte) {
    const auto bad_item = kExplicit.item(kExplicit.header(kModality, "CS", 200));
    const auto result =
        check_dataset(kExplicit.sequence(kExplicit.item({}) + bad_item), kExplicit.syntax, kRoomy);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.problem().where, "(0040,0100)[2]>(0008,0060) at byte 28");
    EXPECT_EQ(result.problem().what, "DS-411 length 200 where 0 bytes are left in the parent");
    EXPECT_EQ(result.problem().code, Code::malformed);
}

TEST(TransferSyntax, UidsMapBothWays) {
    for (const auto& row : kTransferSyntaxUids) EXPECT_EQ(transfer_syntax_of(uid_of(row.syntax)), row.syntax);
    EXPECT_FALSE(transfer_syntax_of("1.2.840.10008.1.2.1.99")) << "deflated";
}

}  // namespace
}  // namespace mwl::gate::test
