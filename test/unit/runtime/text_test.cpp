#include "runtime/modules/text_patch.hpp"
#include "runtime/modules/text_splitter.hpp"
#include "test/support/lua_rig.hpp"

#include <doctest/doctest.h>

#include <random>

namespace troupe::runtime::modules {

namespace {

std::string eval(std::string_view code) {
  const test::lua_rig lua{{"text", open_text}, {"json", open_json}};
  return lua.eval(code);
}

// What a Regexp's method answers, as JSON.
std::string re(const std::string& pattern, const std::string& call) {
  return eval("local re = assert(text.regexp.compile([[" + pattern + "]])) return (json.encode(re:" + call + "))");
}

diff_deadline soon() {
  return std::chrono::steady_clock::now() + std::chrono::seconds{10};
}

std::string shown(const differences& list) {
  std::string text;
  for (const difference& each : list)
    text += (each.what == diff_operation::equal ? "=" : each.what == diff_operation::remove ? "-" : "+") + to_text(each.text) + "|";
  return text;
}

std::string compared(std::string_view from, std::string_view to) {
  differences list = diff_texts(to_characters(from), to_characters(to), soon());
  if (list.size() > 2)
    clean_for_readers(list);
  return shown(list);
}

std::string patched(std::string_view from, std::string_view to, std::string_view applied_to, bool expected = true) {
  std::string written;
  for (const text_patch& each : make_patches(to_characters(from), to_characters(to), {}))
    written += to_patch_text(each);
  const auto read = parse_patches(written);
  REQUIRE(read);
  characters text = to_characters(applied_to);
  CHECK(apply_patches(*read, text, {}) == expected);
  return to_text(text);
}

}  // namespace

// ---- regular expressions -------------------------------------------------------------------------------------------------

TEST_CASE("text: a pattern that cannot be compiled is refused") {
  for (const char* bad : {"[", "(?P<>)", "*", "(a", "a{2,1}", "(?=x)"})
    CHECK(eval("text.regexp.compile('" + std::string{bad} + "')").starts_with("nil, <Invalid: error parsing regexp: "));
  CHECK(eval("text.regexp.compile()").starts_with("raised: "));
}

TEST_CASE("text: matches, groups and their places") {
  CHECK(re("[0-9]+", "match_string('a1')") == "\"true\"");
  CHECK(re("[0-9]+", "match_string('a')") == "\"false\"");
  CHECK(re("[0-9]+", "find_string('a12b3')") == "\"\"12\"\"");
  CHECK(re("x*", "find_string('abc')") == "\"null\"");
  CHECK(re("(a)(b)?", "find_string_submatch('xac')") == R"("["a","a",""]")");
  CHECK(re("(a)", "find_string_submatch('x')") == "\"null\"");
  CHECK(re("(\\w)(\\d)", "find_all_string_submatch('a1 b2')") == R"("[["a1","a","1"],["b2","b","2"]]")");
  CHECK(re("b+", "find_string_index('abbc')") == "\"[2,3]\"");
  CHECK(re("b+", "find_string_index('ac')") == "\"null\"");
  CHECK(re("b", "find_all_string_index('abcb')") == "\"[[2,2],[4,4]]\"");
  CHECK(re("b", "find_all_string_index('ac')") == "\"null\"");
  CHECK(re("b", "find_all_string('ac')") == "\"[]\"");
  CHECK(re("(?P<first>a)(b)", "subexp_names()") == R"("["","first",""]")");
  CHECK(re("(?P<first>a)(b)", "num_subexp()") == "\"2\"");
  CHECK(re("a.c", "string()") == "\"\"a.c\"\"");
}

TEST_CASE("text: empty matches stand between characters, not behind a match") {
  CHECK(re("a*", "find_all_string('baac')") == R"("["","aa",""]")");
  CHECK(re("", "find_all_string('\xc3\xa4y')") == R"("["","",""]")");
  CHECK(re("^", "find_all_string('ab')") == R"("[""]")");
  CHECK(re("a*", "replace_all_string('baac', 'x')") == "\"\"xbxcx\"\"");
  CHECK(re("", "replace_all_string('\xc3\xa4y', '-')") == "\"\"-\xc3\xa4-y-\"\"");
}

TEST_CASE("text: replacements name groups by number or name, the longest name counts") {
  CHECK(re("(a)(?P<n>b)", "replace_all_string('ab ab', '$2$1')") == "\"\"ba ba\"\"");
  CHECK(re("(a)(?P<n>b)", "replace_all_string('ab', '${n}x$n')") == "\"\"bxb\"\"");
  CHECK(re("(a)(?P<n>b)", "replace_all_string('ab', '<$1x>')") == "\"\"\\u003c\\u003e\"\"");
  CHECK(re("(a)(?P<n>b)", "replace_all_string('ab', '${1}x $$1 $9 ${')") == "\"\"ax $1  ${\"\"");
}

TEST_CASE("text: splitting") {
  CHECK(re(",", "split('a,b,,c')") == R"("["a","b","","c"]")");
  CHECK(re(",", "split('a,b,c', 2)") == R"("["a","b,c"]")");
  CHECK(re(",", "split('a,b', 0)") == "\"[]\"");
  CHECK(re(",", "split('')") == R"("[""]")");
  CHECK(re("", "split('abc')") == R"("["a","b","c"]")");
  CHECK(re("a*", "split('abaabaccadaaae')") == R"("["","b","b","c","c","d","e"]")");
}

// ---- differences ---------------------------------------------------------------------------------------------------------

TEST_CASE("text: differences stand where a reader would put them") {
  CHECK(compared("hello world", "hello there") == "=hello |-world|+there|");
  CHECK(compared("same", "same") == "=same|");
  CHECK(compared("", "new") == "+new|");
  CHECK(compared("old", "") == "-old|");
  CHECK(compared("The c cat", "The c and the cat") == "=The c |+and the |=cat|");
  CHECK(compared("gr\xc3\xbcn", "gr\xc3\xb6n") == "=gr|-\xc3\xbc|+\xc3\xb6|=n|");
}

TEST_CASE("text: both sides of a difference are the texts, whatever they are") {
  std::minstd_rand random{7};
  const auto any_text = [&](size_t length) {
    std::string text;
    for (size_t i = 0; i < length; ++i)
      text += static_cast<char>("abc \n\xc3\xa4\xff"[random() % 8]);
    return text;
  };
  for (int i = 0; i < 400; ++i) {
    const std::string from = any_text(random() % 60);
    const std::string to = any_text(random() % 60);
    differences list = diff_texts(to_characters(from), to_characters(to), soon());
    CHECK(to_text(text_before(list)) == from);
    CHECK(to_text(text_after(list)) == to);
    clean_for_readers(list);
    CHECK(to_text(text_before(list)) == from);
    CHECK(to_text(text_after(list)) == to);
    CHECK(patched(from, to, from) == to);
  }
}

TEST_CASE("text: a search that takes too long answers a coarse difference") {
  std::string from;
  std::string to;
  std::minstd_rand random{3};
  for (int i = 0; i < 20'000; ++i) {
    from += static_cast<char>('a' + random() % 20);
    to += static_cast<char>('a' + random() % 20);
  }
  const auto begin = std::chrono::steady_clock::now();
  const differences list = diff_texts(to_characters(from), to_characters(to), begin + std::chrono::milliseconds{50});
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{5});
  CHECK(to_text(text_after(list)) == to);
}

