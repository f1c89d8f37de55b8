// When a question is asked: every operator, questions at every level, groups that repeat, expressions, and where questionnaires come from.
#include "tests/fhir_models/forms.hpp"

using namespace stafet;
using namespace stafet::fhir;
using testing::form_findings;
using testing::with;

namespace {

/// A response with its questionnaire inside, so that each case is one text.
std::string form(const std::string& questions, const std::string& items, const std::string& more = "",
                 const std::string& status = "completed") {
    return R"({"resourceType":"QuestionnaireResponse","status":")" + status +
           R"(","questionnaire":"#q","contained":[{"resourceType":"Questionnaire","id":"q","status":"active")" + more + R"(,"item":[)" +
           questions + R"(]}],"item":[)" + items + "]}";
}

const Profiles& r4() {
    static const auto profiles = testing::profiles_with({});
    return *profiles;
}

std::string question(const std::string& id, const std::string& type, const std::string& rest = "") {
    return R"({"linkId":")" + id + R"(","type":")" + type + "\"" + rest + "}";
}
std::string when(const std::string& asked, const std::string& operation, const std::string& answer) {
    return R"({"question":")" + asked + R"(","operator":")" + operation + R"(",)" + answer + "}";
}
std::string item(const std::string& id, const std::string& answer) { return R"({"linkId":")" + id + R"(","answer":[{)" + answer + "}]}"; }

/// Whether question b is asked when question a, of this type, is answered so: shown by what is said of an answer to b.
bool asked(const std::string& type, const std::string& answer, const std::string& operation, const std::string& wanted) {
    const std::string questions =
        question("a", type) + "," + question("b", "boolean", R"(,"enableWhen":[)" + when("a", operation, wanted) + "]");
    const std::string items = (answer.empty() ? "" : item("a", answer) + ",") + item("b", R"("valueBoolean":true)");
    const auto found = form_findings(form(questions, items), r4());
    const bool refused = found.find("item-not-enabled") != std::string::npos;
    CHECK(found.find("error") == (refused ? found.find("error item-not-enabled") : std::string::npos));
    return !refused;
}

}  // namespace

TEST_CASE("Operators of enableWhen compare answers of every type") {
    struct Row {
        std::string type, answer, operation, wanted;
        bool enabled;
    };
    const std::string kg = R"("system":"http://unitsofmeasure.org","code":"kg"})";
    const std::string g = R"("system":"http://unitsofmeasure.org","code":"g"})";
    const std::vector<Row> rows{
        {"boolean", R"("valueBoolean":true)", "exists", R"("answerBoolean":true)", true},
        {"boolean", "", "exists", R"("answerBoolean":true)", false},
        {"boolean", "", "exists", R"("answerBoolean":false)", true},
        {"boolean", "", "=", R"("answerBoolean":true)", false},
        {"boolean", "", "!=", R"("answerBoolean":true)", false},
        {"boolean", R"("valueBoolean":false)", "!=", R"("answerBoolean":true)", true},
        {"integer", R"("valueInteger":7)", ">", R"("answerInteger":6)", true},
        {"integer", R"("valueInteger":7)", "<", R"("answerInteger":7)", false},
        {"integer", R"("valueInteger":10)", ">=", R"("answerInteger":9)", true},
        {"decimal", R"("valueDecimal":1.50)", "=", R"("answerDecimal":1.5)", true},
        {"decimal", R"("valueDecimal":1.5)", "<=", R"("answerDecimal":1.49)", false},
        {"date", R"("valueDate":"2026-03-01")", ">", R"("answerDate":"2025")", true},
        {"date", R"("valueDate":"2026-03-01")", "<", R"("answerDate":"2026-03-01")", false},
        {"dateTime", R"("valueDateTime":"2026-03-01T10:00:00Z")", ">=", R"("answerDateTime":"2026-03-01T09:00:00Z")", true},
        {"time", R"("valueTime":"10:00:00")", "<", R"("answerTime":"11:00:00")", true},
        {"string", R"("valueString":"ja")", "=", R"("answerString":"ja")", true},
        {"string", R"("valueString":"ja")", "=", R"("answerString":"nej")", false},
        {"open-choice", R"("valueCoding":{"system":"s:1","code":"a"})", "=", R"("answerCoding":{"system":"s:1","code":"a"})", true},
        {"open-choice", R"("valueCoding":{"system":"s:1","code":"a"})", "=", R"("answerCoding":{"code":"a"})", true},
        {"open-choice", R"("valueCoding":{"code":"a"})", "=", R"("answerCoding":{"system":"s:1","code":"a"})", false},
        {"open-choice", R"("valueCoding":{"system":"s:1","code":"b"})", "!=", R"("answerCoding":{"system":"s:1","code":"a"})", true},
        {"open-choice", R"("valueString":"frit")", "=", R"("answerCoding":{"system":"s:1","code":"a"})", false},
        {"quantity", R"("valueQuantity":{"value":2,)" + kg, ">", R"("answerQuantity":{"value":1500,)" + g, true},
        {"quantity", R"("valueQuantity":{"value":1,)" + kg, ">", R"("answerQuantity":{"value":1500,)" + g, false},
        {"reference", R"("valueReference":{"reference":"Practitioner/1"})", "=", R"("answerReference":{"reference":"Practitioner/1"})",
         true},
    };
    for (const auto& row : rows) {
        INFO(row.type, " ", row.answer, " ", row.operation, " ", row.wanted);
        CHECK(asked(row.type, row.answer, row.operation, row.wanted) == row.enabled);
    }
}

