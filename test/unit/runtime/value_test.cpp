#include "runtime/fault.hpp"
#include "runtime/value.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>

using namespace troupe;
using namespace troupe::runtime;

TEST_CASE("value: a document goes through and comes back") {
  const document tree{document::map{{"n", document{1}},
                                    {"f", document{1.5}},
                                    {"t", document{"text"}},
                                    {"l", document{document::list{document{true}, document{}, document{"x"}}}},
                                    {"m", document{document::map{{"deep", document{document::map{}}}}}}}};
  CHECK(first_as_document(to_value(tree)) == tree);
}

TEST_CASE("value: numbers keep every bit that a double has") {
  for (const double n : {0.0, -0.0, 1.0, -1.0, 0.1, 9007199254740993.0, 1e300, std::numeric_limits<double>::infinity(),
                         -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::denorm_min()}) {
    const value v = value::of(n);
    value_reader reader{v};
    const double back = reader.next().number;
    CHECK(back == n);
    CHECK(std::signbit(back) == std::signbit(n));
  }
  const value not_a_number = value::of(std::nan(""));
  value_reader nan{not_a_number};
  CHECK(std::isnan(nan.next().number));
}

TEST_CASE("value: a sequence of items is read one by one") {
  value_writer w;
  w.text("a");
  w.number(2);
  w.nil();
  const value v = w.finish(3);
  CHECK(v.count() == 3);
  value_reader reader{v};
  CHECK(*reader.next_text() == "a");
  CHECK(*reader.next_number() == 2);
  CHECK_FALSE(reader.next_text().has_value());
  CHECK(reader.remaining() == 0);
  CHECK(value{}.count() == 0);
}

TEST_CASE("value: a fault keeps kind, message, retryability and details") {
  fault f = fault::of(errc::not_found, "no such thing");
  f.retryable = 1;
  f.details = to_value(document{document::map{{"id", document{7}}}});
  const auto back = to_fault(to_value(f));
  REQUIRE(back.has_value());
  CHECK(back->kind == "NotFound");
  CHECK(back->message == "no such thing");
  CHECK(back->retryable == 1);
  CHECK(*first_as_document(back->details).find("id") == document{7});
  CHECK_FALSE(to_fault(value::of("x")).has_value());
}

TEST_CASE("value: what is not well formed is refused, never read past its end") {
  std::mt19937 random{42};
  const std::string good{to_value(document{document::map{{"a", document{document::list{document{1}, document{"two"}}}}}}).bytes()};
  REQUIRE(value::verify(good));
  for (size_t cut = 1; cut < good.size(); ++cut)
    CHECK_FALSE(value::verify(std::string_view{good}.substr(0, cut)));
  for (int round = 0; round < 20'000; ++round) {
    std::string bad = good;
    for (int i = 0; i < 3; ++i)
      bad[random() % bad.size()] = static_cast<char>(random());
    if (value::verify(bad)) {
      const value v = value::from_bytes(bad);
      static_cast<void>(first_as_document(v));
    }
  }
}

TEST_CASE("value: nesting beyond the limit is refused, not recursed into") {
  value_writer w;
  for (int i = 0; i < 100'000; ++i)
    w.begin_table(1);
  w.nil();
  for (int i = 0; i < 100'000; ++i)
    w.end_table();
  const value v = w.finish(1);
  CHECK_FALSE(value::verify(v.bytes()));
  static_cast<void>(first_as_document(v));
}
