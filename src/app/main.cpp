// The one place where what was thrown becomes an exit code.

#include <cstdio>
#include <exception>
#include <sstream>
#include <string>

#include "app/cli.h"
#include "app/commands.h"
#include "app/signals.h"
#include "mwl/base/error.h"
#include "mwl/base/fatal.h"

int main(int argc, char** argv) {
    mwl::app::hold_signals();
    mwl::tell_fatal_signals();
    try {
        return mwl::app::run_command_line(argc, argv);
    } catch (const mwl::ConfigError& error) {
        // One line for each thing that is wrong.
        std::istringstream lines(error.what());
        for (std::string line; std::getline(lines, line);)
            (void)std::fprintf(stderr, "mwlbroker: %s\n", line.c_str());
        return mwl::app::kWrongUse;
    } catch (const std::exception& error) {
        (void)std::fprintf(stderr, "mwlbroker: %s\n", error.what());
        return mwl::app::kFailed;
    }
}
