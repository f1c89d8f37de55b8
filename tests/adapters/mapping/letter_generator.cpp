#include "tests/adapters/mapping/letter_generator.hpp"

#include <algorithm>
#include <random>

namespace stafet::testing {

namespace {

using oioxml::ElementType;
using oioxml::Particle;
using oioxml::Structure;

class Generator {
   public:
    Generator(const oioxml::LetterSchema& schema, std::uint32_t seed) : schema_(schema), random_(seed) {}

    std::string letter() {
        out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Emessage xmlns=\"" + schema_.xmlns + "\"><Envelope>";
        structure(*schema_.envelope);
        out_ += "</Envelope><" + schema_.body + '>';
        structure(*schema_.content);
        return out_ + "</" + schema_.body + "></Emessage>";
    }

   private:
    std::uint32_t below(std::uint32_t limit) { return random_() % limit; }

    void structure(const Structure& structure) {
        std::uint16_t choice = 0;
        std::uint16_t chosen = 0;
        for (const Particle& particle : structure.particles) {
            if (particle.choice != 0) {
                if (particle.choice != choice) {
                    choice = particle.choice;
                    chosen = alternative(structure, choice);
                }
                if (particle.alternative != chosen) continue;
            }
            const std::uint32_t span = std::min(particle.max, particle.min + 3) - particle.min;
            std::uint32_t count = particle.min + (span > 0 && below(3) > 0 ? 1 + below(span) : 0);
            if (particle.choice != 0) count = std::max(count, 1u);
            for (std::uint32_t i = 0; i < count; ++i) element(particle);
        }
    }

    std::uint16_t alternative(const Structure& structure, std::uint16_t choice) {
        std::uint16_t most = 0;
        for (const Particle& particle : structure.particles)
            if (particle.choice == choice) most = std::max(most, particle.alternative);
        return static_cast<std::uint16_t>(1 + below(most));
    }

    void element(const Particle& particle) {
        const std::size_t start = out_.size();
        out_ += '<' + particle.name + '>';
        const std::size_t content = out_.size();
        if (particle.type.kind == ElementType::Kind::structure)
            structure(*particle.type.structure);
        else
            out_ += value(particle);
        if (out_.size() == content)
            out_.resize(start);
        else
            out_ += "</" + particle.name + '>';
    }

    std::string value(const Particle& particle) {
        const ElementType& type = particle.type;
        switch (type.kind) {
            case ElementType::Kind::fixed: return type.fixed;
            case ElementType::Kind::code: return (*type.codes)[below(static_cast<std::uint32_t>(type.codes->size()))];
            case ElementType::Kind::formatted_text: return formatted();
            case ElementType::Kind::breakable_text: return "a<Break/>b";
            case ElementType::Kind::date: return "2026-0" + std::to_string(1 + below(9)) + "-1" + std::to_string(below(10));
            case ElementType::Kind::time: return "1" + std::to_string(below(10)) + ":3" + std::to_string(below(10));
            case ElementType::Kind::seconds: return "12:30:15";
            case ElementType::Kind::cpr: return "2512489996";
            case ElementType::Kind::gln: return below(2) == 0 ? "5790009900016" : "5790009900023";
            case ElementType::Kind::positive: return std::to_string(1 + below(9999));
            case ElementType::Kind::always_true: return "true";
            case ElementType::Kind::uuid: return "0f8fad5b-d9cb-469f-a165-70867728950e";
            default: return text(particle);
        }
    }

    std::string text(const Particle& particle) {
        if (particle.name == "EpisodeOfCareIdentifier") return "0f8fad5bd9cb469fa16570867728950e";
        if (particle.name == "AlternativeIdentifier") return below(2) == 0 ? "2512481AB1" : "2512480AB1";
        if (particle.name == "StatisticalCode") return schema_.type;
        if (particle.name == "DiagnoseCode") return "DE1" + std::to_string(below(100));
        if (particle.name == "Identifier" && particle.type.max_length == 17) return std::to_string(100000 + below(899999));
        static constexpr const char* words[] = {"Nancy", "Åse", "Ørn", "é", "Test", "4", "x", "&amp;", "Gråhøj"};
        std::string text;
        std::size_t characters = 0;
        const std::size_t limit = std::min<std::size_t>(particle.type.max_length, below(4) == 0 ? 70 : 12);
        do {
            const std::string word = words[below(std::size(words))];
            const std::size_t size =
                word == "&amp;" ? 1 : std::count_if(word.begin(), word.end(), [](char c) { return (c & 0xC0) != 0x80; });
            if (characters + size + 1 > limit) break;
            text += (text.empty() ? "" : " ") + word;
            characters += size + 1;
        } while (below(4) != 0);
        return text.empty() ? "x" : text;
    }

    /// XREF15 and XDIS91 carry plain text in FHIR, so styles are made for XDIS01 only.
    std::string formatted() {
        std::string text = "Første linje";
        if (below(2) == 0) text += "<Break/>Anden &lt;linje&gt;";
        if (schema_.type == "XDIS01" && below(2) == 0) text += "<Break/><Bold>Fed</Bold> og <Italic>skrå</Italic>";
        if (below(3) == 0) text += "<Break/><Break/>Efter tom linje";
        return text;
    }

    const oioxml::LetterSchema& schema_;
    std::mt19937 random_;
    std::string out_;
};

}  // namespace

std::string generate_letter(const oioxml::LetterSchema& schema, std::uint32_t seed) { return Generator(schema, seed).letter(); }

}  // namespace stafet::testing
