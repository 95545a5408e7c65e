// K1: whatever is wrong is named with its file, line and column, and with what to write instead.
#include "unit/config/files.h"

namespace mwl::config {
namespace {

struct Wrong {
    const char* what;
    const char* text;  // from line 2 of settings.toml
    const char* complaint;
};

// The whole sentence is held, so that it stays one that a person can act on.
const std::vector<Wrong> kSettings{
    {"Typo", "[mllp]\nprot = 2600",
     "settings.toml:3:8: unknown key \"mllp.prot\"; did you mean \"mllp.port\"?"},
    {"TypoInDestination", "[[destination]]\nname = \"ris\"\nhots = \"a\"",
     "settings.toml:4:8: unknown key \"destination[0].hots\"; did you mean \"destination[0].host\"?"},
    {"KeyOfNothing", "[quantum]\nflux = 1",
     "settings.toml:3:8: unknown key \"quantum.flux\"; the shipped files list every key"},
    {"TextForNumber", "[mllp]\nport = \"2600\"",
     "settings.toml:3:8: mllp.port: a whole number from 0 to 65535 is wanted"},
    {"NumberForText", "[dicom]\nae = 5", "settings.toml:3:6: dicom.ae: a text in quotes is wanted"},
    {"TextForFlag", "[site]\nignore_accents = \"yes\"",
     "settings.toml:3:18: site.ignore_accents: true or false is wanted"},
    {"ListForText", "[mllp]\naddress = [\"::\"]",
     "settings.toml:3:11: mllp.address: one text is wanted, not a list"},
    {"TextForList", "[mllp]\ntrusted_networks = \"10.0.0.0/8\"",
     "settings.toml:3:20: mllp.trusted_networks: a list of texts is wanted, for example [\"A\", \"B\"]"},
    {"Fraction", "[mllp]\nport = 2600.5",
     "settings.toml:3:8: only texts, whole numbers, true and false are used here"},
    {"PortTooHigh", "[mllp]\nport = 70000",
     "settings.toml:3:8: mllp.port: a whole number from 0 to 65535 is wanted"},
    {"PortBelowZero", "[http]\nport = -1",
     "settings.toml:3:8: http.port: a whole number from 0 to 65535 is wanted"},
    {"LimitTooHigh", "[site]\nanswer_limit = 99999999999",
     "settings.toml:3:16: site.answer_limit: a whole number from 1 to 10000 is wanted"},
    {"NetworkBits", "[dicom]\necho_networks = [\"10.1.2.0/33\"]",
     "settings.toml:3:17: dicom.echo_networks: \"10.1.2.0/33\": the prefix must be 0 to 32 (an address or a "
     "network is wanted, for example \"10.1.2.0/24\")"},
    {"NetworkBitsBelowZero", "[dicom]\necho_networks = [\"10.1.2.0/-1\"]",
     "settings.toml:3:17: dicom.echo_networks: \"10.1.2.0/-1\": the prefix must be 0 to 32 (an address or a "
     "network is wanted, for example \"10.1.2.0/24\")"},
    {"HostBits", "[dicom]\necho_networks = [\"10.1.2.3/24\"]",
     "settings.toml:3:17: dicom.echo_networks: \"10.1.2.3/24\": bits are set after the prefix; did you mean "
     "10.1.2.0/24 (an address or a network is wanted, for example \"10.1.2.0/24\")"},
    {"NetworkNumbers", "[mllp]\ntrusted_networks = [\"::1\", \"999.1.2.0/24\"]",
     "settings.toml:3:20: mllp.trusted_networks: \"999.1.2.0\" is not a numeric IPv4 or IPv6 address "
     "(an address or a network is wanted, for example \"10.1.2.0/24\")"},
    {"NetworkByName", "[mllp]\ntrusted_networks = [\"engine.local\"]",
     "settings.toml:3:20: mllp.trusted_networks: \"engine.local\" is not a numeric IPv4 or IPv6 address "
     "(an address or a network is wanted, for example \"10.1.2.0/24\")"},
    {"Zone", "[site]\nzone = \"Europe/Berlni\"",
     "settings.toml:3:8: site.zone: \"Europe/Berlni\" is no time zone; write an IANA name such as "
     "\"Europe/Berlin\""},
    {"Word", "[log]\nlevel = \"loud\"",
     "settings.toml:3:9: log.level: \"loud\" is none of: debug, info, warn, error"},
    {"AeTitleTooLong", "[dicom]\nae = \"SEVENTEENLETTERS1\"",
     "settings.toml:3:6: dicom.ae: an AE title has 1 to 16 characters, no backslash and no space at its "
     "ends"},
    {"OneTableForSeveral", "[destination]\nname = \"ris\"",
     "settings.toml:3:8: destination.name: write [[destination]]"},
    {"UnknownTables", "\n[[destinations]]\nname = \"ris\"",
     "settings.toml:3:1: unknown table [[destinations]]; only [[destination]] is one"},
    {"DestinationWithoutHost", "[[destination]]\nname = \"ris\"\nport = 1",
     "settings.toml:2:1: [[destination]] needs name, host and port"},
    {"DestinationWithPortZero", "[[destination]]\nname = \"ris\"\nhost = \"a\"\nport = 0",
     "settings.toml:2:1: [[destination]] needs name, host and port"},
    {"TwoDestinationsOfOneName",
     "[[destination]]\nname = \"ris\"\nhost = \"a\"\nport = 1\n[[destination]]\nname = \"ris\"\nhost = "
     "\"b\"\nport = 1",
     "settings.toml:6:1: two destinations have the name ris"},
    {"AddressByName", "[mllp]\naddress = \"localhost\"",
     "settings.toml:3:11: mllp.address: \"localhost\" is no numeric address; write for example "
     "\"127.0.0.1\", or \"::\" for every address of this machine"},
    {"NoAddress", "[http]\naddress = \"\"",
     "settings.toml:3:11: http.address: \"\" is no numeric address; write for example \"127.0.0.1\", or "
     "\"::\" for every address of this machine"},
    {"TwoListenersOnOnePort", "[mllp]\nport = 2600\n[dicom]\nport = 2600",
     "settings.toml:5:8: dicom.port: mllp listens on port 2600 too; give each listener a port of its own"},
    {"PortOfAnothersDefault", "[mllp]\nport = 8080",
     "settings.toml:3:8: mllp.port: http listens on port 8080 too; give each listener a port of its own"},
    {"PortWithinEveryAddress",
     "[mllp]\naddress = \"::\"\nport = 2600\n[http]\naddress = \"10.1.2.3\"\nport = 2600",
     "settings.toml:7:8: http.port: mllp listens on port 2600 too; give each listener a port of its own"},
    {"HostNameWithPort", "[http]\nhost_names = [\"broker.hospital.example:8080\"]",
     "settings.toml:3:14: http.host_names: \"broker.hospital.example:8080\" is no host name; write it "
     "without scheme and port, for example \"broker.hospital.example\""},
    {"KeyTwice", "[mllp]\nport = 1\nport = 2", "settings.toml:4:8: "},
    {"BadToml", "[mllp\nport = 1", "settings.toml:2:6: "},
};

class WrongSettings : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongSettings, K1_AreRefusedWithTheirPlace) {
    const auto said = complaint_about_settings(GetParam().text);
    const std::string wanted = GetParam().complaint;
    // What toml++ has to say about the grammar is its own affair; the place is ours.
    EXPECT_EQ(wanted.ends_with(": ") ? said.substr(0, wanted.size()) : said, wanted);
}

const auto kName = [](const auto& test) { return std::string(test.param.what); };
INSTANTIATE_TEST_SUITE_P(Each, WrongSettings, ::testing::ValuesIn(kSettings), kName);

TEST(WrongSettings, K1_AnUnknownCharacterSetIsNamedWithOneThatIsKnown) {
    const auto said = complaint_about_settings("[site]\nanswer_charset = \"ISO_IR 999\"");
    EXPECT_TRUE(said.starts_with("settings.toml:3:18: site.answer_charset: ")) << said;
    EXPECT_NE(said.find("taken are ISO_IR 6, ISO_IR 100,"), std::string::npos) << said;
    const auto hl7 = complaint_about_settings(
        "[[destination]]\nname = \"r\"\nhost = \"h\"\nport = 1\ncharset = \"KLINGON\"");
    EXPECT_TRUE(hl7.starts_with("settings.toml:6:11: charset: ")) << hl7;
    EXPECT_NE(hl7.find("taken are ASCII, 8859/1,"), std::string::npos) << hl7;
}

TEST(WrongSettings, K1_AFileThatIsNotThereIsNamed) {
    Files files;
    EXPECT_EQ(
        complaint([&] { return read_settings(files.write("a.toml", "").parent_path() / "absent.toml"); }),
        "absent.toml: cannot be read; is the path right and the file readable?");
    const auto file = files.write("settings.toml", "profiles = [\"no-such.toml\"]\n");
    EXPECT_EQ(complaint([&] { return read_settings(file); }),
              "no-such.toml: cannot be read; is the path right and the file readable?");
}

TEST(WrongSettings, K1_WithoutAProfileNoMessageCanBeReadAndThatIsSaid) {
    Files files;
    const auto file = files.write("settings.toml", "[site]\nzone = \"UTC\"\n");
    EXPECT_EQ(complaint([&] { return read_settings(file); }),
              "settings.toml: profiles names no file; without one no message can be read");
}

const std::vector<Wrong> kProfiles{
    {"Typo", "[map.acession]\nmissing = \"reject\"",
     "profile.toml:2:11: unknown key \"map.acession.missing\"; did you mean \"map.accession.missing\"?"},
    {"Word", "[map.\"step.start\"]\nmissing = \"now\"",
     "profile.toml:2:11: map.step.start.missing: \"now\" is none of: received, order-time, reject"},
    {"WordOfAnotherTarget", "[map.\"step.start\"]\nmissing = \"generate\"",
     "profile.toml:2:11: map.step.start.missing: \"generate\" is none of: received, order-time, reject"},
    {"Field", "[map.accession]\nfrom = [\"OBR-18\", \"OBR18\"]",
     "profile.toml:2:8: map.accession.from: \"OBR18\" is no HL7 field; write for example \"OBR-18\""},
    {"FixedSource", "[map.\"patient.allergies\"]\nfrom = [\"AL1-4\"]",
     "profile.toml:2:8: map.patient.allergies.from: where this is read from is not to be chosen: AL1-3"},
    {"Constant", "[map.accession]\notherwise = \"1\"",
     "profile.toml:2:13: map.accession.otherwise: a constant would be somebody else's value; it is for texts "
     "and for "
     "the modality"},
    {"TransformOfParts", "[map.\"patient.name\"]\nfrom = [\"PID-5 | upper\"]",
     "profile.toml:2:8: map.patient.name.from: \"PID-5 | upper\": a transform makes a text without parts, "
     "and "
     "patient.name has parts"},
    {"CutIdentifier", "[map.accession]\nfrom = [\"OBR-18 | cut:16\"]",
     "profile.toml:2:8: map.accession.from: \"OBR-18 | cut:16\": an identifier is never cut; it would name "
     "somebody "
     "or something else"},
    {"PrefixOfAnIdentifier", "[map.accession]\nfrom = [\"OBR-18 | prefix:4\"]",
     "profile.toml:2:8: map.accession.from: \"OBR-18 | prefix:4\": an identifier is never cut; it would name "
     "somebody "
     "or something else"},
    {"PrefixOfAText", "[map.\"procedure.reason\"]\nfrom = [\"OBR-31 | prefix:4\"]",
     "profile.toml:2:8: map.procedure.reason.from: \"OBR-31 | prefix:4\": prefix is for looking a code up; "
     "put a table "
     "behind it, or write cut"},
    {"PadBeyondTheAttribute", "[map.accession]\nfrom = [\"OBR-18 | pad:20\"]",
     "profile.toml:2:8: map.accession.from: \"OBR-18 | pad:20\": accession holds 16 characters"},
    {"PatientFromAnOrder", "[map.\"patient.sex\"]\nfrom = [\"OBR-12\"]",
     "profile.toml:2:8: map.patient.sex.from: \"OBR-12\": the patient is read before the first ORC, and OBR "
     "belongs to an "
     "order"},
    {"WeightWithoutUnit", "[map.\"patient.weight\"]\nfrom = [\"PV2-9\"]",
     "profile.toml:2:8: map.patient.weight.from: \"PV2-9\": patient.weight needs an OBX, which has its unit "
     "in OBX-6"},
    {"PartOfAName", "[map.\"order.requesting_physician\"]\nfrom = [\"ORC-12.2\"]",
     "profile.toml:2:8: map.order.requesting_physician.from: \"ORC-12.2\": order.requesting_physician is "
     "read from a "
     "whole field: person name (XCN)"},
    {"PartOfACode", "[map.\"procedure.code\"]\nfrom = [\"OBR-4.1.2\"]",
     "profile.toml:2:8: map.procedure.code.from: \"OBR-4.1.2\": procedure.code begins at a component, not at "
     "a part of "
     "one"},
    {"GoneKey", "accession_fields = [\"OBR-18\"]",
     "profile.toml:1:20: accession_fields: this key is gone; write [map.accession] from (docs/mapping.md)"},
    {"GoneTable", "[modality_of_service]\nRAD = \"DX\"",
     "profile.toml:2:7: modality_of_service.RAD: this key is gone; write [tables.sections] "
     "(docs/mapping.md)"},
    {"EmptyConstant", "[map.\"visit.institution\"]\notherwise = \"\"",
     "profile.toml:2:13: map.visit.institution.otherwise: a text of 1 to 64 characters without backslash and "
     "line ends is "
     "wanted"},
    {"NoTransform", "[map.accession]\nfrom = [\"OBR-18 | lower\"]",
     "profile.toml:2:8: map.accession.from: no transform \"lower\"; there are trim, upper, strip-zeros, "
     "pad:N, prefix:N, cut:N, replace:/WHAT/WITH/, date-format:FORMAT, table:NAME"},
    {"DateFormatOfAText", "[map.\"procedure.reason\"]\nfrom = [\"OBR-31 | date-format:DD.MM.YYYY\"]",
     "profile.toml:2:8: map.procedure.reason.from: \"OBR-31 | date-format:DD.MM.YYYY\": date-format is for "
     "dates "
     "and times, and procedure.reason is none"},
    {"NoTable",
     "[map.\"step.modality\"]\nfrom = [\"OBR-24 | table:section\"]\n[tables.sections]\nRAD = \"DX\"",
     "profile.toml:2:8: map.step.modality.from: \"OBR-24 | table:section\": the profile has no table "
     "\"section\"; did "
     "you mean \"sections\"?"},
    {"ModalityIsNoNumber", "[tables.sections]\nRAD = 5",
     "profile.toml:2:7: tables.sections.RAD: a text in quotes is wanted"},
    {"GoneKeyOfTheSender", "sending_application = \"HIS\"",
     "profile.toml:1:23: sending_application: this key is gone; write [sender] application = [\"NAME\"] "
     "(docs/mapping.md)"},
    {"StarInAName", "[sender]\napplication = [\"H*S\"]",
     "profile.toml:2:15: sender.application: \"H*S\": a name, or the beginning of one with * at its end"},
    {"AnyNameAsAStar", "[sender]\nfacility = [\"*\"]",
     "profile.toml:2:12: sender.facility: \"*\": leave the key out for any sender"},
    {"CharsetOfAName", "[sender]\nread_declared = { \"8859\" = \"8859/77\" }",
     "profile.toml:2:28: sender.read_declared.8859: character set '8859/77' is not known; taken are ASCII, "
     "8859/1, 8859/2, 8859/3, 8859/4, 8859/5, 8859/6, 8859/7, 8859/8, 8859/9, 8859/15, WINDOWS-1252, UNICODE "
     "UTF-8, GB 18030-2000, BIG-5"},
    {"TypeThatIsNotTaken", "[intake]\ntake = [\"ORM^001\", \"ADT\"]",
     "profile.toml:2:8: intake.take: \"ORM^001\" is no message that the broker takes; did you mean "
     "\"ORM^O01\"?"},
    {"PriorityOfARule", "[[station]]\nstations = [\"A\"]\npriority = \"S\"",
     "profile.toml:3:12: priority: \"S\" is none of: STAT, HIGH, ROUTINE, MEDIUM, LOW"},
    {"Zone", "sender.zone = \"Mars\"",
     "profile.toml:1:15: sender.zone: \"Mars\" is no time zone; write an IANA name such as "
     "\"Europe/Berlin\""},
    {"RuleWithoutStations", "name = \"x\"\n[[station]]\nmodality = \"DX\"",
     "profile.toml:2:1: [[station]] needs stations"},
    {"RuleTypo", "[[station]]\nstation = [\"A\"]",
     "profile.toml:2:11: unknown key \"station[0].station\"; did you mean "
     "\"station[0].stations\"?"},
    {"ModalityIsAWord", "[tables.sections]\nRUS = \"ULTRASOUND\"",
     "profile.toml:2:7: tables.sections.RUS: \"ULTRASOUND\" is no defined term of Modality (0008,0060); "
     "did "
     "you mean \"US\"?"},
    {"ModalityWithWildcard", "[tables.procedures]\nCHEST = \"CT*\"",
     "profile.toml:2:9: tables.procedures.CHEST: \"CT*\" is no defined term of Modality (0008,0060); did "
     "you "
     "mean \"CT\"?"},
    {"ModalityIsNothing", "[tables.procedures]\nCHEST = \"\"",
     "profile.toml:2:9: tables.procedures.CHEST: \"\" is no defined term of Modality (0008,0060); write "
     "for "
     "example \"CR\", \"CT\", \"DX\", \"MG\", \"MR\", \"NM\" or \"US\""},
    {"ModalityOfARule", "[[station]]\nstations = [\"MR1\"]\nmodality = \"MRI\"",
     "profile.toml:3:12: modality: \"MRI\" is no defined term of Modality (0008,0060); did you mean \"MR\"?"},
    {"SegmentThatNoOrderHas", "[map.accession]\nfrom = [\"OBC-18\"]",
     "profile.toml:2:8: map.accession.from: \"OBC-18\": no order message has a segment OBC; did you mean "
     "\"OBR-18\"?"},
    {"SegmentWithoutField", "[map.\"step.start\"]\nfrom = [\"OBR\"]",
     "profile.toml:2:8: map.step.start.from: \"OBR\" is no HL7 field; write for example \"OBR-18\""},
    {"Condition", "[map.accession]\nfrom = [\"OBX[=A]-5\"]",
     "profile.toml:2:8: map.accession.from: \"[=A]\": write for example [3.1=29463-7]"},
    {"NoAccessionAtAll", "[map.accession]\nfrom = []",
     "profile.toml:2:8: map.accession.from: the list is empty and what is missing is rejected, so that no "
     "order can "
     "be taken"},
    {"NoProcessingId", "intake.processing_ids = []",
     "profile.toml:1:25: intake.processing_ids: the list is empty, so that no message can be taken; leave "
     "the key "
     "out"},
    {"RuleThatIsNeverUsed",
     "[[station]]\nlocation = [\"ICU*\"]\nstations = [\"A\"]\n[[station]]\nmodality = "
     "\"DX\"\nlocation = [\"ICU2\", \"ICU3*\"]\nstations = [\"B\"]",
     "profile.toml:4:1: this [[station]] is never used: the one of line 1 fits every step that it fits; "
     "put it "
     "before that one"},
    {"StationTooLong", "[[station]]\nstations = [\"SEVENTEENLETTERS1\"]",
     "profile.toml:2:12: stations: \"SEVENTEENLETTERS1\" is no AE title (1 to 16 characters)"},
};

class WrongProfiles : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongProfiles, K1_AreRefusedWithTheirPlace) {
    EXPECT_EQ(complaint_about_profile(GetParam().text), GetParam().complaint);
}
INSTANTIATE_TEST_SUITE_P(Each, WrongProfiles, ::testing::ValuesIn(kProfiles), kName);

