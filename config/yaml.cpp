#include "config/yaml.hpp"

#include "config/files.hpp"
#include "config/limits.hpp"
#include "config/yaml_explain.hpp"
#include "config/yaml_scalar.hpp"
#include "config/yaml_text.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>
#include <unordered_map>
#include <vector>

namespace troupe {

namespace {

// Lets yaml-cpp read a text without a copy of it.
class view_buffer final : public std::streambuf {
public:
  explicit view_buffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // a get area is never written
    setg(begin, begin, begin + text.size());
  }
};

struct measure {
  size_t nodes = 0;
  size_t bytes = 0;
  size_t height = 0;
};

measure measured(const document& node) {
  measure sum{1, 0, 1};
  const auto add = [&](const document& part) {
    const measure inner = measured(part);
    sum.nodes += inner.nodes;
    sum.bytes += inner.bytes;
    sum.height = std::max(sum.height, inner.height + 1);
  };
  if (const std::string* text = node.as_string())
    sum.bytes += text->size();
  if (const document::list* items = node.as_list())
    for (const document& item : *items)
      add(item);
  if (const document::map* members = node.as_map())
    for (const auto& [key, value] : *members) {
      sum.bytes += key.size();
      add(value);
    }
  return sum;
}

// The members of a map under construction, found fast also in maps of many thousands.
class member_list {
public:
  static constexpr size_t none = static_cast<size_t>(-1);

  size_t find(const std::string& key) const {
    if (!index_.empty()) {
      const auto found = index_.find(key);
      return found == index_.end() ? none : found->second;
    }
    for (size_t i = 0; i < members_.size(); ++i)
      if (members_[i].first == key)
        return i;
    return none;
  }

  void add(std::string key, document value, source_mark key_mark) {
    constexpr size_t scanned_max = 24;
    if (members_.size() == scanned_max)
      for (size_t i = 0; i < members_.size(); ++i)
        index_.emplace(members_[i].first, i);
    if (members_.size() >= scanned_max)
      index_.emplace(key, members_.size());
    members_.emplace_back(std::move(key), std::move(value));
    key_marks_.push_back(std::move(key_mark));
  }

  const source_mark& key_mark(size_t i) const { return key_marks_[i]; }
  document::map take() { return std::move(members_); }

private:
  document::map members_;
  std::vector<source_mark> key_marks_;
  std::unordered_map<std::string, size_t> index_;  // empty while there are few
};

// Builds one document from yaml-cpp's events. After a finding that makes the rest meaningless it ignores all further events.
class builder final : public YAML::EventHandler {
public:
  builder(std::string_view text, file_name file, diagnostics& findings, yaml_dates dates)
    : text_(text), file_(std::move(file)), findings_(findings), dates_(dates) {}

