// scripts/lib/supervise keeps a broker up that dies, as the unit of a service does.

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "support/broker.h"
#include "support/process.h"

namespace mwl::test {
namespace supervise_test {

// Stands for the broker: says that it is ready, on which port and, in a file of its own for each start, as
// which process. Until then it may die.
constexpr const char* kProgram = R"sh(#!/bin/bash
cd "$STATE"
[ "$1" != dies ] || kill -9 $$
[ "$1" != "has wrong settings" ] || exit 2
echo "$*" >> words
printf 'mllp=4711\npid=%s\n' $$ > part && mv part broker.ready
echo $$ > part && mv part "start.$(wc -l < words)"
exec sleep infinity
)sh";

class Supervised : public ::testing::Test {
protected:
    Supervised() {
        const auto program = scratch_.write("program", kProgram);
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    }
    Process& start(const std::string& word) {
        const auto folder = scratch_.path().string();
        supervisor_ = std::make_unique<Process>(
            std::vector<std::string>{std::string(MWL_SOURCE_DIR) + "/scripts/lib/supervise", "broker", folder,
                                     "--keep", "mllp.port=mllp", "--", folder + "/program", word},
            std::map<std::string, std::string>{{"STATE", folder}});
        return *supervisor_;
    }
    std::string file(const std::string& name) const { return read_text(scratch_.path() / name); }
    // Of the n-th start; waits for it.
    pid_t started(int n) {
        const auto name = "start." + std::to_string(n);
        EXPECT_TRUE(wait_for_file(scratch_.path() / name, *supervisor_)) << file("broker.log");
        return std::stoi(file(name));
    }

    ScratchFolder scratch_;
    std::unique_ptr<Process> supervisor_;
};

TEST_F(Supervised, H22_ABrokerThatIsKilledComesBackOnTheSamePortAndThatIsLoggedAndCounted) {
    auto& supervisor = start("serve");
    ASSERT_EQ(::kill(started(1), SIGKILL), 0);
    // The program may be up before its supervisor has written its pid.
    const auto second = std::to_string(started(2)) + "\n";
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (file("broker.pid") != second && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    EXPECT_EQ(file("broker.pid"), second) << "one pid";
    EXPECT_EQ(file("words"), "serve\nserve --set mllp.port=4711\n");
    EXPECT_EQ(file("broker.restarts").substr(0, 2), "1 ");
    EXPECT_NE(file("broker.log").find("broker died (exit code 137), starts again in 1 s, restarts=1\n"),
              std::string::npos)
        << file("broker.log");
    supervisor.signal(SIGTERM);
    EXPECT_EQ(supervisor.wait(), 0);
    EXPECT_EQ(::kill(started(2), 0), -1) << "the broker ends with its supervisor";
    EXPECT_EQ(file("words"), "serve\nserve --set mllp.port=4711\n") << "and is not started again";
}

TEST_F(Supervised, IsNotStartedAgainWhereThatCannotHelp) {
    EXPECT_EQ(start("has wrong settings").wait(), 2);
    EXPECT_EQ(start("dies").wait(), 128 + SIGKILL) << "it never was ready";
    EXPECT_EQ(file("broker.restarts"), "");
}

}  // namespace supervise_test
}  // namespace mwl::test
