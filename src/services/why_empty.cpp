#include "services/why_empty.h"

#include <array>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "mwl/worklist/attributes.h"

namespace mwl::services {

using dataset::WhyEmpty;

namespace {

// How many open steps are looked at: enough to see which keys are at fault.
constexpr int kLookedAtToExplain = 200;

constexpr std::array kEveryStatus{StepStatus::scheduled, StepStatus::arrived,      StepStatus::ready,
                                  StepStatus::started,   StepStatus::departed,     StepStatus::completed,
                                  StepStatus::cancelled, StepStatus::discontinued, StepStatus::on_hold};

// The rule that offers a step to worklists counts as its status key; a withheld step fails it for its doubt.
std::string why_not_offered(const Step& step, std::size_t status_row) {
    if (step.withheld) return WhyEmpty::kWithheld;
    if (step.expired) return WhyEmpty::kExpired;
    if (is_open(step.status)) return worklist::name_of_key(status_row);
    return WhyEmpty::kBeing + std::string(name_of(step.status));
}

std::vector<std::string> codes_of(const worklist::KeySet& failed, const Step& step) {
    const auto status_row =
        worklist::row_of(worklist::Place::step, dataset::tags::ScheduledProcedureStepStatus);
    std::vector<std::string> codes;
    for (std::size_t row = 0; row < failed.size(); ++row)
        if (failed[row])
            codes.push_back(row == status_row ? why_not_offered(step, row) : worklist::name_of_key(row));
    return codes;
}

// The steps looked at that fail fewest keys, counted by what keeps them out.
class NearestMisses {
public:
    explicit NearestMisses(const worklist::Query& query) : query_(query) {}

    void look_at(const WorklistItem& item) {
        const auto failed = query_.failed(item);
        ++looked_at_;
        if (failed.none() || failed.count() > fewest_) return;  // none: the step was added a moment ago
        if (failed.count() < fewest_) by_codes_.clear();
        fewest_ = failed.count();
        ++by_codes_[codes_of(failed, item.step)];
    }

    std::int64_t looked_at() const noexcept { return looked_at_; }
    std::vector<WhyEmpty::KeptOut> nearest() const {
        std::vector<WhyEmpty::KeptOut> rows;
        for (const auto& [codes, steps] : by_codes_) rows.push_back({codes, steps});
        return rows;
    }

private:
    const worklist::Query& query_;
    std::int64_t looked_at_ = 0;
    std::size_t fewest_ = std::numeric_limits<std::size_t>::max();
    std::map<std::vector<std::string>, std::int64_t> by_codes_;
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
        why.nearest = asked.nearest();
        why.is_about_asked_accession = !why.nearest.empty();
        if (why.is_about_asked_accession) return why;
        why.asked_accession_is_unknown = asked.looked_at() == 0;
    }
    CandidateFilter some;
    some.soonest = kLookedAtToExplain;
    const auto open = among(source, query, some);
    why.looked_at += open.looked_at();
    why.nearest = open.nearest();
    return why;
}

}  // namespace mwl::services
