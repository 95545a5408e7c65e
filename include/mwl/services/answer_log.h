#pragma once
// The log lines of worklist answers. An idle modality asks every few seconds: an empty answer is a warning
// once; after that it is counted, until its reason changes or there is something to answer.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "mwl/base/ids.h"
#include "mwl/base/log.h"
#include "mwl/base/mutex.h"
#include "mwl/dataset/dataset.h"
#include "mwl/services/answers.h"

namespace mwl::services {

// Thread-safe.
class AnswerLog {
public:
    explicit AnswerLog(Log log) : log_(std::move(log)) {}

    // `association`: its id in the log.
    void write(const std::string& association, const AeTitle& asker, const dataset::Dataset& query,
               const WorklistAnswer& answer);

private:
    struct Empty {
        std::string why;
        std::uint64_t times = 0;
    };
    // How often the same query of this device had no answer before; `is_news`: it never had none, or for
    // another reason.
    struct Before {
        std::uint64_t times = 0;
        bool is_news = true;
    };
    Before keep(const AeTitle& asker, const dataset::Dataset& query, const WorklistAnswer& answer);

    const Log log_;
    Mutex mutex_;
    std::map<std::string, Empty> empty_ GUARDED_BY(mutex_);  // by device and query
};

}  // namespace mwl::services
