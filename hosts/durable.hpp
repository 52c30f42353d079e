// The journal and the engine of workflows, opened when the first durable host starts: a program without one has neither.
//
// Thread: open from any; close on the main thread.
#pragma once

#include "actors/workflows.hpp"
#include "config/host_config.hpp"
#include "hosts/state_folder.hpp"

#include <caf/expected.hpp>

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

namespace troupe::hosts {

// `journal.path`, by default `journal` among troupe's own files.
std::filesystem::path journal_folder(const host_config& config, const std::filesystem::path& state);

class durable {
public:
  durable(const host_config& config, actors::local_node& node, std::filesystem::path state)
    : config_(config), node_(node), state_(std::move(state)) {}

  // Errors: unavailable, invalid, permission_denied, conflict (another host writes it), each naming the folder.
  caf::expected<actors::workflows*> open();
  // The same if there is a journal from an earlier start. Before any process starts: their PIDs differ from those that workflows remember.
  // What is wrong with it, the first durable host says when it starts.
  void open_if_there();
  // What is queued is committed. Nothing is stored afterwards.
  void close();

private:
  const host_config& config_;
  actors::local_node& node_;
  const std::filesystem::path state_;
  std::mutex guard_;
  std::optional<state_folder> lock_;  // of a journal outside the state folder, which has its own
  std::unique_ptr<actors::workflows> engine_;
};

}  // namespace troupe::hosts
