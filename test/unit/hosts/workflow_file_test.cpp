#include "hosts/workflow_file.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace troupe;
using namespace troupe::hosts;
using namespace troupe::runtime;
using namespace troupe::runtime::workflow;

namespace {

std::string a_file() {
  run_row row;
  row.chain = 7;
  row.start.entry = "app:order";
  row.start.workflow_id = "a";
  row.start.host = "app:w";
  row.start.run_id = "r";
  row.start.arguments = value::of(std::string_view{"bytes \xff\0 of any kind", 20});
  row.start.seed.fill(9);
  std::string text = header_line({"app:w", "a", 8}, row);
  activation first{.time_ns = 5, .commands = {{.kind = command_kind::start_timer, .number = 9}}, .drawn = 16};
  text += event_line(0, 0, first, encode(first));
  activation second{.time_ns = 9, .jobs = {{.kind = job_kind::fire_timer, .command = 1}}};
  text += event_line(1, 1, second, encode(second));
  return text + end_line(2);
}

// Reads all; the first problem, or "".
std::string problem_of(const std::string& text) {
  std::istringstream from{text};
  workflow_file_reader reader{from, "f"};
  if (const auto row = reader.header(); !row)
    return message_of(row.error());
  while (true) {
    const auto event = reader.next();
    if (!event)
      return message_of(event.error());
    if (!*event)
      return {};
  }
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  REQUIRE(text.find(what) != std::string::npos);
  return text.replace(text.find(what), what.size(), by);
}

}  // namespace

TEST_CASE("workflow file: what was written is read, every byte of it") {
  std::istringstream from{a_file()};
  workflow_file_reader reader{from, "f"};
  const auto row = reader.header();
  REQUIRE(row);
  CHECK(row->chain == 7);
  CHECK(row->start.entry == "app:order");
  CHECK(row->start.seed.front() == 9);
  CHECK(value_reader{row->start.arguments}.next().text == std::string_view{"bytes \xff\0 of any kind", 20});
  const auto first = reader.next();
  REQUIRE(first);
  REQUIRE(*first);
  CHECK((*first)->what.drawn == 16);
  CHECK((*first)->what.commands.at(0).number == 9);
  CHECK((*first)->bytes == encode((*first)->what).size());
  const auto second = reader.next();
  REQUIRE(second);
  CHECK((*second)->what.jobs.at(0).kind == job_kind::fire_timer);
  const auto end = reader.next();
  REQUIRE(end);
  CHECK_FALSE(end->has_value());
}

TEST_CASE("workflow file: what is missing, of another format or damaged is told with its line") {
  const std::string good = a_file();
  CHECK(problem_of(good).empty());
  CHECK(problem_of("").starts_with("f:1: the file is empty"));
  CHECK(problem_of("local x = 1\n").starts_with("f:1: this is no line of an exported history"));
  CHECK(problem_of("{}\n").starts_with("f:1: this is no exported history"));
  CHECK(problem_of(replaced(good, "_history\":1", "_history\":2")).starts_with("f:1: the file is of format 2"));
  CHECK(problem_of(good.substr(0, good.rfind("{\"activations\""))).starts_with("f:4: the file ends here, without its end"));
  CHECK(problem_of(replaced(good, "{\"activations\":2}", "{\"activations\":3}")).starts_with("f:4: 3 activations are missing or too many"));
  const size_t second = good.find('\n') + 1;
  const size_t third = good.find('\n', second) + 1;
  CHECK(problem_of(good.substr(0, second) + good.substr(third)) == "f:2: activation 0 should be here");
  CHECK(problem_of(good.substr(0, second) + "{\"activation\":0}\n") == "f:2: no \"record\"");
  CHECK(problem_of(good.substr(0, second) + "{\"activation\":0,\"record\":\"****\"}\n") == "f:2: \"record\" is no base64");
  CHECK(problem_of(good.substr(0, second) + "{\"activation\":0,\"record\":\"AAAA\"}\n").starts_with("f:2: "));
  CHECK(problem_of("{\"troupe_workflow_history\":1,\"record\":\"AAAA\"}\n") == "f:1: the record of the run is damaged");
}