TEST_CASE("Several conditions hold together or alone, as enableBehavior says; without it nothing is said") {
    const auto with_behaviour = [](const std::string& behaviour) {
        const std::string conditions =
            R"("enableWhen":[)" + when("a", "=", R"("answerBoolean":true)") + "," + when("b", "=", R"("answerBoolean":true)") + "]";
        return form(
            question("a", "boolean") + "," + question("b", "boolean") + "," + question("c", "boolean", "," + behaviour + conditions),
            item("a", R"("valueBoolean":true)") + "," + item("b", R"("valueBoolean":false)") + "," + item("c", R"("valueBoolean":true)"));
    };
    CHECK(form_findings(with_behaviour(R"("enableBehavior":"any",)"), r4()).empty());
    CHECK(form_findings(with_behaviour(R"("enableBehavior":"all",)"), r4()) == "error item-not-enabled QuestionnaireResponse.item[2]");
    CHECK(form_findings(with_behaviour(""), r4()).empty());
}

TEST_CASE("In a group that repeats, the answers of its own repetition count; from outside, those of all") {
    const std::string group = question(
        "g", "group",
        R"(,"repeats":true,"item":[)" + question("g1", "boolean") + "," +
            question("g2", "boolean", R"(,"required":true,"enableWhen":[)" + when("g1", "=", R"("answerBoolean":true)") + "]") + "]");
    const std::string after = question("z", "boolean", R"(,"enableWhen":[)" + when("g1", "=", R"("answerBoolean":true)") + "]");
    const std::string yes = item("g1", R"("valueBoolean":true)");
    const std::string no = item("g1", R"("valueBoolean":false)");
    const std::string second = item("g2", R"("valueBoolean":true)");
    const auto repetition = [](const std::string& items) { return R"({"linkId":"g","item":[)" + items + "]}"; };
    const std::string last = item("z", R"("valueBoolean":true)");
    CHECK(form_findings(form(group + "," + after, repetition(yes + "," + second) + "," + repetition(no) + "," + last), r4()).empty());
    CHECK(form_findings(form(group + "," + after, repetition(yes) + "," + repetition(no + "," + second)), r4()) ==
          "error item-required QuestionnaireResponse.item[0]\nerror item-not-enabled QuestionnaireResponse.item[1].item[1]");
    CHECK(form_findings(form(group + "," + after, repetition(no) + "," + last), r4()) ==
          "error item-not-enabled QuestionnaireResponse.item[1]");
}

