// Responses against their questionnaire: a municipality's assessment of needs, answered rightly, and each way to answer it wrongly.
#include "tests/fhir_models/forms.hpp"

using namespace stafet;
using namespace stafet::fhir;
using testing::form_findings;
using testing::with;

namespace {

const std::string levels =
    R"({"resourceType":"ValueSet","url":"http://kommune.example/ValueSet/niveau","status":"active","compose":{"include":[
  {"system":"http://kommune.example/CodeSystem/niveau","concept":[{"code":"basal"},{"code":"avanceret"},{"code":"ekspert"}]}]}})";

std::string extension(const std::string& name, const std::string& value) {
    return R"({"url":"http://hl7.org/fhir/StructureDefinition/)" + name + "\"," + value + "}";
}

/// Functions, differentiation level, needs, measurements and attachments of a fictitious municipality.
std::string assessment() {
    return R"({"resourceType":"Questionnaire","url":"http://kommune.example/Questionnaire/behov","version":"2.1","status":"active",
 "subjectType":["Patient"],"effectivePeriod":{"start":"2026-01-01","end":"2027"},
 "item":[
  {"linkId":"1","text":"Funktionsevne","type":"group","required":true,"item":[
    {"linkId":"1.0","text":"Vurder de seneste to uger","type":"display"},
    {"linkId":"1.1","text":"Kan borgeren selv spise?","type":"choice","required":true,
     "answerOption":[{"valueCoding":{"system":"http://kommune.example/CodeSystem/svar","code":"ja","display":"Ja"}},
                     {"valueCoding":{"system":"http://kommune.example/CodeSystem/svar","code":"nej","display":"Nej"}}]},
    {"linkId":"1.2","text":"Hvilken hjælp gives?","type":"string","required":true,"maxLength":20,
     "extension":[)" +
           extension("minLength", R"("valueInteger":3)") + R"(],
     "enableWhen":[{"question":"1.1","operator":"=","answerCoding":{"system":"http://kommune.example/CodeSystem/svar","code":"nej"}}]}]},
  {"linkId":"2","text":"Differentieringsniveau","type":"choice","required":true,"answerValueSet":"http://kommune.example/ValueSet/niveau",
   "item":[{"linkId":"2.1","text":"Begrundelse","type":"text"}]},
  {"linkId":"3","text":"Behov","type":"group","repeats":true,"extension":[)" +
           extension("questionnaire-maxOccurs", R"("valueInteger":3)") + R"(],"item":[
    {"linkId":"3.1","text":"Område","type":"open-choice","required":true,
     "answerOption":[{"valueCoding":{"code":"ernæring","display":"Ernæring"}},{"valueCoding":{"code":"mobilitet","display":"Mobilitet"}}]},
    {"linkId":"3.2","text":"Timer om ugen","type":"decimal","extension":[)" +
           extension("minValue", R"("valueDecimal":0.5)") + "," + extension("maxValue", R"("valueDecimal":40)") + "," +
           extension("maxDecimalPlaces", R"("valueInteger":1)") + R"(]},
    {"linkId":"3.3","text":"Er hjælpen varig?","type":"boolean"},
    {"linkId":"3.4","text":"Slutdato","type":"date","required":true,"enableBehavior":"all",
     "enableWhen":[{"question":"3.3","operator":"=","answerBoolean":false},{"question":"3.2","operator":">=","answerDecimal":2}],
     "extension":[)" +
           extension("minValue", R"("valueDate":"2026-06")") + R"(]}]},
  {"linkId":"4","text":"Vægt","type":"quantity","extension":[
     {"url":"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-minQuantity","valueQuantity":{"value":30,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}},)" +
           extension("questionnaire-unitOption", R"("valueCoding":{"system":"http://unitsofmeasure.org","code":"kg"})") + "," +
           extension("questionnaire-unitOption", R"("valueCoding":{"system":"http://unitsofmeasure.org","code":"g"})") + R"(]},
  {"linkId":"5","text":"Telefon","type":"string","repeats":true,"extension":[)" +
           extension("regex", R"("valueString":"[0-9]{8}")") + "," + extension("entryFormat", R"("valueString":"12345678")") + "," +
           extension("questionnaire-minOccurs", R"("valueInteger":2)") + R"(]},
  {"linkId":"6","text":"Bilag","type":"attachment","extension":[)" +
           extension("mimeType", R"("valueCode":"application/pdf")") + "," + extension("maxSize", R"("valueDecimal":6)") + R"(]},
  {"linkId":"7","text":"Ansvarlig","type":"reference","extension":[)" +
           extension("questionnaire-referenceResource", R"("valueCode":"Practitioner")") + R"(]},
  {"linkId":"8","text":"Antal besøg","type":"integer"},
  {"linkId":"9","text":"Skal der følges op?","type":"boolean","required":true,
   "enableWhen":[{"question":"2.1","operator":"exists","answerBoolean":true}]}
 ]})";
}

std::string response() {
    return R"({"resourceType":"QuestionnaireResponse","questionnaire":"http://kommune.example/Questionnaire/behov|2.1","status":"completed",
 "authored":"2026-11-20T10:00:00+01:00","subject":{"reference":"Patient/1"},
 "item":[
  {"linkId":"1","text":"Funktionsevne","item":[
    {"linkId":"1.1","answer":[{"valueCoding":{"system":"http://kommune.example/CodeSystem/svar","code":"nej"}}]},
    {"linkId":"1.2","answer":[{"valueString":"Mad skæres ud"}]}]},
  {"linkId":"2","answer":[{"valueCoding":{"system":"http://kommune.example/CodeSystem/niveau","code":"avanceret"},
    "item":[{"linkId":"2.1","answer":[{"valueString":"Flere\nlinjer"}]}]}]},
  {"linkId":"3","item":[{"linkId":"3.1","answer":[{"valueCoding":{"code":"ernæring"}}]},{"linkId":"3.2","answer":[{"valueDecimal":1.5}]},
    {"linkId":"3.3","answer":[{"valueBoolean":false}]}]},
  {"linkId":"3","item":[{"linkId":"3.1","answer":[{"valueString":"Rengøring"}]},{"linkId":"3.2","answer":[{"valueDecimal":2.0}]},
    {"linkId":"3.3","answer":[{"valueBoolean":false}]},{"linkId":"3.4","answer":[{"valueDate":"2026-12-01"}]}]},
  {"linkId":"4","answer":[{"valueQuantity":{"value":62000,"unit":"g","system":"http://unitsofmeasure.org","code":"g"}}]},
  {"linkId":"5","answer":[{"valueString":"11111111"},{"valueString":"22222222"}]},
  {"linkId":"6","answer":[{"valueAttachment":{"contentType":"application/pdf","data":"AAECAwQF"}}]},
  {"linkId":"7","answer":[{"valueReference":{"reference":"Practitioner/7"}}]},
  {"linkId":"8","answer":[{"valueInteger":7}]},
  {"linkId":"9","answer":[{"valueBoolean":true}]}
 ]})";
}

const Profiles& municipality() {
    static const auto profiles = testing::profiles_with({assessment(), levels});
    return *profiles;
}

struct Mistake {
    std::string from, to, found;
};

}  // namespace

TEST_CASE("A response that answers its questionnaire rightly has no findings") { CHECK(form_findings(response(), municipality()).empty()); }

TEST_CASE("Each way to answer wrongly has its finding, at its place") {
    const std::vector<Mistake> mistakes{
        {"behov|2.1", "behov|9", "information questionnaire-unknown QuestionnaireResponse.questionnaire"},
        {"http://kommune.example/Questionnaire/behov|2.1", "http://kommune.example/ValueSet/niveau",
         "error questionnaire-type QuestionnaireResponse.questionnaire"},
        {"\"2026-11-20T10:00:00+01:00\"", "\"2025-12-31\"", "warning questionnaire-period QuestionnaireResponse.authored"},
        {"Patient/1", "Group/1", "warning response-subject-type QuestionnaireResponse.subject"},
        {R"("linkId":"8")", R"("linkId":"88")", "error item-unknown QuestionnaireResponse"},
        {R"({"linkId":"8","answer":[{"valueInteger":7}]},)", "", ""},
        {R"("linkId":"8","answer":[{"valueInteger":7}])", R"("linkId":"1.2","answer":[{"valueString":"Mad"}])",
         "error item-misplaced QuestionnaireResponse"},
        {R"("linkId":"8","answer":[{"valueInteger":7}])", R"("linkId":"6")",
         "error item-order QuestionnaireResponse\nerror item-repeated QuestionnaireResponse"},
        {R"("linkId":"8","answer":[{"valueInteger":7}]},)",
         R"("linkId":"8","answer":[{"valueInteger":7}]},{"linkId":"8","answer":[{"valueInteger":8}]},)",
         "error item-repeated QuestionnaireResponse"},
        {R"([{"valueInteger":7}])", R"([{"valueInteger":7},{"valueInteger":8}])", "error answer-repeated QuestionnaireResponse.item[8]"},
        {R"([{"valueInteger":7}])", R"([{"valueString":"syv"}])",
         "error answer-type QuestionnaireResponse.item[8].answer[0].value.ofType(string)"},
        {R"("code":"nej"}}]},)", R"("code":"måske"}}]},)",
         "error answer-option QuestionnaireResponse.item[0].item[0].answer[0]\nerror item-not-enabled "
         "QuestionnaireResponse.item[0].item[1]"},
        {R"("code":"nej"}}]},)", R"("code":"ja"}}]},)", "error item-not-enabled QuestionnaireResponse.item[0].item[1]"},
        {R"(,
    {"linkId":"1.2","answer":[{"valueString":"Mad skæres ud"}]})",
         "", "error item-required QuestionnaireResponse.item[0]"},
        {R"(,"answer":[{"valueString":"Mad skæres ud"}])", "", "error item-required QuestionnaireResponse.item[0].item[1]"},
        {"Mad skæres ud", "Nå", "error answer-length QuestionnaireResponse.item[0].item[1].answer[0].value.ofType(string)"},
        {"Mad skæres ud", "Maden skæres ud i små stykker",
         "error answer-length QuestionnaireResponse.item[0].item[1].answer[0].value.ofType(string)"},
        {"Mad skæres ud", "Mad\\nskæres", "warning answer-line-break QuestionnaireResponse.item[0].item[1].answer[0].value.ofType(string)"},
        {R"("text":"Funktionsevne")", R"("text":"Funktion")", "error item-text QuestionnaireResponse.item[0]"},
        {"avanceret", "guru", "error answer-not-in-value-set QuestionnaireResponse.item[1].answer[0]"},
        {R"(,
    "item":[{"linkId":"2.1","answer":[{"valueString":"Flere\nlinjer"}]}]})",
         "}", "error item-not-enabled QuestionnaireResponse.item[9]"},
        {R"(,{"linkId":"3.4","answer":[{"valueDate":"2026-12-01"}]})", "", "error item-required QuestionnaireResponse.item[3]"},
        {"2026-12-01", "2026-05-31", "error answer-out-of-range QuestionnaireResponse.item[3].item[3].answer[0].value.ofType(date)"},
        {"2026-12-01", "2026", ""},
        {"1.5}", "0.4}", "error answer-out-of-range QuestionnaireResponse.item[2].item[1].answer[0].value.ofType(decimal)"},
        {"1.5}", "1.55}", "error answer-decimals QuestionnaireResponse.item[2].item[1].answer[0].value.ofType(decimal)"},
        {"1.5}", "2}", "error item-required QuestionnaireResponse.item[2]"},
        {"Rengøring", "mobilitet", "warning answer-option-as-text QuestionnaireResponse.item[3].item[0].answer[0]"},
        {R"({"code":"ernæring"})", R"({"code":"søvn"})", "error answer-option QuestionnaireResponse.item[2].item[0].answer[0]"},
        {"62000", "29999.9", "error answer-out-of-range QuestionnaireResponse.item[4].answer[0].value.ofType(Quantity)"},
        {R"("unit":"g","system":"http://unitsofmeasure.org","code":"g")", R"("unit":"g")",
         "error answer-not-comparable QuestionnaireResponse.item[4].answer[0].value.ofType(Quantity)\n"
         "error answer-unit QuestionnaireResponse.item[4].answer[0].value.ofType(Quantity)"},
        {R"("unit":"g","system":"http://unitsofmeasure.org","code":"g")", R"("unit":"cm","system":"http://unitsofmeasure.org","code":"cm")",
         "error answer-not-comparable QuestionnaireResponse.item[4].answer[0].value.ofType(Quantity)\n"
         "error answer-unit QuestionnaireResponse.item[4].answer[0].value.ofType(Quantity)"},
        {"22222222", "222222", "error answer-form QuestionnaireResponse.item[5].answer[1].value.ofType(string)"},
        {R"(,{"valueString":"22222222"})", "", "error answer-count QuestionnaireResponse.item[5]"},
        {"application/pdf", "image/png", "error answer-mime-type QuestionnaireResponse.item[6].answer[0]"},
        {"AAECAwQF", "AAECAwQFBg==", "error answer-size QuestionnaireResponse.item[6].answer[0]"},
        {"Practitioner/7", "Patient/7", "error answer-reference-type QuestionnaireResponse.item[7].answer[0].value.ofType(Reference)"},
        {R"({"linkId":"1","text":"Funktionsevne","item":[)",
         R"({"linkId":"1","answer":[{"valueBoolean":true}],"text":"Funktionsevne","item":[)",
         "error answer-not-allowed QuestionnaireResponse.item[0]"},
        {R"({"linkId":"1.1",)", R"({"linkId":"1.0","answer":[{"valueBoolean":true}]},{"linkId":"1.1",)",
         "error answer-not-allowed QuestionnaireResponse.item[0].item[0]"},
        {R"("linkId":"8","answer")", R"("linkId":"8","item":[{"linkId":"9"}],"answer")",
         "error item-content QuestionnaireResponse.item[8]"},
    };
    for (const auto& mistake : mistakes) {
        CAPTURE(mistake.to);
        CHECK(form_findings(with(response(), mistake.from, mistake.to), municipality()) == mistake.found);
    }
}

TEST_CASE("A questionnaire does not loosen what it is derived from") {
    const auto derived = [](const std::string& kind, const std::string& question) {
        const std::string extension =
            kind.empty()
                ? ""
                : R"(,"_derivedFrom":[{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-derivationType","valueCoding":{"system":"http://hl7.org/fhir/questionnaire-derivationType","code":")" +
                      kind + R"("}}]}])";
        return form_findings(
            R"({"resourceType":"Questionnaire","status":"active","derivedFrom":["http://kommune.example/Questionnaire/behov"])" +
                extension + R"(,"item":[)" + question + "]}",
            municipality());
    };
    const std::string at = "error questionnaire-derived Questionnaire.item[0]";
    const std::string length = R"({"linkId":"1.2","type":"string","required":true,"maxLength":20})";
    CHECK(derived("compliesWith", length).empty());
    CHECK(derived("extends", R"({"linkId":"new","type":"string"})").empty());
    CHECK(derived("compliesWith", R"({"linkId":"new","type":"string"})") == at);
    CHECK(derived("compliesWith", with(length, "string", "text")) == at + ".type");
    CHECK(derived("compliesWith", with(length, "true", "false")) == at + ".required");
    CHECK(derived("compliesWith", with(length, "20", "21")) == at + ".maxLength");
    CHECK(derived("compliesWith", with(length, R"(,"maxLength":20)", "")) == at);
    CHECK(derived("compliesWith", with(length, "true", R"(true,"repeats":true)")) == at + ".repeats");
    const std::string option =
        R"({"linkId":"1.1","type":"choice","answerOption":[{"valueCoding":{"system":"http://kommune.example/CodeSystem/svar","code":"ja"}}]})";
    CHECK(derived("extends", option).empty());
    CHECK(derived("extends", with(option, R"("code":"ja")", R"("code":"delvis")")) == at + ".answerOption[0]");
    CHECK(derived("extends", R"({"linkId":"1.1","type":"choice","answerValueSet":"http://kommune.example/ValueSet/niveau"})") == at);
    CHECK(derived("extends", R"({"linkId":"1.1","type":"choice"})") == at);
    CHECK(derived("extends", with(option, "1.1", "2")) == at);
    CHECK(derived("inspiredBy", with(length, "20", "21")).empty());
    CHECK(derived("", length) == "warning questionnaire-derivation-type Questionnaire.derivedFrom[0]");
}
