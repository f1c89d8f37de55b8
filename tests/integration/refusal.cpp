#include "tests/integration/refusal.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace stafet::testing {

void check_no_personal_data(const std::vector<std::string>& lines) {
    for (const auto& line : lines)
        for (const auto& word : personal_data()) CHECK_MESSAGE(line.find(word) == std::string::npos, word << " stands in: " << line);
}

party::Arrived negative_receipt(const std::string& answer) {
    party::Arrived receipt = party::read_message(answer);
    CHECK(receipt.type == "XCTL02 XC0230Q");
    CHECK(receipt.outcome == "fatal-error");
    CHECK_FALSE(receipt.reason.empty());
    return receipt;
}

std::string check_refused(Site& site, Party& sender, const Message& message, const Refusal& expected) {
    const std::string series = expected.counter + '"' + expected.code + "\"}";
    const double before = site.metric(series);
    const auto delivered = site.practice.count() + site.municipality.count();
    site.log.news();

    const auto answer = sender.send(site.port(), message);
    INFO(answer.body);
    CHECK(answer.status == expected.status);
    if (message.target != "/medcom") {
        CHECK(answer.body.find("OperationOutcome") != std::string::npos);
        CHECK(answer.body.find(expected.code) != std::string::npos);
        CHECK(answer.body.find(message.id) != std::string::npos);
    }
    const auto lines = site.log.news();
    INFO(joined(lines));
    CHECK(lines.size() == 1);
    if (!lines.empty()) CHECK(lines.front().find(R"("reason":")" + expected.code + '"') != std::string::npos);
    check_no_personal_data(lines);
    CHECK(site.metric(series) == before + 1);
    CHECK(site.practice.count() + site.municipality.count() == delivered);
    for (const auto& story : message.id.empty() ? std::vector<Story>{} : site.trace(message.id)) {
        CHECK(story.refused);
        CHECK(std::all_of(story.legs.begin(), story.legs.end(), [](const LegStory& leg) { return leg.leg.kind == "acknowledgement"; }));
    }
    return answer.body;
}

}  // namespace stafet::testing
