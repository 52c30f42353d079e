#include "hosts/cli/text_table.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace troupe::hosts::cli;

namespace {

const std::vector<table_column> columns{
  {"ID", table_column::align::left, true}, {"STATUS"}, {"SIZE", table_column::align::right}};

}  // namespace

TEST_CASE("text table: columns are as wide as their widest text, numbers stand to the right, no blanks at the end") {
  CHECK(format_table(columns, {{"app:a", "running", "1"}, {"b", "ok", "1000"}}, 0)
        == "ID     STATUS   SIZE\n"
           "app:a  running     1\n"
           "b      ok       1000\n");
  CHECK(format_table({{"A"}, {"B"}}, {{"x", ""}}, 0) == "A  B\nx\n");
}

TEST_CASE("text table: too wide, the column that may be cut gives way, and as a last resort the line") {
  const std::vector<std::vector<std::string>> rows{{"app:a_very_long_name", "running", "1"}};
  const std::string narrow = format_table(columns, rows, 27);
  CHECK(narrow.find("app:a_ver...") != std::string::npos);
  for (const size_t width : {27, 22, 12, 5}) {
    std::istringstream lines{format_table(columns, rows, width)};
    for (std::string line; std::getline(lines, line);)
      CHECK(line.size() <= width);
  }
}

TEST_CASE("text table: letters count once whatever their bytes, control characters are blanks") {
  CHECK(format_table({{"A"}, {"B"}}, {{"\xc3\xa4\xc3\xb6", "x"}, {"ab", "\x1b[31my\n"}}, 0)
        == "A   B\n\xc3\xa4\xc3\xb6  x\nab   [31my\n");
  const std::string cut = format_table({{"A", table_column::align::left, true}}, {{"\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"}}, 8);
  CHECK(cut == "A\n\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4...\n");
}

TEST_CASE("text table: sizes and times in few letters") {
  CHECK(short_size(0) == "0");
  CHECK(short_size(1023) == "1023");
  CHECK(short_size(1024) == "1.0K");
  CHECK(short_size(1'048'575) == "1.0M");
  CHECK(short_size(39'322) == "38.4K");
  CHECK(short_size(uint64_t{5} << 30) == "5.0G");
  CHECK(short_duration(-5) == "0s");
  CHECK(short_duration(59'999) == "59s");
  CHECK(short_duration(123'000) == "2m03s");
  CHECK(short_duration(3'720'000) == "1h02m");
  CHECK(short_duration(int64_t{76} * 3'600'000) == "3d04h");
}
