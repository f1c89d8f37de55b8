"""Every stable code of a finding in the sources stands in the documentation, and every documented code of an issue in the sources."""
import re

import project

ISSUES = "docs/issue-codes.md"
DOCUMENTS = (ISSUES, "docs/routes.md", "docs/operations.md")
ROOMS = ("adapters/", "fhir_models/", "gateway/", "routes/")
# Words of a statement that makes a finding. A statement that logs or counts makes none.
MAKES = re.compile(r"\b(Issue|IssueType::\w+|Severity::\w+|make_issue|Finding|finding|error|warning|fatal|report|refuse|required|untranslatable)\b")
TELLS = re.compile(r"\blog::|\bcounter\(")
LITERAL = re.compile(r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)"')
DOCUMENTED = re.compile(r"`([a-z][a-z0-9]*(?:-[a-z0-9]+)*)`")
# Severities and codes of FHIR and MedCom that look like codes of ours.
OF_OTHERS = {
    "entered-in-error", "fatal", "fatal-error", "full-resource", "in-progress", "not-achieved", "not-started", "on-hold", "open-requests", "prevention-plan",
    "regarding-referral", "rest-hook", "transient-error",
}


def codes_in(text):
    """The codes of the findings that a source makes: lower-case words with hyphens in a statement that makes one."""
    for statement in re.sub(r"//[^\n]*", "", text).split(";"):
        if MAKES.search(statement) and not TELLS.search(statement):
            yield from (code for code in LITERAL.findall(statement) if "-" in code and code not in OF_OTHERS)


def check(sources, documents):
    """Findings. `sources` and `documents` are texts by name."""
    documented = {name: set(DOCUMENTED.findall(text)) - OF_OTHERS for name, text in documents.items()}
    everywhere = set().union(*documented.values())
    literals = set()
    for name, text in sources.items():
        literals |= set(LITERAL.findall(text))
        yield from (f"{name}: the code {code} stands in none of {', '.join(documents)}" for code in set(codes_in(text)) - everywhere)
    yield from (f"{ISSUES}: no source knows the code {code}" for code in documented.get(ISSUES, set()) - literals)


if __name__ == "__main__":
    sources = {name: project.read(name) for name in project.files(".cpp", ".hpp") if name.startswith(ROOMS)}
    project.report(check(sources, {name: project.read(name) for name in DOCUMENTS}))
