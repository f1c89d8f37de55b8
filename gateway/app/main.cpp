// The command line: names, options and help; everything else is in the commands.
#include "gateway/app/commands.hpp"
#include "gateway/app/version.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <functional>

namespace {

using namespace stafet::app;

/// A subcommand with an example in its help; `body` runs after parsing and gives the exit code.
CLI::App* command(CLI::App& parent, const char* name, const char* what, const char* example, std::function<int()> body, int& exit) {
    auto* sub = parent.add_subcommand(name, what);
    sub->footer(std::string("Example:\n  ") + example);
    sub->callback([body = std::move(body), &exit] { exit = body(); });
    return sub;
}

constexpr const char* config_help = "Configuration file, or $STAFET_CONFIG";

void add_config(CLI::App* sub, std::string& config) {
    sub->add_option("-c,--config", config, config_help)->envname("STAFET_CONFIG")->required();
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Stafet: FHIR and MedCom message gateway. Nobody lets go of the baton before the next runner holds it."};
    app.name("stafet");
    app.set_version_flag("--version", version);
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 good, 1 findings, 64 usage, 65 bad data, 69 unavailable, 77 not permitted, 78 bad configuration.\n"
        "stafet COMMAND --help shows an example.");
    int exit = good;

    RunOptions run_options;
    auto* sub = command(
        app, "run", "Serve until SIGTERM, then drain", "stafet run -c /etc/stafet/stafet.yaml", [&] { return run(run_options); }, exit);
    add_config(sub, run_options.config);

    CheckOptions check_options;
    sub = command(
        app, "check", "Find everything that is wrong with a configuration", "stafet check routes/examples/demo.yaml",
        [&] { return check(check_options); }, exit);
    sub->add_option("config", check_options.config, config_help)->envname("STAFET_CONFIG")->required();
    sub->add_flag("--json", check_options.json, "Findings as JSON");

    ExplainOptions explain_options;
    sub = command(
        app, "explain", "Say which rule sends a message where, and why the others do not",
        "stafet explain -c routes/examples/demo.yaml discharge.json", [&] { return explain(explain_options); }, exit);
    add_config(sub, explain_options.config);
    sub->add_option("message", explain_options.message, "Message file; - is standard input")->required();
    sub->add_flag("--json", explain_options.json, "Explanation as JSON");

    ConvertOptions convert_options;
    sub = command(
        app, "convert", "Translate a message file and report what was lost", "stafet convert --to XDIS01 discharge.json",
        [&] { return convert(convert_options); }, exit);
    sub->add_option("-c,--config", convert_options.config,
                    "Configuration whose partners complete the parties, or $STAFET_CONFIG: letters name no SOR ids")
        ->envname("STAFET_CONFIG");
    sub->add_option("--to", convert_options.to,
                    "Form to write: XDIS01, XREF15, XDIS91, HospitalNotification, HospitalNotification+xml, fhir, fhir+json, fhir+xml")
        ->required();
    sub->add_option("message", convert_options.input, "Message file; - is standard input")->required();
    sub->add_option("-o,--output", convert_options.output, "File to write; standard output when left out")->default_str("-");
    sub->add_option("--loss-report", convert_options.loss_report, "Write the loss report as JSON to this file");

    TraceOptions trace_options;
    sub = command(
        app, "trace", "Tell the whole story of a message", "stafet trace -c stafet.yaml 3f2b8c1e-0d5a-4c57-9a5e-1f0c2d3e4b5a",
        [&] { return trace(trace_options); }, exit);
    add_config(sub, trace_options.config);
    sub->add_option("id", trace_options.id, "Correlation, message, letter, envelope or transport id")->required();
    sub->add_flag("--json", trace_options.json, "Story as JSON, with the whole loss report");

    DeadLettersOptions dead_options;
    sub = command(
        app, "dead-letters", "List what could not be delivered, and why", "stafet dead-letters -c stafet.yaml",
        [&] { return dead_letters(dead_options); }, exit);
    add_config(sub, dead_options.config);
    sub->add_option("--limit", dead_options.limit, "At most this many, newest first")->check(CLI::Range(1, 100000));
    sub->add_flag("--json", dead_options.json, "List as JSON");

