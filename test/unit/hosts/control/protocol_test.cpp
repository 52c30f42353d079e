#include "hosts/control/protocol.hpp"

#include "config/limits.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace troupe;
using namespace troupe::hosts::control;

namespace {

std::string problem_of(std::string_view line) {
  const auto asked = parse_request(line);
  return asked ? std::string{} : message_of(asked.error());
}

bool mentions(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("protocol: a request is read back as it was written") {
  request made;
  made.command = "kill";
  made.arguments.set("pid", document{"{app:p|0x0000a}"});
  const std::string line = request_line(made);
  CHECK(line == "{\"v\":1,\"command\":\"kill\",\"pid\":\"{app:p|0x0000a}\"}\n");
  const auto read = parse_request(line);
  REQUIRE(read);
  CHECK(read->command == "kill");
  CHECK(read->text("pid") == "{app:p|0x0000a}");
  CHECK(read->text("id").empty());
}

TEST_CASE("protocol: what is no request is refused with an example of one") {
  CHECK(mentions(problem_of(""), "this is not JSON"));
  CHECK(mentions(problem_of("ps"), R"(a request is one line like {"v":1,"command":"ps"})"));
  CHECK(mentions(problem_of("{\"v\":1,\"command\":\"ps\"} and more"), "this is not JSON"));
  CHECK(mentions(problem_of("\xff\xfe{}"), "this is not JSON"));
  CHECK(mentions(problem_of("[]"), "a list is no request"));
  CHECK(mentions(problem_of("{}"), "no version"));
  CHECK(mentions(problem_of(R"({"v":"1","command":"ps"})"), "no version"));
  CHECK(mentions(problem_of(R"({"v":1})"), "no command"));
  CHECK(mentions(problem_of(R"({"v":1,"command":["ps"]})"), "no command"));
}

TEST_CASE("protocol: a request of another version is told which one is spoken here") {
  const auto asked = parse_request(R"({"v":7,"command":"ps"})");
  REQUIRE_FALSE(asked);
  CHECK(code_of(asked.error()) == errc::unavailable);
  CHECK(mentions(message_of(asked.error()), "speaks version 1 of the control protocol, not 7"));
}

TEST_CASE("protocol: nesting is bounded, whatever a line holds") {
  const std::string deep(60'000, '[');
  CHECK(mentions(problem_of(deep), "this is not JSON"));
  CHECK(mentions(problem_of(deep + std::string(60'000, ']')), "nested too deep"));
  const auto fits = static_cast<size_t>(limits::value_depth_max);
  CHECK(parse_json(std::string(fits, '[') + std::string(fits, ']')));
}

TEST_CASE("protocol: JSON keeps integers, order and texts") {
  const auto read = parse_json(R"({"z":1,"a":[-2,1.5,true,null,"\u00e4"],"big":18446744073709551615})");
  REQUIRE(read);
  CHECK(read->as_map()->front().first == "z");
  CHECK(*read->find("z")->as_integer() == 1);
  CHECK(read->find("a")->as_list()->at(4) == document{"\xc3\xa4"});
  CHECK(read->find("big")->is_double());
}

TEST_CASE("protocol: an answer is a result, a refusal, or a word that there will be one") {
  const auto result = parse_answer(answer_line(document{int64_t{3}}));
  REQUIRE(result);
  CHECK_FALSE(result->pending);
  CHECK(*result->result.as_integer() == 3);

  const auto refused = parse_answer(refusal_line(make_error(errc::not_found, "no process 0x1")));
  REQUIRE_FALSE(refused);
  CHECK(code_of(refused.error()) == errc::not_found);
  CHECK(message_of(refused.error()) == "no process 0x1");

  const auto pending = parse_answer(pending_line());
  REQUIRE(pending);
  CHECK(pending->pending);
}

TEST_CASE("protocol: an answer of another version, or of another program, says so") {
  const auto newer = parse_answer(R"({"v":2,"ok":true})");
  REQUIRE_FALSE(newer);
  CHECK(mentions(message_of(newer.error()), "speaks version 2 of the control protocol, this program"));
  CHECK(mentions(message_of(parse_answer("HTTP/1.1 400").error()), "no troupe"));
  CHECK(mentions(message_of(parse_answer(R"({"v":1})").error()), "refused without a reason"));
  CHECK(code_of(parse_answer(R"({"v":1,"ok":false,"error":{"kind":"Odd","message":"m"}})").error()) == errc::unknown);
}
