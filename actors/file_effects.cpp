// What programs ask of file systems and of files they have open. It waits for the disk, so threads of its own do it (blocking_threads), but
// where the program cannot wait, at the top level of a chunk, say: there its worker does.
#include "actors/local_node.hpp"
#include "actors/open_files.hpp"
#include "config/environment.hpp"
#include "registry/loader.hpp"

#include <algorithm>

namespace troupe::actors {

using runtime::fault;
using runtime::file_mode;
using runtime::file_request;
using runtime::outcome;
using runtime::reply;
using runtime::ticket;
using runtime::value;

namespace {

constexpr size_t copy_bytes = size_t{256} << 10;

// One request with all it needs, whoever still lives.
struct file_job {
  file_request what;
  std::shared_ptr<volume> where;
  std::shared_ptr<open_files> files;
  std::shared_ptr<open_file> file;
  std::shared_ptr<file_scanner> scanner;
  size_t bytes_max = 0;  // of what one call may answer
};

outcome settled(const caf::error& problem) {
  return problem ? outcome{fault::of(problem)} : outcome{value::of(true)};
}

outcome failed(const caf::error& problem, errc as) {
  return fault::of(as, message_of(problem));
}

const char* type_name(bool is_folder) {
  return is_folder ? "directory" : "file";
}

document describe(const file_info& about) {
  return document{document::map{{"name", document{about.name}},
                                {"size", document{static_cast<int64_t>(about.size)}},
                                {"mode", document{static_cast<int64_t>(about.mode)}},
                                {"modified", document{about.modified}},
                                {"is_dir", document{about.is_folder}},
                                {"type", document{type_name(about.is_folder)}}}};
}

outcome list(file_job& job) {
  const auto items = job.where->list(job.what.path);
  if (!items)
    return fault::of(items.error());
  document::list all;
  all.reserve(items->size());
  for (const folder_item& each : *items)
    all.push_back(document{document::map{{"name", document{each.name}}, {"type", document{type_name(each.is_folder)}}}});
  return runtime::to_value(document{std::move(all)});
}

// The rest of an open file goes over piece by piece, without a detour through the program.
outcome write_all(file_job& job) {
  const auto to = job.where->open(job.what.path, job.what.mode);
  if (!to)
    return fault::of(to.error());
  caf::error problem;
  if (job.file == nullptr)
    problem = (*to)->write(job.what.data);
  while (job.file != nullptr && !problem) {
    const auto piece = job.file->read(copy_bytes);
    if (piece && piece->empty())
      break;
    problem = piece ? (*to)->write(*piece) : piece.error();
  }
  const caf::error closed = (*to)->close();
  return settled(problem ? problem : closed);
}

outcome open(file_job& job) {
  if (job.files->full())
    return fault::of(errc::unavailable, "too many open files: close some");
  auto file = job.where->open(job.what.path, job.what.mode);
  if (!file)
    return failed(file.error(), code_of(file.error()) == errc::unavailable ? errc::unavailable : errc::not_found);
  if (!job.files->add(job.what.handle, std::move(*file)))
    return fault::of(errc::unavailable, "too many open files: close some");
  return value::of(true);
}

outcome read(file_job& job) {
  const auto bytes = static_cast<uint64_t>(std::max(job.what.number, int64_t{0}));
  const auto text = job.file->read(static_cast<size_t>(std::min<uint64_t>(bytes, job.bytes_max)));
  if (!text)
    return fault::of(text.error());
  return text->empty() ? outcome{fault::of(errc::not_found, "EOF")} : outcome{value::of(*text)};
}

// A volume as the loader of definitions reads it.
class volume_files final : public registry::source_files {
public:
  volume_files(volume& where, size_t bytes_max) : where_(where), bytes_max_(bytes_max) {}

