#pragma once
// The numbers of /metrics. Names end in their unit or in _total.

#include <vector>

#include "mwl/dicom/server.h"
#include "mwl/net/acceptor.h"
#include "mwl/services/intake.h"
#include "mwl/services/observations.h"
#include "mwl/web/server.h"

namespace mwl::app {

// `store` is null while the database is away: its numbers are then left out rather than shown as 0.
std::vector<web::Metric> collect_metrics(const services::Intake& intake, const net::Acceptor::Counters& mllp,
                                         const dicom::DicomServer::Counters& dicom,
                                         const services::AssociationRecorder& recorder, store::Store* store);

}  // namespace mwl::app
