#include "runtime/workflow/json_image.hpp"

#include "config/errc.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace troupe;
using namespace troupe::runtime;
using troupe::runtime::workflow::json_image;

TEST_CASE("json image: plain data stays as it is") {
  value_writer to;
  to.integer(7);
  to.text("x");
  to.begin_table(2);
  to.boolean(true);
  to.nil();
  to.end_table();
  to.begin_table(0);
  to.text("k");
  to.begin_table(1);
  to.number(1.5);
  to.end_table();
  to.end_table();
  to.empty_object();
  const value made = to.finish(5);
  const auto image = json_image(made);
  REQUIRE(image);
  CHECK(image->bytes() == made.bytes());
  CHECK(json_image(value{})->empty());
}

TEST_CASE("json image: numbers that JSON has not become nil, errors their text") {
  value_writer to;
  to.number(std::numeric_limits<double>::quiet_NaN());
  to.begin_fault("Invalid", "no good", 0);
  to.nil();
  const auto image = json_image(to.finish(2));
  REQUIRE(image);
  value_reader from{*image};
  CHECK(from.next().type == tag::nil);
  CHECK(from.next_text() == "no good");
}

TEST_CASE("json image: a table that is reached twice is there twice, one inside itself is refused") {
  value_writer to;
  to.begin_table(2);
  to.begin_table(1);
  to.integer(1);
  to.end_table();
  to.seen(1);
  to.end_table();
  const auto image = json_image(to.finish(1));
  REQUIRE(image);
  const document tree = first_as_document(*image);
  CHECK(tree == document{document::list{document{document::list{document{1}}}, document{document::list{document{1}}}}});
  to.reset();
  to.begin_table(1);
  to.seen(0);
  to.end_table();
  const auto cycle = json_image(to.finish(1));
  REQUIRE_FALSE(cycle);
  CHECK(message_of(cycle.error()) == "cannot encode recursively nested tables to JSON");
}

TEST_CASE("json image: holes and keys of both kinds are refused") {
  value_writer to;
  to.begin_table(0);
  to.integer(3);
  to.boolean(true);
  to.end_table();
  CHECK(message_of(json_image(to.finish(1)).error()).starts_with("cannot encode sparse array"));
  to.reset();
  to.begin_table(1);
  to.integer(3);
  to.text("k");
  to.boolean(true);
  to.end_table();
  CHECK(message_of(json_image(to.finish(1)).error()).starts_with("cannot encode mixed-key table"));
}
