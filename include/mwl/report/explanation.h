#pragma once
// What a message would do, for people and for scripts. Pure.

#include <string>

#include "mwl/services/explanation.h"
#include "mwl/services/order_explanation.h"

namespace mwl::report {

// One line a value: key, DICOM tag, value, and behind "<-" its place, its bytes as received and what was done
// to them. What must be known about it follows on a line that begins with '!'. Control characters are
// escaped.
std::string explanation_text(const services::ExplainedMessage& message);

// One JSON object, on one line.
std::string explanation_json(const services::ExplainedMessage& message);

// The same of a stored order: each value with the number of the message that said it, and these messages.
std::string explanation_text(const services::ExplainedOrder& order);
std::string explanation_json(const services::ExplainedOrder& order);

}  // namespace mwl::report
