#pragma once
// The real program as a child process, on a database of its own, every port free-chosen. One thread.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/process.h"

namespace mwl::test {

// A folder that goes away with its owner.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const std::filesystem::path& path() const noexcept { return path_; }
    std::filesystem::path write(const std::string& name, const std::string& text) const;

private:
    std::filesystem::path path_;
};

// Waits until `file` exists or `process` ended; false if it ended first (or after kPatience).
bool wait_for_file(const std::filesystem::path& file, Process& process);
std::string read_text(const std::filesystem::path& file);

struct BrokerOptions {
    std::string database;               // libpq keywords
    std::uint16_t ris_port = 0;         // 0: no destination
    std::vector<std::string> settings;  // further "key=value"
    std::map<std::string, std::string> environment;
    std::filesystem::path config{};  // settings file; empty: the shipped one
};

class RunningBroker {
public:
    explicit RunningBroker(BrokerOptions options);

    // Starts and waits until everything accepts. Throws with the program's output if it does not.
    void start();
    // The same for a broker that may kill itself on the way (a crash point at work left over from before):
    // false if SIGKILL ended it before it was ready.
    bool start_unless_killed();
    // Starts without waiting: for starts that are to fail.
    Process& spawn();
    int stop();   // SIGTERM; the exit code
    void kill();  // SIGKILL
    bool is_running() { return process_ && process_->is_running(); }
    Process& process() { return *process_; }
    std::string log() const;

    std::uint16_t port(const std::string& name) const;  // "mllp", "dicom", "http"
    std::string mllp() const { return "127.0.0.1:" + std::to_string(port("mllp")); }
    std::string dicom() const { return "127.0.0.1:" + std::to_string(port("dicom")); }

    // Imports config/devices.toml and waits for the end. Needs a migrated database.
    void import_devices();
    // The program with "--config" and "--set" of this broker.
    std::vector<std::string> command(const std::vector<std::string>& words) const;

    BrokerOptions& options() { return options_; }

private:
    BrokerOptions options_;
    ScratchFolder scratch_;
    std::unique_ptr<Process> process_;
};

// The program with these words, to its end.
Finished run_broker(const std::vector<std::string>& words);

// GET on loopback; the whole answer with its head.
std::string http_get(std::uint16_t port, const std::string& path, const std::string& host = "127.0.0.1");

}  // namespace mwl::test
