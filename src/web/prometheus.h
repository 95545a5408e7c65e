#pragma once
// Numbers in Prometheus' text format. Pure.

#include <string>
#include <vector>

#include "mwl/web/server.h"

namespace mwl::web {

std::string prometheus_text(const std::vector<Metric>& metrics);

}  // namespace mwl::web
