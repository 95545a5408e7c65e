// Every sample message is read whole: our own, and those that other projects published where they lie beside
// the checkout.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
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

const std::array kFolders{fs::path(MWL_SOURCE_DIR) / "samples",
                          fs::path(MWL_SOURCE_DIR) / "../shared/samples/messages"};

std::vector<fs::path> sample_files() {
    std::vector<fs::path> files;
    std::error_code absent;
    for (const auto& folder : kFolders)
        for (const auto& entry : fs::recursive_directory_iterator(folder, absent)) {
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

// A file of ours may hold several, one after the other.
std::vector<std::string> messages_in(std::string_view bytes) {
    std::vector<std::string> messages;
    for (std::size_t end = 0; !bytes.empty(); bytes.remove_prefix(end)) {
        end = std::min({bytes.find("\rMSH|"), bytes.find("\nMSH|"), bytes.size() - 1}) + 1;
        messages.emplace_back(bytes.substr(0, end));
    }
    return messages;
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

// What a message that says 8859/1 (MSH-18) reads as.
std::string utf8_of(std::string_view bytes) {
    if (bytes.find("|8859/1") == std::string_view::npos) return std::string(bytes);
    std::string out;
    for (const char byte : bytes) {
        const auto code = static_cast<unsigned char>(byte);
        if (code < 0x80)
            out += byte;
        else
            (out += static_cast<char>(0xC0 | (code >> 6))) += static_cast<char>(0x80 | (code & 0x3F));
    }
    return out;
}

std::string joined(const Message& message) {
    std::string out;
    for (const auto& segment : message.segments()) out.append(segment.raw()).append("\r");
    return out;
}

TEST(Samples, AreAllReadAndJoinAgainToWhatTheyWere) {
    EXPECT_GE(sample_files().size(), 7U);
    for (const auto& file : sample_files()) {
        SCOPED_TRACE(file.filename().string());
        for (const auto& bytes : messages_in(bytes_of(file))) {
            const auto message = Message::parse(bytes);
            ASSERT_TRUE(message.ok()) << to_string(message.problem());
            EXPECT_TRUE(joined(*message) == normalised(utf8_of(bytes)));
            EXPECT_FALSE(message->type().empty());
            EXPECT_EQ(peek_header(bytes).control_id, message->control_id());
        }
    }
}

}  // namespace
}  // namespace mwl::hl7
