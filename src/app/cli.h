#pragma once
// The command line. The only use of CLI11 is behind this.

namespace mwl::app {

// Parses and runs; returns the exit code. Throws what the subcommands throw.
int run_command_line(int argc, char** argv);

}  // namespace mwl::app
