#include "services/why_empty.h"

#include <array>
#include <limits>
#include <map>

#include "mwl/worklist/attributes.h"

namespace mwl::services {
namespace {

// As many open steps are looked at; enough to see which keys are at fault.
constexpr int kLookedAtToExplain = 200;

constexpr std::array kEveryStatus{StepStatus::scheduled, StepStatus::arrived,      StepStatus::ready,
                                  StepStatus::started,   StepStatus::departed,     StepStatus::completed,
                                  StepStatus::cancelled, StepStatus::discontinued, StepStatus::on_hold};

// The rule that offers a step to worklists counts as its status key; a withheld step fails it for its doubt.
std::string why_not_offered(const Step& step, std::size_t status_row) {
    if (step.withheld) return "a doubt about its patient";
    if (step.expired) return "its day, too long past (worklist.expire_days)";
    return worklist::name_of_key(status_row);
}

std::string names_of(const worklist::KeySet& failed, const Step& step) {
    const auto status_row =
        worklist::row_of(worklist::Place::step, dataset::tags::ScheduledProcedureStepStatus);
    std::string names;
    for (std::size_t row = 0; row < failed.size(); ++row)
        if (failed[row])
            names += (names.empty() ? "" : " and ") +
                     (row == status_row ? why_not_offered(step, row) : worklist::name_of_key(row));
    return names;
}

// The steps looked at that fail fewest keys, counted by what keeps them out.
class NearestMisses {
public:
    explicit NearestMisses(const worklist::Query& query) : query_(query) {}

    void look_at(const WorklistItem& item) {
        const auto failed = query_.failed(item);
        ++looked_at_;
        if (failed.none() || failed.count() > fewest_) return;  // none: it came a moment ago
        if (failed.count() < fewest_) by_keys_.clear();
        fewest_ = failed.count();
        ++by_keys_[names_of(failed, item.step)];
    }

    std::size_t looked_at() const noexcept { return looked_at_; }
    bool empty() const noexcept { return by_keys_.empty(); }
    // "12 by Modality, 3 by PatientName", and without numbers "Modality, PatientName".
    std::string text() const {
        return listed([](const auto& row) { return std::to_string(row.second) + " by " + row.first; });
    }
    std::string keys() const {
        return listed([](const auto& row) { return row.first; });
    }

private:
    template <typename Print>
    std::string listed(const Print& print) const {
        std::string text;
        for (const auto& row : by_keys_) text += (text.empty() ? "" : ", ") + print(row);
        return text;
    }

    const worklist::Query& query_;
    std::size_t looked_at_ = 0;
    std::size_t fewest_ = std::numeric_limits<std::size_t>::max();
    std::map<std::string, std::size_t> by_keys_;
};

NearestMisses among(store::CandidateSource& source, const worklist::Query& query,
                    const CandidateFilter& some) {
    NearestMisses misses(query);
    source.for_each(some, [&](WorklistItem&& item) {
        misses.look_at(item);
        return true;
    });
    return misses;
}

CandidateFilter every_step_of(const std::string& accession) {
    CandidateFilter filter;
    filter.accession = accession;
    filter.statuses.assign(kEveryStatus.begin(), kEveryStatus.end());
    filter.hidden_too = true;
    return filter;
}

}  // namespace

WhyEmpty why_empty(store::CandidateSource& source, const worklist::Query& query) {
    WhyEmpty why;
    if (const auto accession = query.filter().accession; !accession.empty()) {
        const auto asked = among(source, query, every_step_of(accession));
        why.looked_at = asked.looked_at();
        if (!asked.empty())
            return {why.looked_at, "steps of the asked AccessionNumber kept out: " + asked.text(),
                    "asked AccessionNumber: " + asked.keys()};
        why.text = why.keys = "no step has the asked AccessionNumber; ";
    }
    CandidateFilter some;
    some.soonest = kLookedAtToExplain;
    const auto nearest = among(source, query, some);
    why.looked_at += nearest.looked_at();
    if (nearest.looked_at() == 0) {
        why.text += "there is no open step at all";
        why.keys += "there is no open step at all";
        return why;
    }
    why.text += "nearest kept out: " + nearest.text();
    why.keys += nearest.keys();
    return why;
}

}  // namespace mwl::services