  caf::expected<std::vector<item>> list(const std::string& folder) const override {
    auto items = where_.list(folder);
    if (!items)
      return items.error();
    std::vector<item> made;
    for (folder_item& each : *items)
      made.push_back({std::move(each.name), each.is_folder});
    return made;
  }
  caf::expected<std::string> read(const std::string& file) const override { return read_whole(where_, file, bytes_max_); }

private:
  volume& where_;
  const size_t bytes_max_;
};

outcome load(file_job& job) {
  const volume_files files{*job.where, job.bytes_max};
  const bool folder = job.what.what == file_request::action::load_folder;
  diagnostics findings;
  const auto loaded = folder ? registry::load_folder(files, job.what.path, registry::skipped_folder_names(process_environment()), findings)
                             : registry::load_file(files, job.what.path, findings);
  if (!loaded)
    return fault::of(loaded.error());
  for (const diagnostic& each : findings)
    log::warn("loader", each.body());
  document::list all;
  for (const registry::entry& each : *loaded) {
    document::map shown{{"id", document{each.id.text()}}, {"kind", document{each.kind}}, {"meta", each.meta}};
    if (!each.data.is_null())
      shown.emplace_back("data", each.data);
    all.push_back(document{std::move(shown)});
  }
  return runtime::to_value(document{std::move(all)});
}

outcome perform(file_job& job) {
  using action = file_request::action;
  const std::string& path = job.what.path;
  switch (job.what.what) {
    case action::exists: return value::of(static_cast<bool>(job.where->stat(path)));
    case action::stat:
    case action::stat_open: {
      const auto about = job.file != nullptr ? job.file->stat() : job.where->stat(path);
      return about ? outcome{runtime::to_value(describe(*about))} : outcome{fault::of(about.error())};
    }
    case action::list: return list(job);
    case action::make_folder: return settled(job.where->make_folder(path));
    case action::remove: {
      const caf::error problem = job.where->remove(path);
      return code_of(problem) == errc::not_found ? failed(problem, errc::internal) : settled(problem);
    }
    case action::read_all: {
      const auto text = read_whole(*job.where, path, job.bytes_max);
      return text ? outcome{value::of(*text)} : outcome{fault::of(text.error())};
    }
    case action::write_all: return write_all(job);
    case action::open: return open(job);
    case action::load_file:
    case action::load_folder: return load(job);
    case action::read: return read(job);
    case action::write: return settled(job.file->write(job.what.data));
    case action::seek: {
      const auto at = job.file->seek(job.what.from, job.what.number);
      return at ? outcome{value::of(static_cast<double>(*at))} : outcome{fault::of(at.error())};
    }
    case action::sync: return settled(job.file->sync());
    case action::close: {
      job.files->remove(job.what.file);
      return settled(job.file->close());
    }
    case action::scan: {
      const auto tokens = job.scanner->scan();
      return tokens ? outcome{runtime::to_value(*tokens)} : outcome{fault::of(tokens.error())};
    }
    case action::find:
    case action::scanner: break;  // answered at once
  }
  return value::of(true);
}

bool concerns_volume(file_request::action what) noexcept {
  return what <= file_request::action::load_folder;
}

}  // namespace

reply process::act(runtime::file_request& request, ticket who) {
  using action = file_request::action;
  // Whoever waits is answered by letter whatever comes of it, so that the module puts all answers into words in one place.
  const answer_to whom{options_.id, who, {}};
  const auto tell = [&, at_once = request.at_once](outcome result) {
    if (!at_once) {
      if (whom.wanted())
        home_.answer(whom, {}, std::move(result));
      return reply::later();
    }
    fault* why = std::get_if<fault>(&result);
    return why != nullptr ? reply::of(std::move(*why)) : reply::of(std::move(std::get<value>(result)));
  };
  if (request.what == action::find)
    if (auto refused = refusal("fs.get", request.volume, "not allowed to access filesystem"))
      return tell(std::move(*refused));
  if (files_ == nullptr)
    files_ = std::make_shared<open_files>();
  auto job = std::make_shared<file_job>();
  job->files = files_;
  if (concerns_volume(request.what)) {
    job->where = home_.volumes().find(request.volume);
    if (job->where == nullptr)
      return tell(fault::of(errc::not_found, "filesystem not found: " + request.volume));
  }
  if (request.file != 0) {
    job->file = files_->find(request.file);
    if (job->file == nullptr)
      return tell(fault::of(errc::internal, runtime::file_closed_text));
  }
  if (request.what == action::find)
    return tell(value::of(true));
  if (request.what == action::scanner) {
    files_->add(request.handle, request.file, std::make_shared<file_scanner>(job->file, request.tokens));
    return tell(value::of(true));
  }
  if (request.what == action::scan) {
    job->scanner = files_->find_scanner(request.handle);
    if (job->scanner == nullptr)
      return tell(fault::of(errc::internal, runtime::file_closed_text));
  }
  job->bytes_max = std::min<size_t>(options_.limits->memory_bytes(), size_t{1} << 31U);
  job->what = std::move(request);
  if (job->what.at_once)
    return tell(troupe::actors::perform(*job));
  home_.waiting().run([&home = home_, job, whom] {
    outcome result = troupe::actors::perform(*job);
    if (whom.wanted())
      home.answer(whom, {}, std::move(result));
  });
  return reply::later();
}

// What other threads are at comes to its end; nobody hears of it. A file may write back what it holds when it is closed, which takes its time.
void process::close_files() noexcept {
  if (files_ == nullptr)
    return;
  auto open = files_->close();
  files_.reset();
  if (!open.empty())
    home_.waiting().run([open = std::move(open)]() mutable { open.clear(); });
}

}  // namespace troupe::actors
