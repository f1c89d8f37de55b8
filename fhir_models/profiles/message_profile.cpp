#include "fhir_models/profiles/profile_validation.hpp"

#include <algorithm>

namespace stafet::fhir {

namespace {

const Rule* child_rule(const Rule& rule, std::string_view name) {
    const auto at = std::find_if(rule.children.begin(), rule.children.end(), [&](const Rule* r) { return r->name == name; });
    return at == rule.children.end() ? nullptr : *at;
}

/// The code that a header profile fixes for its event, "" for none.
std::string_view event_code(const Profile& header) {
    const Rule* event = child_rule(header.root(), "event");
    if (!event) return {};
    if (event->value) return event->value->text("code");
    const Rule* code = child_rule(*event, "code");
    return code && code->value ? code->value->value : std::string_view{};
}

bool asks_for_definition(const Profile& header) {
    const Rule* definition = child_rule(header.root(), "definition");
    return definition && definition->min > 0;
}

std::string_view major_of(std::string_view version) { return version.substr(0, version.find('.')); }

/// The profile of Bundles in a package.
const Profile* bundle_profile(const Profiles& profiles, PackageNumber package) {
    const auto& bundles = profiles.of_type("Bundle");
    const auto at = std::find_if(bundles.begin(), bundles.end(), [&](const Profile* p) { return p->package == package; });
    return at == bundles.end() ? nullptr : *at;
}

}  // namespace

const Profile* message_profile(const Node& root, const Profiles& profiles) {
    const Node* entry = root.resource_type == "Bundle" && root.text("type") == "message" ? root.child("entry") : nullptr;
    const Node* header = entry ? entry->child("resource") : nullptr;
    if (!header || header->resource_type != "MessageHeader") return nullptr;
    const auto code = header->text_at("eventCoding.code");
    const auto definition = header->text("definition");
    const auto bar = definition.find('|');
    const auto wanted = bar == std::string_view::npos ? std::string_view{} : major_of(definition.substr(bar + 1));
    const Profile* best = nullptr;
    for (const Profile* candidate : profiles.of_type("MessageHeader")) {
        if (code.empty() || event_code(*candidate) != code) continue;
        const auto fit = [&](const Profile& p) {
            const auto major = major_of(profiles.library().package_version(p.package));
            return wanted.empty() ? !asks_for_definition(p) : major == wanted;
        };
        const bool better = !best || (fit(*candidate) && !fit(*best)) ||
                            (fit(*candidate) == fit(*best) && older_version(profiles.library().package_version(best->package),
                                                                            profiles.library().package_version(candidate->package)));
        if (better) best = candidate;
    }
    if (!best && header->child("meta")) best = profiles.find(header->child("meta")->text("profile"));
    return best ? bundle_profile(profiles, best->package) : nullptr;
}

}  // namespace stafet::fhir
