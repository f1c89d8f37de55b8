// A site for one drill: a directory of its own with certificates, configuration and state, removed at the end unless it shall be kept.
#pragma once

#include "gateway/app/drill/throwaway_ca.hpp"

#include <cstdint>
#include <filesystem>

namespace stafet::app {

class DrillSite {
   public:
    /// Throws std::runtime_error or std::filesystem::filesystem_error when the directory cannot be made.
    explicit DrillSite(bool keep);
    ~DrillSite();
    DrillSite(const DrillSite&) = delete;
    DrillSite& operator=(const DrillSite&) = delete;

    /// Writes stafet.yaml: one sender, one receiver that listens on `receiver_port`, one route between them.
    std::filesystem::path write_configuration(std::uint16_t receiver_port) const;

    std::filesystem::path directory() const { return directory_; }
    std::filesystem::path ca_file() const { return directory_ / "ca.pem"; }
    const CertificateFiles& sender() const { return sender_; }
    const CertificateFiles& receiver() const { return receiver_; }

   private:
    std::filesystem::path directory_;
    bool keep_;
    CertificateFiles gateway_, sender_, receiver_;
};

}  // namespace stafet::app
