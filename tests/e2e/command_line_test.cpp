// What somebody meets who uses the program for the first time.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mwl/mllp/client.h"
#include "mwl/net/deadlines.h"
#include "support/broker.h"
#include "support/orders.h"
#include "support/postgres.h"

namespace mwl::test {
namespace command_line_test {

std::string shipped(const std::string& name) { return std::string(MWL_SOURCE_DIR) + "/config/" + name; }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(CommandLine, ASubcommandThatIsNotThereIsAnsweredWithTheOneThatWasMeant) {
    const auto said = [](const std::vector<std::string>& words) {
        const auto done = run_broker(words);
        EXPECT_EQ(done.exit_code, 2);
        return done.output;
    };
    EXPECT_EQ(said({"chek-config"}),
              "mwlbroker: there is no subcommand \"chek-config\"; did you mean \"check-config\"?\n");
    EXPECT_EQ(said({"device", "lst"}),
              "mwlbroker: there is no subcommand \"device lst\"; did you mean \"device list\"?\n");
    EXPECT_EQ(said({"device"}),
              "mwlbroker: a subcommand is wanted after \"mwlbroker device\": import, list, show, "
              "export, set, remove\n");
    EXPECT_TRUE(
        has(said({"xylophone"}), "there is no subcommand \"xylophone\"; there are: serve, migrate, "));
    EXPECT_TRUE(has(said({}), "a subcommand is wanted after \"mwlbroker\": serve, "));
    EXPECT_EQ(said({"help", "devise"}),
              "mwlbroker: there is no subcommand \"devise\"; did you mean \"device\"?\n");
}

TEST(CommandLine, VersionAndHelpComeUnderEveryUsualName) {
    for (const auto* const word : {"version", "--version"}) {
        const auto done = run_broker({word});
        EXPECT_EQ(done.exit_code, 0);
        EXPECT_EQ(done.output, "mwlbroker " MWL_VERSION "\n");
    }
    const auto help = run_broker({"help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_EQ(help.output, run_broker({"--help"}).output);
    EXPECT_EQ(run_broker({"help", "replay"}).output, run_broker({"replay", "--help"}).output);
    const auto nested = run_broker({"help", "device", "import"});
    EXPECT_EQ(nested.exit_code, 0);
    EXPECT_EQ(nested.output, run_broker({"device", "import", "--help"}).output);
}

TEST(CommandLine, K1_CheckConfigSaysAllThatIsWrongWithSettingsAndDevicesAtOnce) {
    const ScratchFolder folder;
    folder.write("profile.toml", "[tables.sections]\nRUS = \"ULTRASOUND\"\n");
    const auto settings =
        folder.write("mwlbroker.toml", "profiles = [\"profile.toml\"]\n[mllp]\nprot = 1\n").string();
    const auto devices = folder.write("devices.toml", "[[device]]\nae = \"CT1\"\n").string();
    const auto wrong = run_broker({"check-config", "--config", settings, "--devices", devices});
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_EQ(std::count(wrong.output.begin(), wrong.output.end(), '\n'), 3) << wrong.output;
    for (const auto* const part : {"mwlbroker.toml:3:8: ", "profile.toml:2:7: ", "devices.toml:1:1: "})
        EXPECT_TRUE(has(wrong.output, part)) << wrong.output;
    const auto good = run_broker({"check-config", "--config", shipped("mwlbroker.toml"), "--devices",
                                  shipped("devices.toml"), "--set", "http.address=0.0.0.0"});
    EXPECT_EQ(good.exit_code, 0) << good.output;
    EXPECT_TRUE(has(good.output, "warning: command line: http.address: the page has no login yet"))
        << good.output;
    EXPECT_TRUE(has(good.output, "devices.toml is good: 2 device(s)")) << good.output;
}

TEST(CommandLine, AListOfDevicesThatCannotBeReadIsOneLineThatSaysWhy) {
    const auto list = run_broker({"device", "list", "--config", shipped("mwlbroker.toml"), "--set",
                                  "database.connection=host=/nonexistent dbname=mwl"});
    EXPECT_EQ(list.exit_code, 1);
    EXPECT_EQ(std::count(list.output.begin(), list.output.end(), '\n'), 1) << list.output;
    EXPECT_TRUE(list.output.starts_with("mwlbroker: ")) << list.output;
}

TEST(CommandLine, AListOfDevicesShowsZoneAndCharacterSet) {
    const MigratedDatabase database;
    RunningBroker broker({database.connection(), 0, {}, {}});
    const ScratchFolder folder;
    const auto file =
        folder.write("devices.toml",
                     "[[device]]\nae = \"CT1\"\nnetworks = [\"10.1.2.0/24\"]\nmodality = \"CT\"\nzone = "
                     "\"Asia/Tokyo\"\ncharset = \"ISO_IR 192\"\n[[device]]\nae = \"OFF1\"\nenabled = "
                     "false\n");
    const auto imported = run(broker.command({"device", "import", file.string()}));
    ASSERT_EQ(imported.exit_code, 0) << imported.output;
    const auto list = run(broker.command({"device", "list"}));
    EXPECT_TRUE(
        has(list.output, "CT1               CT        yes      Asia/Tokyo        ISO_IR 192  10.1.2.0/24"))
        << list.output;
    EXPECT_TRUE(has(list.output, "OFF1              -         no       the site's        as asked    -"))
        << list.output;
}

// The directory was given with a file that was no message: nothing behind it was sent, and no summary came.
TEST(CommandLine, ABadFileDoesNotEndAReplayAndEveryLineSaysWhatWasDone) {
    const MigratedDatabase database;
    RunningBroker broker({database.connection(), 0, {}, {}});
    broker.start();
    const ScratchFolder folder;
    const PairedOrder order{1, "20991120"};
    const auto bad = folder.write("bad.hl7", "no message\n").string();
    auto text = order.message();
    const auto good = folder.write("good.hl7", text + text).string();
    const auto other = folder.write("other.hl7", text.replace(text.find("ORM^O01"), 7, "DFT^P03")).string();
    auto without_id = order.message();
    without_id.erase(without_id.find("|" + order.control_id()) + 1, order.control_id().size());
    const auto nameless = folder.write("nameless.hl7", without_id).string();
    const auto done =
        run_broker({"replay", "--to", broker.mllp(), bad, "/no/such/file.hl7", good, other, nameless});
    EXPECT_EQ(done.exit_code, 2);
    EXPECT_TRUE(has(done.output, "AR   MSH-10: ")) << done.output;
    EXPECT_TRUE(has(done.output, "bad.hl7: holds no HL7 message (no line begins with MSH)")) << done.output;
    EXPECT_TRUE(has(done.output, "/no/such/file.hl7: cannot be read")) << done.output;
    EXPECT_TRUE(has(done.output, "AA   applied\n")) << done.output;
    EXPECT_TRUE(has(done.output, "AA   duplicate: this message came before; nothing was changed\n"))
        << done.output;
    EXPECT_TRUE(has(done.output, "AR   MSH-9.1: DFT^P03 is not taken; ORM, OMG, OMI, SIU, ADT are\n"))
        << done.output;
    EXPECT_TRUE(done.output.ends_with("  4 sent, 2 accepted (1 with a remark), 2 files not read\n"))
        << done.output;
}

TEST(CommandLine, AReplayToNobodyStillEndsWithASummary) {
    const ScratchFolder folder;
    const auto file = folder.write("one.hl7", PairedOrder{1, "20991120"}.message()).string();
    const auto done = run_broker({"replay", "--to", "127.0.0.1:1", file});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_TRUE(done.output.ends_with("  1 sent, 0 accepted, 1 not answered\n")) << done.output;
}

TEST(CommandLine, ASimulatedModalitySaysWhichDayItAsksForAndCanAskForAnother) {
    const MigratedDatabase database;
    RunningBroker broker({database.connection(), 0, {}, {}});
    broker.start();
    broker.import_devices();
    const ScratchFolder folder;
    const auto file = folder.write("order.hl7", PairedOrder{1, "20310203"}.message()).string();
    ASSERT_EQ(run_broker({"replay", "--to", broker.mllp(), file}).exit_code, 0);
    const auto play = [&](const std::vector<std::string>& more) {
        std::vector<std::string> words{"modality", "play", "--to", broker.dicom()};
        words.insert(words.end(), more.begin(), more.end());
        return run_broker(words);
    };
    const auto today = play({});
    EXPECT_EQ(today.exit_code, 1);
    EXPECT_TRUE(has(today.output, "the worklist for DX today (")) << today.output;
    EXPECT_TRUE(has(today.output, "holds nothing to examine; --date any asks for every day")) << today.output;
    EXPECT_EQ(play({"--date", "2031-02-03"}).exit_code, 2);
    const auto day = play({"--date", "20310203"});
    EXPECT_EQ(day.exit_code, 0) << day.output;
    EXPECT_TRUE(has(day.output, "C-FIND by XRAY1 for DX on 20310203: 1 items")) << day.output;
    const auto any = play({"--date", "any"});
    EXPECT_TRUE(has(any.output, "the worklist for DX on any day holds nothing to examine\n")) << any.output;
}

class SimulatedRis : public ::testing::Test {
protected:
    void start(std::vector<std::string> more) {
        const auto ready = folder_.path() / "ready";
        std::vector<std::string> words{MWL_BROKER, "ris",          "listen",      "--port",
                                       "0",        "--ready-file", ready.string()};
        words.insert(words.end(), more.begin(), more.end());
        process_ = std::make_unique<Process>(words);
        ASSERT_TRUE(wait_for_file(ready, *process_)) << process_->output();
        const auto text = read_text(ready);
        const auto at = text.find("mllp=");
        ASSERT_NE(at, std::string::npos) << text;
        port_ = static_cast<std::uint16_t>(std::stoi(text.substr(at + 5)));
    }
    Result<std::string> ask(std::chrono::milliseconds patience) {
        mllp::Client client({.host = "127.0.0.1", .port = port_, .reply_timeout = patience}, deadlines_);
        return client.send(PairedOrder{1, "20991120"}.message());
    }

    ScratchFolder folder_;
    net::Deadlines deadlines_;
    std::unique_ptr<Process> process_;
    std::uint16_t port_ = 0;
};

TEST_F(SimulatedRis, CanRefuse) {
    start({"--answer", "error"});
    const auto answer = ask(kPatience);
    ASSERT_TRUE(answer) << to_string(answer.problem());
    EXPECT_TRUE(has(*answer, "\rMSA|AE|NW100001|this simulated RIS was told to refuse")) << *answer;
}

TEST_F(SimulatedRis, CanStaySilent) {
    start({"--answer", "silent"});
    const auto answer = ask(std::chrono::milliseconds(300));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.problem().where, "reply");
    EXPECT_TRUE(process_->says("NW100001")) << "it came";
}

TEST_F(SimulatedRis, CanAnswerLate) {
    start({"--late", "1"});
    const auto before = std::chrono::steady_clock::now();
    const auto answer = ask(kPatience);
    ASSERT_TRUE(answer) << to_string(answer.problem());
    EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::seconds(1));
    EXPECT_TRUE(has(*answer, "\rMSA|AA|NW100001")) << *answer;
}

TEST_F(SimulatedRis, EndsAtOnceWhenItIsTold) {
    start({"--late", "3600"});
    const auto nobody = ask(std::chrono::milliseconds(300));
    EXPECT_FALSE(nobody);
    process_->signal(15);
    EXPECT_EQ(process_->wait(), 0) << process_->output();
}

TEST(CommandLine, ExplainPrintsWhereEachValueOfASampleCameFrom) {
    const std::string sample = std::string(MWL_SOURCE_DIR) + "/samples/01-portable-chest.hl7";
    const auto profile = shipped("profiles/ihe-orm.toml");
    const auto told = run_broker({"explain", sample, "--profile", profile});
    EXPECT_EQ(told.exit_code, 0) << told.output;
    EXPECT_TRUE(has(told.output, "DX  <- OBR[1]-24 \"DX\" | upper")) << told.output;
    const auto by_sender = run_broker({"explain", sample, "--json", "--config", shipped("mwlbroker.toml")});
    EXPECT_EQ(by_sender.exit_code, 0) << by_sender.output;
    EXPECT_TRUE(has(by_sender.output, "\"profile\":\"ihe-orm\"")) << by_sender.output;
    const ScratchFolder folder;
    const auto bad = folder.write("bad.hl7", "MSH|^~\\&|A|B|||20260701||ORM^O01|1|P|2.3.1\r");
    const auto refused = run_broker({"explain", bad.string(), "--profile", profile});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_TRUE(has(refused.output, "refused: ")) << refused.output;
}

TEST(CommandLine, LabPrintsWhatAnotherProfileWouldChange) {
    const std::string sample = std::string(MWL_SOURCE_DIR) + "/samples/01-portable-chest.hl7";
    const auto present = shipped("profiles/ihe-orm.toml");
    const auto same = run_broker({"lab", sample, "--profile", present, "--against", present});
    EXPECT_EQ(same.exit_code, 0) << same.output;
    EXPECT_EQ(same.output, "1 messages, 0 would change\n");
    const ScratchFolder folder;
    const auto tried = folder.write("tried.toml", "[map.\"procedure.transport\"]\nfrom = []\n");
    const auto other =
        run_broker({"lab", sample, "--profile", tried.string(), "--config", shipped("mwlbroker.toml")});
    EXPECT_EQ(other.exit_code, 1) << other.output;
    EXPECT_TRUE(has(other.output, "value changed, order 1, procedure.transport: PORT -> (not stated)"))
        << other.output;
}

TEST(CommandLine, LabAndOrderShowReadWhatTheBrokerReceivedAndLeaveItAsItIs) {
    const MigratedDatabase database;
    RunningBroker broker({database.connection(), 0, {}, {}});
    broker.start();
    const ScratchFolder folder;
    auto text = read_text(std::string(MWL_SOURCE_DIR) + "/samples/01-portable-chest.hl7");
    for (const std::string filled_in : {"{{today}}", "{{now}}"})  // so that the second one is a repeat
        for (auto at = text.find(filled_in); at != std::string::npos; at = text.find(filled_in))
            text.replace(at, filled_in.size(), filled_in == "{{today}}" ? "20990102" : "209901020800");
    const auto sample = folder.write("order.hl7", text).string();
    const auto to = "127.0.0.1:" + std::to_string(broker.port("mllp"));
    for (int n = 0; n < 2; ++n) EXPECT_EQ(run_broker({"replay", sample, "--to", to}).exit_code, 0);
    const auto tried = folder.write("tried.toml", "[map.\"procedure.transport\"]\nfrom = []\n");
    const auto done = run(broker.command({"lab", "--stored", "--since", "1h", "--profile", tried.string()}));
    EXPECT_EQ(done.exit_code, 1) << done.output;
    EXPECT_TRUE(has(done.output, "value changed, order 1, procedure.transport: PORT -> (not stated)"))
        << done.output;
    EXPECT_TRUE(has(done.output, "1 messages, 1 would change")) << "the repeat is left out: " << done.output;
    EXPECT_EQ(database.psql("select count(*) from message"), "2");
    EXPECT_EQ(run(broker.command({"lab", "--stored", "--since", "yesterday", "--profile", tried.string()}))
                  .exit_code,
              2);
    EXPECT_EQ(run_broker({"lab", "--profile", tried.string()}).exit_code, 2) << "no messages named";

    const auto show = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {"order", "show"});
        return run(broker.command(words));
    };
    const auto shown = show({"--accession", "A1001"});
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_TRUE(has(shown.output, "DX  <- OBR[1]-24 \"DX\" | upper  [message 1]")) << shown.output;
    EXPECT_TRUE(has(shown.output, "\n  1: ORM^O01 ")) << shown.output;
    EXPECT_TRUE(has(show({"--accession", "A1001", "--json"}).output, "\"message\":1")) << "for scripts";
    const auto unknown = show({"--accession", "NONE", "--issuer", "ELSEWHERE"});
    EXPECT_EQ(unknown.exit_code, 1);
    EXPECT_EQ(unknown.output,
              "mwlbroker: no order has the accession number \"NONE\" of the issuer ELSEWHERE\n");
    EXPECT_EQ(broker.stop(), 0);
}

TEST(CommandLine, TheDocumentOfTheMappingHoldsTheTablesThatTheProgramRunsOn) {
    const auto document = read_text(std::string(MWL_SOURCE_DIR) + "/docs/mapping.md");
    for (const std::string name : {"mapping", "order-control", "events", "charsets"}) {
        const auto table = run_broker({"tables", name});
        EXPECT_EQ(table.exit_code, 0) << table.output;
        EXPECT_TRUE(has(document, table.output)) << "docs/mapping.md differs from: mwlbroker tables " << name;
    }
    const auto wrong = run_broker({"tables", "event"});
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_TRUE(has(wrong.output, "did you mean events?")) << wrong.output;
}

}  // namespace command_line_test
}  // namespace mwl::test
