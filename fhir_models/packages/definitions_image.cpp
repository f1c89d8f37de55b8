#include "fhir_models/packages/definitions_image.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace stafet::fhir {

using namespace image;

namespace {

constexpr std::array<std::size_t, section_count> row_sizes{
    sizeof(Package),       sizeof(Dependency),    sizeof(Structure), sizeof(Element),     sizeof(Type),     sizeof(Constraint),
    sizeof(std::uint32_t), sizeof(Discriminator), sizeof(Context),   sizeof(Text),        sizeof(ValueSet), sizeof(Include),
    sizeof(Filter),        sizeof(CodeSystem),    sizeof(Concept),   sizeof(Designation), sizeof(Resource), 1};

/// Whether everything that rows refer to lies inside the file. A checksum tells accident, not malice.
class Bounds {
   public:
    explicit Bounds(const Header& header) : header_(header) {}

    bool fit(Text t) const { return std::uint64_t{t.at} + t.size <= header_.sections[strings].rows; }
    template <class Row>
    bool fit(Rows<Row> r) const {
        return std::uint64_t{r.first} + r.count <= header_.sections[section_of<Row>].rows;
    }
    bool package(std::uint16_t p) const { return p < header_.sections[packages].rows; }
    bool fit(const Package& p) const { return all(p.name, p.version, p.dependencies); }
    bool fit(const Dependency& d) const { return all(d.name, d.version); }
    bool fit(const Structure& s) const {
        return all(s.url, s.version, s.name, s.type, s.base, s.elements, s.contexts) && s.elements.count > 0 && package(s.package);
    }
    bool fit(const Element& e) const {
        return all(e.name, e.slice, e.value, e.value_set, e.max_value_set, e.min_value, e.max_value, e.types, e.discriminators,
                   e.constraints);
    }
    bool fit(const Type& t) const { return all(t.code, t.profiles, t.targets); }
    bool fit(const Constraint& c) const { return all(c.key, c.expression, c.human); }
    bool fit(std::uint32_t row) const { return row < header_.sections[constraints].rows; }
    bool fit(const Discriminator& d) const { return fit(d.path); }
    bool fit(const Context& c) const { return fit(c.expression) && c.kind <= ContextKind::other_version; }
    bool fit(const ValueSet& v) const { return all(v.url, v.version, v.includes, v.excludes) && package(v.package); }
    bool fit(const Include& i) const { return all(i.system, i.version, i.codes, i.filters, i.value_sets); }
    bool fit(const Filter& f) const { return all(f.property, f.op, f.value); }
    bool fit(const CodeSystem& c) const { return all(c.url, c.version, c.language, c.concepts, c.designations) && package(c.package); }
    bool fit(const Concept& c) const { return all(c.code, c.display); }
    bool fit(const Designation& d) const { return all(d.language, d.value); }
    bool fit(const Resource& r) const { return all(r.type, r.url, r.version, r.json) && package(r.package); }

    template <class Row>
    bool rows(const DefinitionsImage& image) const {
        for (const Row& row : image.all<Row>())
            if (!fit(row)) return false;
        return true;
    }

   private:
    template <class... Part>
    bool all(const Part&... parts) const {
        return (fit(parts) && ...);
    }
    const Header& header_;
};

/// What refers inside its own owner: parents of concepts, contents of elements.
bool inner_references_fit(const DefinitionsImage& image) {
    for (const auto& system : image.all<CodeSystem>()) {
        std::uint32_t row = 0;
        for (const auto& entry : image.rows(system.concepts)) {
            if (entry.parent > row || entry.next <= row || entry.next > system.concepts.count) return false;
            ++row;
        }
        for (const auto& designation : image.rows(system.designations))
            if (designation.entry >= system.concepts.count) return false;
    }
    for (const auto& structure : image.all<Structure>()) {
        std::uint8_t depth = 0;
        for (const auto& element : image.rows(structure.elements)) {
            if (element.content >= structure.elements.count || element.depth > depth + 1) return false;
            if (&element != image.rows(structure.elements).data() && element.depth == 0) return false;
            depth = element.depth;
        }
    }
    return true;
}

}  // namespace

DefinitionsImage::~DefinitionsImage() {
    if (mapped_) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

std::string DefinitionsImage::check() const {
    if (bytes_.size() < sizeof(Header) || header().magic != magic) return "is not a file of compiled definitions";
    const Header& h = header();
    if (h.version != format_version) return "has another format version; compile it again";
    if (h.size != bytes_.size()) return "is truncated";
    const auto rest = bytes_.substr(sizeof(Header));
    if (::crc32_z(0, reinterpret_cast<const Bytef*>(rest.data()), rest.size()) != h.checksum) return "is damaged (checksum)";
    for (std::size_t s = 0; s < section_count; ++s) {
        const Extent& e = h.sections[s];
        if (e.at % 8 != 0 || e.at > h.size || e.rows > (h.size - e.at) / row_sizes[s]) return "is damaged (sections)";
    }
    const Bounds bounds(h);
    const bool sound = bounds.rows<Package>(*this) && bounds.rows<Dependency>(*this) && bounds.rows<Structure>(*this) &&
                       bounds.rows<Element>(*this) && bounds.rows<Type>(*this) && bounds.rows<Constraint>(*this) &&
                       bounds.rows<std::uint32_t>(*this) && bounds.rows<Discriminator>(*this) && bounds.rows<Context>(*this) &&
                       bounds.rows<Text>(*this) && bounds.rows<ValueSet>(*this) && bounds.rows<Include>(*this) &&
                       bounds.rows<Filter>(*this) && bounds.rows<CodeSystem>(*this) && bounds.rows<Concept>(*this) &&
                       bounds.rows<Designation>(*this) && bounds.rows<Resource>(*this) && inner_references_fit(*this);
    return sound ? "" : "is damaged (rows)";
}

Result<std::shared_ptr<const DefinitionsImage>> DefinitionsImage::checked(std::shared_ptr<DefinitionsImage> image,
                                                                          const std::string& file) {
    if (auto why = image->check(); !why.empty()) return Fault{FaultKind::corrupt, file + " " + why};
    return std::shared_ptr<const DefinitionsImage>(std::move(image));
}

Result<std::shared_ptr<const DefinitionsImage>> DefinitionsImage::open(const std::string& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return Fault{FaultKind::not_found, file + " cannot be opened"};
    struct stat status {};
    const bool known = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
    const auto size = known ? static_cast<std::size_t>(status.st_size) : 0;
    void* at = known ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0) : MAP_FAILED;
    ::close(descriptor);
    if (at == MAP_FAILED) return Fault{FaultKind::corrupt, file + " cannot be mapped"};
    std::shared_ptr<DefinitionsImage> image(new DefinitionsImage);
    image->bytes_ = {static_cast<const char*>(at), size};
    image->mapped_ = true;
    return checked(std::move(image), file);
}

Result<std::shared_ptr<const DefinitionsImage>> DefinitionsImage::from_bytes(std::string bytes) {
    std::shared_ptr<DefinitionsImage> image(new DefinitionsImage);
    image->owned_ = std::move(bytes);
    image->bytes_ = image->owned_;
    return checked(std::move(image), "the compiled block");
}

Result<std::shared_ptr<const DefinitionsImage>> DefinitionsImage::from_constant(std::string_view bytes) {
    std::shared_ptr<DefinitionsImage> image(new DefinitionsImage);
    image->bytes_ = bytes;
    return checked(std::move(image), "the built-in block");
}

}  // namespace stafet::fhir
