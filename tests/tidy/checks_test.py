"""The tidy checks on samples: each danger is found, the house's habits are not."""
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import co_await_shapes
import count_tests
import house_rules
import include_arrows
import issue_codes
import personal_data


def in_coroutine(statement):
    return "awaitable<void> serve(Socket& socket) {\n" + statement + "\n}\n"


class IssueCodes(unittest.TestCase):
    def test_a_code_that_no_document_names_and_one_that_no_source_knows_are_found(self):
        sources = {"a.cpp": 'issues.push_back(make_issue(IssueType::value, "not-told", "text")); log::error("only-logged", "x"); f("plain-word");'}
        self.assertEqual(["a.cpp: the code not-told stands in none of docs/issue-codes.md", "docs/issue-codes.md: no source knows the code gone-by"],
                         list(issue_codes.check(sources, {"docs/issue-codes.md": "| `gone-by` |"})))
        self.assertEqual([], list(issue_codes.check(sources, {"docs/issue-codes.md": "| `not-told` |"})))


class CoAwaitShapes(unittest.TestCase):
    def assert_found(self, source, word):
        self.assertTrue(any(word in finding for finding in co_await_shapes.check("x.cpp", source)), f"not found: {source}")

    def assert_clean(self, source):
        self.assertEqual([], co_await_shapes.check("x.cpp", source))

    def test_braces_beside_an_await_are_found(self):
        for statement in (
            "co_await write(Options{1, 2});",
            "co_await write({1, 2});",
            "auto r = co_await write(socket, Options{.limit = 3});",
            "co_return Options{co_await read(socket)};",
            "Options o{co_await read(socket)};",
            "std::vector<int> v = {co_await a(), 1};",
            "if (co_await write(Options{1})) stop();",
            "while (more) co_await write({1});",
            "for (auto x : list) { co_await write(Options{x}); }",
            "co_await write(std::vector<int>{1});",
            "x = co_await write(f(g(std::string{\"a\"})));",
        ):
            self.assert_found(in_coroutine(statement), "braces")

    def test_an_owning_lambda_beside_an_await_is_found(self):
        for captures in ("[text]", "[=]", "[text = std::move(text)]", "[&a, b]", "[*this]"):
            self.assert_found(in_coroutine(f"co_await run({captures} {{ return 1; }});"), "owning lambda")
            self.assert_found(in_coroutine(f"co_await run({captures}(int x) -> int {{ return x; }});"), "owning lambda")

    def test_a_ternary_beside_an_await_is_found(self):
        self.assert_found(in_coroutine('co_await write(ok ? std::string("a") : std::string("b"));'), "ternary")
        self.assert_found(in_coroutine("auto r = ok ? co_await a() : 0;"), "ternary")

    def test_two_awaits_in_one_statement_are_found(self):
        self.assert_found(in_coroutine("f(co_await a(), co_await b());"), "two co_await")

    def test_a_capturing_lambda_that_is_a_coroutine_is_found(self):
        self.assert_found("void f() { spawn([&]() -> awaitable<void> { co_await g(); }); }", "captures")
        self.assert_found("void f() { spawn([this]() -> awaitable<void> { if (x) { co_return; } }); }", "captures")
        self.assert_found("auto f = [x]() -> awaitable<int> { co_return 1; };", "captures")

    def test_dangers_inside_a_lambda_inside_a_class_are_found(self):
        self.assert_found("namespace a { class B : public C { awaitable<void> f() override { spawn([](int) -> awaitable<void> { co_await w({1}); }); co_return; } }; }", "braces")

    def test_the_habits_of_the_house_are_clean(self):
        for statement in (
            "Options options{1, 2}; co_await write(std::move(options));",
            "const auto bytes = co_await read(socket); if (bytes == 0) { co_return; }",
            "const auto [error, size] = co_await async_read(socket, buffer, as_tuple);",
            "for (const int x : {1, 2}) co_await write(x);",
            "for (;;) { if (!co_await next()) break; Options o{1}; }",
            "if (auto r = co_await next(); r) { Options o{1}; } else { co_await close(); }",
            "co_await run([] { return Options{1}; });",
            "co_await run([&] { return ok ? 1 : 2; });",
            "co_await run([this](int x) { return x; });",
            "co_return Options{1};",
            "switch (co_await next()) { case 1: f({1}); break; default: co_await g(); }",
            "try { co_await a(); } catch (const std::exception& e) { f({e}); }",
            'co_await write("a ? b : {c}"); // co_await {x} ? y : z',
            "co_await write(values[index]);",
            "co_await (a() || b());",
        ):
            self.assert_clean(in_coroutine(statement))
        self.assert_clean("void f() { co_spawn(ex, [](Socket s) -> awaitable<void> { co_await serve(s); }, handler{1}); }")
        self.assert_clean("struct A { B b{1}; int c = 2; awaitable<int> d() const { co_return b; } };")
        self.assert_clean("A::A() : b_{1}, c_(2) { }\nawaitable<void> A::f() { co_await g(); }")


