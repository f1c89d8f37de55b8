// The identifiers of Danish health care: format checks and the systems FHIR names them by.
//
// Sources: dk-core 3.4.0 invariants (cpr, gln-modulus-10, sor), MedCom Core 4.0.0; standards for replacement CPR.
// Never checks modulus 11 of a CPR number: numbers without it have been issued since 2007.
#pragma once

#include <string>
#include <string_view>

namespace stafet::danish {

inline constexpr std::string_view cpr_system = "urn:oid:1.2.208.176.1.2";
inline constexpr std::string_view x_ecpr_system = "urn:oid:1.2.208.176.1.6.1.1";
inline constexpr std::string_view d_ecpr_system = "urn:oid:1.2.208.176.1.6.1.3";
inline constexpr std::string_view sor_system = "urn:oid:1.2.208.176.1.1";
inline constexpr std::string_view gln_system = "https://www.gs1.org/gln";  ///< the spelling we write
inline constexpr std::string_view ydernummer_system = "urn:oid:1.2.208.176.1.4";
inline constexpr std::string_view municipality_system = "http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes";
inline constexpr std::string_view sks_d_system = "urn:oid:1.2.208.176.2.4.12";
inline constexpr std::string_view sks_system = "urn:oid:1.2.208.176.2.4";
inline constexpr std::string_view icpc2_system = "urn:oid:1.2.208.176.2.31";

/// Ten digits without hyphen, beginning with a possible DDMM (29 February allowed).
bool is_cpr(std::string_view text);
/// DDMMYY, a digit (1 or 7), two letters, a digit.
bool is_x_ecpr(std::string_view text);
/// DDMMYY, a digit (0, 5 or 6), two letters, a digit.
bool is_d_ecpr(std::string_view text);
/// Thirteen digits with a right GS1 check digit.
bool is_gln(std::string_view text);
/// At least eleven digits.
bool is_sor(std::string_view text);
/// One to six digits.
bool is_ydernummer(std::string_view text);
/// True for any of the three spellings in use: https and http gs1.org/gln, urn:oid:1.3.88.
bool is_gln_system(std::string_view system);
/// True for CPR, X-eCPR and every D-eCPR system (bare and per region).
bool is_patient_identifier_system(std::string_view system);

}  // namespace stafet::danish
