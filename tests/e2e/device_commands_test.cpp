// The devices of a running broker, changed by hand: every change counts at once, is on record, and can be
// taken elsewhere.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/broker.h"
#include "support/orders.h"
#include "support/postgres.h"

namespace mwl::test {
namespace device_commands_test {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class DeviceCommands : public ::testing::Test {
protected:
    DeviceCommands() : broker_({database_.connection(), 0, {}, {}}) {}

    void start_with_two_orders() {
        broker_.start();
        broker_.import_devices();
        const auto orders = folder_.write(
            "orders.hl7", PairedOrder{1, "20310203"}.message() + PairedOrder{2, "20310203"}.message());
        ASSERT_EQ(run_broker({"replay", "--to", broker_.mllp(), orders.string()}).exit_code, 0);
    }
    Finished device(std::vector<std::string> words) {
        words.insert(words.begin(), "device");
        return run(broker_.command(words));
    }
    std::string done(const std::vector<std::string>& words) {
        const auto finished = device(words);
        EXPECT_EQ(finished.exit_code, 0) << finished.output;
        return finished.output;
    }
    std::string refused(const std::vector<std::string>& words) {
        const auto finished = device(words);
        EXPECT_NE(finished.exit_code, 0) << finished.output;
        return finished.output;
    }
    std::string import(const std::string& toml) {
        return done({"import", folder_.write("devices.toml", toml).string()});
    }
    // What a portable X-ray is told that asks for every day.
    std::string asked() {
        return run_broker({"modality", "play", "--to", broker_.dicom(), "--date", "any"}).output;
    }
    std::string records() {
        return database_.psql(
            "select concat_ws('|', act, why, detail) from audit where who <> '' order by id desc limit 1");
    }