const std::vector<Wrong> kDevices{
    {"TwoOfOneAeTitle",
     "[[device]]\nae = \"CT1\"\nenabled = false\n[[device]]\nae = \"CT1\"\nenabled = false",
     "devices.toml:4:1: two devices have the AE title CT1"},
    {"WithoutAeTitle", "\n[[device]]\nnetworks = [\"::1\"]", "devices.toml:2:1: [[device]] needs ae"},
    {"Typo", "[[device]]\nae = \"CT1\"\nmodallity = \"CT\"",
     "devices.toml:3:13: unknown key \"device[0].modallity\"; did you mean \"device[0].modality\"?"},
    {"Network", "[[device]]\nae = \"CT1\"\nnetworks = [\"10.1.2\"]",
     "devices.toml:3:12: networks: \"10.1.2\" is not a numeric IPv4 or IPv6 address (an address or a network "
     "is "
     "wanted, for example \"10.1.2.0/24\")"},
    {"HostBits", "[[device]]\nae = \"CT1\"\nnetworks = [\"10.1.2.3/24\"]",
     "devices.toml:3:12: networks: \"10.1.2.3/24\": bits are set after the prefix; did you mean 10.1.2.0/24 "
     "(an "
     "address or a network is wanted, for example \"10.1.2.0/24\")"},
    {"WithoutNetworks", "[[device]]\nae = \"CT1\"",
     "devices.toml:1:1: networks: CT1 may call from nowhere; write its address, for example networks = "
     "[\"10.1.2.30\"], or enabled = false"},
    {"WithEmptyNetworks", "[[device]]\nae = \"CT1\"\nnetworks = []",
     "devices.toml:3:12: networks: CT1 may call from nowhere; write its address, for example networks = "
     "[\"10.1.2.30\"], or enabled = false"},
    {"ModalityInSmallLetters", "[[device]]\nae = \"US1\"\nnetworks = [\"::1\"]\nmodality = \"us\"",
     "devices.toml:4:12: modality: \"us\" is no defined term of Modality (0008,0060); did you mean \"US\"?"},
    {"Zone", "[[device]]\nae = \"CT1\"\nzone = \"CET9\"",
     "devices.toml:3:8: zone: \"CET9\" is no time zone; write an IANA name such as \"Europe/Berlin\""},
    {"OutsideOfATable", "ae = \"CT1\"", "devices.toml:1:6: ae: write it below [[device]]"},
    {"QuotedTableName", "\"device[0]\" = 1",
     "devices.toml:1:15: \"device[0]\" is in no [[device]] that is there; there are 0"},
};

