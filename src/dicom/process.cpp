#include "mwl/dicom/process.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdict.h>
#include <dcmtk/dcmnet/dcompat.h>
#include <dcmtk/dcmnet/dul.h>
#include <dcmtk/oflog/oflog.h>
#include <dcmtk/oflog/spi/logevent.h>

#include <mutex>

#include "mwl/base/error.h"

namespace mwl::dicom {
namespace {

constexpr Sint32 kConnectSeconds = 5;
constexpr std::size_t kAssociateLimit = 256UL * 1024;

// DCMTK's log lines, with the name of their module.
class OurLog final : public dcmtk::log4cplus::Appender {
public:
    explicit OurLog(Log log) : log_(std::move(log)) {}
    ~OurLog() override { destructorImpl(); }
    OurLog(const OurLog&) = delete;
    OurLog& operator=(const OurLog&) = delete;
    void close() override {}

protected:
    void append(const dcmtk::log4cplus::spi::InternalLoggingEvent& event) override {
        const bool is_error = event.getLogLevel() >= dcmtk::log4cplus::ERROR_LOG_LEVEL;
        log_.write(is_error ? LogLevel::error : LogLevel::warn, "dcmtk",
                   {{"module", event.getLoggerName().c_str()}, {"says", event.getMessage().c_str()}});
    }

private:
    Log log_;
};

void send_log_to(const Log& log) {
    OFLog::configure(OFLogger::WARN_LOG_LEVEL);
    auto root = dcmtk::log4cplus::Logger::getRoot();
    root.removeAllAppenders();
    root.addAppender(dcmtk::log4cplus::SharedAppenderPtr(new OurLog(log)));  // NOLINT: the pointer owns it
}

void require_dictionary() {
    if (dcmDataDict.isDictionaryLoaded()) return;
    throw ConfigError(
        "DCMTK's data dictionary cannot be read: install the package of libdcmtk's data files, or let the "
        "environment variable DCMDICTPATH name dicom.dic");
}

}  // namespace

void set_up_process(const Log& log) {
    static std::once_flag done;
    std::call_once(done, [&log] {
        send_log_to(log);
        dcmDisableGethostbyaddr.set(OFTrue);
        dcmConnectionTimeout.set(kConnectSeconds);
        dcmAssociatePDUSizeLimit.set(kAssociateLimit);
        require_dictionary();
    });
}

}  // namespace mwl::dicom
