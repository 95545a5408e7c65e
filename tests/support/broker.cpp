#include "support/broker.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <signal.h>

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "support/descriptor.h"
#include "support/postgres.h"

namespace mwl::test {

ScratchFolder::ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mwl.XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch folder");
    path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path ScratchFolder::write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
}

bool wait_for_file(const std::filesystem::path& file, Process& process) {
    const Descriptor watch(::inotify_init1(IN_CLOEXEC));
    ::inotify_add_watch(watch.get(), file.parent_path().c_str(), IN_MOVED_TO | IN_CLOSE_WRITE);
    const Descriptor child(static_cast<int>(::syscall(SYS_pidfd_open, process.pid(), 0)));
    while (!std::filesystem::exists(file)) {
        std::array<pollfd, 2> ready{pollfd{watch.get(), POLLIN, 0}, pollfd{child.get(), POLLIN, 0}};
        if (::poll(ready.data(), ready.size(), std::chrono::milliseconds(kPatience).count()) <= 0)
            return false;
        std::array<char, 4096> events{};
        if ((ready[0].revents & POLLIN) != 0) (void)!::read(watch.get(), events.data(), events.size());
        if (ready[1].revents != 0) return std::filesystem::exists(file);
    }
    return true;
}

std::string read_text(const std::filesystem::path& file) {
    const std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

RunningBroker::RunningBroker(BrokerOptions options) : options_(std::move(options)) {}

std::vector<std::string> RunningBroker::command(const std::vector<std::string>& words) const {
    std::vector<std::string> all{MWL_BROKER};
    all.insert(all.end(), words.begin(), words.end());
    const auto shipped = std::string(MWL_SOURCE_DIR) + "/config/mwlbroker.toml";
    all.insert(all.end(), {"--config", options_.config.empty() ? shipped : options_.config.string()});
    const auto set = [&all](const std::string& text) { all.insert(all.end(), {"--set", text}); };
    set("database.connection=" + options_.database);
    for (const char* name : {"mllp", "dicom", "http"}) set(std::string(name) + ".port=0");
    set("destination[0].port=" + std::to_string(options_.ris_port == 0 ? 1 : options_.ris_port));
    for (const auto& text : options_.settings) set(text);
    return all;
}

Process& RunningBroker::spawn() {
    const auto ready = scratch_.path() / "ready";
    std::filesystem::remove(ready);
    auto words = command({"serve"});
    words.insert(words.end(), {"--ready-file", ready.string()});
    process_ = std::make_unique<Process>(words, options_.environment);
    return *process_;
}

void RunningBroker::start() {
    if (!start_unless_killed()) throw std::runtime_error("the broker was killed:\n" + process_->output());
}

bool RunningBroker::start_unless_killed() {
    if (wait_for_file(scratch_.path() / "ready", spawn())) return true;
    if (process_->ended_within(std::chrono::milliseconds(0)) && process_->wait() == 128 + SIGKILL)
        return false;
    throw std::runtime_error("the broker did not start:\n" + process_->output());
}

int RunningBroker::stop() {
    process_->signal(SIGTERM);
    return process_->wait();
}

void RunningBroker::kill() {
    process_->signal(SIGKILL);
    process_->wait();
}

std::string RunningBroker::log() const { return process_ ? process_->output() : ""; }

std::uint16_t RunningBroker::port(const std::string& name) const {
    std::istringstream lines(read_text(scratch_.path() / "ready"));
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(name + "="))
            return static_cast<std::uint16_t>(std::stoi(line.substr(name.size() + 1)));
    throw std::runtime_error("no port of " + name);
}

// A start of the program takes longer than all the rest of this: the first test of a program imports, the
// others copy what that made.
void RunningBroker::import_devices() {
    static const std::string imported = [this] {
        const auto done =
            run(command({"device", "import", std::string(MWL_SOURCE_DIR) + "/config/devices.toml"}));
        if (done.exit_code != 0) throw std::runtime_error("device import failed:\n" + done.output);
        return psql(options_.database, "select json_agg(d) from mwl.device d");
    }();
    (void)psql(options_.database,
               "insert into mwl.device (ae, networks, modality, description, enabled, policies) "
               "select ae, networks, modality, description, enabled, policies "
               "from json_populate_recordset(null::mwl.device, $rows$" +
                   imported + "$rows$) on conflict (ae) do nothing");
}

Finished run_broker(const std::vector<std::string>& words) {
    std::vector<std::string> all{MWL_BROKER};
    all.insert(all.end(), words.begin(), words.end());
    return run(all);
}

std::string http_get(std::uint16_t port, const std::string& path, const std::string& host) {
    const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return "";
    const std::string request =
        "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    if (::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return "";
    std::string answer;
    std::array<char, 8192> buffer{};
    ssize_t got = 0;
    while ((got = ::recv(socket.get(), buffer.data(), buffer.size(), 0)) > 0)
        answer.append(buffer.data(), static_cast<std::size_t>(got));
    return answer;
}

}  // namespace mwl::test
