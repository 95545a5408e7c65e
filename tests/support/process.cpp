#include "support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <system_error>

extern char** environ;

namespace mwl::test {
namespace {

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& added) {
    std::vector<std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        if (!added.contains(text.substr(0, text.find('=')))) all.push_back(text);
    }
    for (const auto& [name, value] : added) all.push_back(name + "=" + value);
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> found;
    for (auto& text : texts) found.push_back(text.data());
    found.push_back(nullptr);
    return found;
}

}  // namespace

Process::Process(const std::vector<std::string>& args,
                 const std::map<std::string, std::string>& environment) {
    output_ = memfd_create("output", MFD_CLOEXEC);
    if (output_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output_, 1);
    posix_spawn_file_actions_adddup2(&actions, output_, 2);
    auto argv = args;
    auto env = merged_environment(environment);
    const int error = posix_spawnp(&pid_, args.at(0).c_str(), &actions, nullptr, pointers(argv).data(),
                                   pointers(env).data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::system_error(error, std::generic_category(), args.at(0));
}

Process::~Process() {
    if (!reaped_) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, &status_, 0);
    }
    ::close(output_);
}

void Process::signal(int number) const {
    if (!reaped_) ::kill(pid_, number);
}

int Process::wait() {
    while (!reaped_) {
        if (::waitpid(pid_, &status_, 0) == pid_)
            reaped_ = true;
        else if (errno != EINTR)
            throw std::system_error(errno, std::generic_category(), "waitpid");
    }
    return WIFSIGNALED(status_) ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_);
}

bool Process::is_running() {
    if (!reaped_ && ::waitpid(pid_, &status_, WNOHANG) == pid_) reaped_ = true;
    return !reaped_;
}

bool Process::ended_within(std::chrono::milliseconds time) {
    if (!is_running()) return true;
    const int child = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    pollfd ready{child, POLLIN, 0};
    const bool ended = ::poll(&ready, 1, static_cast<int>(time.count())) == 1;
    ::close(child);
    if (ended) wait();
    return ended;
}

std::string Process::output() const {
    std::string text;
    std::array<char, 65536> buffer{};
    ssize_t got = 0;
    while ((got = ::pread(output_, buffer.data(), buffer.size(), static_cast<off_t>(text.size()))) > 0)
        text.append(buffer.data(), static_cast<std::size_t>(got));
    return text;
}

Finished run(const std::vector<std::string>& args, const std::map<std::string, std::string>& environment) {
    Process process(args, environment);
    const int code = process.wait();
    return {code, process.output()};
}

}  // namespace mwl::test
