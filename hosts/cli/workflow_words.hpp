// What the commands of `troupe workflow` share: their words, and where workflows are found.
//
// They read the journal themselves, whether a host runs or not; a running one is asked for what it alone knows (which workflows are blocked),
// and for all that changes something.
// Thread: the program's main thread.
#pragma once

#include "config/document.hpp"
#include "config/host_config.hpp"
#include "hosts/workflow_journal.hpp"
#include "runtime/workflow/lookup.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::hosts::cli {

struct workflow_words {
  std::string name;                  // {host|id}, host|id or id; of replay: or a file
  std::string path;                  // replay: the bundle
  std::string lock;
  std::string status;                // list
  std::string host;
  std::string before;
  size_t limit = 100;
  std::string run_id;                // history, export, replay
  std::string topic;                 // signal
  std::vector<std::string> payloads;
  std::string reason;                // cancel
  std::string out;                   // export
  bool all = false;                  // replay
  bool json = false;
};

// What the host that runs here says about its workflows.
struct live_workflows {
  bool running = false;
  std::string journal;                         // "": it has none
  std::map<std::string, std::string> blocked;  // by PID: why
};

// A host that does not answer is none, with a warning.
live_workflows ask_live(const host_flags& flags);

// The journal of the host that runs here, else that of the state folder. Errors: as read_workflow_journal.
caf::expected<workflow_journal> open_journal(const host_flags& flags, const live_workflows& live);
caf::expected<workflow_journal> open_journal(const host_config& config, const std::filesystem::path& state);

// The newest run, or that with the words' run id. Errors: as look_up; not_found for the run.
struct chosen_run {
  runtime::workflow::found_workflow which;
  runtime::workflow::numbered_run run;
};
caf::expected<chosen_run> choose_run(const workflow_journal& journal, const runtime::journal::read_txn& txn, std::string_view name,
                                     std::string_view run_id);

// ---- the commands -------------------------------------------------------------------------------------------------------

int list_workflows(const workflow_words& words, const host_flags& flags);
int show_workflow(const workflow_words& words, const host_flags& flags);
int show_history(const workflow_words& words, const host_flags& flags);
int order_workflow(const std::string& order, const workflow_words& words, const host_flags& flags);
int export_history(const workflow_words& words, const host_flags& flags);
int replay_history(const workflow_words& words, const host_flags& flags);

}  // namespace troupe::hosts::cli