TEST_CASE("Questions inside an answer depend on the question that holds them, and on others") {
    const std::string questions = question(
        "a", "boolean",
        R"(,"item":[)" + question("a1", "string", R"(,"required":true,"enableWhen":[)" + when("a", "=", R"("answerBoolean":true)") + "]") +
            "]");
    const std::string inside = R"({"linkId":"a","answer":[{"valueBoolean":true,"item":[)" + item("a1", R"("valueString":"x")") + "]}]}";
    CHECK(form_findings(form(questions, inside), r4()).empty());
    CHECK(form_findings(form(questions, item("a", R"("valueBoolean":true)")), r4()) ==
          "error item-required QuestionnaireResponse.item[0].answer[0]");
    CHECK(form_findings(form(questions, item("a", R"("valueBoolean":false)")), r4()).empty());
    CHECK(form_findings(form(questions, with(inside, ":true,", ":false,")), r4()) ==
          "error item-not-enabled QuestionnaireResponse.item[0].answer[0].item[0]");
    CHECK(form_findings(
              form(questions, R"({"linkId":"a","answer":[{"valueBoolean":true}],"item":[)" + item("a1", R"("valueString":"x")") + "]}"),
              r4()) == "error item-content QuestionnaireResponse.item[0]\nerror item-required QuestionnaireResponse.item[0].answer[0]");
}

TEST_CASE("What a group that is not asked holds is not asked either, and an item without content is no answer") {
    const std::string questions = question("a", "boolean") + "," +
                                  question("g", "group",
                                           R"(,"required":true,"enableWhen":[)" + when("a", "=", R"("answerBoolean":true)") +
                                               R"(],"item":[)" + question("g1", "string", R"(,"required":true)") + "]");
    CHECK(form_findings(form(questions, item("a", R"("valueBoolean":false)") + R"(,{"linkId":"g"})"), r4()).empty());
    CHECK(form_findings(form(questions, item("a", R"("valueBoolean":true)") + R"(,{"linkId":"g"})"), r4()) ==
          "error item-group-empty QuestionnaireResponse.item[1]\nerror item-required QuestionnaireResponse.item[1]");
}

TEST_CASE("An unfinished response lacks nothing but the sender's attention") {
    const std::string questions = question("a", "boolean", R"(,"required":true)") + "," + question("b", "boolean", R"(,"required":true)");
    CHECK(form_findings(form(questions, R"({"linkId":"a"})", "", "in-progress"), r4()) ==
          "warning item-required QuestionnaireResponse.item[0]\nwarning item-required QuestionnaireResponse");
    CHECK(form_findings(form(questions, R"({"linkId":"a"})", "", "amended"), r4()) ==
          "error item-required QuestionnaireResponse.item[0]\nerror item-required QuestionnaireResponse");
}

TEST_CASE("An expression may stand in the place of enableWhen, with variables of the questionnaire") {
    const auto with_expression = [](const std::string& language, const std::string& expression) {
        const std::string extension =
            R"(,"extension":[{"url":"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression","valueExpression":{"language":")" +
            language + R"(","expression":")" + expression + R"("}}])";
        const std::string variable =
            R"(,"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/variable","valueExpression":{"name":"timer","language":"text/fhirpath","expression":"%resource.item.where(linkId='a').answer.value"}}])";
        return form_findings(form(question("a", "integer") + "," + question("b", "boolean", extension),
                                  item("a", R"("valueInteger":3)") + "," + item("b", R"("valueBoolean":true)"), variable),
                             r4());
    };
    CHECK(with_expression("text/fhirpath", "%timer > 2").empty());
    CHECK(with_expression("text/fhirpath", "%timer > 3") == "error item-not-enabled QuestionnaireResponse.item[1]");
    CHECK(with_expression("text/fhirpath", "%patient.active") == "information enable-when-not-checked QuestionnaireResponse");
    CHECK(with_expression("text/cql", "true") == "information enable-when-not-checked QuestionnaireResponse");
    CHECK(with_expression("text/fhirpath", "%timer >") == "information enable-when-not-checked QuestionnaireResponse");
}

