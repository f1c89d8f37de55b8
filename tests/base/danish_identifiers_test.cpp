#include "base/danish_identifiers.hpp"

#include <doctest/doctest.h>

using namespace stafet::danish;

TEST_CASE("a CPR number needs a possible day and month, not modulus 11") {
    CHECK(is_cpr("2512489996"));
    CHECK(is_cpr("2902000000"));
    CHECK(!is_cpr("3002000000"));
    CHECK(!is_cpr("0013000000"));
    CHECK(!is_cpr("251248-9996"));
    CHECK(!is_cpr("251248999"));
}

TEST_CASE("replacement CPR numbers are told apart by their seventh character") {
    CHECK(is_x_ecpr("0101901AB1"));
    CHECK(!is_d_ecpr("0101901AB1"));
    CHECK(is_d_ecpr("0101905AB1"));
    CHECK(!is_x_ecpr("0101905AB1"));
    CHECK(!is_d_ecpr("0101902AB1"));
}

TEST_CASE("a GLN has a GS1 check digit") {
    CHECK(is_gln("5790000121526"));
    CHECK(!is_gln("5790000121527"));
    CHECK(!is_gln("579000012152"));
}

TEST_CASE("all spellings of the GLN system are known") {
    CHECK(is_gln_system("https://www.gs1.org/gln"));
    CHECK(is_gln_system("http://www.gs1.org/gln"));
    CHECK(is_gln_system("urn:oid:1.3.88"));
    CHECK(!is_gln_system("urn:oid:1.3.8"));
}

TEST_CASE("regional decentral replacement CPR systems are patient identifiers") {
    CHECK(is_patient_identifier_system("urn:oid:1.2.208.176.1.6.1.3"));
    CHECK(is_patient_identifier_system("urn:oid:1.2.208.176.1.6.1.3.181"));
    CHECK(!is_patient_identifier_system("urn:oid:1.2.208.176.1.6.1.31"));
}