class WrongDevices : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongDevices, K1_AreRefusedWithTheirPlace) {
    EXPECT_EQ(complaint_about_devices(GetParam().text), GetParam().complaint);
}
INSTANTIATE_TEST_SUITE_P(Each, WrongDevices, ::testing::ValuesIn(kDevices), kName);

// A person mended one line, started again, and read of the next one.
TEST(WrongSettings, K1_EverythingThatIsWrongIsSaidAtOnceFileByFileAndLineByLine) {
    Files files;
    files.with_profile(
        "sender.msh7_offset = \"now\"\nmap.accession.from = [\"OBR18\", \"ZZ1-9\", \"PIC-3\"]\n");
    const auto file = files.settings(
        "[mllp]\nprot = 2600\nport = 70000\ntrusted_networks = [\"a\", \"b\"]\n[dicom]\nport = 8080\n"
        "[[destination]]\nname = \"ris\"\nhost = 5\n");
    const std::string network =
        " is not a numeric IPv4 or IPv6 address (an address or a network is wanted, for "
        "example \"10.1.2.0/24\")\n";
    EXPECT_EQ(
        complaint([&] { return read_settings(file); }),
        "settings.toml:3:8: unknown key \"mllp.prot\"; did you mean \"mllp.port\"?\n"
        "settings.toml:4:8: mllp.port: a whole number from 0 to 65535 is wanted\n"
        "settings.toml:5:20: mllp.trusted_networks: \"a\"" +
            network + "settings.toml:5:20: mllp.trusted_networks: \"b\"" + network +
            "settings.toml:7:8: dicom.port: http listens on port 8080 too; give each listener a port of its "
            "own\n"
            "settings.toml:10:8: host: a text in quotes is wanted\n"
            "profile.toml:1:22: sender.msh7_offset: \"now\" is none of: use, ignore\n"
            "profile.toml:2:22: map.accession.from: \"OBR18\" is no HL7 field; write for example \"OBR-18\"\n"
            "profile.toml:2:22: map.accession.from: \"PIC-3\": no order message has a segment PIC; did you "
            "mean "
            "\"PID-3\"?");
}

