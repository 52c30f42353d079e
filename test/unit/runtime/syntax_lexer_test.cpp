#include "runtime/syntax/lexer.hpp"
#include "runtime/syntax/literals.hpp"
#include "runtime/syntax/translate.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace troupe::syntax {

namespace {

// The spellings of all tokens, joined by a blank; "!" at the end if the lexer reported something.
std::string tokens_of(std::string_view source) {
  symbols names;
  report problems{source};
  lexer from{source, names, problems};
  std::string result;
  for (token t = from.next(); t.kind != token_kind::end_of_file; t = from.next()) {
    if (!result.empty())
      result += ' ';
    result += spelling(t.kind);
  }
  return problems.clean() ? result : result + "!";
}

std::string lua_of(std::string_view source) {
  auto result = translate(source, "test");
  if (const auto* problems = std::get_if<std::vector<diagnostic>>(&result))
    return "error: " + problems->front().message;
  return std::get<translation>(result).lua;
}

bool accepts(std::string_view source) {
  return translate(source, "test").index() == 0;
}

}  // namespace

TEST_CASE("lexer: reserved words are those of Lua 5.1, goto and the dialect's own") {
  CHECK(tokens_of("and break do else elseif end false for function if in local nil not or repeat "
                  "return then true until while goto")
        == "and break do else elseif end false for function if in local nil not or repeat return "
           "then true until while goto");
  CHECK(tokens_of("fun interface readonly as asserts is typeof keyof extends")
        == "fun interface readonly as asserts is typeof keyof extends");
  CHECK(tokens_of("type require self continue const And _ a1 __x")
        == "<name> <name> <name> <name> <name> <name> <name> <name> <name>");
}

TEST_CASE("lexer: the longest operator wins") {
  CHECK(tokens_of("+ - * / // % ^ # & ~ | << >> == ~= <= >= < > =")
        == "+ - * / // % ^ # & ~ | << >> == ~= <= >= < > =");
  CHECK(tokens_of("( ) { } [ ] ; : :: , . .. ... ? ?: ! @ ->")
        == "( ) { } [ ] ; : :: , . .. ... ? ?: ! @ ->");
  CHECK(tokens_of("a//b>>c<<d<=e>=f~=g==h")
        == "<name> // <name> >> <name> << <name> <= <name> >= <name> ~= <name> == <name>");
  CHECK(tokens_of("a->b - > c") == "<name> -> <name> - > <name>");
  CHECK(tokens_of("a....b") == "<name> ... . <name>");
}

TEST_CASE("lexer: ?: is one token unless a cast follows, != is one unless a comparison follows") {
  CHECK(tokens_of("a?: b") == "<name> ?: <name>");
  CHECK(tokens_of("a?::b") == "<name> ? :: <name>");
  CHECK(tokens_of("a ? : b") == "<name> ? : <name>");
  CHECK(tokens_of("a!=b") == "<name> != <name>");
  CHECK(tokens_of("a!==b") == "<name> ! == <name>");
}

TEST_CASE("lexer: numbers are decimal with fraction and exponent, or hexadecimal integers") {
  for (const char* good :
       {"0", "3", "3.0", "3.1416", "314.16e-2", "0.31416E1", ".5", "5.", "1e10", "1E+10", "0xff",
        "0XA", "0x1e+1", "18446744073709551616", "0xFFFFFFFFFFFFFFFFFF", "00012"})
    CHECK_MESSAGE(accepts("return " + std::string{good}), std::string{good});
  for (const char* bad : {"1LL", "1ULL", "2i", "0x1LL", "0b101", "1_000", "0x", "0xg", "0x1p4",
                          "0x.8", "0x1.8", "1e", "1e+", "1..2", "1.2.3", "3x", ".5e", "1f", "0x1i"})
    CHECK_MESSAGE(!accepts("return " + std::string{bad}), std::string{bad});
  CHECK(lua_of("return 0xFF, 1e3, .5") == "return 0xFF, 1e3, .5");
  CHECK(lua_of("return 1 ..2") == "return 1 .. 2");
}

TEST_CASE("lexer: integers are told from floats") {
  const auto is_integer = [](std::string_view source) {
    symbols names;
    report problems{source};
    return lexer{source, names, problems}.next().flag;
  };
  CHECK(is_integer("12"));
  CHECK(is_integer("0x1F"));
  CHECK(!is_integer("12.0"));
  CHECK(!is_integer("12e0"));
  CHECK(!is_integer("12."));
}

