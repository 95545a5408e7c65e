#pragma once
// The only part that uses spdlog.

#include <memory>

#include "mwl/base/log.h"

namespace mwl::base {

std::shared_ptr<Log::Sink> make_stderr_sink(LogLevel least);

}  // namespace mwl::base
