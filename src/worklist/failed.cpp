// Which keys of a query an item does not satisfy. If there are none, it is a line of the worklist.
#include "worklist/parsed_query.h"
#include "worklist/shown_start.h"

namespace mwl::worklist {
namespace {

namespace tags = dataset::tags;

const std::size_t kStartDateRow = row_of(Place::step, tags::ScheduledProcedureStepStartDate).value();
const std::size_t kStartTimeRow = row_of(Place::step, tags::ScheduledProcedureStepStartTime).value();
const std::size_t kStatusRow = row_of(Place::step, tags::ScheduledProcedureStepStatus).value();

// Neither withheld nor expired, and, unless SPS Status is a key, in one of the open statuses that the device
// lists (interop.md 5, default filter).
bool is_offered(const Step& step, const ParsedQuery& query) noexcept {
    if (step.withheld || step.expired) return false;
    if (query.has_status_key) return true;
    return is_open(step.status) && !(query.asker.hide_started && step.status == StepStatus::started);
}

void check_start(const ParsedQuery& query, const WorklistItem& item, KeySet& failed) {
    const auto start = shown_start(item.step, query.zone);
    const auto verdict = start ? query.window.check(*start) : StartWindow::Verdict{false, false};
    if (!verdict.date_fits) failed.set(kStartDateRow);
    if (!verdict.time_fits) failed.set(kStartTimeRow);
}

// A step that lacks a Type 1 value never reaches a worklist.
void check_type_one(const View& view, const WorklistItem& item, KeySet& failed) {
    const auto table = attributes();
    for (std::size_t row = 0; row < table.size(); ++row)
        if (table[row].type == Type::one && table[row].values(item, view).empty()) failed.set(row);
}

}  // namespace

KeySet failed_keys(const ParsedQuery& query, const WorklistItem& item) {
    KeySet failed;
    const View view = query.view();
    check_type_one(view, item, failed);
    check_start(query, item, failed);
    if (!is_offered(item.step, query)) failed.set(kStatusRow);
    for (const auto& key : query.keys)
        if (!matches(key.criterion, attributes()[key.row], item, view)) failed.set(key.row);
    return failed;
}

}  // namespace mwl::worklist
