// Bundles: fullUrl, first entry, links, search results, and entries that hang together.
#include "tests/fhir_models/told.hpp"

using stafet::Severity;
using stafet::fhir::testing::told;

namespace {

std::string bundle(const std::string& type, const std::string& entries, const std::string& rest = "") {
    return R"({"resourceType":"Bundle","type":")" + type + "\"," + rest + R"("entry":[)" + entries + "]}";
}

std::string entry(const std::string& full_url, const std::string& resource) {
    return "{" + (full_url.empty() ? "" : R"("fullUrl":")" + full_url + "\",") + R"("resource":)" + resource + "}";
}

std::string patient(const std::string& id) { return R"({"resourceType":"Patient","id":")" + id + "\"}"; }

/// A header whose focus is the reference.
std::string header(const std::string& focus) {
    return entry("https://a.dk/fhir/MessageHeader/h",
                 R"({"resourceType":"MessageHeader","id":"h","eventUri":"urn:x","source":{"endpoint":"urn:x"},"focus":[{"reference":")" +
                     focus + R"("}]})");
}

std::string composition(const std::string& subject, const std::string& id = R"("id":"c",)") {
    return entry(
        "https://a.dk/fhir/Composition/c",
        R"({"resourceType":"Composition",)" + id +
            R"("status":"final","type":{"text":"x"},"date":"2026-11-22","author":[{"display":"x"}],"title":"x","subject":{"reference":")" +
            subject + R"("}})");
}

const std::string patient_1 = entry("https://a.dk/fhir/Patient/1", patient("1"));
const std::string link_self = R"({"relation":"self","url":"https://a.dk/fhir/Patient?name=x"})";

std::string links(const std::string& all) { return R"("link":[)" + all + "],"; }
std::string named(const std::string& relation, const std::string& url = "https://a.dk/x") {
    return R"({"relation":")" + relation + R"(","url":")" + url + "\"}";
}

}  // namespace

TEST_CASE("A fullUrl is absolute, and as an address it has the type and id of its resource") {
    const auto collection = [](const std::string& url, const std::string& resource) {
        return told(bundle("collection", entry(url, resource)));
    };
    CHECK(collection("https://a.dk/fhir/Patient/1", patient("1")) == "");
    CHECK(collection("https://fhir-test.a.dk/my_base/Patient/1", patient("1")) == "");
    CHECK(collection("urn:uuid:c757873d-ec9a-4326-a141-556f43239520", R"({"resourceType":"Patient"})") == "");
    CHECK(collection("urn:oid:1.2.208.176.1.1", patient("1")) == "");
    CHECK(collection("https://a.dk/patients/1", patient("2")) == "");
    CHECK(collection("Patient/1", patient("1")) == "error entry-url-relative Bundle.entry[0]");
    CHECK(collection("1", patient("1")) == "error entry-url-relative Bundle.entry[0]");
    CHECK(collection("https://a.dk/fhir/Patient/1", patient("2")) == "error entry-url-mismatch Bundle.entry[0]");
    CHECK(collection("https://a.dk/fhir/Person/1", patient("1")) == "error entry-url-mismatch Bundle.entry[0]");
    CHECK(collection("https://a.dk/fhir/Patient/1", R"({"resourceType":"Patient","active":true})") ==
          "error entry-id-missing Bundle.entry[0]");
    CHECK(collection("urn:uuid:C757873D-EC9A-4326-A141-556F43239520", patient("1")) == "error value-format Bundle.entry[0].fullUrl");
    CHECK(collection("", patient("1")) == "error entry-url-missing Bundle.entry[0]");
    CHECK(told(bundle("batch-response", R"({"response":{"status":"200"}})")) == "");
}

TEST_CASE("A definition whose fullUrl is its own URL has its id in it") {
    const auto code_system = [](const std::string& id) {
        return told(
            bundle("collection", entry("https://a.dk/fhir/CodeSystem/a",
                                       R"({"resourceType":"CodeSystem","id":")" + id +
                                           R"(","url":"https://a.dk/fhir/CodeSystem/a","status":"draft","content":"not-present"})")));
    };
    CHECK(code_system("a") == "");
    CHECK(code_system("b") == "error entry-url-mismatch Bundle.entry[0]; error entry-url-mismatch Bundle.entry[0]");
}

