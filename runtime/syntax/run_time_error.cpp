#include "runtime/syntax/run_time_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace troupe::syntax {

namespace {

// What is said and the word of the line that it is about: "" for the first, "(" for the first that is called, several signs for any of
// them.
struct advice {
  std::string remedy;
  std::string word;
};

// The parts of `attempt to VERB KIND 'NAME' (a TYPE value)`, some of them empty.
struct attempt {
  std::string_view verb;
  std::string_view kind;  // global, local, upvalue, field, method
  std::string_view name;
  std::string_view type;
};

std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
  const size_t start = text.find(before);
  if (start == std::string_view::npos)
    return {};
  const size_t from = start + before.size();
  const size_t end = text.find(after, from);
  return end == std::string_view::npos ? std::string_view{} : text.substr(from, end - from);
}

std::optional<attempt> read_attempt(std::string_view text) {
  constexpr std::string_view verbs[] = {"index",       "call",          "perform arithmetic on", "concatenate",
                                        "get length of", "perform bitwise operation on"};
  constexpr std::string_view head = "attempt to ";
  if (!text.starts_with(head))
    return std::nullopt;
  text.remove_prefix(head.size());
  for (const std::string_view verb : verbs) {
    if (!text.starts_with(verb) || text.substr(verb.size()).substr(0, 1) != " ")
      continue;
    text.remove_prefix(verb.size() + 1);
    attempt made;
    made.verb = verb;
    if (text.starts_with("a ")) {  // a nil value
      made.type = between(text, "a ", " value");
      return made;
    }
    made.kind = text.substr(0, text.find(' '));
    made.name = between(text, " '", "' (a ");
    made.type = between(text, "(a ", " value)");
    return made;
  }
  return std::nullopt;
}

bool is_nil(const attempt& what) {
  return what.type == "nil";
}

std::string remedy_of(const attempt& what) {
  const std::string name{what.name};
  if (what.kind == "global" && is_nil(what))
    return fmt::format("nothing of the name '{}' is declared here; is it misspelt, or missing in `modules` or `imports` of the entry?", name);
  if (what.verb == "call") {
    if (what.kind == "method" || what.kind == "field")
      return is_nil(what) ? fmt::format("there is no function '{}' in what stands before it; see which functions it has, or set it first", name)
                          : fmt::format("'{}' is a {}; drop the brackets behind it, or call a function", name, what.type);
    return is_nil(what) ? "only functions can be called, and here is none; set it before this line runs"
                        : fmt::format("a {} cannot be called; is an operator or a comma missing before the bracket?", what.type);
  }
  const std::string it = name.empty() ? "the value" : "'" + name + "'";
  if (what.verb == "index")
    return is_nil(what) ? fmt::format("{} is not set here; test it first (if {} then ...), or look at the second value of the call that "
                                      "gave it", it, name.empty() ? "x" : name)
                        : fmt::format("a {} has no fields; only tables do", what.type);
  if (what.verb == "concatenate")
    return fmt::format("only strings and numbers can be joined; write tostring({}){}", name.empty() ? "x" : name,
                       is_nil(what) ? ", or a default: (x or \"\")" : "");
  if (what.verb == "get length of")
    return is_nil(what) ? fmt::format("{} is not set here; test it first, or give a default: x or {{}}", it) : "only strings and tables have a length";
  if (what.type == "string")
    return "convert the text first: tonumber(x)";
  return is_nil(what) ? fmt::format("{} is not set here; test it first, or give a default: x or 0", it)
                      : fmt::format("only numbers can be calculated with, and {} is a {}", it, what.type);
}

std::string word_of(const attempt& what) {
  if (what.kind == "method")
    return ":" + std::string{what.name};
  if (what.kind == "field")
    return "." + std::string{what.name};
  if (!what.name.empty())
    return std::string{what.name};
  return what.verb == "concatenate"                    ? ".."
         : what.verb == "get length of"                ? "#"
         : what.verb == "perform bitwise operation on" ? "&|~<>"
         : what.verb == "perform arithmetic on"        ? "+-*/%^"
                                                       : "";
}

struct phrase {
  std::string_view begins;
  std::string_view remedy;
  std::string_view word;
};

// Messages that are always about the same thing.
constexpr phrase phrases[] = {
  {"attempt to divide by zero", "test the divisor first", "//"},
  {"attempt to compare", "only numbers with numbers and strings with strings have an order; convert or test both sides first", "<>"},
  {"attempt to modify a frozen table", "modules, libraries and what table.freeze was given cannot be changed; put it into a table of your own", ""},
  {"stack overflow", "a function calls itself without end; look for the case in which it must stop", ""},
  {"error in error handling", "the function given to xpcall raises itself; let it only return", "xpcall"},
  {"not enough memory", "the process holds more than host.memory_limit; keep less at once, or raise the limit of its host", ""},
  {"invalid order function for sorting", "the function must answer true only if its first argument comes before the second: use <, not <=", "sort"},
  {"interval is empty", "math.random(m) needs m >= 1, math.random(m, n) needs m <= n", "random"},
  {"table index is nil", "a key must not be nil; test it first", "["},
  {"table index is NaN", "a key must not be 0/0; test it first", "["},
  {"cannot resume dead coroutine", "ask coroutine.status(co) before resuming", "resume"},
  {"'for' ", "the bounds and the step of a loop are numbers; convert them first: tonumber(x)", "for"},
  {"malformed pattern", "in patterns % escapes the character behind it and [ needs a ]; for plain text: string.find(s, text, 1, true)", "("},
  {"invalid value (", "concat joins strings and numbers; convert the others first: tostring(x)", "concat"},
  {"assertion failed", "give assert a second argument: it becomes the message", "assert"},
  {"bad argument", "", ""},
  {"module '", "", "require"},
  {"expected ", "", "("},
};