TEST_CASE("strings: known escapes stay, unknown ones stand for themselves") {
  CHECK(decode_string(R"('a\a\b\f\n\r\t\v\\\"\'z')") == "a\a\b\f\n\r\t\v\\\"'z");
  CHECK(decode_string(R"('\65\066\1234')") == "AB{4");
  CHECK(decode_string(R"('\x41\x00b')") == std::string("A\0b", 3));
  CHECK(decode_string(R"('\u{48}\u{20AC}\u{1F600}\u{7ff}')") == "H€😀\u07ff");
  CHECK(decode_string(R"('\d\w\.\/\%\e\q')") == "dw./%eq");
  CHECK(decode_string(R"('C:\users\xmas\u\u{}\u{zz}')") == "C:usersxmasuu{}u{zz}");
  CHECK(decode_string("'a\\\nb\\\r\nc'") == "a\nb\nc");
  CHECK(decode_string("'a\\z  \n\t  b'") == "ab");
}

TEST_CASE("strings: long brackets drop the first line break and keep escapes as text") {
  CHECK(decode_string("[[a\\n]]") == "a\\n");
  CHECK(decode_string("[[\na\r\nb\rc]]") == "a\nb\nc");
  CHECK(decode_string("[==[\r\na]]b]=]c]==]") == "a]]b]=]c");
  CHECK(decode_string("[[]]").empty());
}

TEST_CASE("strings: what LuaJIT would refuse is written anew, the rest is copied") {
  CHECK(lua_of(R"(return 'a\n\65\x41\z  b')") == R"(return 'a\n\65\x41\z  b')");
  CHECK(lua_of(R"(return '\q')") == R"(return '\113')");
  CHECK(lua_of(R"(return "\d\"")") == R"(return "\100\"")");
  CHECK(lua_of(R"(return '\xZZ\x4')") == R"(return '\120ZZ\1204')");
  CHECK(lua_of(R"(return '\u{e9}9')") == R"(return '\195\1699')");
  CHECK(lua_of(R"(return '\u{D800}')") == R"(return '\237\160\128')");
  CHECK(lua_of("return '\\q\\\nx', 1") == "return '\\113\\\nx', 1");
}

TEST_CASE("strings: bytes that are no UTF-8, and NUL, go through") {
  const std::string source = std::string("return '\xff\xfe") + '\0' + "\x01', [[\xff" + '\0' + "]]";
  CHECK(lua_of(source) == source);
}

TEST_CASE("lexer: blanks, comments, a byte order mark and a #! line are skipped") {
  CHECK(tokens_of("a -- b\nc --[[ d\n ]] e --[==[ ]] ]==] f --[=x\ng --")
        == "<name> <name> <name> <name> <name>");
  CHECK(tokens_of("\xEF\xBB\xBF"
                  "a")
        == "<name>");
  CHECK(tokens_of("#!/usr/bin/env troupe\na") == "<name>");
  CHECK(tokens_of("\xEF\xBB\xBF#!x") == "");
  CHECK(tokens_of("a\f\v\t\r\n b") == "<name> <name>");
  CHECK(lua_of("#!/usr/bin/lua\nprint(1)") == "\nprint(1)");
}

TEST_CASE("lexer: lines are counted for every kind of line break") {
  symbols names;
  const std::string_view source = "a\nb\rc\r\nd\n\re\n\nf";
  report problems{source};
  lexer from{source, names, problems};
  std::string lines;
  for (token t = from.next(); t.kind != token_kind::end_of_file; t = from.next())
    lines += std::to_string(t.where.line) + " ";
  CHECK(lines == "1 2 3 4 5 7 ");
}

TEST_CASE("lexer: strings over several lines know where they end") {
  symbols names;
  const std::string_view source = "[[a\nb\n]] 'x\\\ny'";
  report problems{source};
  lexer from{source, names, problems};
  const token first = from.next();
  CHECK(first.where.line == 1);
  CHECK(first.end_line == 3);
  const token second = from.next();
  CHECK(second.where.line == 3);
  CHECK(second.end_line == 4);
}

TEST_CASE("symbols: a name has one number, a reserved word that of its kind") {
  symbols names;
  CHECK(names.intern("while") == symbol{static_cast<uint32_t>(token_kind::kw_while)});
  CHECK(names.intern("typeof") == symbol{static_cast<uint32_t>(token_kind::kw_typeof)});
  CHECK(names.intern("type") == known::type);
  CHECK(names.intern("require") == known::require);
  CHECK(names.intern("self") == known::self);
  const symbol x = names.intern("x");
  std::vector<std::string> many;
  many.reserve(5000);
  for (int i = 0; i < 5000; ++i)
    many.push_back("name" + std::to_string(i));
  for (const std::string& name : many)
    names.intern(name);
  CHECK(names.intern("x") == x);
  CHECK(names.text(names.intern("name4321")) == "name4321");
}

}  // namespace troupe::syntax
