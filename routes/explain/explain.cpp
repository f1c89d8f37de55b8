#include "routes/explain/explain.hpp"

#include "routes/finding.hpp"

#include <iterator>

namespace stafet::routes {

namespace {

/// What the findings against profiles weigh for the sender that the message names; strictly for one that nobody knows.
Issues weighed_for_sender(Reading& reading, const Router& router) {
    const auto& named = reading.envelope.sender;
    const Partner* sender = named.empty() ? nullptr : router.partners().find(named);
    return weighed(reading, sender ? sender->validation : ValidationPolicy{});
}

}  // namespace

Explanation explain(std::string message, const MessageReader& read, const Router& router, Instant now) {
    Explanation explanation;
    Reading reading = read(std::move(message));
    explanation.readable = reading.document != nullptr;
    explanation.format = reading.envelope.format;
    explanation.kind = reading.envelope.kind;
    if (explanation.readable) explanation.routing = router.route(reading, now, true);
    Issues of_profiles = weighed_for_sender(reading, router);
    explanation.validation = std::move(reading.issues);
    std::move(of_profiles.begin(), of_profiles.end(), std::back_inserter(explanation.validation));
    return explanation;
}

namespace {

std::string duration_text(std::chrono::milliseconds duration) {
    const auto ms = duration.count();
    if (ms % 3'600'000 == 0) return std::to_string(ms / 3'600'000) + "h";
    if (ms % 60'000 == 0) return std::to_string(ms / 60'000) + "m";
    if (ms % 1000 == 0) return std::to_string(ms / 1000) + "s";
    return std::to_string(ms) + "ms";
}

std::string text_of(const Destination& d) {
    std::string text = "  to " + d.receiver->id + " (" + d.role + ", rule " + d.rule + ")\n";
    text += "     form:        " + d.kind + " as " + to_string(d.format) + '\n';
    const Endpoint& endpoint = d.receiver->endpoint_for(d.kind);
    text += "     by:          " + std::string(to_string(endpoint.channel)) + (endpoint.vans_envelope ? ", in a VANSEnvelope" : "") + '\n';
    text += "     purpose:     " + d.purpose + '\n';
    text += "     legal basis: " + d.legal_basis + '\n';
    return text + "     retry:       from " + duration_text(d.retry.first_delay) + " to " + duration_text(d.retry.max_delay) + ", for " +
           duration_text(d.retry.give_up_after) + "; acknowledgement due in " + duration_text(d.retry.acknowledgement_due) + '\n';
}

/// Code, path and place; the text only for routing, whose words name no person.
std::string text_of(const Issue& issue, bool with_text) {
    std::string text = "  " + std::string(to_string(issue.severity)) + ' ' + issue.code;
    if (!issue.path.empty()) text += " at " + issue.path;
    if (issue.at.line != 0) text += " (line " + std::to_string(issue.at.line) + ", column " + std::to_string(issue.at.column) + ')';
    if (with_text && !issue.text.empty()) text += ": " + issue.text;
    return text + '\n';
}

std::string json_of(const Issue& issue, bool with_text) {
    std::string json = "{\"severity\":" + json_quoted(to_string(issue.severity)) + ",\"type\":" + json_quoted(to_string(issue.type)) +
                       ",\"code\":" + json_quoted(issue.code) + ",\"path\":" + json_quoted(issue.path) +
                       ",\"line\":" + std::to_string(issue.at.line) + ",\"column\":" + std::to_string(issue.at.column);
    if (with_text) json += ",\"text\":" + json_quoted(issue.text) + ",\"text_da\":" + json_quoted(issue.text_da);
    return json + '}';
}

std::string json_of(const Destination& d) {
    const Endpoint& endpoint = d.receiver->endpoint_for(d.kind);
    return "{\"receiver\":" + json_quoted(d.receiver->id) + ",\"role\":" + json_quoted(d.role) + ",\"rule\":" + json_quoted(d.rule) +
           ",\"kind\":" + json_quoted(d.kind) + ",\"format\":" + json_quoted(to_string(d.format)) +
           ",\"channel\":" + json_quoted(to_string(endpoint.channel)) +
           ",\"vans_envelope\":" + (endpoint.vans_envelope ? "true" : "false") + ",\"purpose\":" + json_quoted(d.purpose) +
           ",\"legal_basis\":" + json_quoted(d.legal_basis) + '}';
}

std::string json_of(const RuleTrace& trace) {
    return "{\"rule\":" + json_quoted(trace.rule) + ",\"matched\":" + (trace.matched ? "true" : "false") +
           ",\"because\":" + json_quoted(trace.because) + '}';
}

template <class Range, class Write>
std::string json_list(const Range& range, const Write& write) {
    std::string json = "[";
    for (const auto& item : range) json += (json.size() > 1 ? "," : "") + write(item);
    return json + ']';
}

}  // namespace

std::string to_text(const Explanation& e) {
    std::string text = e.readable ? e.kind + " as " + to_string(e.format) + '\n' : "not readable as any message\n";
    if (!e.validation.empty()) text += "\nvalidation\n";
    for (const auto& issue : e.validation) text += text_of(issue, false);
    if (!e.readable) return text;
    text += "\ndestinations\n";
    for (const auto& destination : e.routing.destinations) text += text_of(destination);
    if (e.routing.destinations.empty()) text += "  none\n";
    if (!e.routing.issues.empty()) text += "\nrefused because\n";
    for (const auto& issue : e.routing.issues) text += text_of(issue, true);
    text += "\nrules\n";
    for (const auto& trace : e.routing.trace)
        text += std::string(trace.matched ? "  yes " : "  no  ") + trace.rule + ": " + trace.because + '\n';
    return text;
}

std::string to_json(const Explanation& e) {
    return "{\"accepted\":" + std::string(e.accepted() ? "true" : "false") + ",\"readable\":" + (e.readable ? "true" : "false") +
           ",\"kind\":" + json_quoted(e.kind) + ",\"format\":" + json_quoted(to_string(e.format)) +
           ",\"validation\":" + json_list(e.validation, [](const Issue& i) { return json_of(i, false); }) +
           ",\"destinations\":" + json_list(e.routing.destinations, [](const Destination& d) { return json_of(d); }) +
           ",\"issues\":" + json_list(e.routing.issues, [](const Issue& i) { return json_of(i, true); }) +
           ",\"rules\":" + json_list(e.routing.trace, [](const RuleTrace& t) { return json_of(t); }) + '}';
}

}  // namespace stafet::routes
