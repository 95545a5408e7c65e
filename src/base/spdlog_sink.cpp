#include "base/spdlog_sink.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>

namespace mwl::base {
namespace {

spdlog::level::level_enum level_of(LogLevel level) noexcept {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warn:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

class SpdlogSink final : public Log::Sink {
public:
    explicit SpdlogSink(LogLevel least) : least_(least), logger_("mwlbroker", make_sink()) {
        logger_.set_level(level_of(least));
        logger_.set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
        logger_.flush_on(spdlog::level::debug);
    }

    void line(LogLevel level, const std::string& text) override {
        logger_.log(level_of(level), spdlog::string_view_t(text));
    }
    bool wants(LogLevel level) const override { return level >= least_; }
    void set_level(LogLevel least) override {
        least_ = least;
        logger_.set_level(level_of(least));
    }

private:
    static std::shared_ptr<spdlog::sinks::sink> make_sink() {
        return std::make_shared<spdlog::sinks::stderr_sink_mt>();
    }

    std::atomic<LogLevel> least_;
    spdlog::logger logger_;
};

}  // namespace

std::shared_ptr<Log::Sink> make_stderr_sink(LogLevel least) { return std::make_shared<SpdlogSink>(least); }

}  // namespace mwl::base
