// `troupe workflow list`.
#include "config/document_text.hpp"
#include "hosts/cli/ask.hpp"
#include "hosts/cli/cli.hpp"
#include "hosts/cli/text_table.hpp"
#include "hosts/cli/workflow_words.hpp"
#include "runtime/workflow/description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace troupe::hosts::cli {

namespace {

namespace workflow = runtime::workflow;

// What is read by one transaction, and whose columns are measured together: a list of any length takes no more memory, and one that waits for
// its reader does not keep the journal from using room again.
constexpr size_t rows_per_page = 1000;

class printer {
public:
  printer(bool json, std::string next) : json_(json), next_(std::move(next)) {
    if (json_)
      std::fputs("[", stdout);
  }

  void add(const workflow::chain_row& chain, const workflow::run_row& row, std::string_view status) {
    document made = describe(chain, row, status);
    ++count_;
    last_ = chain.pid();
    if (json_) {
      std::printf("%s\n  %s", count_ == 1 ? "" : ",", to_json(made, json_layout::spaced).c_str());
      return;
    }
    const auto seconds = [&](std::string_view key) {
      const std::string text = text_of(made, key);
      return text.empty() ? std::string{"-"} : text.substr(0, text.find('.')) + "Z";
    };
    std::string shown = text_of(made, "status");
    std::replace(shown.begin(), shown.end(), '_', ' ');
    rows_.push_back({chain.workflow_id, chain.host, row.start.entry, std::move(shown), seconds("started"), seconds("ended"), row.start.run_id});
  }

  void end(bool more) {
    if (json_) {
      std::fputs(count_ == 0 ? "]\n" : "\n]\n", stdout);
      return;
    }
    if (count_ == 0) {
      std::puts("No workflows");
      return;
    }
    if (more)
      std::printf("More began before these: troupe workflow list%s --before '%s'\n", next_.c_str(), last_.c_str());
  }

  // What was added since.
  void flush() {
    using align = table_column::align;
    static const std::vector<table_column> columns{{"WORKFLOW", align::left, true}, {"HOST", align::left, true}, {"TYPE", align::left, true},
                                                   {"STATUS"}, {"STARTED"}, {"ENDED"}, {"RUN", align::left, true}};
    if (!rows_.empty())
      std::fputs(format_table(columns, rows_, terminal_columns()).c_str(), stdout);
    rows_.clear();
  }

private:
  const bool json_;
  const std::string next_;
  std::vector<std::vector<std::string>> rows_;
  std::string last_;
  size_t count_ = 0;
};

// The words that choose, for the next page.
std::string words_again(const workflow_words& words, const host_flags& flags) {
  std::string text;
  const auto add = [&](const char* flag, const std::string& given) {
    if (!given.empty())
      text += fmt::format(" {} {}", flag, given);
  };
  add("--status", words.status);
  add("--host", words.host);
  add("--state", flags.state_folder);
  if (words.limit != 100)
    add("--limit", std::to_string(words.limit));
  return text;
}

struct listed {
  workflow::chain_row chain;
  workflow::run_row row;
  std::string status;
};

struct page {
  std::vector<listed> rows;
  uint64_t next = 0;   // the run where the next one begins; 0: there is none
  bool more = false;   // beyond those that were wanted
};

bool is_host(std::string_view wanted, const std::string& host) {
  return wanted.empty() || host == wanted || host.ends_with("@" + std::string{wanted});
}

caf::error read_page(const workflow_journal& journal, const workflow_words& words, const live_workflows& live, uint64_t before, size_t left,
                     page& to) {
  const auto txn = runtime::journal::read_txn::begin(*journal.env);
  if (!txn)
    return txn.error();
  uint64_t last = before;
  return each_workflow(*journal.tables, *txn, before, [&](uint64_t run, const workflow::chain_row& chain, const workflow::run_row& row) {
    const bool blocked = row.open() && live.blocked.contains(chain.pid());
    const std::string status = blocked ? "blocked" : workflow::word_for(row.status);
    if (is_host(words.host, chain.host) && (words.status.empty() || status == words.status)) {
      if (to.rows.size() == std::min(left, rows_per_page)) {
        to.more = true;
        to.next = last;
        return false;
      }
      to.rows.push_back({chain, row, status});
    }
    last = run;
    return true;
  });
}

}  // namespace

int list_workflows(const workflow_words& words, const host_flags& flags) {
  const live_workflows live = ask_live(flags);
  if (words.status == "blocked" && !live.running)
    return fail("no troupe is running here, and only a running one knows which workflows are blocked\n"
                "`troupe workflow replay --all PATH` tells without it");
  const auto journal = open_journal(flags, live);
  if (!journal)
    return fail(message_of(journal.error()));
  uint64_t before = 0;
  if (!words.before.empty()) {
    const auto txn = runtime::journal::read_txn::begin(*journal->env);
    const auto found = txn ? look_up(*journal->tables, *txn, words.before) : txn.error();
    if (!found)
      return fail(message_of(found.error()));
    before = found->row.newest;
  }
  printer out{words.json, words_again(words, flags)};
  size_t left = words.limit == 0 ? SIZE_MAX : words.limit;
  page now;
  do {
    now = {};
    if (const caf::error problem = read_page(*journal, words, live, before, left, now))
      return fail(message_of(problem));
    for (const listed& each : now.rows)
      out.add(each.chain, each.row, each.status);
    out.flush();
    left -= now.rows.size();
    before = now.next;
  } while (now.next != 0 && left != 0);
  out.end(now.more);
  return 0;
}

}  // namespace troupe::hosts::cli
