#pragma once
// Worklist queries: data set in, data sets out, and what the record says about it. Knows no DIMSE: `app`
// turns WorklistAnswer::end into a status.

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
    bool has_unsupported_key = false;     // the query has an optional key that was not matched on
    std::string comment;
    std::vector<dataset::Tag> unreadable;
    std::vector<std::string> remarks;
    std::size_t candidates = 0;                  // steps looked at; of an empty answer: to explain it
    std::optional<dataset::WhyEmpty> why_empty;  // no items: what kept out the nearest steps
};

// Thread-safe. Borrows the store and the clock, which must outlive it.
class Answers {
public:
    Answers(store::Store& store, AnswerOptions options, const Clock& clock);

    // Everything is read before this returns; no session is held. Throws StoreError: the query must then be
    // answered with a failure, never with an empty list. An empty answer that cannot be explained stays
    // empty, with a remark.
    WorklistAnswer find(const dataset::Dataset& query, const domain::Device& device);

    // For queries that arrive from now on; a query in progress keeps its options to the end.
    void use(AnswerOptions options) { options_.set(std::move(options)); }

private:
    store::Store& store_;
    Snapshot<AnswerOptions> options_;
    const Clock& clock_;
};

// The zone of a device's clock: its own, else the site's.
Zone zone_of(const domain::Device& device, const Zone& site_zone);

}  // namespace mwl::services
