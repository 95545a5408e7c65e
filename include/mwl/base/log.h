#pragma once
// The log facade: event words first, then key=value. Values are escaped and bounded here, in one place, so
// no foreign text can forge a line or move a terminal's cursor (faults.md 3.3). Never log names of people.

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "mwl/base/ids.h"
#include "mwl/base/mutex.h"

namespace mwl::base {

enum class LogLevel { debug, info, warn, error };

struct LogField {
    std::string key;
    std::string value;

    LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
    LogField(std::string_view k, const std::string& v) : key(k), value(v) {}
    LogField(std::string_view k, const char* v) : key(k), value(v) {}
    LogField(std::string_view k, bool v) : key(k), value(v ? "yes" : "no") {}
    template <typename T>
    requires std::integral<T> &&(!std::same_as<T, bool>)LogField(std::string_view k, T v)
        : key(k), value(std::to_string(v)) {}
    template <typename Tag>
    LogField(std::string_view k, const StrongText<Tag>& v) : key(k), value(v.str()) {}
    template <typename Tag>
    LogField(std::string_view k, RowId<Tag> v) : key(k), value(std::to_string(v.value)) {}
};

// Printable ASCII and well-formed UTF-8 stay; C0, DEL, C1, U+2028/9, a BOM, bidi controls, quotes,
// backslashes and broken bytes become \u{…} or \x..; cut at `limit` bytes, then followed by "[cut]". The
// result has no line end.
std::string escape_for_log(std::string_view value, std::size_t limit = 1024);

// Thread-safe. Cheap to copy (copies write to the same place). A default-made Log drops everything.
class Log {
public:
    using Fields = std::initializer_list<LogField>;
    struct Sink;  // spdlog behind it, or a test's list

    Log() = default;
    explicit Log(std::shared_ptr<Sink> sink) : sink_(std::move(sink)) {}  // shared by every copy

    void debug(std::string_view event, Fields fields = {}) const { write(LogLevel::debug, event, fields); }
    void info(std::string_view event, Fields fields = {}) const { write(LogLevel::info, event, fields); }
    void warn(std::string_view event, Fields fields = {}) const { write(LogLevel::warn, event, fields); }
    void error(std::string_view event, Fields fields = {}) const { write(LogLevel::error, event, fields); }
    void write(LogLevel level, std::string_view event, Fields fields) const;
    // For every copy: from now on lines below `least` are dropped.
    void set_level(LogLevel least) const;

private:
    std::shared_ptr<Sink> sink_;
};

// Where finished lines go. Called from any thread; line() by one thread at a time, so it must not log itself.
struct Log::Sink {
    virtual ~Sink() = default;
    virtual void line(LogLevel level, const std::string& line) = 0;  // one escaped line without its end
    virtual bool wants(LogLevel level) const = 0;                    // by several threads at once
    virtual void set_level(LogLevel /*least*/) {}                    // where there is a choice

private:
    friend class Log;
    Mutex one_at_a_time_;  // held while line() runs
};

// Lines with UTC time and level on standard error. Thread-safe.
Log log_to_stderr(LogLevel least = LogLevel::info);

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
