// `troupe workflow export` and `replay`.
#include "config/document_text.hpp"
#include "hosts/cli/ask.hpp"
#include "hosts/cli/cli.hpp"
#include "hosts/cli/offline_entries.hpp"
#include "hosts/cli/text_table.hpp"
#include "hosts/cli/workflow_words.hpp"
#include "hosts/state_folder.hpp"
#include "hosts/workflow_file.hpp"
#include "hosts/workflow_programs.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>

namespace troupe::hosts::cli {

namespace {

namespace workflow = runtime::workflow;

// ---- export -----------------------------------------------------------------------------------------------------------

caf::error write_history(std::FILE* to, const workflow_journal& journal, const runtime::journal::read_txn& txn, const chosen_run& chosen) {
  const auto put = [&](const std::string& line) {
    return std::fwrite(line.data(), 1, line.size(), to) == line.size();
  };
  const auto failed = [] { return make_error(errc::unavailable, std::strerror(errno)); };
  if (!put(header_line(chosen.which.row, chosen.run.row)))
    return failed();
  uint64_t activations = 0;
  uint64_t commands = 0;
  const caf::error problem = journal.tables->each_event(txn, chosen.run.number, [&](uint64_t number, std::string_view bytes) -> caf::error {
    const auto recorded = workflow::decode_activation(bytes);
    if (!recorded)
      return recorded.error();
    if (!put(event_line(number, commands, *recorded, bytes)))
      return failed();
    ++activations;
    commands += recorded->commands.size();
    return {};
  });
  if (problem)
    return problem;
  return put(end_line(activations)) && std::fflush(to) == 0 ? caf::error{} : failed();
}

// ---- replay -----------------------------------------------------------------------------------------------------------

struct verdict {
  std::string workflow;
  std::string entry;
  std::string run_id;
  uint64_t activations = 0;
  uint64_t commands = 0;
  std::optional<workflow::rehearsal::misfit> misfit;
  std::string place;   // of the misfit: file and line
};

verdict verdict_of(const workflow::run_row& row) {
  return {.workflow = "{" + row.start.host + "|" + row.start.workflow_id + "}", .entry = row.start.entry, .run_id = row.start.run_id};
}

void note(verdict& to, const workflow::rehearsal& done, const workflow_programs& programs) {
  to.activations = done.activations();
  to.commands = done.commands();
  to.misfit = done.problem();
  if (to.misfit)
    to.place = programs.place_of(to.misfit->position);
}

// Code that is not there, or does not compile, fits nothing.
std::unique_ptr<workflow::rehearsal> begin(const workflow::run_row& row, workflow_programs& programs, verdict& to) {
  auto code = programs.find(row.start.entry);
  if (code)
    return std::make_unique<workflow::rehearsal>(std::move(*code), row, &programs.policies());
  to.misfit = workflow::rehearsal::misfit{};
  to.misfit->text = message_of(code.error());
  return nullptr;
}

caf::expected<verdict> replay_file(const std::string& name, workflow_programs& programs) {
  std::ifstream file{name, std::ios::binary};
  if (!file)
    return make_error(errc::not_found, fmt::format("{}: {}", name, std::strerror(errno)));
  workflow_file_reader from{file, name};
  const auto row = from.header();
  if (!row)
    return row.error();
  verdict made = verdict_of(*row);
  const auto run = begin(*row, programs, made);
  if (run == nullptr)
    return made;
  while (true) {
    auto event = from.next();
    if (!event)
      return event.error();
    if (!*event || !run->give(std::move((*event)->what), (*event)->bytes))
      break;
  }
  note(made, *run, programs);
  return made;
}

caf::expected<verdict> replay_run(const workflow_journal& journal, const runtime::journal::read_txn& txn, uint64_t number,
                                  const workflow::run_row& row, workflow_programs& programs) {
  verdict made = verdict_of(row);
  const auto run = begin(row, programs, made);
  if (run == nullptr)
    return made;
  bool fits = true;
  const caf::error problem = journal.tables->each_event(txn, number, [&](uint64_t, std::string_view bytes) -> caf::error {
    auto recorded = workflow::decode_activation(bytes);
    if (!recorded)
      return recorded.error();
    fits = run->give(std::move(*recorded), bytes.size());
    return fits ? caf::error{} : make_error(errc::conflict, "");  // enough
  });
  if (problem && fits)
    return problem;
  note(made, *run, programs);
  return made;
}

class report {
public:
  explicit report(bool json) : json_(json), colour_(!json && isatty(STDOUT_FILENO) != 0) {}

  void add(const verdict& what) {
    ++runs_;
    if (what.misfit)
      ++diverged_;
    if (json_) {
      all_.push_back(described(what));
      return;
    }
    const std::string of = fmt::format("{} {}", one_line(what.workflow), one_line(what.entry));
    if (!what.misfit) {
      std::printf("%sfits%s      %s: %llu activations, %llu commands\n", colour_ ? "\x1b[32m" : "", colour_ ? "\x1b[0m" : "", of.c_str(),
                  static_cast<unsigned long long>(what.activations), static_cast<unsigned long long>(what.commands));
      return;
    }
    std::printf("%sdiverges%s  %s: %s\n", colour_ ? "\x1b[31m" : "", colour_ ? "\x1b[0m" : "", of.c_str(),
                one_line(what.misfit->text).c_str());
    if (!what.place.empty())
      std::printf("          at %s\n", one_line(what.place).c_str());
  }

