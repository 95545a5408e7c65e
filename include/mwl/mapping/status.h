#pragma once
// Status changes -> HL7 ORM^O01 for the RIS (interop.md 7). Pure: rendered once, the same bytes for ever.

#include <string>

#include "mwl/base/clock.h"
#include "mwl/base/result.h"
#include "mwl/domain/performed.h"
#include "mwl/text/charset.h"
#include "mwl/time/zone.h"

namespace mwl::mapping {

// How one destination wants its messages.
struct StatusFormat {
    std::string sending_application = "MWLBROKER";
    std::string sending_facility;
    std::string receiving_application;
    std::string receiving_facility;
    std::string version = "2.3.1";
    text::Charset charset = text::Charset::utf8;
    Zone zone;  // of the times in the message: the RIS's
    std::string processing_id = "P";
};

// MSH-10 of the message: derived from destination, step of the order, performed step and transition, so that
// a unit of work that runs again renders the same id. 20 characters at most.
std::string status_control_id(const std::string& destination, const StatusChange& change);

// The whole message: ORM^O01 with MSH PID PV1 ORC OBR OBX… and ZDS as received. `change.order` holds the one
// procedure and its one step, whose `as_ordered` is repeated: an identifier that the RIS did not send stays
// empty. Times are in the RIS's zone. Problem not_encodable: the destination's character set cannot hold a
// value (names where).
Result<std::string> render_status(const StatusChange& change, const StatusFormat& format,
                                  const std::string& control_id, Instant now);

}  // namespace mwl::mapping
