#include "hosts/lint.hpp"

#include "hosts/program_store.hpp"
#include "registry/kinds.hpp"
#include "runtime/lua/chunk_cache.hpp"
#include "runtime/lua/standard.hpp"
#include "runtime/modules/table.hpp"
#include "runtime/syntax/lint.hpp"

#include <algorithm>
#include <set>

namespace troupe::hosts {

namespace {

constexpr std::string_view checked_kinds[] = {"function.lua", "library.lua", "process.lua", "workflow.lua"};
constexpr std::string_view code_declaration = "E0002";

bool is_checked(std::string_view kind) {
  return std::find(std::begin(checked_kinds), std::end(checked_kinds), kind) != std::end(checked_kinds);
}

bool in_namespace(std::string_view ns, std::string_view pattern) {
  if (pattern.empty() || ns == pattern)
    return true;
  if (!pattern.ends_with(".*"))
    return false;
  pattern.remove_suffix(2);
  return ns == pattern || (ns.starts_with(pattern) && ns.substr(pattern.size()).starts_with('.'));
}

class linter {
public:
  linter(const registry::snapshot& entries, const lint_request& request) : entries_(entries), request_(request) {
    // A library also sees what those that import it have loaded, so whatever is said about its names needs all of them.
    for (const registry::entry_ptr& each : entries.entries())
      if (is_checked(each->kind))
        take_up(*each);
  }

  lint_result run() {
    for (const registry::entry_ptr& each : entries_.entries())
      if (is_checked(each->kind) && in_namespace(each->id.ns, request_.name_space)) {
        ++made_.entries;
        check(*each);
      }
    return std::move(made_);
  }

private:
  void take_up(const registry::entry& known) {
    const runtime::lua::source_entry source = read_source(known);
    for (const auto& [alias, target] : source.imports)
      importers_[target].push_back(known.id.text());
    if (!request_.rules)
      return;
    // What is said of globals needs all chunks as well: those of a machine share them.
    const syntax::made_globals made = syntax::globals_of(source.source);
    globals_.insert(made.names.begin(), made.names.end());
    globals_by_table_ |= made.any;
  }

  void check(const registry::entry& candidate) {
    const size_t first = made_.findings.size();
    const runtime::lua::source_entry source = read_source(candidate);
    const std::string question = question_of_file(source.source);
    for (const runtime::lua::chunk_problem& each : runtime::lua::check_chunk(source.source, candidate.id.text(), runtime::lua::type_rules::strict))
      add(candidate, source, each.code, lint_level::error, question.empty() ? each.message : each.message + " (" + question + ")", each.line,
          each.column, each.excerpt);
    const std::set<std::string, std::less<>> loadable = names_of(candidate);
    const auto declared = [&](std::string_view name) { return is_loadable(name, loadable); };
    const auto is_global = [&](std::string_view name) {
      return globals_by_table_ || globals_.contains(name) || declared(name) || runtime::lua::is_always_there(name);
    };
    const auto rules = request_.rules ? runtime_rules::all : runtime_rules::none;
    for (const syntax::diagnostic& each : syntax::lint(source.source, rules, declared, is_global)) {
      std::string excerpt = syntax::render(each, {}, false);
      excerpt.erase(0, std::min(excerpt.find('\n'), excerpt.size() - 1) + 1);
      add(candidate, source, each.code, each.code[0] == 'W' ? lint_level::warning : lint_level::error, each.message, each.line,
          each.column, std::move(excerpt));
    }
    check_declarations(candidate);
    std::stable_sort(made_.findings.begin() + static_cast<std::ptrdiff_t>(first), made_.findings.end(),
                     [](const lint_finding& a, const lint_finding& b) { return a.level > b.level; });
  }

  void check_declarations(const registry::entry& candidate) {
    diagnostics found;
    registry::validation_context context{entries_, entries_, found};
    program_store::check_declarations(candidate, context);
    for (const diagnostic& each : found) {
      lint_finding made;
      made.entry = candidate.id;
      made.code = code_declaration;
      made.message = each.remedy.empty() ? each.message : each.message + " (" + each.remedy + ")";
      made.place = each.mark;
      made.line = each.mark.line;
      made.column = each.mark.column;
      keep(std::move(made));
    }
  }

  void add(const registry::entry& owner, const runtime::lua::source_entry& source, std::string_view code, lint_level level,
           std::string message, uint32_t line, uint32_t column, std::string excerpt) {
    lint_finding made;
    made.entry = owner.id;
    made.code = code;
    made.level = level;
    made.place = source.place;
    made.line = line;
    made.column = column;
    made.excerpt = std::move(excerpt);
    if (made.place.file && owner.mark.file && *made.place.file != *owner.mark.file) {
      made.place.line = line;
      made.place.column = column;
      made.message = std::move(message);
    } else {
      made.message = "line " + std::to_string(line) + " of the source, column " + std::to_string(column) + ": " + message;
    }
    keep(std::move(made));
  }

  void keep(lint_finding finding) {
    const auto& codes = request_.codes;
    if (finding.level >= request_.least && (codes.empty() || std::find(codes.begin(), codes.end(), finding.code) != codes.end()))
      made_.findings.push_back(std::move(finding));
  }

  static bool is_loadable(std::string_view name, const std::set<std::string, std::less<>>& loadable) {
    if (loadable.contains(name) || runtime::lua::is_standard(name))
      return true;
    const runtime::modules::module_entry* module = runtime::modules::find(name);
    return module != nullptr && module->always;
  }

  // Every name that is loaded in a machine this entry runs in: its own, those of what it imports and of who imports it.
  std::set<std::string, std::less<>> names_of(const registry::entry& candidate) const {
    std::set<std::string, std::less<>> names;
    std::set<std::string> seen{candidate.id.text()};
    std::vector<std::string> open{candidate.id.text()};
    while (!open.empty()) {
      const std::string id = std::move(open.back());
      open.pop_back();
      const registry::entry* at = entries_.find(entry_id::parse(id));
      if (at == nullptr || !is_checked(at->kind))
        continue;
      const runtime::lua::source_entry source = read_source(*at);
      names.insert(source.modules.begin(), source.modules.end());
      const auto visit = [&](const std::string& next) {
        if (seen.insert(next).second)
          open.push_back(next);
      };
      for (const auto& [alias, target] : source.imports) {
        names.insert(alias);
        visit(target);
      }
      if (const auto known = importers_.find(id); known != importers_.end())
        for (const std::string& each : known->second)
          visit(each);
    }
    return names;
  }

  using runtime_rules = syntax::lint_rules;

  const registry::snapshot& entries_;
  const lint_request& request_;
  std::map<std::string, std::vector<std::string>> importers_;
  std::set<std::string, std::less<>> globals_;  // that some chunk makes
  bool globals_by_table_ = false;
  lint_result made_;
};

}  // namespace

size_t lint_result::count(lint_level level) const {
  return static_cast<size_t>(
    std::count_if(findings.begin(), findings.end(), [&](const lint_finding& each) { return each.level == level; }));
}

lint_result lint(const registry::snapshot& entries, const lint_request& request) {
  return linter{entries, request}.run();
}

}  // namespace troupe::hosts
