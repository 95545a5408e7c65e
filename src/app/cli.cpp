#include "app/cli.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/signals.h"
#include "mwl/base/nearest.h"
#include "mwl/base/parts.h"
#include "mwl/config/devices.h"

namespace mwl::app {
namespace {

// What the chosen subcommand will run, with the options it was given.
struct CommandLine {
    CLI::App app{
        "DICOM Modality Worklist broker: HL7 orders in, worklist and MPPS for modalities, status out.\n"
        "Exit codes: 0 done, 1 failed, 2 wrong use or configuration.",
        "mwlbroker"};
    std::function<int()> chosen;
    ConfigOptions config;
    ServeOptions serve;
    CheckCommand check;
    PatientDeleteCommand patient_delete;
    ExplainCommand explain;
    LabCommand lab;
    OrderShowCommand order_show;
    std::string table;
    ReplayCommand replay;
    PlayCommand play;
    ListenCommand listen;
    std::string device_title;
    std::vector<std::string> device_titles;
    DeviceImportCommand device_import;
    DeviceSetCommand device_set;
    DeviceRemoveCommand device_remove;

    void take(CLI::App* command, std::function<int()> run) {
        take_service(command, [run = std::move(run)] {
            let_signals_act();
            return run();
        });
    }
    // For a subcommand that waits for signals itself.
    void take_service(CLI::App* command, std::function<int()> run) {
        command->callback([this, run = std::move(run)] { chosen = run; });
    }
    void add_config(CLI::App* command) {
        command->add_option("-c,--config", config.file, "settings file")->capture_default_str();
        command
            ->add_option("--set", config.overrides,
                         "KEY=VALUE that wins over the file, for example mllp.port=2600")
            ->allow_extra_args(false);
    }
};

void add_broker_commands(CommandLine& line) {
    auto* serve = line.app.add_subcommand("serve", "run the broker until SIGTERM or SIGINT");
    line.add_config(serve);
    serve->add_option("--ready-file", line.serve.ready_file,
                      "written with ports and pid once everything accepts");
    serve->add_flag("!--no-migrate", line.serve.migrate,
                    "refuse to start on an older schema instead of migrating it");
    line.take_service(serve, [&line] {
        line.serve.config = line.config;
        return mwl::app::serve(line.serve);
    });

    auto* migrate =
        line.app.add_subcommand("migrate", "bring the database schema up to this program's version");
    line.add_config(migrate);
    line.take(migrate, [&line] { return mwl::app::migrate(line.config); });

    auto* check = line.app.add_subcommand("check-config", "read settings and profiles and say what is wrong");
    line.add_config(check);
    check->add_option("--devices", line.check.devices, "a file of devices to look at too");
    check->add_flag("--keys", line.check.print_keys, "print every key with meaning and default instead");
    line.take(check, [&line] {
        line.check.config = line.config;
        return check_config(line.check);
    });
}

void add_mapping_commands(CommandLine& line) {
    auto* explain = line.app.add_subcommand(
        "explain", "print what HL7 messages in files would do, value by value, without a database");
    explain->add_option("files", line.explain.files, "files with one or more messages")->required();
    explain->add_option("--profile", line.explain.profile,
                        "the profile's file; without, those of the settings, by sender");
    explain->add_option("--zone", line.explain.zone, "IANA zone of a profile that names none, and of samples")
        ->capture_default_str();
    explain->add_flag("--json", line.explain.as_json, "one JSON object for each message");
    line.add_config(explain);
    line.take(explain, [&line] {
        line.explain.config = line.config;
        return mwl::app::explain(line.explain);
    });
}

void add_order_commands(CommandLine& line) {
    auto* order = line.app.add_subcommand("order", "the orders in the database");
    order->require_subcommand(1);
    auto* show = order->add_subcommand(
        "show", "print where each value of an order comes from, step by step: place, bytes, message");
    line.add_config(show);
    show->add_option("--accession", line.order_show.accession, "accession number, or an earlier one")
        ->required();
    show->add_option("--issuer", line.order_show.issuer, "of the number; without, those of the profiles");
    show->add_flag("--json", line.order_show.as_json, "one JSON object");
    line.take(show, [&line] {
        line.order_show.config = line.config;
        return mwl::app::order_show(line.order_show);
    });
}

void add_lab_commands(CommandLine& line) {
    auto* lab = line.app.add_subcommand(
        "lab", "print what another profile would change of HL7 messages; nothing is written");
    lab->add_option("files", line.lab.files, "files with one or more messages");
    lab->add_flag("--stored", line.lab.stored, "the messages in the database, newest first");
    lab->add_option("--since", line.lab.since, "how far back in the database: 12h, 7d")
        ->capture_default_str();
    lab->add_option("--profile", line.lab.profile, "the file of the profile to be tried")->required();
    lab->add_option("--against", line.lab.against,
                    "the file of the profile to compare with; without, those of the settings, by sender");
    lab->add_option("--zone", line.lab.zone, "IANA zone of a profile that names none, and of samples")
        ->capture_default_str();
    line.add_config(lab);
    line.take(lab, [&line] {
        line.lab.config = line.config;
        return mwl::app::lab(line.lab);
    });

    auto* tables =
        line.app.add_subcommand("tables", "print a table that the reading of HL7 messages runs on");
    tables->add_option("name", line.table, "mapping, order-control, events or charsets")->required();
    line.take(tables, [&line] { return mwl::app::tables(line.table); });
}

void add_upkeep_commands(CommandLine& line) {
    auto* purge = line.app.add_subcommand(
        "purge", "forget at once what is older than the settings keep; the broker does it month by month");
    line.add_config(purge);
    line.take(purge, [&line] { return mwl::app::purge(line.config); });

    auto* patient = line.app.add_subcommand("patient", "the patients in the database");
    patient->require_subcommand(1);
    auto* remove = patient->add_subcommand(
        "delete",
        "delete a test patient with orders, performed steps, status messages and HL7 messages, on record");
    line.add_config(remove);
    remove->add_option("--id", line.patient_delete.id, "patient id (PID-3.1)")->required();
    remove
        ->add_option("--issuer", line.patient_delete.issuer,
                     "assigning authority of the id (PID-3.4); may be empty")
        ->required();
    remove->add_option("--why", line.patient_delete.why, "written into the record");
    remove->add_flag("--yes", line.patient_delete.is_sure, "do it; without, only say what would go");
    line.take(remove, [&line] {
        line.patient_delete.config = line.config;
        return mwl::app::patient_delete(line.patient_delete);
    });
}

// The table of a device's keys, for `device set --help`.
std::string device_keys() {
    std::string text = "Keys:\n";
    for (const auto& row : config::describe_devices()) {
        const auto key = row.key.substr(row.key.find('.') + 1);
        if (row.effect != TakesEffect::on_import)
            text += "  " + key + " (" + row.takes + "; default " + row.standard + ")\n      " + row.meaning +
                    "\n";
    }
    return text + "The items of a list are separated by commas: networks=10.1.2.0/24,10.1.3.7";
}

void add_device_edits(CommandLine& line, CLI::App* device) {
    auto* set = device->add_subcommand("set", "change keys of one device, all or none, on record");
    line.add_config(set);
    set->add_option("ae", line.device_set.title, "its AE title")->required();
    set->add_option("words", line.device_set.words, "KEY=VALUE; KEY= sets the default")->required();
    set->add_option("--why", line.device_set.why, "written into the record");
    set->footer(device_keys());
    line.take(set, [&line] {
        line.device_set.config = line.config;
        return device_set(line.device_set);
    });
    auto* remove = device->add_subcommand("remove", "remove devices, all or none, on record");
    line.add_config(remove);
    remove->add_option("ae", line.device_remove.titles, "their AE titles")->required();
    remove->add_option("--why", line.device_remove.why, "written into the record");
    line.take(remove, [&line] {
        line.device_remove.config = line.config;
        return device_remove(line.device_remove);
    });
}

void add_device_commands(CommandLine& line) {
    auto* device = line.app.add_subcommand("device", "the modalities that may ask");
    device->require_subcommand(1);
    auto* import =
        device->add_subcommand("import", "insert or replace devices from a TOML file, by AE title");
    line.add_config(import);
    import->add_option("file", line.device_import.file, "for example config/devices.toml")->required();
    import->add_option("--why", line.device_import.why, "written into the record");
    line.take(import, [&line] {
        line.device_import.config = line.config;
        return device_import(line.device_import);
    });
    auto* list = device->add_subcommand("list", "print the devices in the database");
    line.add_config(list);
    line.take(list, [&line] { return device_list(line.config); });
    auto* show = device->add_subcommand("show", "print every key of one device with its meaning");
    line.add_config(show);
    show->add_option("ae", line.device_title, "its AE title")->required();
    line.take(show, [&line] { return device_show(line.config, line.device_title); });
    auto* exporting = device->add_subcommand("export", "print devices as TOML that import takes");
    line.add_config(exporting);
    exporting->add_option("ae", line.device_titles, "AE titles; all devices if none is given");
    line.take(exporting, [&line] { return device_export(line.config, line.device_titles); });
    add_device_edits(line, device);
}

// The TLS options of a simulator that calls, and of one that listens.
void add_tls(CLI::App* command, TlsWords& words, const char* ca) {
    command->add_option("--tls-ca", words.ca, ca);
    command->add_option("--tls-certificate", words.certificate, "PEM file of the certificate it shows");
    command->add_option("--tls-key", words.key, "PEM file of that certificate's key");
}
constexpr auto kCallersCa =
    "PEM file of the CAs that may have signed the other end's certificate; turns TLS on";
constexpr auto kListenersCa =
    "PEM file of the CAs that may have signed a caller's certificate; asks each caller for one";

void add_simulator_commands(CommandLine& line) {
    auto* replay =
        line.app.add_subcommand("replay", "send HL7 messages from files and print each acknowledgement");
    replay->add_option("files", line.replay.files, "files with one or more messages")->required();
    replay->add_option("--to", line.replay.to, "HOST:PORT of the MLLP listener")->capture_default_str();
    replay->add_option("--zone", line.replay.zone, "IANA zone of {{today}} and {{now}} in samples")
        ->capture_default_str();
    replay->add_option("--attempts", line.replay.attempts, "how often an unanswered message is sent")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    add_tls(replay, line.replay.tls, kCallersCa);
    line.take(replay, [&line] { return mwl::app::replay(line.replay); });

    auto* modality = line.app.add_subcommand("modality", "a simulated modality");
    modality->require_subcommand(1);
    auto* play = modality->add_subcommand("play", "ask the worklist and play one examination over MPPS");
    play->add_option("--to", line.play.to, "HOST:PORT of the broker's DICOM listener")->capture_default_str();
    play->add_option("--called", line.play.called, "called AE title")->capture_default_str();
    play->add_option("--ae", line.play.ae, "its own AE title")->capture_default_str();
    play->add_option("--modality", line.play.modality, "DX, US, …")->capture_default_str();
    play->add_option("--zone", line.play.zone, "IANA zone of its clock")->capture_default_str();
    play->add_option("--date", line.play.date, "day to ask for: YYYYMMDD, today, or any")
        ->capture_default_str();
    play->add_option("--accession", line.play.accession, "examine this order instead of the first");
    play->add_option("--images", line.play.images, "images made")
        ->check(CLI::Range(0, 5000))
        ->capture_default_str();
    play->add_flag("--discontinue", line.play.discontinue, "end with DISCONTINUED");
    add_tls(play, line.play.tls, kCallersCa);
    line.take(play, [&line] { return modality_play(line.play); });

    auto* ris = line.app.add_subcommand("ris", "a simulated RIS");
    ris->require_subcommand(1);
    auto* listen = ris->add_subcommand("listen", "acknowledge status messages and print what they say");
    listen->add_option("--address", line.listen.address, "address to listen on")->capture_default_str();
    listen->add_option("--port", line.listen.port, "TCP port, 0 = any")->capture_default_str();
    listen->add_option("--ready-file", line.listen.ready_file, "written with port and pid once it accepts");
    listen
        ->add_option("--answer", line.listen.answer,
                     "accept (AA), error (AE), reject (AR), or silent: no answer")
        ->check(CLI::IsMember({"accept", "error", "reject", "silent"}))
        ->capture_default_str();
    listen->add_option("--late", line.listen.late_s, "seconds before each answer")
        ->check(CLI::Range(0, 3600))
        ->capture_default_str();
    listen->add_option("--record", line.listen.record, "file that gets one line for each message");
    add_tls(listen, line.listen.tls, kListenersCa);
    line.take_service(listen, [&line] { return ris_listen(line.listen); });
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

const CLI::App* command_named(const CLI::App& app, const std::string& name) {
    for (const auto* command : commands_of(app))
        if (command->get_name() == name) return command;
    return nullptr;
}

// What to say about `word` where a subcommand of `app` is expected; `before`: the words before it.
std::string unknown_command(const CLI::App& app, const std::string& before, const std::string& word) {
    std::vector<std::string> names;
    std::string all;
    for (const auto* command : commands_of(app)) {
        names.push_back(command->get_name());
        append_part(all, command->get_name(), ", ");
    }
    if (word.empty()) return "a subcommand is wanted after \"mwlbroker" + before + "\": " + all;
    const auto near = nearest(word, names);
    return "there is no subcommand \"" + (before + " " + word).substr(1) + "\"; " +
           (near.empty() ? "there are: " + all : "did you mean \"" + (before + " " + near).substr(1) + "\"?");
}

// What is wrong with the subcommands among the words; options and what they need are left to the parser.
std::optional<std::string> wrong_command(const CLI::App& app, const std::vector<std::string>& words) {
    const CLI::App* at = &app;
    std::string before;
    for (const auto& word : words) {
        if (commands_of(*at).empty() || word.starts_with("-")) return std::nullopt;
        const auto* next = command_named(*at, word);
        if (next == nullptr) return unknown_command(*at, before, word);
        before += " " + word;
        at = next;
    }
    if (commands_of(*at).empty()) return std::nullopt;
    return unknown_command(*at, before, "");
}

int print_help(const CLI::App& app, const std::vector<std::string>& words) {
    const CLI::App* at = &app;
    std::string before = "mwlbroker";
    for (const auto& word : words) {
        const auto* next = command_named(*at, word);
        if (next == nullptr) {
            (void)std::fprintf(
                stderr, "mwlbroker: %s\n",
                unknown_command(*at, before.substr(std::string("mwlbroker").size()), word).c_str());
            return kWrongUse;
        }
        if (at != &app) before += " " + at->get_name();
        at = next;
    }
    (void)std::fputs(at->help(at == &app ? "" : before).c_str(), stdout);
    return kDone;
}

}  // namespace

int run_command_line(int argc, char** argv) {
    CommandLine line;
    line.app.require_subcommand(1);
    line.app.set_help_all_flag("--help-all", "help of every subcommand");
    line.app.set_version_flag("--version", kVersion, "print the version");
    add_broker_commands(line);
    add_mapping_commands(line);
    add_lab_commands(line);
    add_order_commands(line);
    add_upkeep_commands(line);
    add_device_commands(line);
    add_simulator_commands(line);
    line.take(line.app.add_subcommand("version", "print the version"), [] { return version(); });
    line.app.add_subcommand("help", "print the help of a subcommand: help device import");
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (!words.empty() && words.front() == "help")
        return print_help(line.app, {words.begin() + 1, words.end()});
    if (const auto wrong = wrong_command(line.app, words)) {
        (void)std::fprintf(stderr, "mwlbroker: %s\n", wrong->c_str());
        return kWrongUse;
    }
    try {
        line.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return line.app.exit(error) == 0 ? kDone : kWrongUse;
    }
    return line.chosen();
}

}  // namespace mwl::app
