#include "mwl/dataset/query_outcome.h"

#include <string_view>

#include "mwl/base/parts.h"

namespace mwl::dataset {
namespace {

constexpr const char* kNoStepHasIt = "no step has the asked AccessionNumber; ";
constexpr const char* kNoOpenStep = "there is no open step at all";
constexpr const char* kCameMeanwhile = "a step that matches came a moment later";

std::string_view words_of_code(std::string_view code) {
    if (code == WhyEmpty::kWithheld) return "a doubt about its patient";
    if (code == WhyEmpty::kExpired) return "its day, too long past (worklist.expire_days)";
    return code;
}

std::string words_of(const WhyEmpty::KeptOut& row) {
    std::string text;
    for (const auto& code : row.by) text += (text.empty() ? "" : " and ") + std::string(words_of_code(code));
    return text;
}

template <typename Print>
std::string listed(const WhyEmpty& why, const Print& print) {
    std::string text;
    for (const auto& row : why.nearest) append_part(text, print(row), ", ");
    return text;
}

}  // namespace

std::string words_of(const WhyEmpty& why) {
    const std::string before = why.asked_accession_is_unknown ? kNoStepHasIt : "";
    if (why.nearest.empty()) return before + (why.looked_at == 0 ? kNoOpenStep : kCameMeanwhile);
    return before +
           (why.is_about_asked_accession ? "steps of the asked AccessionNumber kept out: "
                                         : "nearest kept out: ") +
           listed(why, [](const auto& row) { return std::to_string(row.steps) + " by " + words_of(row); });
}

std::string kept_out_by(const WhyEmpty& why) {
    const std::string before = why.asked_accession_is_unknown ? kNoStepHasIt : "";
    if (why.nearest.empty()) return before + (why.looked_at == 0 ? kNoOpenStep : kCameMeanwhile);
    return before + (why.is_about_asked_accession ? "asked AccessionNumber: " : "") +
           listed(why, [](const auto& row) { return words_of(row); });
}

}  // namespace mwl::dataset