  document take() { return std::move(root_); }
  bool stopped() const { return stopped_; }
  bool stopped_at_key() const { return stopped_at_key_; }
  const YAML::Mark& last_quoted() const { return last_quoted_; }
  source_mark place(const YAML::Mark& mark) const {
    return {file_, static_cast<uint32_t>(mark.line + 1), static_cast<uint32_t>(mark.column + 1)};
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (stopped_)
      return;
    source_mark where = place(mark);
    if (expects_key())
      return begin_member("null", where, false);
    if (!open_.empty() && open_.back().is_map && lacks_colon(open_.back()))
      return stop(open_.back().key_mark, fmt::format("no `:` behind the key \"{}\"", open_.back().key),
                  "indent it deeper if it goes on with the line before");
    if (!open_.empty() && open_.back().is_map && open_.back().key_mark.line != where.line)
      where = open_.back().key_mark;  // `key:` with nothing after it
    finish(document{}, std::move(where), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (stopped_)
      return;
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      return stop(place(mark), "an alias inside the node it names");
    const document& node = found->second.node;
    if (expects_key()) {
      if (node.is_list() || node.is_map())
        return stop_at_key(mark);
      return begin_member(node.scalar_text(), place(mark), false);
    }
    const measure& size = found->second.size;
    copied_nodes_ += size.nodes;
    copied_bytes_ += size.bytes;
    if (copied_nodes_ > limits::yaml_alias_nodes_max
        || copied_bytes_ > limits::yaml_alias_bytes_max)
      return stop(place(mark), "aliases expand to too much data");
    if (open_.size() + size.height > limits::value_depth_max)
      return stop(place(mark), too_deep());
    deliver(node);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    if (stopped_)
      return;
    if (tag == "!")
      last_quoted_ = mark;
    if (expects_key()) {
      if (anchor != YAML::NullAnchor)
        anchors_[anchor] = {document{text}, measure{1, text.size(), 1}};
      begin_member(text, place(mark), tag == "?" && text == "<<");
      open_.back().key_is_plain = tag == "?";
      return;
    }
    finish(scalar(tag, text), place(mark), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, anchor, false);
  }
  void OnSequenceEnd() override {
    if (!stopped_)
      close();
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(mark, anchor, true);
    if (!stopped_)
      open_.back().flow = style == YAML::EmitterStyle::Flow;
  }
  void OnMapEnd() override {
    if (!stopped_)
      close();
  }

private:
  struct anchored {
    document node;
    measure size;
  };

  struct frame {
    bool is_map;
    bool flow = false;
    YAML::anchor_t anchor;
    source_mark mark;
    document::list items;
    member_list members;
    document::list merged;
    // The member whose value comes next.
    bool has_key = false;
    bool key_merges = false;
    bool key_is_plain = false;
    std::string key;
    source_mark key_mark;
  };

  static std::string too_deep() {
    return fmt::format("nested deeper than {} levels", limits::value_depth_max);
  }

  document plain(const std::string& text) const {
    if (dates_ == yaml_dates::unix_seconds)
      if (const auto seconds = unix_seconds_of(text))
        return *seconds;
    return resolve_plain_scalar(text);
  }

  document scalar(const std::string& tag, const std::string& text) const {
    constexpr std::string_view standard = "tag:yaml.org,2002:";
    if (tag == "?")
      return plain(text);
    if (!tag.starts_with(standard))
      return text;
    const std::string_view type = std::string_view{tag}.substr(standard.size());
    if (type == "float") {
      const document value = resolve_plain_scalar(text);
      return value.is_integer() ? document{static_cast<double>(*value.as_integer())} : value;
    }
    if (type == "timestamp")
      return plain(text);
    return type == "int" || type == "bool" || type == "null" ? resolve_plain_scalar(text) : text;
  }

  // yaml-cpp takes a word alone among the lines of a map for a key without a value, which YAML does not.
  bool lacks_colon(const frame& map) const {
    if (!map.key_is_plain || map.flow)
      return false;
    size_t begin = 0;
    for (uint32_t line = 1; line < map.key_mark.line; ++line)
      begin = text_.find('\n', begin) + 1;
    std::string_view rest = text_.substr(begin);
    const std::string_view before = rest.substr(0, map.key_mark.column - 1);
    if (before.find('?') != std::string_view::npos)
      return false;  // `? key`
    rest.remove_prefix(before.size());
    if (!rest.starts_with(map.key))
      return false;  // an anchor or a tag stands before it
    rest.remove_prefix(map.key.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    return !rest.starts_with(':');
  }

  bool expects_key() const {
    return !open_.empty() && open_.back().is_map && !open_.back().has_key;
  }

  void stop(source_mark where, std::string message, std::string remedy = {}) {
    findings_.error(std::move(where), std::move(message), std::move(remedy));
    stopped_ = true;
  }

  // Usually not what the author wrote: to yaml-cpp a bracket that nobody closes may begin a key.
  void stop_at_key(const YAML::Mark& mark) {
    stop(place(mark), "a key must be a scalar");
    stopped_at_key_ = true;
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor, bool is_map) {
    if (stopped_)
      return;
    if (expects_key())
      return stop_at_key(mark);
    if (open_.size() >= static_cast<size_t>(limits::value_depth_max))
      return stop(place(mark), too_deep());
    frame& top = open_.emplace_back();
    top.is_map = is_map;
    top.anchor = anchor;
    top.mark = place(mark);
  }

  void close() {
    frame top = std::move(open_.back());
    open_.pop_back();
    if (!top.is_map)
      return finish(document{std::move(top.items)}, std::move(top.mark), top.anchor);
    for (document& source : top.merged)
      for (auto& [key, value] : *source.as_map())
        if (top.members.find(key) == member_list::none)
          top.members.add(key, std::move(value), {});
    finish(document{top.members.take()}, std::move(top.mark), top.anchor);
  }

  void begin_member(std::string key, source_mark where, bool merges) {
    frame& top = open_.back();
    if (!merges) {
      const size_t earlier = top.members.find(key);
      if (earlier != member_list::none)
        findings_.error(where, fmt::format("key \"{}\" is given twice, first in line {}", key,
                                           top.members.key_mark(earlier).line));
    }
    top.has_key = true;
    top.key_is_plain = false;
    top.key_merges = merges;
    top.key = std::move(key);
    top.key_mark = std::move(where);
  }

  void finish(document node, source_mark where, YAML::anchor_t anchor) {
    node.mark(std::move(where));
    if (anchor != YAML::NullAnchor)
      anchors_[anchor] = {node, measured(node)};
    deliver(std::move(node));
  }

  // Puts a complete node where it belongs.
  void deliver(document node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    frame& top = open_.back();
    if (!top.is_map) {
      top.items.push_back(std::move(node));
      return;
    }
    top.has_key = false;
    if (top.key_merges)
      return merge(top, std::move(node));
    if (top.members.find(top.key) == member_list::none)
      top.members.add(std::move(top.key), std::move(node), std::move(top.key_mark));
  }

  void merge(frame& into, document node) {
    if (node.is_map()) {
      into.merged.push_back(std::move(node));
      return;
    }
    bool fits = node.is_list();
    if (fits)
      for (document& source : *node.as_list()) {
        fits = fits && source.is_map();
        if (fits)
          into.merged.push_back(std::move(source));
      }
    if (!fits)
      findings_.error(into.key_mark, "a merge key takes a map or a list of maps",
                      "write \"<<\" in quotes if a plain key is meant");
  }

  std::string_view text_;
  file_name file_;
  diagnostics& findings_;
  document root_;
  std::vector<frame> open_;
  std::unordered_map<YAML::anchor_t, anchored> anchors_;
  yaml_dates dates_;
  size_t copied_nodes_ = 0;
  size_t copied_bytes_ = 0;
  bool stopped_ = false;
  bool stopped_at_key_ = false;
  YAML::Mark last_quoted_ = YAML::Mark::null_mark();  // quoted and block scalars
};

// Hears where a further document begins.
class next_document final : public YAML::EventHandler {
public:
  YAML::Mark begin = YAML::Mark::null_mark();

  void OnDocumentStart(const YAML::Mark& mark) override { begin = mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

// Where the text stops being UTF-8; its size if it never does.
size_t first_bad_byte(std::string_view text) noexcept {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80                   ? 1
                          : lead >= 0xc2 && lead < 0xe0 ? 2
                          : lead >= 0xe0 && lead < 0xf0 ? 3
                          : lead >= 0xf0 && lead < 0xf5 ? 4
                                                        : 0;
    if (length == 0 || i + length > text.size())
      return i;
    for (size_t n = 1; n < length; ++n)
      if ((static_cast<unsigned char>(text[i + n]) & 0xc0) != 0x80)
        return i;
    i += length;
  }
  return text.size();
}

}  // namespace

namespace {

std::optional<document> parse(std::string_view text, const file_name& file, diagnostics& findings, yaml_dates dates) {
  // yaml-cpp replaces what it cannot read, which would change data silently.
  if (const size_t bad = first_bad_byte(text); bad != text.size()) {
    const std::string_view before = text.substr(0, bad);
    const auto line = static_cast<uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    const size_t begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    findings.error({file, line, static_cast<uint32_t>(bad - begin) + 1}, "invalid UTF-8",
                   "save the file as UTF-8");
    return std::nullopt;
  }
  if (text.starts_with("\xef\xbb\xbf"))
    text.remove_prefix(3);  // yaml-cpp does not count it either
  std::string rewritten;
  if (file && file->ends_with(".json") && text.find("\\u") != std::string_view::npos) {
    rewritten = join_surrogates(text);
    text = rewritten;
  }
  diagnostics own;
  builder build{text, file, own, dates};
  const auto report = [&](const yaml_problem& problem) {
    own.error({file, problem.line, problem.column}, "YAML: " + problem.message, problem.remedy);
  };
  try {
    view_buffer buffer{text};
    std::istream input{&buffer};
    YAML::Parser parser{input};
    parser.HandleNextDocument(build);
    if (const YAML::Mark& quoted = build.last_quoted(); !quoted.is_null() && !own.has_errors()) {
      const source_mark place = build.place(quoted);
      if (const auto problem = find_unclosed_quote(text, place.line, place.column))
        report(*problem);
    }
    if (parser && !own.has_errors()) {
      next_document next;
      parser.HandleNextDocument(next);
      if (!next.begin.is_null())
        own.warn(build.place(next.begin), "only the first YAML document of a file is read",
                 "move what follows into a file of its own");
    }
  } catch (const YAML::Exception& failure) {
    const source_mark place =
      failure.mark.is_null() ? source_mark{file} : build.place(failure.mark);
    if (failure.mark.is_null())
      own.error(place, fmt::format("YAML: {}", failure.msg));
    else if (!build.stopped())  // else it has said why the rest means nothing
      report(explain_yaml(text, place.line, place.column, failure.msg));
  } catch (const std::exception& failure) {
    own.error(source_mark{file}, fmt::format("YAML: {}", failure.what()));
  }
  const auto unclosed = build.stopped_at_key() ? find_unclosed(text) : std::nullopt;
  if (unclosed) {
    own = {};
    report(*unclosed);
  }
  const bool readable = !own.has_errors();
  findings.add(std::move(own));
  if (!readable)
    return std::nullopt;
  return build.take();
}

}  // namespace

std::optional<document> parse_yaml(std::string_view text, file_name file, diagnostics& findings) {
  return parse(text, file, findings, yaml_dates::text);
}

caf::expected<document> parse_yaml(std::string_view text, std::string_view file, yaml_dates dates) {
  diagnostics findings;
  auto tree = parse(text, std::make_shared<const std::string>(file), findings, dates);
  if (!tree)
    return findings.failure();
  return std::move(*tree);
}

std::optional<document> read_yaml_file(const std::filesystem::path& path, diagnostics& findings,
                                       std::string_view shown_as) {
  auto name =
    std::make_shared<const std::string>(shown_as.empty() ? path.native() : std::string{shown_as});
  const auto text = read_text_file(path);
  if (!text) {
    findings.error(source_mark{name}, why_unreadable(path, text.error()));
    return std::nullopt;
  }
  return parse_yaml(*text, std::move(name), findings);
}

std::optional<document> yaml_memory::read(const std::filesystem::path& path, diagnostics& findings, std::string_view shown_as) {
  auto text = read_text_file(path);
  if (const auto known = files_.find(path); text && known != files_.end() && known->second.text == *text && known->second.shown_as == shown_as)
    return known->second.tree;
  files_.erase(path);
  const size_t before = findings.size();
  auto tree = text ? parse_yaml(*text, std::make_shared<const std::string>(shown_as), findings) : read_yaml_file(path, findings, shown_as);
  if (text && tree && findings.size() == before)
    files_[path] = {std::move(*text), std::string{shown_as}, *tree};
  return tree;
}

}  // namespace troupe
