// Every message that other projects published is read whole. They are not part of this project: whoever has
// them puts them beside the checkout (../shared/samples/messages); without them these tests say so and are
// skipped.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/hl7/message.h"

namespace mwl::hl7 {
namespace {

namespace fs = std::filesystem;

const fs::path kSamples = fs::path(MWL_SOURCE_DIR) / ".." / "shared" / "samples" / "messages";

std::vector<fs::path> sample_files() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(kSamples)) {
        const auto type = entry.path().extension();
        if (entry.is_regular_file() && (type == ".hl7" || type == ".txt")) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Segment ends made CR, without BOM and blank lines: what the segments must give when they are joined again.
std::string normalised(std::string_view bytes) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
    std::string out;
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find_first_of("\r\n"), bytes.size());
        const auto line = bytes.substr(0, end);
        if (line.find_first_not_of(' ') != std::string_view::npos) out.append(line).append("\r");
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    return out;
}

std::string joined(const Message& message) {
    std::string out;
    for (const auto& segment : message.segments()) out.append(segment.raw()).append("\r");
    return out;
}

TEST(PublishedSamples, AreAllReadAndJoinAgainToWhatTheyWere) {
    if (!fs::is_directory(kSamples)) GTEST_SKIP() << kSamples << " is not there";
    EXPECT_GE(sample_files().size(), 100U);
    for (const auto& file : sample_files()) {
        SCOPED_TRACE(file.filename().string());
        const auto bytes = bytes_of(file);
        const auto message = Message::parse(bytes);
        ASSERT_TRUE(message.ok()) << to_string(message.problem());
        EXPECT_TRUE(joined(*message) == normalised(bytes));
        EXPECT_FALSE(message->type().empty());
        EXPECT_EQ(peek_header(bytes).control_id, message->control_id());
    }
}

}  // namespace
}  // namespace mwl::hl7