TEST_CASE("A document begins with its Composition, a message with its MessageHeader") {
    CHECK(told(bundle("document", patient_1)) == "error bundle-first-entry Bundle.entry[0].resource");
    CHECK(told(bundle("message", patient_1)) == "error bundle-first-entry Bundle.entry[0].resource");
    CHECK(told(R"({"resourceType":"Bundle","type":"document"})") == "error bundle-first-entry Bundle");
    CHECK(told(bundle("message", R"({"fullUrl":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"})")) ==
          "error bundle-first-entry Bundle.entry[0]");
    CHECK(told(R"({"resourceType":"Bundle","type":"collection"})") == "");
}

TEST_CASE("What a message or document is about is inside") {
    CHECK(told(bundle("message", header("Patient/1") + "," + patient_1)) == "");
    CHECK(told(bundle("message", header("https://a.dk/fhir/Patient/1") + "," + patient_1)) == "");
    CHECK(told(bundle("message", header("Patient/2"))) == "error reference-not-found Bundle.entry[0].resource.focus[0]");
    CHECK(told(bundle("message", header("https://b.dk/fhir/Patient/1"))) == "error reference-not-found Bundle.entry[0].resource.focus[0]");
    CHECK(told(bundle("message", header("https://b.dk/fhir/Questionnaire/1"))) == "");
    CHECK(told(bundle("document", composition("Patient/1") + "," + patient_1)) == "");
    CHECK(told(bundle("document", composition("Patient/2"))) == "error reference-not-found Bundle.entry[0].resource.subject");
    // Without an id the Composition has no address that its references could be relative to.
    CHECK(told(bundle("document", composition("Patient/1", "") + "," + patient_1)) ==
          "error entry-id-missing Bundle.entry[0]; error entry-not-reachable Bundle.entry[1]; "
          "error reference-not-by-url Bundle.entry[0].resource.subject");
}

TEST_CASE("The entries of a document hang together; those of a message should") {
    const std::string stranger = "," + entry("https://a.dk/fhir/Patient/2", patient("2"));
    CHECK(told(bundle("document", composition("Patient/1") + "," + patient_1 + stranger)) == "error entry-not-reachable Bundle.entry[2]");
    CHECK(told(bundle("message", header("Patient/1") + "," + patient_1 + stranger)) == "warning entry-not-reachable Bundle.entry[2]");
    const auto pointing = [](const std::string& type, const std::string& element) {
        return "," + entry("https://a.dk/fhir/" + type + "/p", R"({"resourceType":")" + type + R"(","id":"p",)" + element + "}");
    };
    const std::string basic = pointing("Basic", R"("code":{"text":"x"},"subject":{"reference":"Patient/1"})");
    const std::string provenance = pointing(
        "Provenance", R"("target":[{"reference":"Patient/1"}],"recorded":"2026-11-22T10:15:00Z","agent":[{"who":{"display":"x"}}])");
    CHECK(told(bundle("document", composition("Patient/1") + "," + patient_1 + basic)) == "warning entry-only-backward Bundle.entry[2]");
    CHECK(told(bundle("document", composition("Patient/1") + "," + patient_1 + provenance)) == "");
    CHECK(told(bundle("message", header("Patient/1") + "," + patient_1 + basic), Severity::information) ==
          "information entry-only-backward Bundle.entry[2]");
    // An attachment's url and the document's style sheet connect too.
    const std::string binary = "," + entry("https://a.dk/fhir/Binary/b", R"({"resourceType":"Binary","id":"b","contentType":"text/css"})");
    CHECK(told(bundle("document", composition("Patient/1") + "," + patient_1 + binary, links(named("stylesheet", "Binary/b")))) == "");
    const std::string photo =
        "," + entry("https://a.dk/fhir/Patient/1", R"({"resourceType":"Patient","id":"1","photo":[{"url":"Binary/b"}]})");
    CHECK(told(bundle("document", composition("Patient/1") + photo + binary)) == "");
}