    ReplayOptions replay_options;
    sub = command(
        app, "replay", "Send a dead letter, or what was never acknowledged, again without changing its ids",
        "stafet replay -c stafet.yaml 4711", [&] { return replay(replay_options); }, exit);
    add_config(sub, replay_options.config);
    sub->add_option("leg", replay_options.leg, "Number of the leg, as dead-letters prints it")->required();
    sub->add_flag("--json", replay_options.json, "Result as JSON");

    DrillOptions drill_options;
    auto* drill = app.add_subcommand("drill", "Prove the promise on this machine")->require_subcommand(1);
    sub = command(
        *drill, "crash", "Start a gateway of its own, load it, kill it again and again, and count what was lost",
        "stafet drill crash --kills 20 --messages 5000", [&] { return drill_crash(drill_options); }, exit);
    sub->add_option("--kills", drill_options.kills, "How often to kill")->check(CLI::Range(1, 1000));
    sub->add_option("--messages", drill_options.messages, "Messages to send in all")->check(CLI::Range(10, 1000000));
    sub->add_option("--seed", drill_options.seed, "Seed of the moments of death; 0 = from the clock");
    sub->add_flag("--keep", drill_options.keep, "Keep the directory with store and logs");
    sub->add_flag("--json", drill_options.json, "Result as JSON");

    ValidateOptions validate_options;
    sub = command(
        app, "validate", "Say what is wrong with FHIR files: R4, profiles, value sets; offline", "stafet validate message.json",
        [&] { return validate(validate_options); }, exit);
    sub->add_option("files", validate_options.files, "FHIR JSON or XML; - is standard input")->required();
    sub->add_option("--profile", validate_options.profiles, "Canonical of a profile, also with |version; may be repeated")
        ->allow_extra_args(false);
    sub->add_option("--package", validate_options.packages,
                    "What to look things up in besides: package (.tgz), file of compiled definitions, loose definition or resource that\n"
                    "is referred to (JSON, XML), or a folder of these; or name#version of the package at hand that is meant")
        ->allow_extra_args(false);
    sub->add_option("--extensions", validate_options.extensions,
                    "Beginning of the urls of extensions that need no definition at hand, or any; may be repeated")
        ->allow_extra_args(false);
    sub->add_flag("--no-example-urls", validate_options.no_example_urls, "URLs of example.org and acme.com are errors");
    sub->add_flag("--allow-comments", validate_options.allow_comments, "Comments in JSON are no errors");
    sub->add_flag("--security-checks", validate_options.security_checks, "Text that looks like HTML outside a narrative is an error");
    sub->add_flag("--json", validate_options.json, "Findings as JSON");
    sub->add_option("--lang", validate_options.language, "Language of the findings")->check(CLI::IsMember({"da", "en"}));

    PackagesOptions packages_options;
    auto* packages = app.add_subcommand("packages", "FHIR packages as the validator uses them")->require_subcommand(1);
    sub = command(
        *packages, "compile", "Compile FHIR packages (.tgz), loose definitions and folders of them into one file that is mapped at start",
        "stafet packages compile --output site.definitions my.profiles-1.0.0.tgz", [&] { return packages_compile(packages_options); },
        exit);
    sub->add_option("packages", packages_options.files, "Packages, loose definitions in JSON or XML, folders")->required();
    sub->add_option("-o,--output", packages_options.output, "File to write")->required();
    sub = command(
        *packages, "list", "List what is built in, and what files of compiled definitions hold", "stafet packages list site.definitions",
        [&] { return packages_list(packages_options); }, exit);
    sub->add_option("files", packages_options.files, "Files of compiled definitions");

    FhirpathOptions fhirpath_options;
    sub = command(
        app, "fhirpath", "Evaluate a FHIRPath expression over a FHIR file",
        "stafet fhirpath \"entry.resource.ofType(Patient).name.family\" message.json", [&] { return fhirpath(fhirpath_options); }, exit);
    sub->add_option("expression", fhirpath_options.expression, "FHIRPath expression")->required();
    sub->add_option("file", fhirpath_options.file, "FHIR JSON or XML file; - is standard input")->required();
    sub->add_option(
           "--package", fhirpath_options.packages,
           "What memberOf, conformsTo, slice and resolve look things up in besides: package (.tgz), file of compiled definitions,\n"
           "loose definition or resource that is referred to (JSON, XML), or a folder of these")
        ->allow_extra_args(false);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return code == 0 ? good : usage;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "stafet: %s\n", error.what());
        return unavailable;
    }
    return exit;
}