TEST(WrongDevices, K1_AllOfThemAreSaidAtOnce) {
    EXPECT_EQ(
        complaint_about_devices("[[device]]\nae = \"CT1\"\nmodality = \"CT1\"\nanswer_limit = -1\n"
                                "[[device]]\nae = \"MR1\"\n"),
        "devices.toml:3:12: modality: \"CT1\" is no defined term of Modality (0008,0060); did you mean "
        "\"CT\"?\n"
        "devices.toml:4:16: answer_limit: a whole number from 0 to 10000 is wanted\n"
        "devices.toml:5:1: networks: MR1 may call from nowhere; write its address, for example networks = "
        "[\"10.1.2.30\"], or enabled = false");
}

// Nothing would say which of the two reads a message: one of them would read some orders wrongly.
TEST(WrongProfiles, K1_TwoThatAreForTheSameSenderAreNamedWithIt) {
    const auto said = [](const std::string& first, const std::string& second) {
        Files files;
        files.write("a.toml", "name = \"a\"\n[sender]\nshares_issuers = true\n" + first);
        files.write("b.toml", "name = \"b\"\n[sender]\nshares_issuers = true\n" + second);
        const auto file = files.write("settings.toml", "profiles = [\"a.toml\", \"b.toml\"]");
        try {
            (void)read_settings(file);
        } catch (const ConfigError& error) {
            return without_folders(error.what());
        }
        return std::string();
    };
    const auto are_both_for = [](const std::string& where, const std::string& whom) {
        return where + "profiles \"a\" and \"b\" are both for " + whom +
               ", and nothing says which one reads a message; give each a sender.application, "
               "sender.facility or sender.peers of its own";
    };
    EXPECT_EQ(said("", ""), are_both_for("settings.toml:1:12: sender.application: ", "MSH-3 any, MSH-4 any"));
    EXPECT_EQ(said("application = [\"HIS\", \"X\"]", "application = [\"his \"]"),
              are_both_for("b.toml:4:15: sender.application: ", "MSH-3 HIS, MSH-4 any"));
    EXPECT_EQ(said("", "application = [\"HIS\"]"), "") << "a closer one beats the catch-all, wherever it is";
    EXPECT_EQ(said("application = [\"HIS\"]", "application = [\"HIS*\"]"), "");
    EXPECT_EQ(said("facility = [\"N\"]", "facility = [\"S\"]"), "");
    EXPECT_EQ(said("peers = [\"10.1.0.0/16\"]", "peers = [\"10.2.0.0/16\"]"), "");
}

