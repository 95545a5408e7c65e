// Devices as people write and read them. What holds for every key is asked of every row of the table.
#include "mwl/config/devices.h"

#include "mwl/domain/device_policies.h"
#include "support/device_values.h"
#include "unit/config/files.h"

namespace mwl::config {
namespace {

using domain::Device;

Device a_ct() {
    Device device;
    device.ae = AeTitle("CT1");
    device.networks = {"10.0.0.0/8"};
    return device;
}

std::vector<Device> read_back(const std::string& toml) {
    Files files;
    return read_devices(files.write("devices.toml", toml)).devices;
}

std::vector<std::string> told_lines(const Device& before, const Device& after) {
    std::vector<std::string> lines;
    for (const auto& one : differences(before, after))
        lines.push_back(one.key + " " + one.before + " -> " + one.after);
    return lines;
}

TEST(DeviceTable, ANewPolicyIsARowAndIsReadFromFilesAndWordsShownExportedAndExplained) {
    for (const auto& row : device_table()) {
        if (row.effect == TakesEffect::on_import) continue;
        SCOPED_TRACE(row.key);
        const auto value = test::another_value(row);
        auto by_hand = a_ct();
        ASSERT_TRUE(take(row, by_hand, row.key, value).errors.empty());
        if (!by_hand.enabled) by_hand.networks = {"10.0.0.0/8"};

        const auto by_word = change_device(a_ct(), {row.key + "=" + test::as_word(value)}).device;
        EXPECT_EQ(by_word, by_hand);
        EXPECT_EQ(told_lines(a_ct(), by_word),
                  std::vector{row.key + " " + text_of(row.write(a_ct())) + " -> " + text_of(value)});
        const auto exported = export_devices({by_word});
        EXPECT_NE(exported.find(row.key + " = " + text_of(value) + "\n"), std::string::npos) << exported;
        EXPECT_EQ(read_back(exported), std::vector{by_hand});

        bool is_listed = false;
        for (const auto& line : lines_of(by_word))
            is_listed |= line.key == row.key && line.value == text_of(value) && !line.is_default;
        EXPECT_TRUE(is_listed);
        bool is_described = false;
        for (const auto& description : describe_devices())
            is_described |= description.key == "device." + row.key && !description.takes.empty();
        EXPECT_TRUE(is_described);
        if (row.key == "networks") continue;  // without any it could not call
        EXPECT_EQ(change_device(by_word, {row.key + "="}).device, a_ct()) << "KEY= is the default";
    }
}

TEST(DeviceExport, HardTextsComeBackAndASecondExportIsTheSame) {
    auto hard = a_ct();
    hard.ae = AeTitle("A\"B'C");
    hard.description = "room \"7\"\\n \\ {left}\n\tÜ 山田 \x01\x7F 'x' # no comment";
    auto off = a_ct();
    off.enabled = false;
    off.networks.clear();
    const auto text = export_devices({off, hard});
    EXPECT_EQ(read_back(text), (std::vector{off, hard}));
    EXPECT_EQ(export_devices(read_back(text)), text);
    EXPECT_EQ(export_devices({}), "");
}

TEST(DeviceExport, ADeviceThatCannotBeReadWholeIsNotExportedAsAnother) {
    auto wrong = a_ct();
    take_policies(wrong, {{"zone", policy_value(std::string("Mars")), "\"Mars\""}});
    EXPECT_NE(complaint([&] {
                  return export_devices({a_ct(), wrong});
              }).find("device CT1: policy zone is"),
              std::string::npos);
}

TEST(DeviceSet, SaysOfEachWordWhatIsWrongAndWhatWouldBeRight) {
    const auto said = [](const std::vector<std::string>& words) {
        return complaint([&] { return change_device(a_ct(), words); });
    };
    EXPECT_EQ(said({"answer_limt=5"}),
              "\"answer_limt\" is no key of a device; did you mean \"answer_limit\"?");
    EXPECT_EQ(said({"xylophone_in_x=5"}).substr(0, 69),
              "\"xylophone_in_x\" is no key of a device; there are: networks, modality");
    EXPECT_EQ(said({"answer_limit=many", "strict_mpps=yes", "zone=Mars"}),
              "answer_limit: a whole number from 0 to 10000 is wanted\nstrict_mpps: true or false is wanted\n"
              "zone: \"Mars\" is no time zone; write an IANA name such as \"Europe/Berlin\"");
    EXPECT_EQ(said({"zone"}), "\"zone\": write KEY=VALUE, or KEY= for the default");
    EXPECT_EQ(said({"enabled=true", "enabled=false"}), "enabled: is given twice");
    EXPECT_EQ(said({"ae=CT2"}),
              "ae: a device keeps its AE title; import one of the new title and remove this one");
    EXPECT_EQ(
        said({"networks=10.1.2.3/24"}),
        "networks: \"10.1.2.3/24\": bits are set after the prefix; did you mean 10.1.2.0/24 (an address "
        "or a network is wanted, for example \"10.1.2.0/24\")");
    EXPECT_NE(said({"networks="}).find("networks: CT1 may call from nowhere"), std::string::npos);
}

TEST(DeviceSet, AListStandsWithCommasAndATextIsWhatItIs) {
    const auto changed =
        change_device(a_ct(), {"networks=10.1.2.30, fd00::/8", "description=4711", "modality=CT"}).device;
    EXPECT_EQ(changed.networks, (std::vector<std::string>{"10.1.2.30", "fd00::/8"}));
    EXPECT_EQ(changed.description, "4711");
    EXPECT_EQ(change_device(a_ct(), {"description=a=b, c"}).device.description, "a=b, c");
    EXPECT_EQ(change_device(a_ct(), {"modality=EC"}).warnings.size(), 1U) << "retired";
}

TEST(DeviceSet, WhatTheDatabaseHoldsWronglyIsKeptUntilItIsSetOrTakenAway) {
    auto wrong = a_ct();
    take_policies(wrong, {{"zone", policy_value(std::string("Mars")), "\"Mars\""},
                          {"of_tomorrow", std::nullopt, "{\"a\": 1}"}});
    ASSERT_EQ(wrong.faults.size(), 2U);
    EXPECT_EQ(change_device(wrong, {"answer_limit=5"}).device.faults, wrong.faults);
    const auto mended = change_device(wrong, {"zone=Asia/Tokyo", "of_tomorrow="}).device;
    EXPECT_TRUE(mended.faults.empty());
    EXPECT_EQ(told(mended.ae, differences(wrong, mended)),
              "CT1: zone \"Mars\" -> \"Asia/Tokyo\", of_tomorrow {\"a\": 1} -> (removed)");
    EXPECT_EQ(told_lines(wrong, change_device(wrong, {"zone="}).device),
              std::vector<std::string>{"zone \"Mars\" -> \"\""});
    EXPECT_NE(complaint([&] { return change_device(wrong, {"of_tomorrow=2"}); }).find("is no key"),
              std::string::npos);
}

TEST(DeviceSet, WhatIsStoredAsAPolicyByTheNameOfAnotherKeyIsTakenAwayAlone) {
    auto wrong = a_ct();
    take_policies(wrong, {{"enabled", policy_value(false), "false"}});
    ASSERT_EQ(wrong.faults.size(), 1U);
    const auto mended = change_device(wrong, {"enabled="}).device;
    EXPECT_EQ(mended, a_ct());
    EXPECT_EQ(told(mended.ae, differences(wrong, mended)), "CT1: enabled false -> (removed)");
    auto disabled = wrong;
    disabled.enabled = false;
    EXPECT_FALSE(change_device(disabled, {"enabled="}).device.enabled) << "the remedy enables nothing";
    const auto lines = lines_of(wrong);
    EXPECT_EQ(std::ranges::count_if(
                  lines, [](const auto& line) { return line.value == "true" && line.key == "enabled"; }),
              1);
}

TEST(DevicesNamed, ATitleThatIsGivenTwiceIsOneDevice) {
    EXPECT_EQ(devices_named({a_ct()}, {"CT1", "CT1"}).size(), 1U);
}

TEST(DevicesNamed, ATitleThatIsNotThereIsAnsweredWithTheOneThatWasMeant) {
    auto other = a_ct();
    other.ae = AeTitle("MR1");
    const std::vector all{a_ct(), other};
    EXPECT_EQ(devices_named(all, {"MR1", "CT1"}), (std::vector{other, a_ct()}));
    EXPECT_EQ(complaint([&] {
                  return devices_named(all, {"CT2", "MR1", "ULTRASOUND"});
              }),
              "there is no device \"CT2\"; did you mean \"CT1\"?\n"
              "there is no device \"ULTRASOUND\"; mwlbroker device list shows those that are there");
}

}  // namespace
}  // namespace mwl::config
