#pragma once
// Child processes of a test: the broker, DCMTK's tools, node. One thread. A child that is still there when
// its Process dies is killed and reaped.

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace mwl::test {

// Long enough never to be reached by a test that passes, however loaded the machine: every wait ends by an
// event.
inline constexpr std::chrono::minutes kPatience{5};

class Process {
public:
    // Starts args[0] (looked up in PATH); both outputs go to one temporary file. `environment` is added to
    // ours.
    explicit Process(const std::vector<std::string>& args,
                     const std::map<std::string, std::string>& environment = {});
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t pid() const noexcept { return pid_; }
    void signal(int number) const;
    // Waits for the end: exit code, or 128 + signal.
    int wait();
    bool is_running();
    // False if it still runs when the time is over.
    bool ended_within(std::chrono::milliseconds time);
    std::string output() const;
    // Waits until the output holds `text`; false if it ends without (or after kPatience).
    bool says(const std::string& text);

private:
    pid_t pid_ = -1;
    int status_ = -1;
    bool reaped_ = false;
    int output_ = -1;
};

struct Finished {
    int exit_code = -1;
    std::string output;
};
// Runs to the end.
Finished run(const std::vector<std::string>& args,
             const std::map<std::string, std::string>& environment = {});

}  // namespace mwl::test