TEST(WrongProfiles, K1_TwoOfOneNameCannotBeToldApartInNotes) {
    Files files;
    files.write("a.toml", "name = \"his\"\nsender.shares_issuers = true\nsender.application = [\"A\"]");
    files.write("b.toml", "sender.shares_issuers = true\nname = \"his\"\nsender.application = [\"B\"]");
    const auto file = files.write("settings.toml", "profiles = [\"a.toml\", \"b.toml\"]");
    EXPECT_EQ(complaint([&] { return read_settings(file); }),
              "b.toml:2:8: name: two profiles have the name \"his\"; give each a name of its own");
}

std::string warnings_of(const std::string& settings, const std::string& profile = "") {
    Files files;
    std::string all;
    for (const auto& warning : read_settings(files.with_profile(profile).settings(settings)).warnings)
        all += warning + "\n";
    return without_folders(all);
}

TEST(Warnings, APageThatOtherMachinesReachIsOneAsLongAsThereAreNoAccounts) {
    EXPECT_EQ(warnings_of("[http]\naddress = \"127.0.0.2\""), "");
    EXPECT_EQ(warnings_of("[http]\naddress = \"::1\""), "");
    for (const std::string address : {"0.0.0.0", "::", "10.1.2.3"})
        EXPECT_EQ(warnings_of("[http]\naddress = \"" + address + "\""),
                  "settings.toml:3:11: http.address: the page has no login yet, and everybody who reaches " +
                      address + " sees patients; keep it on \"127.0.0.1\"");
}

