// What scripts/run does around the program: the pids it remembers, the words it adds, the devices it imports.

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "support/broker.h"
#include "support/process.h"

namespace mwl::test {
namespace run_script_test {

using namespace std::string_literals;

class RunScript : public ::testing::Test {
protected:
    RunScript() {
        program("says", "printf '<%s>' \"$@\"\n");
        folder_.write("broker.settings", "--config\0/etc/mwl.toml\0--set\0mllp.port=0\0"s);
    }
    std::string program(const std::string& name, const std::string& text) {
        const auto file = folder_.write(name, "#!/bin/bash\n" + text);
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        return file.string();
    }
    std::vector<std::string> bash(const std::string& commands) const {
        const std::string source(MWL_SOURCE_DIR);
        return {"bash", "-c",
                "set -euo pipefail\nhere='" + source + "' state='" + folder_.path().string() +
                    "' demo=${DEMO-yes}\nsource \"$here/scripts/lib/daemon.sh\"\nsource "
                    "\"$here/scripts/lib/program.sh\"\n" +
                    commands};
    }
    std::string output_of(const std::string& commands, const std::string& demo = "yes") const {
        return run(bash(commands), {{"DEMO", demo}}).output;
    }
    // What the program is given for these words.
    std::string given_for(const std::string& words) const {
        return output_of("become \"$state/says\" " + words);
    }
    // As if this test were the broker.
    void let_the_broker_be_up() const {
        (void)run(bash("remember broker " + std::to_string(::getpid())));
        folder_.write("broker.ready", "mllp=4711\ndicom=4712\nhttp=4713\n");
    }
    std::string file(const std::string& name) const { return read_text(folder_.path() / name); }

    ScratchFolder folder_;
};

// A simulated RIS that was starting when scripts/run was killed had no pid file, and nothing ended it.
TEST_F(RunScript, WhatWasStartedIsStoppedEvenIfTheStartWasKilledBeforeItWasReady) {
    const auto never_ready = program("ris", "echo started > \"$1/ris.begun\"\nexec sleep infinity\n");
    Process starting(bash("start_daemon ris '" + never_ready + "' \"$state\""));
    ASSERT_TRUE(wait_for_file(folder_.path() / "ris.begun", starting)) << starting.output();
    ASSERT_TRUE(wait_for_file(folder_.path() / "ris.pid", starting)) << starting.output();
    starting.signal(SIGKILL);
    (void)starting.wait();
    const auto pid = std::stoi(file("ris.pid"));
    EXPECT_EQ(::kill(pid, 0), 0) << "it goes on";
    EXPECT_EQ(output_of("stop_daemon ris"), "ris: stopped\n");
    EXPECT_EQ(output_of("started_at " + std::to_string(pid)), "") << "it ended";
}

TEST_F(RunScript, TheProgramGetsWhatItNeedsToKnowOfTheRunningBroker) {
    let_the_broker_be_up();
    EXPECT_EQ(given_for("replay order.hl7"), "<replay><order.hl7><--to><127.0.0.1:4711>");
    EXPECT_EQ(given_for("modality play --ae US1"), "<modality><play><--ae><US1><--to><127.0.0.1:4712>");
    EXPECT_EQ(given_for("device list"), "<device><list><--config></etc/mwl.toml><--set><mllp.port=0>");
    EXPECT_EQ(given_for("purge"), "<purge><--config></etc/mwl.toml><--set><mllp.port=0>");
    EXPECT_EQ(given_for("patient delete --id 1"),
              "<patient><delete><--id><1><--config></etc/mwl.toml><--set><mllp.port=0>");
    EXPECT_EQ(given_for("order show --accession A1"),
              "<order><show><--accession><A1><--config></etc/mwl.toml><--set><mllp.port=0>");
    EXPECT_EQ(given_for("lab --stored"), "<lab><--stored><--config></etc/mwl.toml><--set><mllp.port=0>");
    EXPECT_EQ(given_for("ris listen"), "<ris><listen>");
    EXPECT_EQ(given_for("version"), "<version>");
}

TEST_F(RunScript, WhatTheCallerSaysIsNotOverruled) {
    let_the_broker_be_up();
    EXPECT_EQ(given_for("replay a.hl7 --to ris:1"), "<replay><a.hl7><--to><ris:1>");
    EXPECT_EQ(given_for("replay a.hl7 --to=ris:1"), "<replay><a.hl7><--to=ris:1>");
    EXPECT_EQ(given_for("check-config -c my.toml"), "<check-config><-c><my.toml>");
}

TEST_F(RunScript, WithoutABrokerNothingCanBeSentAndItSaysSo) {
    EXPECT_EQ(given_for("replay a.hl7"), "scripts/run: the broker is not up; scripts/run starts it\n");
    EXPECT_EQ(given_for("replay --help"), "<replay><--help>");
}

TEST_F(RunScript, TheDevicesBesideTheSettingsAreTheirs) {
    const auto settings = (folder_.path() / "mwlbroker.toml").string();
    const auto ask = "devices_beside '" + settings + "'";
    EXPECT_EQ(output_of(ask), MWL_SOURCE_DIR "/config/devices.toml\n") << "the demonstration's";
    EXPECT_EQ(output_of(ask, "no"), "");
    const auto beside = folder_.write("devices.toml", "").string();
    EXPECT_EQ(output_of(ask), beside + "\n");
    EXPECT_EQ(output_of(ask, "no"), beside + "\n");
}

TEST_F(RunScript, DevicesAreImportedWheneverTheirContentIsAnother) {
    std::filesystem::create_directory(folder_.path() / "postgres");
    const auto devices = folder_.write("devices.toml", "one").string();
    const auto import = "import_devices \"$state/says\" '" + devices + "' --config c";
    const auto imported = "devices of " + devices + ":\n<device><import><--config><c><" + devices + ">";
    EXPECT_EQ(output_of(import), imported);
    EXPECT_EQ(output_of(import), "") << "what was imported since stays";
    folder_.write("devices.toml", "two");
    EXPECT_EQ(output_of(import), imported);
    folder_.write("devices.toml", "one");
    EXPECT_EQ(output_of(import), imported) << "back to the earlier ones";
    EXPECT_EQ(output_of(import), "");
}

}  // namespace run_script_test
}  // namespace mwl::test
