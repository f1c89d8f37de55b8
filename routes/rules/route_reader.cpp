#include "routes/config/vocabulary.hpp"
#include "routes/rules/route.hpp"
#include "routes/yaml/nearest.hpp"
#include "routes/yaml/section.hpp"

#include <algorithm>

namespace stafet::routes {

std::string_view to_string(Role role) { return roles[static_cast<std::size_t>(role)]; }

namespace {

std::optional<Role> role_from(std::string_view text) {
    const auto found = std::find(roles.begin(), roles.end(), text);
    return found == roles.end() ? std::nullopt : std::optional(static_cast<Role>(found - roles.begin()));
}

class RouteReader {
   public:
    RouteReader(const YamlNode& node, Findings& findings) : section_(node, name_from(node), findings), findings_(findings) {
        route_.where = node.where;
    }

    Route read() {
        route_.name = section_.required_text("name", "a short name, unique among the routes");
        route_.from = required_list("from", "partner ids or actor types");
        route_.messages = kinds("message");
        if (const auto* when = section_.node("when")) route_.when = read_condition(*when, findings_);
        read_to();
        route_.send = kinds("send");
        route_.purpose = section_.required_text("purpose", "what the receiver needs it for; a route without a purpose carries nothing");
        route_.legal_basis =
            section_.required_text("legal-basis", "law, paragraph and number; a route without a legal basis carries nothing");
        section_.required_node("consent", "consent: required or consent: not-required");
        route_.consent_required = section_.word("consent", {"required", "not-required"}) == "required";
        route_.crossing_basis = section_.text("crossing-basis");
        if (const auto* retry = section_.node("retry")) read_retry(*retry);
        route_.retry.acknowledgement_due = section_.duration("acknowledgement-due", route_.retry.acknowledgement_due);
        route_.dead_letter = section_.text("dead-letter");
        for (const auto* key : {"name", "from", "message", "when", "to", "send", "purpose", "legal-basis", "consent", "crossing-basis"})
            route_.parts_at[key] = section_.place(key);
        section_.finish();
        return std::move(route_);
    }

   private:
    static std::string name_from(const YamlNode& node) {
        for (const auto& entry : node.entries)
            if (entry.key == "name") return "route " + entry.value.text;
        return "route";
    }

    std::vector<std::string> required_list(std::string_view key, std::string_view right) {
        const auto* node = section_.required_node(key, right);
        if (node == nullptr) return {};
        auto words = section_.texts(key);
        if (words.empty() && node->kind == YamlNode::Kind::sequence)
            section_.add("missing-" + std::string(key), node->where, std::string(key) + " is an empty list", std::string(right));
        return words;
    }

    std::vector<std::string> kinds(std::string_view key) {
        auto words = required_list(key, suggestion("", routable_kinds));
        std::erase_if(words, [&](const std::string& word) {
            if (std::find(routable_kinds.begin(), routable_kinds.end(), word) != routable_kinds.end()) return false;
            if (word.find('*') == std::string::npos)
                section_.add("unknown-kind", section_.place(key), std::string(key) + ": \"" + word + "\" is not a kind of message",
                             suggestion(word, routable_kinds));
            else
                section_.add("wildcard", section_.place(key), std::string(key) + " holds the wildcard \"" + word + '"',
                             "name every kind; no message travels by wildcard");
            return true;
        });
        return words;
    }

    void read_to() {
        const auto* to = section_.required_node("to", suggestion("", roles));
        if (to == nullptr) return;
        if (to->kind == YamlNode::Kind::scalar) {
            set_role(to->text, to->where);
            return;
        }
        Section target(*to, "to", findings_);
        const std::string organisation = target.text("organisation");
        const std::string role = target.text("role");
        const std::string unit = target.word("unit", law_domains);
        if (role.empty() == organisation.empty())
            target.add("bad-target", to->where, "to names " + std::string(role.empty() ? "nobody" : "a role and an organisation"),
                       "either role: or organisation:");
        if (!role.empty()) set_role(role, target.place("role"));
        if (!organisation.empty()) {
            route_.role = Role::organisation;
            route_.organisation = organisation;
        }
        if (!unit.empty()) route_.unit = unit == "servicelov" ? LawDomain::servicelov : LawDomain::sundhedslov;
        target.finish();
    }

    void set_role(const std::string& text, const Place& where) {
        const auto role = role_from(text);
        if (text.find('*') != std::string::npos)
            section_.add("wildcard", where, "to holds the wildcard \"" + text + '"',
                         "a role or one organisation; no receiver is chosen by wildcard");
        else if (!role)
            section_.add("unknown-role", where, "to: \"" + text + "\" is not a role", suggestion(text, roles));
        else if (*role == Role::organisation)
            section_.add("bad-target", where, "to: organisation does not say which", "to: {organisation: partner-id}");
        else
            route_.role = *role;
    }

    void read_retry(const YamlNode& node) {
        Section section(node, "retry", findings_);
        RetryPolicy& retry = route_.retry;
        retry.first_delay = section.duration("first-delay", retry.first_delay);
        retry.max_delay = section.duration("max-delay", retry.max_delay);
        retry.give_up_after = section.duration("give-up-after", retry.give_up_after);
        retry.max_attempts = section.number("max-attempts", retry.max_attempts, 0, 1'000'000);
        if (retry.first_delay.count() == 0) section.add("bad-value", section.place("first-delay"), "first-delay is 0", "at least 1ms");
        if (retry.max_delay < retry.first_delay)
            section.add("retry-contradicts", section.place("max-delay"), "max-delay is shorter than first-delay", "at least first-delay");
        if (retry.give_up_after < retry.first_delay)
            section.add("retry-contradicts", section.place("give-up-after"),
                        "give-up-after is shorter than first-delay: nothing would be retried", "hours or days");
        section.finish();
    }

    Section section_;
    Findings& findings_;
    Route route_;
};

}  // namespace

void read_routes(const YamlNode& node, std::vector<Route>& routes, Findings& findings) {
    if (node.kind == YamlNode::Kind::null) return;
    if (node.kind != YamlNode::Kind::sequence) {
        findings.push_back(
            {Severity::error, "wrong-shape", node.where, "routes is " + std::string(name_of(node.kind)), "a list of routes"});
        return;
    }
    for (const auto& item : node.items) routes.push_back(RouteReader(item, findings).read());
}

}  // namespace stafet::routes
