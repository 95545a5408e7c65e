#pragma once
// Worklist queries: data set in, data sets out, and what the record says about it. Knows no DIMSE: `app`
// turns the end into a status.

#include <optional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/snapshot.h"
#include "mwl/dataset/dataset.h"
#include "mwl/dataset/query_outcome.h"
#include "mwl/domain/device.h"
#include "mwl/store/store.h"
#include "mwl/text/charset.h"
#include "mwl/time/zone.h"

namespace mwl::services {

struct AnswerOptions {
    Zone site_zone;
    text::Charset charset = text::Charset::latin1;  // of answers to queries that name none
    int limit = 1000;
    bool fold_accents = true;
};

struct WorklistAnswer {
    enum class End {
        complete,
        limit_reached,  // `items` are the first matches, not all
        bad_query       // `comment` and `unreadable` name the key
    };
    End end = End::complete;
    std::vector<dataset::Dataset> items;  // each names its character set, one that holds its identifiers
    bool has_unsupported_key = false;     // of the query: it was left aside
    std::string comment;
    std::vector<dataset::Tag> unreadable;
    std::vector<std::string> remarks;
    std::size_t candidates = 0;                  // steps looked at; of an empty answer: to explain it
    std::optional<dataset::WhyEmpty> why_empty;  // no items: what kept the steps out that failed fewest keys
};

// Thread-safe. Borrows the store and the clock.
class Answers {
public:
    Answers(store::Store& store, AnswerOptions options, const Clock& clock);

    // Everything is read before this returns; no session is held. Throws StoreError: never answer "none"
    // then. An empty answer that cannot be explained stays what it is, with a remark.
    WorklistAnswer find(const dataset::Dataset& query, const domain::Device& device);

    // For queries that come from now on; one that is being answered keeps its options to the end.
    void use(AnswerOptions options) { options_.set(std::move(options)); }

private:
    store::Store& store_;
    Snapshot<AnswerOptions> options_;
    const Clock& clock_;
};

// The zone of a device's clock: its own, else the site's.
Zone zone_of(const domain::Device& device, const Zone& site_zone);

}  // namespace mwl::services
