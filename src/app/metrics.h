#pragma once
// The numbers of /metrics. Names end in their unit or in _total.

#include <vector>

#include "mwl/dicom/server.h"
#include "mwl/net/acceptor.h"
#include "mwl/services/destination_state.h"
#include "mwl/services/intake.h"
#include "mwl/services/observations.h"
#include "mwl/web/server.h"

namespace mwl::app {

// `store` is null while the database is away: its numbers, and those of what waits for a destination, are
// then left out rather than shown as 0.
std::vector<web::Metric> collect_metrics(const services::Intake& intake, const net::Acceptor::Counters& mllp,
                                         const dicom::DicomServer::Counters& dicom,
                                         const services::AssociationRecorder& recorder,
                                         const std::vector<services::DestinationState>& destinations,
                                         store::Store* store);

// The alarms that come from them.
store::AlarmCounts alarms_of(const std::vector<services::DestinationState>& destinations);

}  // namespace mwl::app
