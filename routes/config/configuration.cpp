#include "routes/config/configuration.hpp"

#include "routes/partners/partner_reader.hpp"
#include "routes/yaml/variables.hpp"
#include "routes/yaml/yaml_reader.hpp"

#include <set>

namespace stafet::routes {

namespace {

constexpr std::size_t most_files = 256;

class Loader {
   public:
    Loader(const Surroundings& surroundings, Instant now) : surroundings_(surroundings), now_(now) {}

    LoadedConfiguration load(const std::filesystem::path& file) {
        read_file(file, {file.string(), {}});
        if (!gateway_seen_ && !unreadable_)
            findings_.push_back({Severity::error,
                                 "missing-gateway",
                                 {file.string(), {}},
                                 "no gateway: section",
                                 "gateway: with listen, state-directory, certificate, key and ca"});
        loaded_.configuration.partners = std::make_shared<PartnerRegistry>(std::move(partners_), findings_);
        sort_by_place(findings_);
        loaded_.findings = std::move(findings_);
        return std::move(loaded_);
    }

   private:
    void read_file(const std::filesystem::path& file, const Place& named_at) {
        if (!seen_.insert(file.lexically_normal().string()).second) return;
        if (seen_.size() > most_files) {
            findings_.push_back(
                {Severity::error, "too-many-files", named_at, "more than " + std::to_string(most_files) + " files", "fewer, larger files"});
            return;
        }
        const YamlLimits limits;
        const auto text = surroundings_.read(file, limits.bytes);
        auto node = text ? read_yaml(*text, file.string(), findings_, limits) : std::nullopt;
        if (!text)
            findings_.push_back(
                {Severity::error, "file-unreadable", named_at, "cannot read " + file.string(), "a readable file of at most 4 MiB"});
        unreadable_ = unreadable_ || !node;
        if (!node) return;
        expand_variables(*node, surroundings_, findings_);
        read_sections(*node, file);
    }

    void read_sections(const YamlNode& node, const std::filesystem::path& file) {
        Section top(node, "the configuration", findings_);
        if (const auto version = top.required_text("version", "version: 1"); !version.empty() && version != "1")
            top.add("bad-version", top.place("version"), "version is " + top.shown("version"), "version: 1");
        if (const auto* gateway = top.node("gateway")) {
            if (gateway_seen_)
                top.add("duplicate-gateway", gateway->where, "a second gateway: section", "one gateway: section in all files");
            gateway_seen_ = true;
            loaded_.configuration.gateway = read_gateway(*gateway, surroundings_, now_, findings_);
        }
        if (const auto* partners = top.node("partners")) read_partners(*partners, surroundings_, now_, partners_, findings_);
        if (const auto* routes = top.node("routes")) read_routes(*routes, loaded_.configuration.routes, findings_);
        if (const auto* packages = top.node("packages")) read_packages(*packages, file, top);
        const auto includes = top.texts("include");
        const Place include_at = top.place("include");
        top.finish();
        for (const auto& pattern : includes) include(file.parent_path() / pattern, include_at);
    }

    void read_packages(const YamlNode& node, const std::filesystem::path& file, Section& top) {
        const auto add = [&](const YamlNode& one) {
            if (one.kind == YamlNode::Kind::scalar && !one.text.empty())
                loaded_.configuration.packages.push_back({(file.parent_path() / one.text).string(), one.where});
            else
                top.add("wrong-shape", one.where, "a package is " + std::string(name_of(one.kind)),
                        "the path of a FHIR package (.tgz) or of compiled definitions");
        };
        if (node.kind != YamlNode::Kind::sequence) return add(node);
        for (const YamlNode& item : node.items) add(item);
    }

    void include(const std::filesystem::path& pattern, const Place& where) {
        const auto files = surroundings_.glob(pattern);
        if (files.empty())
            findings_.push_back({Severity::error, "include-empty", where, "no file matches " + pattern.string(),
                                 "a path or pattern relative to this file"});
        for (const auto& file : files) read_file(file, where);
    }

    const Surroundings& surroundings_;
    Instant now_;
    Findings findings_;
    LoadedConfiguration loaded_;
    std::vector<PartnerEntry> partners_;
    std::set<std::string> seen_;
    bool gateway_seen_ = false;
    bool unreadable_ = false;
};

}  // namespace

LoadedConfiguration load_configuration(const std::filesystem::path& file, const Surroundings& surroundings, Instant now) {
    return Loader(surroundings, now).load(file);
}

}  // namespace stafet::routes
