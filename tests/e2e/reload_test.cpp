// kill -HUP on the real program: what is live changes under open connections, what is wrong changes nothing.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

#include "sim/modality.h"
#include "sim/replay.h"
#include "support/broker.h"
#include "support/descriptor.h"
#include "support/postgres.h"
#include "unit/net/peers.h"

namespace mwl::test {
namespace reload_test {

namespace tags = dataset::tags;

const std::string kProfile = "name = \"site\"\nsender.zone = \"UTC\"\n";

class Reload : public ::testing::Test {
protected:
    Reload() : broker_({database_.connection(), 0, {}, {}, folder_.path() / "settings.toml"}) {
        write("");
        folder_.write("profile.toml", kProfile);
    }

    void write(const std::string& settings) {
        folder_.write("settings.toml", "profiles = [\"profile.toml\"]\n" + settings +
                                           "\n[[destination]]\nname = \"ris\"\nhost = \"127.0.0.1\"\n");
    }
    void start() {
        broker_.start();
        broker_.import_devices();
    }
    // Returns once the file was read again and everything follows it.
    void reload() {
        broker_.process().signal(SIGHUP);
        const auto done = "mwl_config_reloads_total " + std::to_string(++reloads_);
        const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (metrics().find("\n" + done + "\n") == std::string::npos)
            if (!broker_.is_running() || std::chrono::steady_clock::now() > until)
                throw std::runtime_error("not read again:\n" + broker_.log());
    }
    std::string metrics() const { return http_get(broker_.port("http"), "/metrics"); }
    std::string ready() const { return http_get(broker_.port("http"), "/readyz"); }

    // The first sample, for an order of its own.
    static std::string order(const std::string& accession) {
        const auto sample = std::filesystem::path(MWL_SOURCE_DIR) / "samples" / "01-portable-chest.hl7";
        std::string text = sim::read_messages(sample, Zone(), system_clock().now()).at(0);
        for (const std::string id : {"S0001", "P9001", "F9001", "A1001", "RP1001", "SPS1001", ".1001.1"})
            for (auto at = text.find(id); at != std::string::npos; at = text.find(id, at))
                text.replace(at, id.size(), id == ".1001.1" ? "." + accession : id.substr(0, 1) + accession);
        return text;
    }
    // The acknowledgement that comes back on the same connection; empty if that was closed.
    static std::string send(RawPeer& connection, const std::string& message) {
        std::string heard;
        if (!connection.say("\x0B" + message + "\x1C\r")) return heard;
        while (!heard.ends_with("\x1C\r")) {
            const auto next = connection.hear(1);
            if (next.empty()) return "";
            heard += next;
        }
        return heard;
    }
    static bool is_accepted(const std::string& reply) { return reply.find("MSA|AA|") != std::string::npos; }

    // "1001 DX 0815", one for each step of today.
    std::vector<std::string> worklist(const std::string& ae, const std::string& kind) const {
        sim::ModalityOptions options;
        options.port = broker_.port("dicom");
        options.ae = AeTitle(ae);
        options.modality = kind;
        const auto items = sim::ask_worklist(options, system_clock().now());
        if (!items) return {to_string(items.problem())};
        std::vector<std::string> found;
        for (const auto& item : *items) {
            const auto& step = item.items(tags::ScheduledProcedureStepSequence).at(0);
            found.push_back(item.value(tags::AccessionNumber) + " " + step.value(tags::Modality) + " " +
                            step.value(tags::ScheduledProcedureStepStartTime).substr(0, 4));
        }
        return found;
    }

