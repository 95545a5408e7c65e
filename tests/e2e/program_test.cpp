// The program as a user at the command line meets it.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "mwl/config/devices.h"
#include "mwl/config/settings.h"
#include "support/broker.h"
#include "support/orders.h"
#include "support/postgres.h"

namespace mwl::test {
namespace program_test {

std::string shipped(const std::string& name) { return std::string(MWL_SOURCE_DIR) + "/config/" + name; }

TEST(Program, TellsItsVersion) {
    const auto done = run_broker({"version"});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_EQ(done.output, "mwlbroker " MWL_VERSION "\n");
}

TEST(Program, HelpNamesEverySubcommand) {
    const auto done = run_broker({"--help-all"});
    EXPECT_EQ(done.exit_code, 0);
    for (const char* word :
         {"serve", "migrate", "check-config", "device", "import", "list", "replay", "modality", "play", "ris",
          "listen", "version", "--config", "--ready-file", "--set"})
        EXPECT_NE(done.output.find(word), std::string::npos) << word;
}

TEST(Program, WrongUseIsExitCode2) {
    EXPECT_EQ(run_broker({}).exit_code, 2);
    EXPECT_EQ(run_broker({"no-such-command"}).exit_code, 2);
    EXPECT_EQ(run_broker({"serve", "--no-such-option"}).exit_code, 2);
    EXPECT_EQ(run_broker({"replay", "/no/such/file.hl7"}).exit_code, 2);
    EXPECT_EQ(run_broker({"check-config", "--config", "/no/such/file.toml"}).exit_code, 2);
}

TEST(Program, TheShippedConfigurationIsGood) {
    const auto done = run_broker({"check-config", "--config", shipped("mwlbroker.toml")});
    EXPECT_EQ(done.exit_code, 0) << done.output;
    EXPECT_NE(done.output.find("is good"), std::string::npos) << done.output;
}

TEST(Program, EveryKeyOfTheTableStandsInTheShippedFilesAndInTheDocs) {
    const std::string settings = read_text(shipped("mwlbroker.toml"));
    const std::string profile = read_text(shipped("profiles/ihe-orm.toml"));
    const std::string devices = read_text(shipped("devices.toml"));
    const std::string docs = read_text(std::string(MWL_SOURCE_DIR) + "/docs/settings.md");
    const auto last = [](const std::string& key) { return key.substr(key.rfind('.') + 1); };
    const auto line = [](const PolicyDescription& row) {
        return "| `" + row.key + "` | " + row.takes + " | " + row.meaning + " | `" + row.standard + "` | " +
               std::string(name_of(row.effect)) + " |\n";
    };
    for (const auto& row : config::describe_settings()) {
        EXPECT_NE(settings.find(last(row.key) + " = "), std::string::npos) << row.key;
        EXPECT_NE(docs.find(line(row)), std::string::npos) << row.key;
    }
    for (const auto& row : config::describe_profile()) {
        const std::string name = row.key.ends_with(".*") ? "[" + row.key.substr(0, row.key.size() - 2) + "]"
                                                         : last(row.key) + " = ";
        EXPECT_NE(profile.find(name), std::string::npos) << row.key;
        EXPECT_NE(docs.find(line(row)), std::string::npos) << row.key;
    }
    for (const auto& row : config::describe_devices()) {
        EXPECT_NE(devices.find(last(row.key) + " = "), std::string::npos) << row.key;
        EXPECT_NE(docs.find(line(row)), std::string::npos) << row.key;
    }
}

TEST(Program, K1_ATypoInTheSettingsIsNamedWithItsPlaceAndTheKeyMeant) {
    const ScratchFolder folder;
    const auto file = folder.write("bad.toml", "profiles = []\n[mllp]\nprot = 2575\n");
    const auto done = run_broker({"check-config", "--config", file.string()});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_NE(done.output.find("bad.toml:3:"), std::string::npos) << done.output;
    EXPECT_NE(done.output.find("did you mean \"mllp.port\""), std::string::npos) << done.output;
}

// Each of these was once found by `serve` only.
TEST(Program, K1_WhatServeWouldRefuseIsRefusedByCheckConfigWithItsPlace) {
    const ScratchFolder folder;
    folder.write("profile.toml", "");
    const auto check = [&](const std::string& text) {
        const auto file = folder.write("bad.toml", "profiles = [\"profile.toml\"]\n" + text);
        const auto done = run_broker({"check-config", "--config", file.string()});
        EXPECT_EQ(done.exit_code, 2) << text;
        return done.output;
    };
    const auto name = check("[dicom]\naddress = \"broker.hospital.example\"\n");
    EXPECT_NE(name.find("bad.toml:3:11: dicom.address: "), std::string::npos) << name;
    const auto port = check("[dicom]\nport = 2575\n");
    EXPECT_NE(port.find("bad.toml:3:8: dicom.port: mllp listens on port 2575 too"), std::string::npos)
        << port;
    const auto keyword = check("[database]\nconnection = \"host=db dbnmae=mwl password=sesame\"\n");
    EXPECT_NE(keyword.find("bad.toml:3:14: database.connection: \"dbnmae\" is no keyword of libpq; did you "
                           "mean \"dbname\"?"),
              std::string::npos)
        << keyword;
    EXPECT_EQ(keyword.find("sesame"), std::string::npos) << keyword;
}

TEST(Program, J7_ThePageOpensUnderAConfiguredName) {
    RunningBroker broker(
        {"host=/nonexistent dbname=mwl user=mwl", 0, {"http.host_names=[\"broker.local\"]"}, {}});
    broker.start();
    const auto port = broker.port("http");
    EXPECT_NE(http_get(port, "/healthz", "broker.local:8080").find("200 OK"), std::string::npos);
    EXPECT_NE(http_get(port, "/healthz", "other.local").find(" 421 "), std::string::npos);
}

TEST(Program, A11_APortThatIsTakenEndsTheStartAndIsNamed) {
    const MigratedDatabase database;
    RunningBroker first({database.connection(), 0, {}, {}});
    first.start();
    RunningBroker second({database.connection(), 0, {"mllp.port=" + std::to_string(first.port("mllp"))}, {}});
    Process& process = second.spawn();
    EXPECT_EQ(process.wait(), 1);
    EXPECT_NE(process.output().find(std::to_string(first.port("mllp"))), std::string::npos)
        << process.output();
}

TEST(Program, F3_StartsWithoutADatabaseIsNotReadyAndRecoversByItself) {
    RunningBroker broker({"host=/nonexistent dbname=mwl user=mwl", 0, {}, {}});
    broker.start();
    EXPECT_NE(http_get(broker.port("http"), "/healthz").find("200 OK"), std::string::npos);
    EXPECT_NE(http_get(broker.port("http"), "/readyz").find("503"), std::string::npos);
    const auto echo =
        run({"echoscu", "-aec", "MWLBROKER", "127.0.0.1", std::to_string(broker.port("dicom"))});
    EXPECT_EQ(echo.exit_code, 0) << echo.output;
    EXPECT_EQ(broker.stop(), 0) << broker.log();
}

// 30 s older than the newest of its sender: stale by this setting, and not by the default of a minute.
TEST(Program, C16_TheSitesToleranceForOlderMessagesIsTheOneOfTheSettings) {
    for (const std::string tolerance : {"10", "60"}) {
        const MigratedDatabase database;
        RunningBroker broker({database.connection(), 0, {"site.stale_tolerance_seconds=" + tolerance}, {}});
        broker.start();
        const PairedOrder order{1, "20991120"};
        const PairedOrder moved{1, "20991121"};
        const ScratchFolder folder;
        const auto file = folder.write(
            "two.hl7", order.message("NW", "20260101080030") + moved.message("XO", "20260101080000"));
        const auto sent = run_broker({"replay", "--to", broker.mllp(), file.string()});
        EXPECT_EQ(sent.exit_code, 0) << sent.output;
        EXPECT_EQ(database.psql("select disposition from message order by id"),
                  tolerance == "10" ? "applied\nstale" : "applied\napplied");
    }
}

TEST(Program, DevicesAreImportedOnceAndListed) {
    const EmptyDatabase database;
    RunningBroker broker({database.connection(), 0, {}, {}});
    const auto migrated = run(broker.command({"migrate"}));
    ASSERT_EQ(migrated.exit_code, 0) << migrated.output;
    const auto first = run(broker.command({"device", "import", shipped("devices.toml")}));
    EXPECT_NE(first.output.find("2 device(s) read, 2 changed"), std::string::npos) << first.output;
    const auto again = run(broker.command({"device", "import", shipped("devices.toml")}));
    EXPECT_NE(again.output.find("2 device(s) read, 0 changed"), std::string::npos) << again.output;
    const auto list = run(broker.command({"device", "list"}));
    EXPECT_NE(list.output.find("XRAY1"), std::string::npos) << list.output;
    EXPECT_NE(list.output.find("US1"), std::string::npos) << list.output;
}

TEST(Program, D1_UnknownDevicesAreRefusedWithWhatToConfigure) {
    const MigratedDatabase database;
    RunningBroker broker({database.connection(), 0, {}, {}});
    broker.start();
    broker.import_devices();
    const std::string port = std::to_string(broker.port("dicom"));
    const auto stranger =
        run({"findscu", "-W", "-aet", "STRANGER", "-aec", "MWLBROKER", "-k", "0010,0010", "127.0.0.1", port});
    EXPECT_NE(stranger.exit_code, 0);
    EXPECT_NE(stranger.output.find("Calling AE Title Not Recognized"), std::string::npos) << stranger.output;
    const auto wrong =
        run({"findscu", "-W", "-aet", "XRAY1", "-aec", "OTHER", "-k", "0010,0010", "127.0.0.1", port});
    EXPECT_NE(wrong.output.find("Called AE Title Not Recognized"), std::string::npos) << wrong.output;
    const auto ping = run({"echoscu", "-aet", "STRANGER", "-aec", "MWLBROKER", "127.0.0.1", port});
    EXPECT_EQ(ping.exit_code, 0) << ping.output;
    ASSERT_EQ(broker.stop(), 0);
    EXPECT_NE(broker.log().find("STRANGER"), std::string::npos);
    EXPECT_NE(broker.log().find("networks = ["), std::string::npos) << broker.log();
}

}  // namespace program_test
}  // namespace mwl::test