  int end() {
    if (json_)
      print_json(document{document::map{{"replayed", document{static_cast<int64_t>(runs_)}},
                                        {"diverged", document{static_cast<int64_t>(diverged_)}},
                                        {"runs", document{std::move(all_)}}}});
    if (diverged_ == 0 && runs_ == 0 && !json_)
      std::puts("No open workflows");
    if (diverged_ == 0)
      return 0;
    std::fflush(stdout);
    return json_ ? 1 : fail(fmt::format("{} of {} histories do not fit the code; a host would keep them blocked "
                                        "(workflow.version bridges a change)", diverged_, runs_));
  }

private:
  static document described(const verdict& what) {
    document made{document::map{{"pid", document{what.workflow}},
                                {"type", document{what.entry}},
                                {"run_id", document{what.run_id}},
                                {"fits", document{!what.misfit}},
                                {"activations", document{static_cast<int64_t>(what.activations)}},
                                {"commands", document{static_cast<int64_t>(what.commands)}}}};
    if (what.misfit)
      made.set("divergence", document{document::map{{"activation", document{static_cast<int64_t>(what.misfit->activation)}},
                                                    {"command", document{static_cast<int64_t>(what.misfit->command)}},
                                                    {"recorded", document{what.misfit->recorded}},
                                                    {"attempted", document{what.misfit->attempted}},
                                                    {"position", document{what.misfit->position}},
                                                    {"place", document{what.place}},
                                                    {"text", document{what.misfit->text}}}});
    return made;
  }

  const bool json_;
  const bool colour_;
  document::list all_;
  size_t runs_ = 0;
  size_t diverged_ = 0;
};

caf::error replay_open(const workflow_journal& journal, const runtime::journal::read_txn& txn, workflow_programs& programs, report& to) {
  caf::error failed;
  const caf::error problem =
    each_workflow(*journal.tables, txn, 0, [&](uint64_t number, const workflow::chain_row&, const workflow::run_row& row) {
      if (!row.open())
        return true;
      const auto made = replay_run(journal, txn, number, row, programs);
      if (!made) {
        failed = made.error();
        return false;
      }
      to.add(*made);
      return true;
    });
  return problem ? problem : failed;
}

}  // namespace

int export_history(const workflow_words& words, const host_flags& flags) {
  const auto journal = open_journal(flags, ask_live(flags));
  if (!journal)
    return fail(message_of(journal.error()));
  const auto txn = runtime::journal::read_txn::begin(*journal->env);
  if (!txn)
    return fail(message_of(txn.error()));
  const auto chosen = choose_run(*journal, *txn, words.name, words.run_id);
  if (!chosen)
    return fail(message_of(chosen.error()));
  if (words.out.empty()) {
    const caf::error problem = write_history(stdout, *journal, *txn, *chosen);
    return problem ? fail("standard output: " + message_of(problem)) : 0;
  }
  std::FILE* const file = std::fopen(words.out.c_str(), "wb");
  if (file == nullptr)
    return fail(fmt::format("{}: {}", words.out, std::strerror(errno)));
  caf::error problem = write_history(file, *journal, *txn, *chosen);
  if (std::fclose(file) != 0 && !problem)
    problem = make_error(errc::unavailable, std::strerror(errno));
  if (problem)
    return fail(words.out + ": " + message_of(problem));
  const std::string pid = one_line(chosen->which.row.pid());
  if (words.json)
    return print_json(document{document::map{{"pid", document{pid}}, {"run_id", document{chosen->run.row.start.run_id}}, {"file", document{words.out}}}});
  std::printf("%s: run %s of %s\n", words.out.c_str(), chosen->run.row.start.run_id.c_str(), pid.c_str());
  return 0;
}

int replay_history(const workflow_words& given, const host_flags& flags) {
  workflow_words words = given;
  if (words.all && words.path.empty())
    words.path = std::exchange(words.name, {});
  if (!words.all && words.name.empty())
    return fail("which history? troupe workflow replay FILE|WORKFLOW [PATH], or --all [PATH]");
  const auto bundle = offline_bundle(words.path, words.lock, flags, "name the bundle behind the history: PATH");
  if (!bundle)
    return fail(message_of(bundle.error()));
  const std::filesystem::path state = state_path(flags, bundle->source.folder);
  const auto programs = workflow_programs::open(entries_with_past(*bundle, state), bundle->config.boolean("security.strict_mode"));
  if (!programs)
    return fail(message_of(programs.error()));
  report told{words.json};
  std::error_code ignored;
  if (!words.all && std::filesystem::is_regular_file(words.name, ignored)) {
    const auto made = replay_file(words.name, **programs);
    if (!made)
      return fail(message_of(made.error()));
    told.add(*made);
    return told.end();
  }
  host_flags here = flags;
  here.state_folder = state.string();
  const live_workflows live = ask_live(here);
  const auto journal = live.journal.empty() ? open_journal(bundle->config, state) : open_journal(here, live);
  if (!journal)
    return fail(message_of(journal.error()));
  const auto txn = runtime::journal::read_txn::begin(*journal->env);
  if (!txn)
    return fail(message_of(txn.error()));
  if (words.all) {
    const caf::error problem = replay_open(*journal, *txn, **programs, told);
    return problem ? fail(message_of(problem)) : told.end();
  }
  const auto chosen = choose_run(*journal, *txn, words.name, words.run_id);
  if (!chosen)
    return fail(message_of(chosen.error()) + (code_of(chosen.error()) == errc::not_found ? "; there is no such file either" : ""));
  const auto made = replay_run(*journal, *txn, chosen->run.number, chosen->run.row, **programs);
  if (!made)
    return fail(message_of(made.error()));
  told.add(*made);
  return told.end();
}

}  // namespace troupe::hosts::cli