TEST_CASE("Rules that a questionnaire states hold, or are said with the severity that it gives them") {
    const auto with_rule = [](const std::string& severity, const std::string& expression) {
        const std::string extension =
            R"(,"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-constraint","extension":[{"url":"key","valueId":"k"},{"url":"severity","valueCode":")" +
            severity + R"("},{"url":"expression","valueString":")" + expression + R"("},{"url":"human","valueString":"Højst to"}]}])";
        return form_findings(form(question("a", "integer", extension + R"(,"repeats":true)"),
                                  R"({"linkId":"a","answer":[{"valueInteger":1},{"valueInteger":2},{"valueInteger":3}]})"),
                             r4());
    };
    CHECK(with_rule("error", "answer.count() < 4").empty());
    CHECK(with_rule("error", "answer.count() < 3") == "error questionnaire-constraint QuestionnaireResponse.item[0]");
    CHECK(with_rule("warning", "answer.count() < 3") == "warning questionnaire-constraint QuestionnaireResponse.item[0]");
    CHECK(with_rule("error", "answer.count() = %unknown") ==
          "information questionnaire-constraint-not-checked QuestionnaireResponse.item[0]");
}

TEST_CASE("Options of every type, options that stand alone, and value sets that are contained") {
    const auto chosen = [](const std::string& options, const std::string& answers, const std::string& more = "") {
        return form_findings(
            form(question("a", "choice", R"(,"repeats":true,)" + options), R"({"linkId":"a","answer":[)" + answers + "]}", more), r4());
    };
    const std::string options =
        R"("answerOption":[{"valueInteger":1},{"valueDate":"2026-01-01"},{"valueTime":"10:00:00"},{"valueString":"x"},{"valueReference":{"reference":"Location/1"}},
{"valueCoding":{"code":"ingen"},"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive","valueBoolean":true}]}])";
    const std::string wrong = "error answer-option QuestionnaireResponse.item[0].answer[0]";
    for (const std::string right :
         {R"("valueInteger":1)", R"("valueDate":"2026-01-01")", R"("valueTime":"10:00:00")", R"("valueString":"x")",
          R"("valueReference":{"reference":"Location/1"})", R"("valueCoding":{"code":"ingen"})"})
        CHECK(chosen(options, "{" + right + "}").empty());
    for (const std::string other :
         {R"("valueInteger":2)", R"("valueDate":"2026-01-02")", R"("valueTime":"11:00:00")", R"("valueString":"y")",
          R"("valueReference":{"reference":"Location/2"})", R"("valueCoding":{"code":"alle"})"})
        CHECK(chosen(options, "{" + other + "}") == wrong);
    CHECK(chosen(options, R"({"valueCoding":{"code":"ingen"}},{"valueInteger":1})") ==
          "error answer-option-exclusive QuestionnaireResponse.item[0].answer[0]");
    CHECK(chosen(R"("prefix":"1")", R"({"valueString":"x"})") ==
          "information answer-options-missing QuestionnaireResponse.item[0].answer[0]");
    CHECK(chosen(R"("answerValueSet":"http://x.example/vs")", R"({"valueCoding":{"code":"x"}})") ==
          "warning answer-value-set-unknown QuestionnaireResponse.item[0].answer[0]");
    CHECK(chosen(R"("answerValueSet":"http://hl7.org/fhir/ValueSet/condition-code")",
                 R"({"valueCoding":{"system":"http://snomed.info/sct","code":"1"}})") ==
          "information answer-not-checked QuestionnaireResponse.item[0].answer[0]");
    const std::string own = R"({"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"#q","contained":[
{"resourceType":"ValueSet","id":"vs","compose":{"include":[{"system":"s:1","concept":[{"code":"a"},{"code":"b"}]},{"valueSet":["http://hl7.org/fhir/ValueSet/item-type"]}],"exclude":[{"system":"s:1","concept":[{"code":"b"}]}]}},
{"resourceType":"Questionnaire","id":"q","status":"active","item":[{"linkId":"a","type":"choice","answerValueSet":"#vs"}]}],
"item":[{"linkId":"a","answer":[{"valueCoding":{"system":"s:1","code":"a"}}]}]})";
    CHECK(form_findings(own, r4()).empty());
    CHECK(form_findings(with(own, R"({"system":"s:1","code":"a"})", R"({"system":"http://hl7.org/fhir/item-type","code":"group"})"), r4())
              .empty());
    CHECK(form_findings(with(own, R"({"system":"s:1","code":"a"})", R"({"system":"s:1","code":"b"})"), r4()) ==
          "error answer-not-in-value-set QuestionnaireResponse.item[0].answer[0]");
}

TEST_CASE("A questionnaire is found in the same Bundle, by its fullUrl or its canonical") {
    const auto bundle = [](const std::string& canonical, const std::string& id) {
        return R"({"resourceType":"Bundle","type":"collection","entry":[
{"fullUrl":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520","resource":{"resourceType":"Questionnaire","url":"http://x.example/q","version":"2","status":"active","item":[{"linkId":"a","type":"boolean"}]}},
{"fullUrl":"urn:uuid:c757873d-ec9a-4326-a141-556f43239521","resource":{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":")" +
               canonical + R"(","item":[{"linkId":")" + id + R"("}]}}]})";
    };
    const std::string at = "Bundle.entry[1].resource";
    CHECK(form_findings(bundle("http://x.example/q|2", "a"), r4()).empty());
    CHECK(form_findings(bundle("http://x.example/q|2", "b"), r4()) == "error item-unknown " + at);
    CHECK(form_findings(bundle("urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "b"), r4()) == "error item-unknown " + at);
    CHECK(form_findings(bundle("http://x.example/q|1", "b"), r4()) == "information questionnaire-unknown " + at + ".questionnaire");
}

TEST_CASE("Conditions of a Questionnaire lead to an earlier question that can be answered so") {
    const auto found = [](const std::string& questions) {
        return form_findings(R"({"resourceType":"Questionnaire","status":"active","item":[)" + questions + "]}", r4());
    };
    const auto depends = [](const std::string& on, const std::string& answer = R"("answerBoolean":true)") {
        return R"(,"enableWhen":[)" + when(on, "=", answer) + "]";
    };
    CHECK(found(question("a", "boolean") + "," + question("b", "string", depends("a"))).empty());
    CHECK(found(question("b", "string", depends("x"))) == "error enable-when-unknown Questionnaire.item[0]");
    CHECK(found(question("b", "boolean", depends("b"))) == "error enable-when-self Questionnaire.item[0]");
    CHECK(found(question("g", "group", depends("b") + R"(,"item":[)" + question("b", "boolean") + "]")) ==
          "error enable-when-inside Questionnaire.item[0]");
    CHECK(found(question("b", "string", depends("c")) + "," + question("c", "boolean")) ==
          "warning enable-when-after Questionnaire.item[0]");
    CHECK(found(question("a", "boolean") + "," + question("b", "string", depends("a", R"("answerInteger":1)"))) ==
          "warning enable-when-type Questionnaire.item[1]");
    CHECK(found(question("a", "boolean", R"(,"item":[)" + question("b", "string", depends("a")) + "]")).empty());
}

TEST_CASE("A reference answers a choice only where references are options") {
    const std::string reference = item("a", R"("valueReference":{"reference":"Location/1"})");
    CHECK(form_findings(form(question("a", "choice", R"(,"answerValueSet":"http://hl7.org/fhir/ValueSet/item-type")"), reference), r4()) ==
          "error answer-type QuestionnaireResponse.item[0].answer[0].value.ofType(Reference)");
    CHECK(
        form_findings(form(question("a", "choice", R"(,"answerOption":[{"valueReference":{"reference":"Location/1"}}])"), reference), r4())
            .empty());
}

TEST_CASE("What cannot be a code of a system that is not at hand is not in its value sets") {
    const std::string country = question("a", "choice", R"(,"answerValueSet":"http://hl7.org/fhir/ValueSet/iso3166-1-2")");
    const auto answered = [&](const std::string& code) {
        return form_findings(form(country, item("a", R"("valueCoding":{"system":"urn:iso:std:iso:3166","code":")" + code + R"("})")), r4());
    };
    CHECK(answered("Danmark") == "error answer-not-in-value-set QuestionnaireResponse.item[0].answer[0]");
    CHECK(answered("DK").find("error") == std::string::npos);
}