TEST(Warnings, AFieldThatOnlyASenderWithItsOwnAdditionsHasIsOne) {
    EXPECT_EQ(
        warnings_of("", "map.accession.from = [\"ZZ1-9\", \"OBR-18\", \"OBR-99.1\"]"),
        "profile.toml:1:22: map.accession.from: \"ZZ1-9\": ZZ1 is no segment of the standard; there is a "
        "value "
        "only if the sender adds it\n"
        "profile.toml:1:22: map.accession.from: \"OBR-99.1\": OBR has 55 fields in HL7 2.9; there is a value "
        "only if the sender adds fields of its own");
}

TEST(Warnings, AModalityThatHardlyAnyDeviceAsksForIsOne) {
    EXPECT_EQ(warnings_of("", "[tables.sections]\nEC = \"EC\"\nSR = \"SR\"\nUS = \"US\""),
              "profile.toml:2:6: tables.sections.EC: \"EC\" is retired from the defined terms of Modality "
              "(0008,0060); few devices ask for it\n"
              "profile.toml:3:6: tables.sections.SR: \"SR\" is the Modality (0008,0060) of objects that "
              "software makes; no device asks its worklist for it");
    Files files;
    const auto read = read_devices(
        files.write("devices.toml", "[[device]]\nae = \"E1\"\nnetworks = [\"::1\"]\nmodality = \"EC\""));
    ASSERT_EQ(read.warnings.size(), 1U);
    EXPECT_NE(read.warnings[0].find("devices.toml:4:12: modality: \"EC\" is retired"), std::string::npos)
        << read.warnings[0];
}