std::optional<advice> advise(std::string_view text, std::string_view line) {
  if (text.starts_with("attempt to compare") && line.find("sort(") != std::string_view::npos)
    return advice{"table.sort calls the function with nil if it does not answer true only for what comes before: use <, not <=; or the list "
                  "holds what has no order", "sort"};
  if (const auto what = read_attempt(text))
    return advice{remedy_of(*what), word_of(*what)};
  for (const phrase& each : phrases) {
    if (!text.starts_with(each.begins))
      continue;
    advice made{std::string{each.remedy}, std::string{each.word}};
    if (each.begins == "bad argument") {
      made.word = between(text, " to '", "'");
      const std::string called = made.word == "?" ? "the function" : "'" + made.word + "'";
      made.remedy = text.find("got nil") != std::string_view::npos || text.find("got no value") != std::string_view::npos
                      ? fmt::format("that argument is not set; test it before the call of {}", called)
                      : fmt::format("give {} what it expects there", called);
    } else if (each.begins == "module '") {
      if (text.find("' not found") == std::string_view::npos)
        return std::nullopt;
      made.remedy = fmt::format("add \"{}\" to `modules` of the entry, or to `imports` with the library it means", between(text, "'", "'"));
    } else if (each.begins == "expected ") {
      if (text.find(", got ") == std::string_view::npos)
        return std::nullopt;
      made.remedy = "the value is not of the type that is called; to ask without raising: local v, err = Type:is(value)";
    }
    return made;
  }
  return std::nullopt;
}

bool is_word_character(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The line with blanks in place of what stands between quotes and in comments. A key in quotes keeps its place, not its text.
std::string without_texts(std::string_view line) {
  std::string text{line};
  char quote = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote == 0 && c == '-' && at + 1 < text.size() && text[at + 1] == '-') {
      std::fill(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), ' ');
      break;
    }
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (quote != 0) {
      if (c == '\\' && at + 1 < text.size())
        text[at++] = ' ';
      else if (c == quote)
        quote = 0;
      text[at] = ' ';
    }
  }
  return text;
}

// Where the word stands by itself; the first character of the line if it does not.
size_t column_of(std::string_view line, std::string_view word) {
  const size_t start = std::min(line.find_first_not_of(" \t"), line.size());
  if (word.empty())
    return start;
  const bool sign = !is_word_character(word.front());
  const std::string outside = without_texts(line);
  line = outside;
  if (word == "(") {
    size_t at = line.find('(');
    while (at != std::string_view::npos && at > start && is_word_character(line[at - 1]))
      --at;
    return at == std::string_view::npos ? start : at;
  }
  if (word.size() > 1 && word != ".." && word != "//" && !is_word_character(word[1])) {
    const size_t at = line.find_first_of(word, start);
    return at == std::string_view::npos ? start : at;
  }
  for (size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const bool begins = sign || at == 0 || !is_word_character(line[at - 1]);
    const size_t end = at + word.size();
    const bool ends = !is_word_character(word.back()) || end == line.size() || !is_word_character(line[end]);
    if (begins && ends)
      return sign && word.size() > 1 && is_word_character(word[1]) ? at + 1 : at;
  }
  return start;
}

}  // namespace

std::optional<error_place> place_of(std::string_view message) {
  const size_t colon = message.find(':');
  const size_t second = colon == std::string_view::npos ? colon : message.find(':', colon + 1);
  if (second == std::string_view::npos || message.substr(0, second).find_first_of(" \n\t") != std::string_view::npos)
    return std::nullopt;
  error_place made;
  made.chunk = message.substr(0, second);
  const char* const end = message.data() + message.size();
  const auto [rest, problem] = std::from_chars(message.data() + second + 1, end, made.line);
  if (problem != std::errc{} || end - rest < 2 || rest[0] != ':' || rest[1] != ' ')
    return std::nullopt;
  made.text = message.substr(static_cast<size_t>(rest + 2 - message.data()));
  return made;
}

std::optional<std::string> remedy_without_place(std::string_view text) {
  const auto found = advise(text, {});
  if (!found)
    return std::nullopt;
  if (text.starts_with("stack overflow") || text.starts_with("not enough memory"))
    return found->remedy;
  return found->remedy + "; the line is not known: a function of a library that is called as `return f(x)` leaves none, `local y = f(x)` does";
}

std::optional<diagnostic> remedy_for(const error_place& place, std::string_view source) {
  if (place.line == 0)
    return std::nullopt;
  for (uint32_t line = 1; line < place.line; ++line) {
    const size_t next = source.find('\n');
    if (next == std::string_view::npos)
      return std::nullopt;
    source.remove_prefix(next + 1);
  }
  std::string_view text = source.substr(0, source.find('\n'));
  if (text.ends_with('\r'))
    text.remove_suffix(1);
  auto found = advise(place.text, text);
  if (!found)
    return std::nullopt;
  diagnostic made;
  made.line = place.line;
  made.column = static_cast<uint32_t>(column_of(text, found->word)) + 1;
  made.message = std::move(found->remedy);
  made.source_line = text;
  return made;
}

}  // namespace troupe::syntax
