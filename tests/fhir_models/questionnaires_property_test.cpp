// Random questionnaires: a response made from one is valid, and each random mistake in it gets the finding of that mistake. Large and
// hostile ones end in bounded time.
#include "tests/fhir_models/forms.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <random>

using namespace stafet;
using namespace stafet::fhir;
using testing::form_findings;

namespace {

struct Asked {
    std::string id, type, depends_on;
    bool required = false;
    bool repeats = false;
    std::vector<Asked> below;
};

struct Answered {
    const Asked* question;
    std::string id;
    std::vector<std::string> answers;
    std::vector<Answered> below;  ///< in a group; in the only answer of a question
};

using Random = std::mt19937;

bool chance(Random& random, int percent) { return static_cast<int>(random() % 100) < percent; }

/// `known`: Boolean questions before and above, which a condition may name.
std::vector<Asked> make_questions(Random& random, const std::string& prefix, int depth, std::vector<std::string> known) {
    const std::vector<std::string> types{"group", "boolean", "integer", "string", "choice", "date", "decimal", "boolean"};
    std::vector<Asked> made;
    const std::size_t count = 1 + random() % 5;
    for (std::size_t i = 0; i < count; ++i) {
        Asked question;
        question.id = prefix + std::to_string(i);
        question.type = types[random() % types.size()];
        question.required = chance(random, 50);
        question.repeats = question.type != "boolean" && chance(random, 30);
        if (!known.empty() && chance(random, 40)) question.depends_on = known[random() % known.size()];
        const bool holds = question.type == "group" || (!question.repeats && chance(random, 30));
        if (depth > 0 && holds) question.below = make_questions(random, question.id + ".", depth - 1, known);
        // A required group must have items, whatever is answered.
        if (question.type == "group")
            question.required = question.required && std::any_of(question.below.begin(), question.below.end(),
                                                                 [](const Asked& q) { return q.required && q.depends_on.empty(); });
        if (question.type == "boolean" && question.depends_on.empty()) known.push_back(question.id);
        made.push_back(std::move(question));
    }
    return made;
}

std::string to_json(const std::vector<Asked>& questions) {
    std::string text;
    for (const Asked& q : questions) {
        text += (text.empty() ? "" : ",") + (R"({"linkId":")" + q.id) + R"(","type":")" + q.type + R"(","required":)" +
                (q.required ? "true" : "false") + R"(,"repeats":)" + (q.repeats ? "true" : "false");
        if (q.type == "string") text += R"(,"maxLength":8)";
        if (q.type == "integer") text += R"(,"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":9}])";
        if (q.type == "choice") text += R"(,"answerOption":[{"valueCoding":{"code":"a"}},{"valueCoding":{"code":"b"}}])";
        if (!q.depends_on.empty()) text += R"(,"enableWhen":[{"question":")" + q.depends_on + R"(","operator":"=","answerBoolean":true}])";
        if (!q.below.empty()) text += R"(,"item":[)" + to_json(q.below) + "]";
        text += "}";
    }
    return text;
}

std::string answer_to(const Asked& question, Random& random) {
    if (question.type == "boolean") return chance(random, 50) ? R"("valueBoolean":true)" : R"("valueBoolean":false)";
    if (question.type == "integer") return R"("valueInteger":)" + std::to_string(random() % 10);
    if (question.type == "string") return R"("valueString":"ord")";
    if (question.type == "choice") return chance(random, 50) ? R"("valueCoding":{"code":"a"})" : R"("valueCoding":{"code":"b"})";
    if (question.type == "date") return R"("valueDate":"2026-11")";
    return R"("valueDecimal":1.50)";
}

std::vector<Answered> make_answers(const std::vector<Asked>& questions, Random& random, std::map<std::string, bool> said) {
    std::vector<Answered> made;
    for (const Asked& q : questions) {
        if (!q.depends_on.empty() && !said[q.depends_on]) continue;
        if (!q.required && chance(random, 40)) continue;
        const bool group = q.type == "group";
        const std::size_t times = group && q.repeats ? 1 + random() % 3 : 1;
        for (std::size_t t = 0; t < times; ++t) {
            Answered item{&q, q.id, {}, {}};
            const std::size_t answers = group ? 0 : (q.repeats ? 1 + random() % 3 : 1);
            for (std::size_t a = 0; a < answers; ++a) item.answers.push_back(answer_to(q, random));
            if (q.type == "boolean") said[q.id] = item.answers.front().ends_with("true");
            item.below = make_answers(q.below, random, said);
            made.push_back(std::move(item));
        }
    }
    return made;
}

std::string to_json(const std::vector<Answered>& items) {
    std::string text;
    for (const Answered& item : items) {
        text += (text.empty() ? "" : ",") + (R"({"linkId":")" + item.id) + "\"";
        const std::string below = item.below.empty() ? "" : R"("item":[)" + to_json(item.below) + "]";
        std::string answers;
        for (const auto& answer : item.answers)
            answers += (answers.empty() ? "{" : ",{") + answer + (below.empty() || !answers.empty() ? "" : "," + below) + "}";
        if (!answers.empty()) text += R"(,"answer":[)" + answers + "]";
        if (answers.empty() && !below.empty()) text += "," + below;
        text += "}";
    }
    return text;
}

std::string response(const std::vector<Asked>& questions, const std::vector<Answered>& items) {
    return R"({"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"#q","contained":[{"resourceType":"Questionnaire",
"id":"q","status":"active","item":[)" +
           to_json(questions) + R"(]}],"item":[)" + to_json(items) + "]}";
}

void collect(std::vector<Answered>& items, std::vector<std::pair<std::vector<Answered>*, std::size_t>>& all) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        all.emplace_back(&items, i);
        collect(items[i].below, all);
    }
}

/// Makes one mistake and answers its code; "" when the item does not allow it.
std::string make_mistake(std::vector<Answered>& siblings, std::size_t at, std::uint32_t kind) {
    Answered& item = siblings[at];
    const Asked& q = *item.question;
    switch (kind) {
        case 0: item.id = "x"; return "item-unknown";
        case 1:
            if (item.answers.empty()) return "";
            item.answers.back() = R"("valueUri":"http://x.example")";
            return "answer-type";
        case 2:
            if (item.answers.empty() || q.repeats) return "";
            item.answers.push_back(item.answers.front());
            return "answer-repeated";
        case 3:
            if (q.repeats) return "";
            siblings.insert(siblings.begin() + static_cast<std::ptrdiff_t>(at), Answered(item));
            return "item-repeated";
        case 4:
            if (!q.required || (q.type == "group" && q.repeats)) return "";
            siblings.erase(siblings.begin() + static_cast<std::ptrdiff_t>(at));
            return "item-required";
        case 5:
            if (at == 0 || siblings[at - 1].id == item.id) return "";
            std::swap(siblings[at - 1], siblings[at]);
            return "item-order";
        case 6:
            if (q.type != "integer") return "";
            item.answers.back() = R"("valueInteger":10)";
            return "answer-out-of-range";
        case 7:
            if (q.type != "string") return "";
            item.answers.back() = R"("valueString":"for langt")";
            return "answer-length";
        default:
            if (q.type != "choice") return "";
            item.answers.back() = R"("valueCoding":{"code":"c"})";
            return "answer-option";
    }
}

const Profiles& r4() {
    static const auto profiles = testing::profiles_with({});
    return *profiles;
}

std::string repeat(std::size_t times, const std::function<std::string(std::size_t)>& make) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += (i == 0 ? "" : ",") + make(i);
    return text;
}

}  // namespace

