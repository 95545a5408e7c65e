#include "mwl/services/answer_log.h"

#include <functional>

#include "mwl/base/parts.h"

namespace mwl::services {
namespace {

using dataset::Vr;

constexpr std::size_t kMostQuestions = 1000;  // remembered; beyond that every question is new again

bool moves_with_the_clock(Vr vr) { return vr == Vr::DA || vr == Vr::TM || vr == Vr::DT; }

// What is asked, without dates and times: tomorrow's poll is the same question.
void add_asked(const dataset::Dataset& query, std::string& asked) {
    for (const auto& [tag, element] : query.elements()) {
        if (moves_with_the_clock(element.vr)) continue;
        asked += to_string(tag);
        for (const auto& value : element.values) asked += '=' + value;
        for (const auto& item : element.items) add_asked(item, asked);
    }
}

// Holds no value of the query: names of people stay out of what is kept.
std::string question_of(const AeTitle& asker, const dataset::Dataset& query) {
    std::string asked;
    add_asked(query, asked);
    return asker.str() + '\\' + std::to_string(std::hash<std::string>{}(asked));
}

}  // namespace

AnswerLog::Before AnswerLog::keep(const AeTitle& asker, const dataset::Dataset& query,
                                  const WorklistAnswer& answer) {
    const auto question = question_of(asker, query);
    const auto why = answer.comment + '\n' + (answer.why_empty ? kept_out_by(*answer.why_empty) : "");
    const Lock lock(mutex_);
    const auto known = empty_.find(question);
    Before before;
    if (known != empty_.end()) before = {known->second.times, known->second.why != why};
    if (!answer.items.empty()) {
        if (known != empty_.end()) empty_.erase(known);
        return before;
    }
    if (known == empty_.end() && empty_.size() >= kMostQuestions) empty_.clear();
    auto& empty = empty_[question];
    if (before.is_news) empty = {why, 0};
    ++empty.times;
    return before;
}

void AnswerLog::write(const std::string& association, const AeTitle& asker, const dataset::Dataset& query,
                      const WorklistAnswer& answer) {
    const auto before = keep(asker, query, answer);
    const bool is_empty = answer.items.empty();
    const auto remarks = joined(answer.remarks, "; ");
    const auto level = !is_empty ? LogLevel::info : before.is_news ? LogLevel::warn : LogLevel::debug;
    const bool is_refused = answer.end == WorklistAnswer::End::bad_query;
    log_.write(level,
               is_refused ? "worklist query refused"
               : is_empty ? "worklist empty"
                          : "worklist answered",
               {{"assoc", association},
                {"aet", asker},
                {"matches", answer.items.size()},
                {"candidates", answer.candidates},
                {"comment", answer.comment},
                {"why", answer.why_empty ? words_of(*answer.why_empty) : ""},
                {"remarks", remarks},
                {"empty_before", before.times}});
}

}  // namespace mwl::services
