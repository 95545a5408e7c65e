// A broker that crashes leaves one line that says where.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <regex>

#include "support/broker.h"

namespace mwl::test {
namespace crash_test {

int lines_with(const std::string& text, const std::string& part) {
    int count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

class Crash : public ::testing::TestWithParam<int> {
protected:
    RunningBroker broker_{{"host=/nonexistent dbname=mwl user=mwl", 0, {}, {}}};
};

TEST_P(Crash, H22_LeavesOneLineWithSignalThreadAndPlacesThatAddr2lineKnowsAndTheSignalsExitStatus) {
    broker_.start();
    // To its main thread: kill(2) lets the system choose one.
    const auto pid = broker_.process().pid();
    ASSERT_EQ(::syscall(SYS_tgkill, pid, pid, GetParam()), 0);
    EXPECT_EQ(broker_.process().wait(), 128 + GetParam());
    const auto log = broker_.log();
    EXPECT_EQ(lines_with(log, "APP-900"), 1) << log;
    std::smatch found;
    const std::regex wanted(
        "\\n[0-9T:.-]+Z error APP-900 fatal signal signal=SIG[A-Z]+ sent_by_pid=[0-9]+ pid=[0-9]+ tid=[0-9]+ "
        "thread=\"mwlbroker\" version=[^ ]+ backtrace=\"([^\"]*)\"\\n");
    ASSERT_TRUE(std::regex_search(log, found, wanted)) << log;
    std::vector<std::string> words{"addr2line", "-Cf", "-e", MWL_BROKER};
    const auto places = found[1].str();
    const std::regex own("mwlbroker\\+(0x[0-9a-f]+)");
    for (std::sregex_iterator at(places.begin(), places.end(), own), end; at != end; ++at)
        words.push_back((*at)[1].str());
    const auto functions = run(words).output;
    EXPECT_NE(functions.find("mwl::app::serve("), std::string::npos) << places << "\n" << functions;
}

// A sanitizer keeps SIGSEGV for itself.
#if defined(__SANITIZE_ADDRESS__)
INSTANTIATE_TEST_SUITE_P(By, Crash, ::testing::Values(SIGABRT));
#else
INSTANTIATE_TEST_SUITE_P(By, Crash, ::testing::Values(SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL));
#endif

}  // namespace crash_test
}  // namespace mwl::test
