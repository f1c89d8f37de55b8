// Our schemas against MedCom's own, with libxml2 as the judge: the same verdict on real letters, on broken ones, and on what we write.
#include "adapters/oioxml/letter_checker.hpp"
#include "adapters/oioxml/letter_codec.hpp"
#include "adapters/oioxml/letter_envelope.hpp"
#include "adapters/oioxml/receipts.hpp"
#include "tests/adapters/oioxml/letters.hpp"

#include <doctest/doctest.h>
#include <libxml/xmlschemas.h>

#include <functional>
#include <map>
#include <memory>
#include <vector>

using namespace stafet;
using namespace stafet::oioxml;
namespace fs = std::filesystem;

namespace {

void be_silent(void*, const char*, ...) {}

/// MedCom's schema of a namespace, whose path is its date.
class Judge {
   public:
    explicit Judge(fs::path root) : root_(std::move(root)) { xmlSetGenericErrorFunc(nullptr, be_silent); }

    bool accepts(const std::string& bytes, const std::string& xmlns) {
        xmlDoc* document = xmlReadMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr,
                                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
        if (!document) return false;
        const auto context = std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)>(xmlSchemaNewValidCtxt(schema(xmlns)),
                                                                                                    xmlSchemaFreeValidCtxt);
        xmlSchemaSetValidErrors(context.get(), be_silent, be_silent, nullptr);
        const int verdict = xmlSchemaValidateDoc(context.get(), document);
        xmlFreeDoc(document);
        REQUIRE(verdict >= 0);
        return verdict == 0;
    }

   private:
    xmlSchema* schema(const std::string& xmlns) {
        auto& known = schemas_[xmlns];
        if (!known) {
            const std::string date = xmlns.substr(xmlns.find("/schemas/") + 9);
            xmlSchemaParserCtxt* parser = xmlSchemaNewParserCtxt((root_ / date / "EMessage.xsd").c_str());
            known.reset(xmlSchemaParse(parser));
            xmlSchemaFreeParserCtxt(parser);
            REQUIRE(known);
        }
        return known.get();
    }

    struct Free {
        void operator()(xmlSchema* schema) const { xmlSchemaFree(schema); }
    };
    fs::path root_;
    std::map<std::string, std::unique_ptr<xmlSchema, Free>> schemas_;
};

struct Sample {
    std::string name;
    fhir::Tree tree;
    const LetterSchema* schema;
};

void keep_known(std::vector<Sample>& found, std::string name, const std::string& bytes) {
    LetterText letter = read_letter(bytes);
    const auto* body = letter.well_formed ? body_of(letter.tree) : nullptr;
    const auto* schema = body ? find_schema(letter.tree.root().xmlns, body->name, body->text_at("Letter.VersionCode")) : nullptr;
    if (schema) found.push_back({std::move(name), std::move(letter.tree), schema});
}

/// Letters that differ from another only in their names and namespace.
struct Twin {
    const char* of;
    std::vector<std::pair<std::string, std::string>> replaced;
};
const std::vector<Twin> twins{
    {"XDIS01_XD0134L",
     {{"XD0134L", "XD0234L"},
      {"XDIS01", "XDIS02"},
      {"DischargeLetter", "OutPatientDischargeLetter"},
      {"Admission>", "OutPatientFirstVisit>"},
      {"Discharge>", "OutPatientLastVisit>"}}},
    {"XDIS01_XD0134L",
     {{"XD0134L", "XD0334L"},
      {"XDIS01", "XDIS03"},
      {"DischargeLetter", "CasualtyWardLetter"},
      {"Admission>", "CasualtyWardFirstVisit>"},
      {"Discharge>", "CasualtyWardLastVisit>"}}},
    {"XDIS91_XD9134L",
     {{"XD9134L", "XD9034L"},
      {"XDIS91", "XDIS90"},
      {"ClinicalEmail", "AdministrativeEmail"},
      {"2006/07/01", "2009/08/01"},
      {"AlternativeIdentifier", "CivilRegistrationNumber"},
      {"2512481AB6", "1505505510"}}},
    {"XREF15_XH1530R",
     {{"XH1530R", "XH1531R"},
      {"2016/12/01", "2020/05/06"},
      {"<RelevantClinicalInformation>", "<RelevantClinicalInformation><CategoryCode>aeldre_omsorg</CategoryCode>"}}},
};

std::string twin_of(const Twin& twin) {
    std::string text = testing::letter(twin.of);
    for (const auto& [from, to] : twin.replaced)
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
    return text;
}

/// One letter per file below the folders that is of a version we carry.
std::vector<Sample> samples(const std::vector<fs::path>& folders) {
    std::vector<Sample> found;
    for (const fs::path& folder : folders) {
        for (const auto& file : fs::directory_iterator(folder)) {
            if (file.path().extension() != ".xml") continue;
            keep_known(found, file.path().filename(), testing::read_file(file.path()));
        }
    }
    for (const Twin& twin : twins) keep_known(found, std::string("twin of ") + twin.of, twin_of(twin));
    return found;
}

void each_node(fhir::Node& node, const std::function<void(fhir::Node&)>& visit) {
    for (fhir::Node* child = node.first; child; child = child->next) {
        visit(*child);
        each_node(*child, visit);
    }
}

void insert_after(fhir::Node& node, fhir::Node& added) {
    node.parent->last = node.parent->last == &added ? &added : node.parent->last;
    added.next = node.next;
    node.next = &added;
    if (node.parent->last == &node) node.parent->last = &added;
}