TEST_CASE("text: a patch finds its place in a text that changed meanwhile") {
  const std::string from = "The quick brown fox jumps over the lazy dog. It was a sunny day.";
  const std::string to = "The quick red fox jumps over the lazy cat. It was a sunny day.";
  CHECK(patched(from, to, from) == to);
  CHECK(patched(from, to, "Once: " + from) == "Once: " + to);
  CHECK(patched(from, to, "The quick brown fox leaps over a lazy dog. It was a sunny day.")
        == "The quick red fox leaps over a lazy cat. It was a sunny day.");
  CHECK(patched(from, to, "nothing of the kind", false) == "nothing of the kind");
}

TEST_CASE("text: patches are written as others write them") {
  const auto patches = make_patches(to_characters("a%b\n" + std::string(20, 'x')), to_characters("a%c\n" + std::string(20, 'x')), {});
  REQUIRE(patches.size() == 1);
  CHECK(to_patch_text(patches[0]) == "@@ -1,7 +1,7 @@\n a%25\n-b\n+c\n %0Axxx\n");
  CHECK_FALSE(parse_patches("@@ 1 @@\n x\n"));
  CHECK_FALSE(parse_patches(" x\n"));
  CHECK_FALSE(parse_patches("@@ -1 +1 @@\n*x\n"));
  CHECK_FALSE(parse_patches("@@ -1 +1 @@\n %x\n"));
}

TEST_CASE("text: differs in Lua") {
  CHECK(eval("local d = text.diff.new() local s = d:summarize(d:compare('hello world', 'hello there')) "
             "return s.equals, s.deletions, s.insertions")
        == "6, 5, 5");
  CHECK(eval("local d = text.diff.new() return d:pretty_html({{operation = 'equal', text = '<'}, {operation = 'insert', text = 'x'}})")
        == "\"<span>&lt;</span><ins style=\"background:#e6ffe6;\">x</ins>\", nil");
  CHECK(eval("local d = text.diff.new() return d:pretty_text({{operation = 'delete', text = 'x'}})") == "\"\x1b[31mx\x1b[0m\", nil");
  CHECK(eval("local d = text.diff.new() return #d:compare('', ''), d:compare('', '')[1].operation") == "1, \"equal\"");
  CHECK(eval("local d = text.diff.new({diff_timeout = 2, patch_margin = 8}) return d:patch_apply(d:patch_make('one two', 'one three'), 'one two')")
        == "\"one three\", true");
  CHECK(eval("text.diff.new():summarize({{operation = 'move', text = 'x'}})")
        == "nil, <Invalid: operation must be equal, delete or insert>");
  CHECK(eval("text.diff.new():patch_apply({{text = 'x'}}, 'y')").starts_with("nil, <Invalid: invalid patch"));
}

