#include "hosts/file_watch.hpp"

#include "config/log.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <thread>
#include <unistd.h>
#include <unordered_map>

namespace troupe::hosts {

namespace {

using std::filesystem::path;
using steady = std::chrono::steady_clock;

// IN_MODIFY alone is no reason to look (the file is not closed yet), but one to go on waiting.
constexpr uint32_t watched_events = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
                                    | IN_ATTRIB | IN_ONLYDIR;

caf::error refused(const std::string& what) {
  const int code = errno;
  std::string text = what + ": " + std::strerror(code);
  if (code == ENOSPC)
    text += " (the system's limit of watched folders; try: sysctl fs.inotify.max_user_watches=1048576)";
  else if (code == EMFILE)
    text += " (try: sysctl fs.inotify.max_user_instances=1024)";
  return make_error(errc::unavailable, text);
}

class inotify_watch final : public file_watch {
public:
  inotify_watch(watch_request what, std::function<void()> changed) : what_(std::move(what)), changed_(std::move(changed)) {}

  ~inotify_watch() override {
    if (thread_.joinable()) {
      const uint64_t one = 1;
      [[maybe_unused]] const auto written = write(stop_, &one, sizeof one);
      thread_.join();
    }
    for (const int each : {events_, stop_})
      if (each >= 0)
        close(each);
  }

  caf::error begin() {
    events_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    stop_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (events_ < 0 || stop_ < 0)
      return refused("files cannot be watched");
    for (const path& root : what_.roots)
      if (caf::error problem = add_root(root))
        return problem;
    thread_ = std::thread{[this] { watch(); }};
    return caf::none;
  }

private:
  struct folder {
    path where;
    bool whole = false;            // with all below it; else only the files named
    std::vector<path> only = {};
  };

  // A file is watched by its folder, since a rename over it makes another file of it.
  caf::error add_root(const path& root) {
    std::error_code ignored;
    const path full = std::filesystem::absolute(root, ignored).lexically_normal();
    if (std::filesystem::is_directory(full, ignored))
      return add_tree(full);
    path parent = full.parent_path();
    while (!parent.empty() && parent != parent.root_path() && !std::filesystem::is_directory(parent, ignored))
      parent = parent.parent_path();
    const int watch = inotify_add_watch(events_, parent.c_str(), watched_events);
    if (watch < 0)
      return refused(parent.string() + " cannot be watched");
    folder& made = folders_[watch];
    made.where = parent;
    if (std::find(made.only.begin(), made.only.end(), full) == made.only.end())
      made.only.push_back(full);
    return caf::none;
  }

  caf::error add_tree(const path& top) {
    if (std::find(what_.ignored.begin(), what_.ignored.end(), top) != what_.ignored.end() || top.filename() == ".git"
        || top.filename() == "node_modules")
      return caf::none;
    const int watch = inotify_add_watch(events_, top.c_str(), watched_events);
    if (watch < 0)
      return errno == ENOENT ? caf::error{} : refused(top.string() + " cannot be watched");
    folders_[watch].where = top;
    folders_[watch].whole = true;
    std::error_code problem;
    for (std::filesystem::directory_iterator each{top, problem}, end; !problem && each != end; each.increment(problem)) {
      std::error_code ignored;
      if (each->is_directory(ignored) && !each->is_symlink(ignored))
        if (caf::error failed = add_tree(each->path()))
          return failed;
    }
    return caf::none;
  }

  void watch() {
    while (true) {
      int wait = -1;
      if (first_) {
        const auto due = std::min(last_ + what_.quiet, *first_ + what_.longest);
        wait = static_cast<int>(std::max<int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(due - steady::now()).count()));
      }
      std::array<pollfd, 2> ready{pollfd{events_, POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
      if (poll(ready.data(), ready.size(), wait) < 0 && errno != EINTR)
        return log::error("watch", message_of(refused("files are watched no longer")));
      if (ready[1].revents != 0)
        return;
      if (ready[0].revents != 0)
        take_events();
      if (first_ && (steady::now() >= last_ + what_.quiet || steady::now() >= *first_ + what_.longest)) {
        first_.reset();
        changed_();
      }
    }
  }

  void take_events() {
    alignas(inotify_event) std::array<char, 16384> buffer;
    for (ssize_t n = 0; (n = read(events_, buffer.data(), buffer.size())) > 0;)
      for (ssize_t at = 0; at < n;) {
        const auto& event = *reinterpret_cast<const inotify_event*>(buffer.data() + at);
        at += static_cast<ssize_t>(sizeof event + event.len);
        take(event);
      }
  }

  void take(const inotify_event& event) {
    if ((event.mask & IN_Q_OVERFLOW) != 0)
      return look_again();
    const auto found = folders_.find(event.wd);
    if (found == folders_.end())
      return;
    if ((event.mask & IN_IGNORED) != 0)
      return lost(folders_.extract(found).mapped().where);
    // A folder that moved away is another's; one that moved within the tree is known under its new name by now.
    if (std::error_code ignored; (event.mask & IN_MOVE_SELF) != 0 && !std::filesystem::is_directory(found->second.where, ignored)) {
      inotify_rm_watch(events_, event.wd);
      return;
    }
    const path what = event.len == 0 ? found->second.where : found->second.where / event.name;
    const bool named = std::any_of(found->second.only.begin(), found->second.only.end(), [&](const path& each) {
      return each == what || std::mismatch(what.begin(), what.end(), each.begin(), each.end()).first == what.end();
    });
    if (!found->second.whole && !named)
      return;
    if (std::find(what_.ignored.begin(), what_.ignored.end(), what) != what_.ignored.end())
      return;
    if ((event.mask & IN_ISDIR) != 0 && (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0)
      grow(what, found->second.whole);
    if ((event.mask & IN_MODIFY) != 0 && !first_)
      return;
    noted();
  }

  // A folder came into being: it may hold files already, and those are a change like any other.
  void grow(const path& made, bool whole) {
    if (whole)
      tell(add_tree(made));
    else
      watch_roots();
  }

  // A root that is gone may come back.
  void lost(const path& where) {
    std::error_code ignored;
    for (const path& root : what_.roots)
      if (std::filesystem::absolute(root, ignored).lexically_normal() == where)
        tell(add_root(root));
    noted();
  }

  // Events were lost: whatever there is now is watched, and one change is assumed.
  void look_again() {
    watch_roots();
    noted();
  }

  void watch_roots() {
    for (const path& root : what_.roots)
      tell(add_root(root));
  }

  static void tell(const caf::error& problem) {
    if (problem)
      log::error("watch", message_of(problem) + "; changes there will not be noticed");
  }

  void noted() {
    last_ = steady::now();
    if (!first_)
      first_ = last_;
  }

  const watch_request what_;
  const std::function<void()> changed_;
  int events_ = -1;
  int stop_ = -1;
  std::unordered_map<int, folder> folders_;  // by watch descriptor
  std::optional<steady::time_point> first_;  // of the changes not told yet
  steady::time_point last_;
  std::thread thread_;
};

}  // namespace

caf::expected<std::unique_ptr<file_watch>> file_watch::open(watch_request what, std::function<void()> changed) {
  auto made = std::make_unique<inotify_watch>(std::move(what), std::move(changed));
  if (caf::error problem = made->begin())
    return problem;
  return std::unique_ptr<file_watch>{std::move(made)};
}

}  // namespace troupe::hosts
