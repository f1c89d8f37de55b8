#include "adapters/vans_envelope/vans_envelope.hpp"

#include "adapters/mapping/danish_time.hpp"
#include "adapters/vans_envelope/base64.hpp"
#include "adapters/vans_envelope/envelope_reader.hpp"

namespace stafet::vans {

namespace {

void append_escaped(std::string& out, std::string_view text) {
    for (char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
}

void element(std::string& out, std::string_view name, std::string_view value, std::string_view attribute = {}) {
    out.append("<").append(name);
    if (!attribute.empty()) out.append(" ").append(attribute);
    out += '>';
    append_escaped(out, value);
    out.append("</").append(name).append(">");
}

/// What MedCom calls a document on the VANS network: "MCM:XDIS01", "MCM:FDIS20#EndHospitalStay"; our own FHIR kinds have no such name.
std::string document_name(const WrapRequest& request) {
    std::string name = "MCM:" + request.format.type;
    if (request.format.type == "HospitalNotification") name = "MCM:FDIS20";
    if (request.format.type == "CareCommunication") name = "MCM:FDIS91";
    if (request.format.type == "Acknowledgement") name = "MCM:FCTL";
    if (request.format.standard == "fhir") name = "STAFET:" + request.format.type;
    return request.name_suffix.empty() ? name : name + '#' + request.name_suffix;
}

bool is_fhir(const Format& format) { return format.standard == "medcom-fhir" || format.standard == "fhir"; }

/// MedCom writes versions of FHIR messages with three parts: "3.0.0".
std::string document_version(const Format& format) {
    return format.standard == "medcom-fhir" && !format.version.empty() ? format.version + ".0" : format.version;
}

class VansEnvelope final : public TransportEnvelope {
   public:
    bool recognises(std::string_view bytes) const override {
        constexpr std::size_t window = 4096;
        const std::string_view head = bytes.substr(0, window);
        const std::size_t root = head.find("VANSEnvelope");
        return root != std::string_view::npos && root > 0 && (head[root - 1] == '<' || head[root - 1] == ':');
    }

    Unwrapped unwrap(std::string_view bytes) const override { return read_envelope(bytes); }

    std::string wrap(const WrapRequest& request) const override {
        std::string out;
        out.reserve(request.letter.size() / 3 * 4 + 1500);
        out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<VANSEnvelope xmlns=\"urn:oio:medcom:vans-envelope:1.0.4\">";
        element(out, "SenderID", request.sender_gln, "EndPointType=\"EAN\"");
        element(out, "ReceiverID", request.receiver_gln, "EndPointType=\"EAN\"");
        element(out, "EnvelopeIdentifier", request.transport_id);
        element(out, "SentDateTime", danish::to_fhir_datetime(request.sent));
        out += "<Message><MetaInformation>";
        element(out, "Identifier", request.message_id);
        out += "<Document>";
        element(out, "Format", is_fhir(request.format) ? "HL7" : "XML");
        element(out, "Name", document_name(request));
        if (const std::string version = document_version(request.format); !version.empty()) element(out, "Version", version);
        element(out, "SizeInBytes", std::to_string(request.letter.size()));
        out += "</Document><Transport>";
        element(out, "Type", "reliable");
        element(out, "TransformMessage", "false");
        if (is_fhir(request.format)) element(out, "ServiceTag", "application/fhir+" + request.format.syntax, "name=\"MCM:MIME\"");
        out += "</Transport></MetaInformation><Data>";
        out += encode_base64(request.letter);
        out += "</Data></Message></VANSEnvelope>\n";
        return out;
    }
};

}  // namespace

std::unique_ptr<TransportEnvelope> make_vans_envelope() { return std::make_unique<VansEnvelope>(); }

}  // namespace stafet::vans
