#include "adapters/vans_envelope/envelope_reader.hpp"

#include "adapters/mapping/danish_time.hpp"
#include "adapters/vans_envelope/base64.hpp"
#include "fhir_models/xml/xml_reader.hpp"

#include <charconv>
#include <optional>
#include <utility>

namespace stafet::vans {

namespace {

constexpr std::string_view known_namespace = "urn:oio:medcom:vans-envelope:";
/// Text of one element other than Data; the schema's longest is 512 characters.
constexpr std::size_t max_text = 4096;
constexpr fhir::ReadLimits envelope_limits{140u * 1024 * 1024, 16, 10'000};

/// xs:dateTime; without a zone it is Danish local time.
Instant read_sent(std::string_view text) {
    if (const auto instant = from_iso8601(text)) return *instant;
    const std::size_t fraction = text.find('.');
    const auto local =
        text.size() >= 16
            ? danish::from_danish(text.substr(0, 10), text.substr(11, fraction == std::string_view::npos ? fraction : fraction - 11))
            : std::nullopt;
    return local ? local->instant : Instant{};
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        const bool hex = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
        if (hyphen ? c != '-' : !hex) return false;
    }
    return true;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    return from == std::string_view::npos ? std::string_view{} : text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

class Reader final : public fhir::XmlHandler {
   public:
    explicit Reader(std::string_view source) : source_(source) {}

    void start(std::string_view ns, std::string_view name, const std::vector<fhir::XmlAttribute>&, std::size_t offset) override {
        path_.push_back('/');
        path_ += name;
        text_.clear();
        if (path_ == "/VANSEnvelope" && !ns.starts_with(known_namespace))
            add(Severity::error, IssueType::not_supported, "vans-namespace", offset,
                "the envelope's namespace must be urn:oio:medcom:vans-envelope:1.0.4",
                "kuvertens namespace skal være urn:oio:medcom:vans-envelope:1.0.4");
        if (path_ == "/VANSEnvelope/Message" && ++messages_ == 2)
            add(Severity::error, IssueType::structure, "vans-several-messages", offset,
                "an envelope holds exactly one Message; send one envelope per letter",
                "en kuvert indeholder præcis én Message; send én kuvert pr. brev");
        if (path_ == "/VANSEnvelope/Message/Data") data_offset_ = offset;
        if (path_ == "/VANSEnvelope/Receipt/PositiveMessage" || path_ == "/VANSEnvelope/Receipt/NegativeMessage" ||
            path_ == "/VANSEnvelope/Receipt/NegativeVans")
            result_.receipt = name;
    }

    void end(std::string_view, std::string_view name, std::size_t offset) override {
        const std::string_view value = trimmed(text_);
        if (path_ == "/VANSEnvelope/SenderID") result_.sender_gln = value;
        if (path_ == "/VANSEnvelope/ReceiverID") result_.receiver_gln = value;
        if (path_ == "/VANSEnvelope/EnvelopeIdentifier") result_.transport_id = value;
        if (path_ == "/VANSEnvelope/SentDateTime") result_.sent = read_sent(value);
        if (path_ == "/VANSEnvelope/Message/MetaInformation/Document/Name") result_.document_name = value;
        if (path_ == "/VANSEnvelope/Message/MetaInformation/Document/Version") result_.document_version = value;
        if (path_ == "/VANSEnvelope/Message/MetaInformation/Document/SizeInBytes") read_size(value, offset);
        if (path_.starts_with("/VANSEnvelope/Receipt/") && name == "OriginalEnvelopeIdentifier") result_.receipt_for = value;
        text_.clear();
        path_.resize(path_.size() - name.size() - 1);
    }

    void text(std::string_view utf8, std::size_t) override {
        if (messages_ == 1 && path_ == "/VANSEnvelope/Message/Data")
            data_.feed(utf8);
        else if (text_.size() < max_text)
            text_ += utf8.substr(0, max_text);
    }

    Unwrapped finish(Issues malformed) {
        if (!malformed.empty())
            issues_.insert(issues_.begin(), std::make_move_iterator(malformed.begin()), std::make_move_iterator(malformed.end()));
        else
            check();
        result_.issues = std::move(issues_);
        return std::move(result_);
    }

   private:
    void add(Severity severity, IssueType type, std::string_view code, std::size_t offset, std::string text, std::string text_da) {
        issues_.push_back({severity, type, std::string(code), path_.empty() ? "VANSEnvelope" : path_.substr(1),
                           position_of(source_, offset), std::move(text), std::move(text_da)});
    }

    void read_size(std::string_view value, std::size_t offset) {
        std::size_t size = 0;
        const auto [stop, error] = std::from_chars(value.data(), value.data() + value.size(), size);
        if (error == std::errc{} && stop == value.data() + value.size())
            size_ = size;
        else
            add(Severity::warning, IssueType::value, "vans-size", offset, "SizeInBytes must be the number of bytes of the document",
                "SizeInBytes skal være dokumentets antal bytes");
    }

    void check() {
        if (!is_uuid(result_.transport_id))
            add(Severity::warning, IssueType::value, "vans-identifier", 0, "EnvelopeIdentifier must be a UUID with hyphens",
                "EnvelopeIdentifier skal være en UUID med bindestreger");
        if (!result_.receipt.empty()) return;
        if (!data_offset_)
            return add(Severity::error, IssueType::required, "vans-no-message", 0, "the envelope must hold Message with Data, or a Receipt",
                       "kuverten skal indeholde Message med Data, eller en Receipt");
        if (!data_.finish() || data_.encoded_size() == 0)
            return add(Severity::error, IssueType::structure, "vans-base64", *data_offset_,
                       "Data must be the document in base64, without other characters",
                       "Data skal være dokumentet i base64, uden andre tegn");
        const std::size_t encoded = data_.encoded_size();
        result_.letter = data_.take();
        if (!size_ || *size_ == result_.letter.size()) return;
        const std::string sizes = "SizeInBytes is " + std::to_string(*size_);
        const std::string sizes_da = "SizeInBytes er " + std::to_string(*size_);
        if (*size_ == encoded)
            return add(Severity::warning, IssueType::value, "vans-size", *data_offset_,
                       sizes + ", the size of the base64 text; it must be the document's own size",
                       sizes_da + ", base64-tekstens størrelse; den skal være dokumentets egen");
        add(Severity::error, IssueType::structure, "vans-size-mismatch", *data_offset_,
            sizes + " but Data holds " + std::to_string(result_.letter.size()) + " bytes; was the message cut?",
            sizes_da + ", men Data indeholder " + std::to_string(result_.letter.size()) + " bytes; er meddelelsen afkortet?");
    }

    std::string_view source_;
    std::string path_;
    std::string text_;
    Base64Decoder data_;
    std::optional<std::size_t> data_offset_;
    std::optional<std::size_t> size_;
    std::size_t messages_ = 0;
    Unwrapped result_;
    Issues issues_;
};

}  // namespace

Unwrapped read_envelope(std::string_view bytes) {
    Reader reader(bytes);
    Issues malformed = fhir::read_xml_events(bytes, reader, envelope_limits);
    return reader.finish(std::move(malformed));
}

}  // namespace stafet::vans