TEST_CASE("A long chain of entries is followed in one pass, in either direction") {
    std::string entries = header("Basic/0");
    for (int i = 0; i < 5000; ++i)
        entries +=
            "," + entry("https://a.dk/fhir/Basic/" + std::to_string(i), R"({"resourceType":"Basic","id":")" + std::to_string(i) +
                                                                            R"(","code":{"text":"x"},"subject":{"reference":"Basic/)" +
                                                                            std::to_string(i == 0 ? 0 : i - 1) + R"("}})");
    CHECK(told(bundle("message", entries)) == "");
}

TEST_CASE("Links: which relations a type of Bundle has, and how often") {
    const auto of = [](const std::string& type, const std::string& all) { return told(bundle(type, patient_1, links(all))); };
    CHECK(of("collection", named("self")) == "");
    CHECK(of("collection", named("self") + "," + named("self")) == "error link-repeated Bundle.link[1].relation");
    CHECK(of("collection", named("next")) == "error link-prohibited Bundle.link[0].relation");
    CHECK(of("history", named("self") + "," + named("next") + "," + named("next")) == "error link-repeated Bundle.link[2]");
    CHECK(of("history", named("alternate") + "," + named("alternate")) == "");
    const auto document = [](const std::string& url) {
        return told(bundle("document", composition("Patient/1") + "," + patient_1, links(named("stylesheet", url))));
    };
    CHECK(document("Binary/none") == "error stylesheet-not-found Bundle.link[0].url");
    CHECK(document("https://a.dk/x.css") == "warning stylesheet-external Bundle.link[0].url");
    CHECK(document("https://hl7.org/fhir/fhir.css") == "");
}

TEST_CASE("Search results have ids, modes, and the types that were asked for") {
    const auto found = [](const std::string& resource, const std::string& mode, const std::string& self = link_self) {
        const std::string search = mode.empty() ? "" : R"("search":{"mode":")" + mode + "\"},";
        return told(bundle("searchset",
                           "{" + search + R"("fullUrl":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520","resource":)" + resource + "}",
                           self.empty() ? "" : links(self)));
    };
    const std::string outcome = R"({"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational"}]})";
    CHECK(found(patient("1"), "match") == "");
    CHECK(found(patient("1"), "include") == "");
    CHECK(found(outcome, "outcome") == "");
    CHECK(found(R"({"resourceType":"Patient","active":true})", "match") == "error search-id-missing Bundle.entry[0].resource");
    CHECK(found(R"({"resourceType":"Person","id":"1"})", "match") == "error search-type Bundle.entry[0].resource");
    CHECK(found(R"({"resourceType":"Person","id":"1"})", "match", named("self", "https://a.dk/?_type=Patient,Person")) == "");
    CHECK(found(patient("1"), "outcome") == "error search-type Bundle.entry[0].resource");
    CHECK(found(patient("1"), "match", "") == "warning search-self-missing Bundle");
    CHECK(found(R"({"resourceType":"Person","id":"1"})", "") == "warning search-type Bundle.entry[0].resource");
    CHECK(told(bundle("searchset", R"({"fullUrl":"urn:x:1"})", links(link_self))) == "error search-resource-missing Bundle.entry[0]");
}

TEST_CASE("A Bundle in a Bundle, in Parameters or contained is checked by itself") {
    const std::string inner = bundle("collection", entry("Patient/1", patient("1")));
    CHECK(told(bundle("collection", entry("urn:uuid:c757873d-ec9a-4326-a141-556f43239520", inner))) ==
          "error entry-url-relative Bundle.entry[0].resource.entry[0]");
    CHECK(told(R"({"resourceType":"Parameters","parameter":[{"name":"a","resource":)" + inner + "}]}") ==
          "error entry-url-relative Parameters.parameter[0].resource.entry[0]");
}