using Change = std::function<void(fhir::Tree&, fhir::Node&)>;
const std::vector<std::pair<const char*, Change>> changes{
    {"removed", [](fhir::Tree& tree, fhir::Node& node) { tree.remove(node); }},
    {"emptied",
     [](fhir::Tree&, fhir::Node& node) { node.first = node.last = nullptr, node.value = {}, node.kind = fhir::ValueKind::none; }},
    {"renamed", [](fhir::Tree&, fhir::Node& node) { node.name = node.name == "#text" ? "Bold" : "Renamed"; }},
    {"too long",
     [](fhir::Tree& tree, fhir::Node& node) {
         if (node.has_value()) tree.set_value(node, std::string(400, 'x'));
     }},
    {"other text",
     [](fhir::Tree& tree, fhir::Node& node) {
         if (node.has_value()) tree.set_value(node, "2026");
     }},
    {"repeated",
     [](fhir::Tree& tree, fhir::Node& node) {
         fhir::Node& parent = *node.parent;
         fhir::Node* before = parent.last;
         fhir::Node& copy = tree.append_copy(parent, node);
         before->next = nullptr;
         parent.last = before;
         insert_after(node, copy);
     }},
    {"swapped",
     [](fhir::Tree&, fhir::Node& node) {
         if (!node.next) return;
         std::swap(node.name, node.next->name);
         std::swap(node.value, node.next->value);
         std::swap(node.kind, node.next->kind);
         std::swap(node.first, node.next->first);
         std::swap(node.last, node.next->last);
     }},
};

/// MedCom's schemas let any ten digits be a CPR number, and several letters share an Emessage.
bool stricter_on_purpose(const Issue& issue) { return issue.code == "cpr-invalid-date" || issue.code == "several-letters"; }

bool we_accept(const std::string& bytes, const LetterSchema& schema) {
    const LetterText letter = read_letter(bytes);
    const auto* body = letter.well_formed ? body_of(letter.tree) : nullptr;
    // A letter that is no longer of a known version is refused before its schema is asked.
    if (!body || find_schema(letter.tree.root().xmlns, body->name, body->text_at("Letter.VersionCode")) != &schema) return false;
    const Issues issues = check_letter(letter.tree, schema);
    return std::none_of(issues.begin(), issues.end(),
                        [](const Issue& i) { return i.severity >= Severity::error && !stricter_on_purpose(i); });
}

std::vector<fs::path> letter_folders() {
    std::vector<fs::path> folders{"tests/golden/oioxml"};
    for (const char* folder :
         {"corpora/medcom-synthetic", "corpora/medcom-edi-xml/xml", "corpora/medcom-edi-xml/syntax", "corpora/os2-fixtures"})
        if (const auto found = testing::shared(folder, "letters")) folders.push_back(*found);
    return folders;
}

}  // namespace

TEST_CASE("letters that MedCom's schemas accept have no errors here, and the others have") {
    const auto root = testing::shared("corpora/medcom-xsd", "all letters against MedCom's schemas");
    if (!root) return;
    Judge judge(*root);
    std::size_t count = 0;
    for (const Sample& sample : samples(letter_folders())) {
        CAPTURE(sample.name);
        const std::string bytes = write_letter(sample.tree);
        CHECK(we_accept(bytes, *sample.schema) == judge.accepts(bytes, sample.schema->xmlns));
        ++count;
    }
    CHECK(count >= 11);
}

TEST_CASE("property: every single change to a letter gets the verdict of MedCom's schema") {
    const auto root = testing::shared("corpora/medcom-xsd", "broken letters against MedCom's schemas");
    if (!root) return;
    Judge judge(*root);
    std::map<const LetterSchema*, std::size_t> seen;
    std::size_t differences = 0;
    for (const Sample& sample : samples(letter_folders())) {
        if (++seen[sample.schema] > 1) continue;
        std::size_t nodes = 0;
        each_node(const_cast<fhir::Node&>(sample.tree.root()), [&](fhir::Node&) { ++nodes; });
        for (const auto& [what, change] : changes) {
            for (std::size_t chosen = 0; chosen < nodes; ++chosen) {
                LetterText copy = read_letter(write_letter(sample.tree));
                std::size_t at = 0;
                fhir::Node* target = nullptr;
                each_node(copy.tree.root(), [&](fhir::Node& node) { target = at++ == chosen ? &node : target; });
                if (!target) continue;
                const std::string path = fhir::path_of(*target);
                change(copy.tree, *target);
                const std::string bytes = write_letter(copy.tree);
                const bool ours = we_accept(bytes, *sample.schema);
                const bool theirs = judge.accepts(bytes, sample.schema->xmlns);
                if (ours == theirs) continue;
                ++differences;
                MESSAGE(sample.name << ": " << path << " " << std::string(what) << ": MedCom " << (theirs ? "accepts" : "refuses")
                                    << ", we " << (ours ? "accept" : "refuse"));
            }
        }
    }
    CHECK(differences == 0);
}

TEST_CASE("the receipts that we write are valid by MedCom's schemas") {
    const auto root = testing::shared("corpora/medcom-xsd", "receipts against MedCom's schemas");
    if (!root) return;
    Judge judge(*root);
    AcknowledgementRequest request;
    const LetterText original = read_letter(testing::letter("XDIS01_XD0134L"));
    request.original = read_envelope(original.tree, find_schema("XD0134L"));
    request.sender = request.original.receivers[0];
    request.receiver = request.original.sender;
    request.now = *from_iso8601("2026-11-20T09:16:00Z");
    const std::string xmlns = "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/";
    CHECK(judge.accepts(write_receipt(request).bytes, xmlns));
    request.outcome.outcome = AcknowledgedRef::Outcome::fatal_error;
    request.outcome.text = "Ukendt patient\nse brevet";
    CHECK(judge.accepts(write_receipt(request).bytes, xmlns));
    request.original = {};
    CHECK(judge.accepts(write_receipt(request).bytes, xmlns));
}
