// The files that one process has open, and their scanners, by the numbers that its program knows them by.
//
// Thread: any; calls under way on other threads outlive neither the files they use nor this.
#pragma once

#include "actors/token_splitter.hpp"
#include "actors/volume.hpp"

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace troupe::actors {

// Reads a file token by token.
class file_scanner {
public:
  file_scanner(std::shared_ptr<open_file> from, runtime::token_kind kind) : from_(std::move(from)), splitter_(kind) {}

  // Some tokens, as a list; none at the end. What failed behind tokens is told by the next call.
  caf::expected<document> scan();

private:
  caf::error read_more();

  const std::shared_ptr<open_file> from_;
  std::mutex guard_;
  token_splitter splitter_;
  caf::error problem_;  // no token comes after it
};

class open_files {
public:
  // False if the process has too many open or has ended; then the file is closed with its last owner.
  bool add(runtime::ticket number, std::shared_ptr<open_file> file);
  // Goes with its file.
  void add(runtime::ticket number, runtime::ticket file, std::shared_ptr<file_scanner> scanner);
  // Null if there is none, or no more.
  std::shared_ptr<open_file> find(runtime::ticket number) const;
  std::shared_ptr<file_scanner> find_scanner(runtime::ticket number) const;
  // A file with its scanners, or a scanner.
  void remove(runtime::ticket number);

  bool full() const;

  // The process has ended: there will be no more. Answers what was open, to be closed with its last owner.
  std::vector<std::shared_ptr<open_file>> close();

private:
  struct scanning {
    runtime::ticket file = 0;
    std::shared_ptr<file_scanner> what;
  };
  mutable std::mutex guard_;
  std::unordered_map<runtime::ticket, std::shared_ptr<open_file>> files_;
  std::unordered_map<runtime::ticket, scanning> scanners_;
  bool closed_ = false;
};

}  // namespace troupe::actors