TEST_CASE("A response made from a random questionnaire is valid; a random mistake gets its finding") {
    std::map<std::string, int> mistakes;
    for (std::uint32_t seed = 1; seed <= 400; ++seed) {
        Random random(seed);
        const auto questions = make_questions(random, "", 3, {});
        const auto items = make_answers(questions, random, {});
        if (items.empty()) continue;
        const std::string valid = response(questions, items);
        CAPTURE(valid);
        CHECK(form_findings(valid, r4()).empty());
        for (int tries = 0; tries < 3; ++tries) {
            auto wrong = items;
            std::vector<std::pair<std::vector<Answered>*, std::size_t>> all;
            collect(wrong, all);
            const auto& [siblings, at] = all[random() % all.size()];
            const std::string code = make_mistake(*siblings, at, random() % 9);
            if (code.empty()) continue;
            const std::string text = response(questions, wrong);
            CAPTURE(text);
            CHECK_MESSAGE(form_findings(text, r4()).find(" " + code + " ") != std::string::npos, code);
            ++mistakes[code];
        }
    }
    CHECK(mistakes.size() == 9);
}

TEST_CASE("Large questionnaires are checked wholly, and what would take for ever is cut off and said") {
    const auto form = [](const std::string& questions, const std::string& items) {
        return R"({"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"#q","contained":[{"resourceType":"Questionnaire","id":"q","status":"active","item":[)" +
               questions + R"(]}],"item":[)" + items + "]}";
    };
    constexpr std::size_t many = 10'000;
    const auto linked = [](std::size_t i) { return R"({"linkId":")" + std::to_string(i) + R"(","answer":[{"valueBoolean":true}]})"; };
    const auto question = [](std::size_t i, const std::string& rest) {
        return R"({"linkId":")" + std::to_string(i) + R"(","type":"boolean")" + rest + "}";
    };
    const auto chained = [&](std::size_t i) {
        const std::string before = std::to_string(i == 0 ? 0 : i - 1);
        return question(i, i == 0 ? "" : R"(,"enableWhen":[{"question":")" + before + R"(","operator":"=","answerBoolean":true}])");
    };
    CHECK(form_findings(form(repeat(many, chained), repeat(many, linked)), r4()).empty());

    // Every question asks for every answer of one that has thousands, and none fits.
    const std::string answers = R"({"linkId":"a","answer":[)" + repeat(many, [](std::size_t) { return R"({"valueInteger":1})"; }) + "]}";
    const auto asking = [&](std::size_t i) {
        return question(i, R"(,"required":true,"enableWhen":[{"question":"a","operator":"=","answerInteger":2}])");
    };
    const std::string hostile = form(R"({"linkId":"a","type":"integer","repeats":true},)" + repeat(many, asking), answers);
    CHECK(form_findings(hostile, r4()) == "information questionnaire-too-large QuestionnaireResponse");

    // Every answer is the last of thousands of options.
    const auto option = [](std::size_t i) { return R"({"valueInteger":)" + std::to_string(i) + "}"; };
    const std::string last = R"({"valueInteger":)" + std::to_string(many - 1) + "}";
    const std::string options = R"({"linkId":"a","type":"choice","repeats":true,"answerOption":[)" + repeat(many, option) + "]}";
    const std::string chosen = R"({"linkId":"a","answer":[)" + repeat(many, [&](std::size_t) { return last; }) + "]}";
    CHECK(form_findings(form(options, chosen), r4()) == "information questionnaire-too-large QuestionnaireResponse");

    // One group after the other, each without its thousands of questions.
    const auto required = [&](std::size_t i) { return question(i, ""); };
    const std::string groups = R"({"linkId":"g","type":"group","repeats":true,"item":[)" + repeat(many, required) + "]}";
    const std::string empty = repeat(many, [](std::size_t) { return R"({"linkId":"g","item":[{"linkId":"0"}]})"; });
    CHECK(form_findings(form(groups, empty), r4()) == "information questionnaire-too-large QuestionnaireResponse");
}

TEST_CASE("A questionnaire as deep as a message may be is walked to its end; what refers to itself ends") {
    std::string questions = R"({"linkId":"x","type":"boolean"})";
    std::string items = R"({"linkId":"y"})";
    for (int level = 0; level < 25; ++level) {
        questions = R"({"linkId":")" + std::to_string(level) + R"(","type":"group","item":[)" + questions + "]}";
        items = R"({"linkId":")" + std::to_string(level) + R"(","item":[)" + items + "]}";
    }
    const auto found = form_findings(R"({"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"#q","contained":[
{"resourceType":"Questionnaire","id":"q","status":"active","item":[)" +
                                         questions + R"(]}],"item":[)" + items + "]}",
                                     r4());
    CHECK(found.starts_with("error item-unknown QuestionnaireResponse.item[0].item[0]"));
    CHECK(form_findings(
              R"({"resourceType":"QuestionnaireResponse","id":"q","status":"completed","questionnaire":"#","item":[{"linkId":"1"}]})",
              r4()) == "information questionnaire-unknown QuestionnaireResponse.questionnaire");
    CHECK(form_findings(R"({"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"#q","contained":[
{"resourceType":"ValueSet","id":"v","url":"http://x.example/v","compose":{"include":[{"valueSet":["http://x.example/v"]}]}},
{"resourceType":"Questionnaire","id":"q","status":"active","item":[{"linkId":"1","type":"choice","answerValueSet":"#v"}]}],
"item":[{"linkId":"1","answer":[{"valueCoding":{"system":"s:1","code":"a"}}]}]})",
                        r4()) == "information answer-not-checked QuestionnaireResponse.item[0].answer[0]");
}
