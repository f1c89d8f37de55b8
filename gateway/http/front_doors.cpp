#include "gateway/http/front_doors.hpp"

#include "base/ids.hpp"

#include <algorithm>

namespace stafet::http {
namespace {

using Writers = std::vector<const AnswerWriter*>;

bool is_id_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == ':' || c == '-';
}

bool is_id(std::string_view text) { return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), is_id_character); }

/// "da" of "da-DK, en;q=0.5".
std::string_view first_language(std::string_view accept_language) {
    return accept_language.substr(0, accept_language.find_first_of(",;-"));
}

/// Ids of the caller that it finds again in the answer; what the port has set wins.
void echo_ids(HttpResponse& response, const std::string& request_id, std::string_view correlation_id) {
    if (!request_id.empty() && response.headers.count("X-Request-Id") == 0) response.headers.add("X-Request-Id", request_id);
    if (is_id(correlation_id) && response.headers.count("X-Correlation-Id") == 0) response.headers.add("X-Correlation-Id", correlation_id);
}

const AnswerWriter* writer_for(const Writers& words, Door door) {
    const auto found = std::find_if(words.begin(), words.end(), [&](const AnswerWriter* writer) { return writer->door() == door; });
    return found == words.end() ? nullptr : *found;
}

IssueType issue_type(int status) {
    switch (status) {
        case 404: return IssueType::not_found;
        case 405:
        case 415:
        case 501:
        case 505: return IssueType::not_supported;
        case 408:
        case 503: return IssueType::transient;
        case 413:
        case 414:
        case 431: return IssueType::too_long;
        case 500: return IssueType::processing;
        default: return IssueType::structure;
    }
}

HttpResponse refusal(const AnswerWriter& writer, const Submission& submission, int status, std::string_view code, std::string_view text) {
    Issue issue;
    issue.severity = Severity::fatal;
    issue.type = issue_type(status);
    issue.code = code;
    issue.text = text;
    Answer answer = writer.refused(submission, {}, {issue}, submission.received);
    answer.status = status;
    return response_of(std::move(answer));
}

HttpResponse plain(int status, std::string_view text) { return {status, "text/plain; charset=utf-8", {}, std::string(text) + "\n"}; }

Handler door_handler(Door door, FrontDoor& front) {
    return [door, &front](HttpRequest request, const Respond& respond) {
        const std::string correlation_id(request.headers.find("X-Correlation-Id"));
        Submission submission = submission_of(door, request);
        const std::string request_id = submission.request_id;
        front.submit(std::move(submission), [respond, request_id, correlation_id](Answer answer) {
            HttpResponse response = response_of(std::move(answer));
            echo_ids(response, request_id, correlation_id);
            respond(std::move(response));
        });
    };
}

bool is_below(std::string_view path, std::string_view root) {
    return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

}  // namespace

Submission submission_of(Door door, HttpRequest& request) {
    Submission submission;
    submission.door = door;
    submission.body = std::move(request.body);
    submission.content_type = request.headers.find("Content-Type");
    submission.accept = request.headers.find("Accept");
    submission.peer_certificate_sha256 = request.peer_certificate_sha256;
    submission.request_id = request_id_of(request);
    submission.language = first_language(request.headers.find("Accept-Language"));
    submission.received = request.received;
    return submission;
}

HttpResponse response_of(Answer answer) {
    HttpResponse response{answer.status, std::move(answer.content_type), {}, std::move(answer.body)};
    for (const auto& [name, value] : answer.headers) response.headers.add(name, value);
    return response;
}

std::string request_id_of(const HttpRequest& request) {
    const std::string_view given = request.headers.find("X-Request-Id");
    return is_id(given) ? std::string(given) : random_ids().uuid();
}

void add_front_doors(Router& router, FrontDoor& front, std::size_t max_body) {
    router.add({"POST",
                "/fhir/$process-message",
                door_handler(Door::fhir, front),
                max_body,
                {"application/fhir+json", "application/fhir+xml", "application/json", "application/xml", "text/xml"}});
    router.add({"POST", "/medcom", door_handler(Door::medcom, front), max_body, {"application/xml", "text/xml"}});
}

std::function<HttpResponse(const HttpError&)> error_page(Writers words) {
    return [words = std::move(words)](const HttpError& error) {
        const bool fhir = is_below(error.request.path, "/fhir");
        const AnswerWriter* writer =
            fhir || is_below(error.request.path, "/medcom") ? writer_for(words, fhir ? Door::fhir : Door::medcom) : nullptr;
        if (writer == nullptr) return plain(error.status, error.text);
        Submission submission;
        submission.door = writer->door();
        submission.content_type = error.request.headers.find("Content-Type");
        submission.accept = error.request.headers.find("Accept");
        submission.received = error.request.received;
        HttpResponse response = refusal(*writer, submission, error.status, error.code, error.text);
        const std::string_view given = error.request.headers.find("X-Request-Id");
        echo_ids(response, is_id(given) ? std::string(given) : std::string(), error.request.headers.find("X-Correlation-Id"));
        return response;
    };
}

}  // namespace stafet::http
