#pragma once
// A DicomServer under test on a free port, with its records and its log lines to wait for and look at.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/log.h"
#include "mwl/dicom/server.h"
#include "support/process.h"

namespace mwl::test {

// Thread-safe list of lines.
struct LineSink final : Log::Sink {
    void line(LogLevel, const std::string& text) override {
        const std::scoped_lock lock(mutex);
        lines += text + '\n';
    }
    bool wants(LogLevel) const override { return true; }
    std::string all() const {
        const std::scoped_lock lock(mutex);
        return lines;
    }

    mutable std::mutex mutex;
    std::string lines;
};

class DicomServerUnderTest {
public:
    // Handlers that are not given welcome everybody and answer with nothing.
    explicit DicomServerUnderTest(dicom::ServerOptions options = {}, dicom::Handlers handlers = {},
                                  const Clock& clock = system_clock())
        : server_(std::move(options), complete(std::move(handlers)), deadlines_, clock, Log(sink_)) {
        server_.start();
    }

    std::uint16_t port() const { return server_.port(); }
    dicom::DicomServer& server() { return server_; }
    std::string log_lines() const { return sink_->all(); }

    // The record of the n-th association to end (0 first); waits for it for kPatience, then an empty one.
    dicom::AssociationSummary record(std::size_t n = 0) {
        std::unique_lock lock(mutex_);
        (void)changed_.wait_for(lock, kPatience, [&] { return records_.size() > n; });
        return records_.size() > n ? records_[n] : dicom::AssociationSummary{};
    }
    std::size_t records() {
        const std::scoped_lock lock(mutex_);
        return records_.size();
    }

private:
    dicom::Handlers complete(dicom::Handlers handlers) {
        if (!handlers.admit) handlers.admit = [](const auto&) { return std::nullopt; };
        if (!handlers.find) handlers.find = [](const auto&, const auto&) { return dicom::FindAnswer{}; };
        const auto taken = [](const auto&, const auto&) { return dicom::MppsResponse{}; };
        if (!handlers.n_create) handlers.n_create = taken;
        if (!handlers.n_set) handlers.n_set = taken;
        handlers.closed = [this](const dicom::AssociationSummary& summary) {
            const std::scoped_lock lock(mutex_);
            records_.push_back(summary);
            changed_.notify_all();
        };
        return handlers;
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<dicom::AssociationSummary> records_;
    std::shared_ptr<LineSink> sink_ = std::make_shared<LineSink>();  // shared with the log's copies
    net::Deadlines deadlines_;
    dicom::DicomServer server_;  // last: it uses everything above
};

}  // namespace mwl::test