TEST(WrongOverrides, K1_TheCommandLineIsNamedAsThePlace) {
    EXPECT_EQ(complaint_about_settings("", {{"mllp.prot", "1"}}),
              "command line: unknown key \"mllp.prot\"; did you mean \"mllp.port\"?");
    EXPECT_EQ(complaint_about_settings("", {{"mllp.port", "70000"}}),
              "command line: mllp.port: a whole number from 0 to 65535 is wanted");
    EXPECT_EQ(complaint_about_settings("", {{"destination[0].host", "h"}}),
              "command line: [[destination]] needs name, host and port");
}

TEST(WrongOverrides, K1_ATableThatIsNotThereIsNoPlaceForAValue) {
    EXPECT_EQ(complaint_about_settings("", {{"destination[3].host", "h"}}),
              "command line: \"destination[3].host\" is in no [[destination]] that is there; there are 0");
    EXPECT_EQ(complaint_about_settings("", {{"receiver[0].host", "h"}}),
              "command line: \"receiver[0].host\" is in no [[destination]] that is there; there are 0");
}

TEST(WrongOverrides, K1_ATableIsNoValue) {
    EXPECT_EQ(complaint_about_settings("", {{"profiles", "[{a = 1}]"}}),
              "command line: profiles: a value is wanted, not a table");
}

}  // namespace
}  // namespace mwl::config
