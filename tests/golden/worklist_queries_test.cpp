// Queries as modalities write them, read from text dumps.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <regex>

#include "mwl/worklist/query.h"

namespace mwl::worklist {
namespace worklist_queries_test {

namespace fs = std::filesystem;
using dataset::Dataset;
using dataset::Tag;

// dump2dcm's text form: one element a line, sequences and items delimited by (fffe,….) lines.
class DumpReader {
public:
    explicit DumpReader(const fs::path& file) : lines_(file) {}

    Dataset read() {
        static const std::regex kLine(R"(^\s*\(([0-9a-f]{4}),([0-9a-f]{4})\)\s+(\w\w)\s*(\[([^\]]*)\])?.*)");
        Dataset out;
        std::string line;
        std::smatch part;
        while (std::getline(lines_, line)) {
            if (!std::regex_match(line, part, kLine)) continue;
            const Tag tag{number(part[1]), number(part[2])};
            if (tag == kItemEnd || tag == kSequenceEnd) return out;
            if (part[3] == "SQ")
                out.set_items(tag, read_items());
            else
                out.set_element(tag, {dataset::vr_named(part.str(3)).value(), values(part[5]), {}});
        }
        return out;
    }

private:
    static constexpr Tag kItem{0xfffe, 0xe000};
    static constexpr Tag kItemEnd{0xfffe, 0xe00d};
    static constexpr Tag kSequenceEnd{0xfffe, 0xe0dd};

    static std::uint16_t number(const std::string& hex) {
        return static_cast<std::uint16_t>(std::stoul(hex, nullptr, 16));
    }
    static std::vector<std::string> values(const std::string& text) {
        return text.empty() ? std::vector<std::string>{} : std::vector{text};
    }
    std::vector<Dataset> read_items() {
        std::vector<Dataset> items;
        std::string line;
        while (std::getline(lines_, line)) {
            if (line.find("(fffe,e0dd)") != std::string::npos) return items;
            if (line.find("(fffe,e000)") != std::string::npos) items.push_back(read());
        }
        return items;
    }

    std::ifstream lines_;
};

// Our own, and DCMTK's where they lie beside the checkout.
const std::array kFolders{fs::path(MWL_SOURCE_DIR) / "tests/golden/queries",
                          fs::path(MWL_SOURCE_DIR) / "../shared/samples/worklists/dcmtk/wlistqry"};

std::vector<fs::path> sample_queries() {
    std::vector<fs::path> out;
    std::error_code absent;
    for (const auto& folder : kFolders)
        for (const auto& entry : fs::directory_iterator(folder, absent))
            if (entry.path().extension() == ".dump") out.push_back(entry.path());
    return out;
}

Asker asker() {
    Asker out;
    out.ae = AeTitle{"AA2"};
    out.zone = *Zone::named("Europe/Berlin");
    return out;
}

std::vector<Tag> tags_of(const Dataset& dataset) {
    std::vector<Tag> out;
    for (const auto& [tag, element] : dataset.elements()) out.push_back(tag);
    return out;
}

TEST(SampleQueries, EverySampleIsReadAndAnsweredWithWhatItAsksFor) {
    const auto files = sample_queries();
    EXPECT_GE(files.size(), 2U);
    for (const auto& file : files) {
        const Dataset identifier = DumpReader(file).read();
        ASSERT_FALSE(identifier.empty()) << file;
        const auto query = Query::parse(identifier, asker());
        ASSERT_TRUE(query.ok()) << file << ' ' << to_string(query.problem());
        EXPECT_FALSE(query->has_unsupported_key()) << file;
        EXPECT_EQ(tags_of(query->answer(WorklistItem{})), tags_of(identifier)) << file;
    }
}

}  // namespace worklist_queries_test
}  // namespace mwl::worklist