class IncludeArrows(unittest.TestCase):
    def test_an_arrow_outside_the_table_is_found(self):
        for path, line in (
            ("base/time.cpp", '#include "gateway/ports/store.hpp"'),
            ("fhir_models/tree/tree.cpp", '#include "gateway/ports/envelope.hpp"'),
            ("fhir_models/tree/tree.cpp", "#include <yaml-cpp/yaml.h>"),
            ("gateway/broker/outbox.cpp", '#include "adapters/sqlite/sqlite_store.hpp"'),
            ("gateway/broker/outbox.cpp", '#include "fhir_models/tree/tree.hpp"'),
            ("gateway/broker/outbox.cpp", "#include <sqlite3.h>"),
            ("gateway/ports/store.hpp", "#include <boost/asio.hpp>"),
            ("adapters/oioxml/standard.cpp", '#include "adapters/medcom_fhir/standard.hpp"'),
            ("adapters/oioxml/standard.cpp", '#include "gateway/http/client.hpp"'),
            ("routes/lint.cpp", '#include "adapters/mapping/map.hpp"'),
            ("routes/lint.cpp", "#include <curl/curl.h>"),
        ):
            self.assertEqual(1, len(list(include_arrows.check(path, line))), f"{path}: {line}")

    def test_arrows_of_the_table_are_clean(self):
        for path, line in (
            ("base/time.cpp", "#include <chrono>\n#include <sys/random.h>\n#include <openssl/rand.h>"),
            ("adapters/oioxml/standard.cpp", '#include "adapters/mapping/map.hpp"\n#include "gateway/ports/standard.hpp"'),
            ("adapters/http_push/push.cpp", '#include "gateway/http/client.hpp"\n#include "base/fault.hpp"'),
            ("gateway/app/main.cpp", '#include "routes/lint.hpp"\n#include <CLI/CLI.hpp>'),
            ("tests/routes/lint_test.cpp", '#include "adapters/mapping/map.hpp"\n#include <doctest/doctest.h>'),
        ):
            self.assertEqual([], list(include_arrows.check(path, line)), f"{path}: {line}")

    def test_a_room_that_is_not_in_the_table_is_found(self):
        self.assertEqual(1, len(list(include_arrows.unknown_rooms(["cellar/wine.cpp"]))))


class PersonalData(unittest.TestCase):
    somebody = "010" + "203" + "1234"

    def numbers(self, text):
        return list(personal_data.check_numbers("x", text, personal_data.TEST_PERSONS))

    def test_a_number_that_could_be_a_person_is_found(self):
        for text in (self.somebody, self.somebody[:6] + "-" + self.somebody[6:], f'"value": "{self.somebody}"', f"<CPR>{self.somebody}</CPR>"):
            self.assertEqual(1, len(self.numbers(text)), text)

    def test_test_persons_and_other_numbers_are_clean(self):
        for text in ("2512489996", "251248-9996", "5790009900016", "990010000000001", "9901010", "123e4567-e89b-12d3-a456-426614174000", "20261122101530", "9999999999", "1.0102031234"):
            self.assertEqual([], self.numbers(text), text)

    def test_content_in_a_log_call_is_found(self):
        for call in (
            'log::info("x", "y", {{"k", message.body}});',
            'log::write(log::Level::warn, "x", issue.text);',
            'log::error("x", "y", {{"cpr", id}});',
            'log::info("x", "y", {\n{"id", envelope.patient.identifier}});',
        ):
            self.assertTrue(list(personal_data.check_log_calls("x.cpp", call)), call)

    def test_ids_codes_and_sizes_in_a_log_call_are_clean(self):
        for call in ('log::info("leg-delivered", "the body was sent", {{"bytes_sent", body.size()}, {"message", message_id}});', "write(body);"):
            self.assertEqual([], list(personal_data.check_log_calls("x.cpp", call)), call)


class HouseRules(unittest.TestCase):
    def count(self, path, text):
        return len(list(house_rules.check(path, text)))

    def test_a_header_has_a_comment_and_a_pragma(self):
        self.assertEqual(0, self.count("a.hpp", "// Says what.\n#pragma once\n"))
        self.assertEqual(1, self.count("a.hpp", "#pragma once\n"))
        self.assertEqual(1, self.count("a.hpp", "// Says what.\n#include <x>\n#pragma once\n"))

    def test_long_files_tabs_and_unfinished_work_are_found(self):
        self.assertEqual(1, self.count("a.cpp", "x\n" * 401))
        self.assertEqual(1, self.count("a.cpp", "\tx\n"))
        self.assertEqual(1, self.count("a.cpp", "// TO" + "DO later\n"))

    def test_private_keys_are_found(self):
        self.assertEqual(1, self.count("certs/readme.md", "-----BEGIN EC PRIVATE " + "KEY-----\n"))
        self.assertEqual(1, self.count("certs/a.pem", "x"))
        self.assertEqual(0, self.count("certs/readme.md", "-----BEGIN CERTIFICATE-----\n"))


class CountTests(unittest.TestCase):
    summary = "[doctest] test cases:  9 |  {} passed | {} failed | 0 skipped\n"

    def count(self, status, output):
        testcase = ElementTree.Element("testcase", status=status)
        ElementTree.SubElement(testcase, "system-out").text = output
        return count_tests.count(testcase)

    def test_a_doctest_program_counts_with_its_cases(self):
        self.assertEqual((9, 0, 0), self.count("run", self.summary.format(9, 0)))
        self.assertEqual((7, 2, 0), self.count("fail", self.summary.format(7, 2)))

    def test_a_case_without_its_data_is_skipped(self):
        self.assertEqual((8, 0, 1), self.count("run", "skipped 40 cases: no corpus\n" + self.summary.format(9, 0)))

    def test_a_program_that_fails_after_its_cases_has_failed(self):
        self.assertEqual((9, 1, 0), self.count("fail", self.summary.format(9, 0)))
        self.assertEqual((0, 1, 0), self.count("fail", "killed"))

    def test_any_other_test_counts_as_one(self):
        self.assertEqual((1, 0, 0), self.count("run", "fine"))
        self.assertEqual((0, 0, 1), self.count("disabled", ""))


if __name__ == "__main__":
    unittest.main()
