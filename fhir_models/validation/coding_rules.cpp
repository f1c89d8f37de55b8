#include "fhir_models/validation/coding_rules.hpp"

#include "fhir_models/validation/quantity_rules.hpp"

#include <algorithm>
#include <array>

namespace stafet::fhir {

namespace {

/// Systems that are often written with something behind them.
constexpr std::array whole_systems{std::string_view("http://snomed.info/sct"), std::string_view("http://loinc.org"),
                                   std::string_view("http://unitsofmeasure.org"),
                                   std::string_view("http://www.nlm.nih.gov/research/umls/rxnorm")};

bool is_hl7(std::string_view system) {
    return system.starts_with("http://terminology.hl7.org/CodeSystem/") ||
           (system.starts_with("http://hl7.org/fhir/") && !system.starts_with("http://hl7.org/fhir/sid/"));
}

/// Case and white space do not count.
std::string plain(std::string_view text) {
    std::string out;
    bool gap = false;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            gap = !out.empty();
            continue;
        }
        if (std::exchange(gap, false)) out += ' ';
        const bool latin = !out.empty() && out.back() == '\xC3' && c <= '\x9E';  // Æ Ø Å and their like
        out += (c >= 'A' && c <= 'Z') || latin ? static_cast<char>(c + 0x20) : c;
    }
    return out;
}

std::string_view language_of(const Node& node) {
    for (const Node* n = &node; n; n = n->parent)
        if (!n->resource_type.empty())
            if (const auto language = n->text("language"); !language.empty()) return language;
    return {};
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string listed(const std::vector<std::string_view>& texts, const char* between) {
    constexpr std::size_t enough = 5;
    std::string out;
    for (std::size_t i = 0; i < texts.size() && i < enough; ++i) out += (i == 0 ? "" : between) + in_quotes(texts[i]);
    return out;
}

}  // namespace

const Codes* CodingRules::codes_of(std::string_view system) {
    const auto at = std::find_if(met_.begin(), met_.end(), [&](const auto& known) { return known.first == system; });
    return at != met_.end() ? at->second : met_.emplace_back(system, systems_.find(system)).second;
}

void CodingRules::check_all(const Node& root, Findings& findings) {
    const Node* code = nullptr;
    for (const Node* child = root.first; child && !findings.full(); child = child->next) {
        if (child->kind == ValueKind::none)
            check_all(*child, findings);
        else if (child->name == "code" && !child->value.empty())
            code = child;
    }
    if (!code || root.name == "contains") return;  // a value set's expansion may have displays of its own
    check(root, *code, findings);
    check_quantity(root, findings);
}

void CodingRules::check(const Node& coding, const Node& code, Findings& findings) {
    const Node* where = coding.child("system");
    if (!where || where->value.empty()) {
        if (coding.name != "coding" && !coding.name.ends_with("Coding")) return;
        return findings.add(
            coding, Severity::warning, IssueType::code_invalid, "code-without-system",
            {"The code " + in_quotes(code.value) + " has no system, so it means nothing; say which system it is of.",
             "Koden " + in_quotes(code.value) + " har intet system, så den betyder intet; angiv hvilket system den er fra."});
    }
    const Codes* codes = codes_of(where->value);
    if (!codes) return system(coding, *where, findings);
    const auto version = coding.text("version");
    if (!version.empty() && version != codes->version()) return;
    if (codes->has(code.value)) return display(coding, *codes, code.value, findings);
    if (!codes->is_complete()) return;
    const std::string guess(codes->nearest_code(code.value));
    findings.add(code, weight_, IssueType::code_invalid, "code-unknown",
                 {in_quotes(code.value) + " is no code of " + std::string(where->value) +
                      (guess.empty() ? "." : "; did you mean " + in_quotes(guess) + "?"),
                  in_quotes(code.value) + " er ingen kode i " + std::string(where->value) +
                      (guess.empty() ? "." : "; mente du " + in_quotes(guess) + "?")});
}

void CodingRules::system(const Node& coding, const Node& system, Findings& findings) {
    const auto url = system.value;
    const std::string name(url);
    if (systems_.is_value_set(url))
        return findings.add(system, Severity::error, IssueType::code_invalid, "code-system-is-value-set",
                            {name + " is a value set; write the code system that the code comes from.",
                             name + " er et value set; skriv det kodesystem, som koden kommer fra."});
    const auto whole = std::find_if(whole_systems.begin(), whole_systems.end(), [&](auto known) { return url.starts_with(known); });
    std::string right;
    if (url.starts_with("https:") && url.size() > 6) {
        right = "http:" + name.substr(6);
        if (!systems_.find(right) && std::find(whole_systems.begin(), whole_systems.end(), right) == whole_systems.end()) right.clear();
    } else if (whole != whole_systems.end() && url != *whole) {
        right = *whole;
    }
    if (!right.empty())
        return findings.add(
            coding, Severity::error, IssueType::code_invalid, "code-system-misspelt",
            {name + " is no code system; it is written " + right + ".", name + " er intet kodesystem; det skrives " + right + "."});
    if (!is_hl7(url) || told_.contains(url)) return;
    told_.insert(url);
    const std::string guess(systems_.nearest_url(url));
    findings.add(
        system, guess.empty() ? Severity::information : Severity::warning, IssueType::code_invalid, "code-system-unknown",
        {"No code system " + name + " is known here" + (guess.empty() ? "; the code is not checked." : "; did you mean " + guess + "?"),
         "Intet kodesystem " + name + " er kendt her" + (guess.empty() ? "; koden kontrolleres ikke." : "; mente du " + guess + "?")});
}

void CodingRules::display(const Node& coding, const Codes& codes, std::string_view code, Findings& findings) const {
    const Node* display = coding.child("display");
    if (!display || display->value.empty()) return;
    auto right = codes.displays(code, language_of(coding));
    if (right.empty()) right = codes.displays(code, "");
    if (right.empty()) return;
    if (std::find(right.begin(), right.end(), display->value) != right.end()) return;
    const std::string written = plain(display->value);
    if (std::any_of(right.begin(), right.end(), [&](std::string_view r) { return plain(r) == written; })) return;
    findings.add(*display, weight_, IssueType::code_invalid, "display-wrong",
                 {in_quotes(display->value) + " is not what " + in_quotes(code) + " is called; write " + listed(right, " or ") +
                      ", and your own words in text.",
                  in_quotes(display->value) + " er ikke betegnelsen for " + in_quotes(code) + "; skriv " + listed(right, " eller ") +
                      ", og egne ord i text."});
}

}  // namespace stafet::fhir
