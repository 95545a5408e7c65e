#include "config/findings.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "mwl/base/parts.h"

namespace mwl::config {

void Findings::keep(std::vector<Finding>& among, const Document& document, const Place& at,
                    std::string text) {
    if (std::find(files_.begin(), files_.end(), document.file) == files_.end())
        files_.push_back(document.file);
    among.push_back({document.file, at, std::move(text)});
}

void Findings::error(const Document& document, const Place& at, const std::string& what) {
    keep(errors_, document, at, document.place_text(at) + ": " + what);
}

void Findings::file_error(const Document& document, const std::string& what) {
    keep(errors_, document, {}, document.file + ": " + what);
}

void Findings::warning(const Document& document, const Place& at, const std::string& what) {
    keep(warnings_, document, at, document.place_text(at) + ": " + what);
}

bool Findings::has_error_at(const Document& document, const Place& at) const {
    return std::any_of(errors_.begin(), errors_.end(), [&](const Finding& error) {
        return error.file == document.file && error.at.line == at.line && error.at.column == at.column;
    });
}

std::vector<std::string> Findings::in_order(std::vector<Finding> found) const {
    const auto rank = [&](const Finding& one) {
        const auto file = std::find(files_.begin(), files_.end(), one.file) - files_.begin();
        return std::tuple{file, one.at.line, one.at.column};
    };
    std::stable_sort(found.begin(), found.end(),
                     [&](const Finding& a, const Finding& b) { return rank(a) < rank(b); });
    std::vector<std::string> texts;
    std::transform(found.begin(), found.end(), std::back_inserter(texts),
                   [](const Finding& one) { return one.text; });
    return texts;
}

void Findings::throw_if_wrong() const {
    if (const auto all = joined(in_order(errors_), "\n"); !all.empty()) throw ConfigError(all);
}

std::vector<std::string> Findings::warnings() const { return in_order(warnings_); }

}  // namespace mwl::config
