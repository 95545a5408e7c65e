// The one place where what was thrown becomes an exit code.

#include <cstdio>
#include <exception>

#include "app/cli.h"
#include "app/commands.h"
#include "mwl/base/error.h"
#include "mwl/base/fatal.h"

int main(int argc, char** argv) {
    mwl::tell_fatal_signals();
    try {
        return mwl::app::run_command_line(argc, argv);
    } catch (const mwl::ConfigError& error) {
        (void)std::fprintf(stderr, "mwlbroker: %s\n", error.what());
        return mwl::app::kWrongUse;
    } catch (const std::exception& error) {
        (void)std::fprintf(stderr, "mwlbroker: %s\n", error.what());
        return mwl::app::kFailed;
    }
}