    const MigratedDatabase database_;
    RunningBroker broker_;
    const ScratchFolder folder_;
};

TEST_F(DeviceCommands, ADeviceThatIsSwitchedOffIsRefusedWithoutARestartAndLetInAgain) {
    start_with_two_orders();
    EXPECT_TRUE(holds(asked(), ": 2 items"));
    EXPECT_EQ(done({"set", "XRAY1", "enabled=false", "--why", "in repair"}), "enabled: true -> false\n");
    EXPECT_FALSE(holds(asked(), " items"));
    EXPECT_EQ(records(), "device set|in repair|XRAY1: enabled true -> false");
    EXPECT_EQ(done({"set", "XRAY1", "enabled="}), "enabled: false -> true\n");
    EXPECT_TRUE(holds(asked(), " items"));
}

TEST_F(DeviceCommands, ALimitIsInForceWithTheNextQuery) {
    start_with_two_orders();
    EXPECT_EQ(done({"set", "XRAY1", "answer_limit=1", "description=Room 4"}),
              "description: \"Portable X-ray\" -> \"Room 4\"\nanswer_limit: 0 -> 1\n");
    EXPECT_TRUE(holds(asked(), "more than 1 matches; narrow the query"));
    EXPECT_EQ(done({"set", "XRAY1", "answer_limit=1"}), "nothing changed: device XRAY1 was so already\n");
}

TEST_F(DeviceCommands, ARemovedDeviceIsRefusedAndTheRecordSaysWhatItWas) {
    start_with_two_orders();
    EXPECT_EQ(refused({"remove", "XRAY1", "US2"}),
              "mwlbroker: there is no device \"US2\"; did you mean \"US1\"?\n");
    EXPECT_TRUE(holds(asked(), ": 2 items")) << "all or nothing";
    EXPECT_EQ(done({"remove", "XRAY1", "--why", "sold"}), "removed: device XRAY1\n");
    EXPECT_FALSE(holds(asked(), " items"));
    EXPECT_EQ(records().substr(0, 26), "device remove|sold|XRAY1: ");
    EXPECT_TRUE(holds(records(), R"(networks ["127.0.0.0/8", "::1/128"] -> [])")) << records();
}

TEST_F(DeviceCommands, AWordThatIsWrongChangesNothingAndIsAnsweredWithWhatIsRight) {
    (void)import("[[device]]\nae = \"CT1\"\nnetworks = [\"10.0.0.0/8\"]\n");
    const auto before = records();
    EXPECT_EQ(refused({"set", "CT1", "hide_started=true", "answer_limt=5", "zone=Mars"}),
              "mwlbroker: \"answer_limt\" is no key of a device; did you mean \"answer_limit\"?\n"
              "mwlbroker: zone: \"Mars\" is no time zone; write an IANA name such as \"Europe/Berlin\"\n");
    EXPECT_EQ(refused({"set", "CT2", "hide_started=true"}),
              "mwlbroker: there is no device \"CT2\"; did you mean \"CT1\"?\n");
    EXPECT_TRUE(holds(done({"show", "CT1"}), "hide_started"));
    EXPECT_EQ(records(), before);
    EXPECT_TRUE(
        holds(run_broker({"device", "set", "--help"}).output, "answer_limit (0 to 10000; default 0)"));
}

TEST_F(DeviceCommands, AnExportIsImportedElsewhereAndExportedAgainIsTheSame) {
    (void)import(
        "[[device]]\nae = \"B'2\"\nenabled = false\nnetworks = []\n[[device]]\nae = \"A1\"\n"
        "networks = [\"10.0.0.7\", \"fd00::/8\"]\ndescription = \"a \\\"b\\\" \\\\ \\n\\u0001 Ü 山田\"\n"
        "zone = \"Asia/Tokyo\"\nanswer_limit = 5\nstrict_mpps = true\n");
    const auto first = done({"export"});
    EXPECT_EQ(done({"import", folder_.write("same.toml", first).string()}), "2 device(s) read, 0 changed\n");
    const MigratedDatabase elsewhere;
    broker_.options().database = elsewhere.connection();
    EXPECT_EQ(done({"import", folder_.write("new.toml", first).string(), "--why", "moved"}),
              "2 device(s) read, 2 changed\n");
    EXPECT_EQ(done({"export"}), first);
    EXPECT_TRUE(done({"export", "B'2"}).starts_with("[[device]]\nae = \"B'2\"\n"));
    EXPECT_TRUE(holds(refused({"export", "A2"}), "did you mean \"A1\"?"));
    EXPECT_EQ(elsewhere.psql("select detail like '%new A1: %networks [] -> [\"10.0.0.7\", \"fd00::/8\"]%' "
                             "from audit where act = 'device import' and why = 'moved'"),
              "t");
}

TEST_F(DeviceCommands, OneThatWasEditedWronglyByHandIsRefusedAloneAndHealthSaysHowToMendIt) {
    start_with_two_orders();
    (void)database_.psql("update device set policies = '{\"zone\": \"Mars\"}' where ae = 'US1'");
    EXPECT_TRUE(holds(asked(), ": 2 items")) << "the others are answered";
    const auto us = run_broker({"modality", "play", "--to", broker_.dicom(), "--ae", "US1"}).output;
    EXPECT_FALSE(holds(us, " items")) << us;
    const auto health = http_get(broker_.port("http"), "/readyz");
    EXPECT_TRUE(holds(health, "200 OK")) << health;
    EXPECT_TRUE(holds(health, "\"degraded\": true")) << health;
    EXPECT_TRUE(holds(health, "device US1: policy zone is \\\"Mars\\\" in the database")) << health;
    EXPECT_TRUE(holds(refused({"export"}), "mwlbroker device set 'US1' zone=VALUE mends it"));
    EXPECT_EQ(done({"set", "US1", "zone=Asia/Tokyo"}), "zone: \"Mars\" -> \"Asia/Tokyo\"\n");
    EXPECT_TRUE(done({"export"}).starts_with("[[device]]\n"));
}

}  // namespace device_commands_test
}  // namespace mwl::test
