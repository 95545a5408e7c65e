#include "dicom/report.h"

#include <algorithm>
#include <chrono>
#include <string>

namespace mwl::dicom {
namespace {

std::string numbers_of(const Rejection& rejection) {
    return std::to_string(rejection.result) + '/' + std::to_string(rejection.source) + '/' +
           std::to_string(rejection.reason);
}

// "1.2.840.10008.5.1.4.31 accepted; 1.2.3 abstract syntax not supported"
std::string words_of(const std::vector<ContextRecord>& contexts) {
    std::string words;
    for (const auto& context : contexts) {
        if (!words.empty()) words += "; ";
        words += context.abstract_syntax + ' ' + name_of(context.result);
    }
    return words;
}

// "C-FIND 0000 (12); N-CREATE 0110"
std::string words_of(const std::vector<OperationRecord>& operations) {
    constexpr std::size_t kNamed = 8;
    std::string words;
    for (std::size_t i = 0; i < std::min(kNamed, operations.size()); ++i) {
        const auto& operation = operations[i];
        if (i > 0) words += "; ";
        words += std::string(name_of(operation.kind)) + ' ' + hex_of(operation.status);
        if (operation.answers > 0) words += " (" + std::to_string(operation.answers) + ')';
    }
    return words;
}

std::size_t answers_in(const std::vector<OperationRecord>& operations) {
    std::size_t sum = 0;
    for (const auto& operation : operations) sum += operation.answers;
    return sum;
}

LogLevel level_of(Ending ending) noexcept {
    const bool is_ordinary = ending == Ending::released || ending == Ending::stopped;
    return is_ordinary ? LogLevel::info : LogLevel::warn;
}

}  // namespace

void count_ending(const AssociationSummary& summary, CounterCells& counters) {
    if (summary.ending == Ending::rejected) ++counters.rejected;
    if (summary.ending == Ending::aborted_by_us) ++counters.aborted;
    if (summary.ending == Ending::too_slow) ++counters.too_slow;
}

void log_summary(const AssociationSummary& summary, const Log& log) {
    const auto& caller = summary.caller;
    if (summary.rejection) {
        log.warn("association rejected", {{"assoc", caller.association},
                                          {"aet", caller.calling},
                                          {"called", caller.called},
                                          {"from", caller.address.str()},
                                          {"rejection", numbers_of(*summary.rejection)},
                                          {"why", summary.rejection->why},
                                          {"contexts", words_of(summary.contexts)}});
        return;
    }
    const auto lasted =
        std::chrono::duration_cast<std::chrono::milliseconds>(summary.closed - summary.opened);
    log.write(level_of(summary.ending), "association ended",
              {{"assoc", caller.association},
               {"aet", caller.calling},
               {"from", caller.address.str()},
               {"ending", name_of(summary.ending)},
               {"why", summary.why},
               {"contexts", words_of(summary.contexts)},
               {"operations", summary.operations_in_all},
               {"first", words_of(summary.operations)},
               {"answers", answers_in(summary.operations)},
               {"ms", lasted.count()}});
}

}  // namespace mwl::dicom