    MigratedDatabase database_;
    ScratchFolder folder_;
    RunningBroker broker_;
    int reloads_ = 0;
};

using Steps = std::vector<std::string>;

TEST_F(Reload, AProfileTakesEffectWithTheNextOrderOnTheSameConnection) {
    start();
    RawPeer connection(broker_.port("mllp"));
    ASSERT_TRUE(is_accepted(send(connection, order("1"))));
    EXPECT_EQ(worklist("XRAY1", "DX"), Steps{"A1 DX 0815"});

    folder_.write("profile.toml", kProfile + "[tables.procedures]\n71010 = \"US\"\n");
    reload();
    ASSERT_TRUE(is_accepted(send(connection, order("2")))) << broker_.log();
    EXPECT_EQ(worklist("US1", "US"), Steps{"A2 US 0815"});
    EXPECT_EQ(worklist("XRAY1", "DX"), Steps{"A1 DX 0815"}) << "what was mapped before stays";
    EXPECT_NE(broker_.log().find("CFG-800"), std::string::npos) << broker_.log();
    EXPECT_EQ(broker_.stop(), 0);
}

TEST_F(Reload, TheZoneOfTheSiteTakesEffectInAnswersAndOnThePage) {
    start();
    RawPeer connection(broker_.port("mllp"));
    ASSERT_TRUE(is_accepted(send(connection, order("1"))));
    write("[site]\nzone = \"Asia/Kolkata\"\n");
    reload();
    EXPECT_EQ(worklist("XRAY1", "DX"), Steps{"A1 DX 1345"});
    EXPECT_NE(http_get(broker_.port("http"), "/performed-steps").find("Asia/Kolkata"), std::string::npos);
}

TEST_F(Reload, K2_ABadFileLeavesTheOldInForceAndShowsUntilAGoodOneComes) {
    start();
    RawPeer connection(broker_.port("mllp"));
    EXPECT_NE(metrics().find("\nmwl_config_rejected 0\n"), std::string::npos);

    write("[site]\nzone = \"Asia/Kolkata\"\n");
    folder_.write("profile.toml", kProfile + "missing_nmae = \"reject\"\n");
    reload();
    EXPECT_NE(metrics().find("\nmwl_config_rejected 1\n"), std::string::npos);
    const auto bad = ready();
    EXPECT_NE(bad.find("200 OK"), std::string::npos) << "the broker works";
    EXPECT_NE(bad.find("the file on disk is not in force: "), std::string::npos) << bad;
    EXPECT_NE(bad.find("profile.toml:3:16: unknown key"), std::string::npos) << bad;
    ASSERT_TRUE(is_accepted(send(connection, order("1"))));
    EXPECT_EQ(worklist("XRAY1", "DX"), Steps{"A1 DX 0815"}) << "not the zone of the file beside it either";
    const auto log = broker_.log();
    const auto line = log.find("CFG-801");
    ASSERT_NE(line, std::string::npos) << log;
    EXPECT_EQ(log.find("CFG-801", line + 1), std::string::npos) << "one line";
    EXPECT_NE(log.find("profile.toml:3:16", line), std::string::npos) << log;

    folder_.write("profile.toml", kProfile);
    reload();
    EXPECT_NE(metrics().find("\nmwl_config_rejected 0\n"), std::string::npos);
    EXPECT_EQ(ready().find("not in force"), std::string::npos) << ready();
    EXPECT_EQ(worklist("XRAY1", "DX"), Steps{"A1 DX 1345"});
}

TEST_F(Reload, WhatNeedsARestartIsNamedAndTheRestOfTheFileIsInForce) {
    write("[log]\nlevel = \"error\"\n");
    start();
    EXPECT_EQ(broker_.log().find("CFG-"), std::string::npos);
    write("[log]\nlevel = \"info\"\n[dicom]\nae = \"OTHER\"\nidle_seconds = 9\n");
    reload();
    const auto waiting = "takes effect after a restart: dicom.ae, dicom.idle_seconds";
    EXPECT_NE(ready().find(waiting), std::string::npos) << ready();
    EXPECT_NE(broker_.log().find("dicom.ae, dicom.idle_seconds"), std::string::npos) << "level info is live";
    EXPECT_EQ(worklist("XRAY1", "DX"), Steps{}) << "still called MWLBROKER";
    ASSERT_EQ(broker_.stop(), 0);
    broker_.start();
    EXPECT_EQ(ready().find("after a restart"), std::string::npos) << ready();
    EXPECT_NE(worklist("XRAY1", "DX"), Steps{}) << "rejected: its name is OTHER now";
}

// The settings are a pipe, so that the start stands still while it reads them.
TEST_F(Reload, ASighupInTheFirstMomentsOfAStartDoesNotEndIt) {
    const auto settings = folder_.path() / "settings.toml";
    const auto text = read_text(settings);
    std::filesystem::remove(settings);
    ASSERT_EQ(::mkfifo(settings.c_str(), 0600), 0);
    auto& process = broker_.spawn();
    int pipe = -1;
    while ((pipe = ::open(settings.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)) < 0)
        ASSERT_TRUE(process.is_running());  // it opens the other end
    {
        const Descriptor writer(pipe);
        process.signal(SIGHUP);
        std::filesystem::remove(settings);
        write("");  // what is there when it is read again
        ASSERT_EQ(::write(writer.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    EXPECT_TRUE(process.says("CFG-800")) << process.output();
    EXPECT_EQ(broker_.stop(), 0);
}

}  // namespace reload_test
}  // namespace mwl::test