// ---- splitting -----------------------------------------------------------------------------------------------------------

TEST_CASE("text: chunks end at the best place that fits, and overlap") {
  split_options options;
  options.chunk_size = 10;
  options.chunk_overlap = 0;
  using list = std::vector<std::string>;
  CHECK(split_recursively("one two three four", options) == list{"one two", "three four"});
  CHECK(split_recursively("one\n\ntwo", options) == list{"one\n\ntwo"});
  CHECK(split_recursively("one two 3\n\nfour five", options) == list{"one two 3", "four five"});
  CHECK(split_recursively("abcdefghijklmnop", options) == list{"abcdefghij", "klmnop"});
  CHECK(split_recursively("\xc3\xa4\xc3\xb6\xc3\xbc \xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc", options)
        == list{"\xc3\xa4\xc3\xb6\xc3\xbc \xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc"});
  CHECK(split_recursively("", options).empty());
  options.chunk_overlap = 4;
  CHECK(split_recursively("one two three four", options) == list{"one two", "two three", "four"});
  options.separators = {","};
  options.keep_separator = true;
  options.chunk_overlap = 0;
  CHECK(split_recursively("aaaa,bbbb,cccc", options) == list{"aaaa,bbbb", ",cccc"});
}

TEST_CASE("text: no chunk is longer than allowed, and nothing is lost") {
  std::minstd_rand random{11};
  for (int i = 0; i < 100; ++i) {
    std::string text;
    for (size_t n = random() % 400; n > 0; --n)
      text += "abcdef \n"[random() % 8];
    split_options options;
    options.chunk_size = 1 + random() % 40;
    options.chunk_overlap = random() % options.chunk_size;
    std::string all;
    for (const std::string& chunk : split_recursively(text, options)) {
      CHECK(chunk.size() <= options.chunk_size);
      all += chunk;
    }
    for (const char c : {'a', 'b', 'f'})
      CHECK(std::count(all.begin(), all.end(), c) >= std::count(text.begin(), text.end(), c));
  }
}

TEST_CASE("text: markdown is split by headings, and code and tables stay whole where asked") {
  const std::string_view page = "# A\n\nfirst\n\n## B\n\nsecond\n\n```\ncode\n\n# no heading\n```\n\n# C\n";
  split_options options;
  options.chunk_size = 100;
  using list = std::vector<std::string>;
  CHECK(split_markdown(page, options) == list{"# A\nfirst", "## B\nsecond\n\n```\ncode\n\n# no heading\n```", "# C"});
  options.heading_hierarchy = true;
  CHECK(split_markdown(page, options)[1] == "# A\n## B\nsecond\n\n```\ncode\n\n# no heading\n```");
  options.chunk_size = 20;
  options.code_blocks = true;
  CHECK(split_markdown(page, options)[2] == "# A\n## B\n```\ncode\n\n# no heading\n```");
  const std::string_view table = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |";
  options = {};
  CHECK(split_markdown(table, options) == list{"| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 3 | 4 |"});
  options.join_table_rows = true;
  CHECK(split_markdown(table, options) == list{std::string{table}});
  options.reference_links = true;
  CHECK(split_markdown("see [the page][p] and [q][]\n\n[p]: http://x.y\n", options) == list{"see [the page](http://x.y) and [q][]"});
}

TEST_CASE("text: splitters in Lua") {
  CHECK(eval("local s = text.splitter.recursive({chunk_size = 7, chunk_overlap = 0}) return (json.encode((s:split_text('one two three'))))")
        == R"("["one two","three"]")");
  CHECK(eval("local s = text.splitter.markdown() local meta = {page = 1} "
             "local c = s:split_batch({{content = 'a', metadata = meta}, {content = ''}, {content = 'b'}}) "
             "return #c, c[1].content, c[1].metadata == meta, next(c[2].metadata)")
        == "2, \"a\", true, nil");
  CHECK(eval("text.splitter.recursive({chunk_size = 0})") == "nil, <Invalid: chunk_size must be a positive integer>");
  CHECK(eval("text.splitter.recursive({chunk_size = 5, chunk_overlap = 5})") == "nil, <Invalid: chunk_overlap must be smaller than chunk_size>");
}

}  // namespace troupe::runtime::modules
