#include "support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "support/descriptor.h"

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

// Of a file system, so that it can be watched.
int unnamed_file() {
    std::string name = (std::filesystem::temp_directory_path() / "mwl.XXXXXX").string();
    const int file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file < 0) throw std::system_error(errno, std::generic_category(), name);
    ::unlink(name.c_str());
    return file;
}

}  // namespace

Process::Process(const std::vector<std::string>& args,
                 const std::map<std::string, std::string>& environment) {
    output_ = unnamed_file();
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

bool Process::says(const std::string& text) {
    const Descriptor watch(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    ::inotify_add_watch(watch.get(), ("/proc/self/fd/" + std::to_string(output_)).c_str(), IN_MODIFY);
    const Descriptor child(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    bool runs = is_running();
    while (output().find(text) == std::string::npos) {
        if (!runs) return false;
        std::array<pollfd, 2> ready{pollfd{watch.get(), POLLIN, 0}, pollfd{child.get(), POLLIN, 0}};
        if (::poll(ready.data(), ready.size(), std::chrono::milliseconds(kPatience).count()) <= 0)
            return false;
        std::array<char, 4096> events{};
        (void)!::read(watch.get(), events.data(), events.size());
        runs = ready[1].revents == 0;
    }
    return true;
}

Finished run(const std::vector<std::string>& args, const std::map<std::string, std::string>& environment) {
    Process process(args, environment);
    const int code = process.wait();
    return {code, process.output()};
}

}  // namespace mwl::test
