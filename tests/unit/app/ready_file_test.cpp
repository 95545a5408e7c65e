// "I accept now": whoever waits for the file reads a whole one.

#include "app/ready_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "mwl/base/error.h"
#include "support/broker.h"

namespace mwl::app {
namespace {

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ReadyFile, NamesWhatWasBound) {
    const test::ScratchFolder scratch;
    const auto file = scratch.path() / "ready";
    write_ready_file(file, {{"mllp", 2575}, {"dicom", 11112}});
    EXPECT_EQ(text_of(file), "mllp=2575\ndicom=11112\npid=" + std::to_string(::getpid()) + "\n");
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".part"));
}

TEST(ReadyFile, ReplacesTheOneOfTheRunBefore) {
    const test::ScratchFolder scratch;
    const auto file = scratch.path() / "ready";
    write_ready_file(file, {{"mllp", 1}, {"dicom", 2}, {"http", 3}});
    write_ready_file(file, {{"mllp", 4}});
    EXPECT_EQ(text_of(file).find("mllp=4\npid="), 0U);
}

TEST(ReadyFile, ThatCannotBeWrittenIsNamed) {
    const test::ScratchFolder scratch;
    try {
        write_ready_file(scratch.path() / "nowhere" / "ready", {});
        ADD_FAILURE() << "written into a folder that is not there";
    } catch (const ConfigError& error) {
        EXPECT_NE(std::string(error.what()).find("nowhere/ready"), std::string::npos) << error.what();
    }
}

TEST(ReadyFile, NobodyAskedForIsNotWritten) { EXPECT_NO_THROW(write_ready_file({}, {{"mllp", 1}})); }

}  // namespace
}  // namespace mwl::app
