#include "support/hostile_texts.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace mwl::test {
namespace {

std::string unescaped(const std::string& line) {
    std::string text;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] != '\\') {
            text += line[at];
        } else if (line.at(++at) == 'x') {
            text += static_cast<char>(std::stoi(line.substr(at + 1, 2), nullptr, 16));
            at += 2;
        } else {
            text += line[at];
        }
    }
    return text;
}

std::vector<std::string> read_texts() {
    std::ifstream in(MWL_SOURCE_DIR "/tests/support/hostile_texts.txt");
    std::vector<std::string> texts;
    for (std::string line; std::getline(in, line);)
        if (!line.empty() && !line.starts_with("# ")) texts.push_back(unescaped(line));
    auto sorted = texts;
    std::sort(sorted.begin(), sorted.end());
    if (texts.size() < 120 || std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
        throw std::runtime_error("hostile_texts.txt: fewer than 120 texts, or one of them twice");
    return texts;
}

}  // namespace

const std::vector<std::string>& hostile_texts() {
    static const std::vector<std::string> texts = read_texts();
    return texts;
}

}  // namespace mwl::test
