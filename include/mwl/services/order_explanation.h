#pragma once
// Where each value of a stored order comes from, step by step. Reads only.

#include <optional>
#include <vector>

#include "mwl/base/ids.h"
#include "mwl/services/explanation.h"
#include "mwl/store/records.h"
#include "mwl/time/zone.h"

namespace mwl::services {

// A message that said a value in force.
struct SayingMessage {
    MessageRow row;
    std::optional<store::StoredMessage> message;  // none: it is forgotten; without its bytes
};

struct ExplainedOrder {
    AccessionNumber accession;  // in force, whatever number was asked for
    std::vector<ExplainedPart> steps;
    std::vector<SayingMessage> messages;  // by row
};

// Of the first 100 steps. None: no order has, or had, this number. `zone`: in which times are written. Throws
// StoreError.
std::optional<ExplainedOrder> explain_order(store::Records& records, const AccessionNumber& order,
                                            const Zone& zone);

}  // namespace mwl::services
