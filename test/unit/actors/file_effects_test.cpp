#include "config/limits.hpp"
#include "test/support/process_rig.hpp"

#include <map>
#include <memory>
#include <string>

using namespace troupe;
using namespace troupe::test;

namespace {

// Files without a disk, that count how many are open.
struct contents {
  std::map<std::string, std::string> texts;
  int open = 0;
  int opened = 0;
};

class memory_file final : public actors::open_file {
public:
  memory_file(contents& in, std::string& text) : in_(in), text_(text) { ++in_.open, ++in_.opened; }
  ~memory_file() override { close(); }

  caf::error close() override {
    in_.open -= closed_ ? 0 : 1;
    closed_ = true;
    return {};
  }
  caf::expected<std::string> read(size_t bytes_max) override {
    std::string got = text_.substr(at_, bytes_max);
    at_ += got.size();
    return got;
  }
  caf::error write(std::string_view bytes) override {
    text_ += bytes;
    return {};
  }
  caf::expected<int64_t> seek(runtime::seek_from, int64_t offset) override {
    at_ = static_cast<size_t>(offset);
    return offset;
  }
  caf::expected<actors::file_info> stat() override { return actors::file_info{"f", text_.size(), 0644, 7, false}; }
  caf::error sync() override { return {}; }

private:
  contents& in_;
  std::string& text_;
  size_t at_ = 0;
  bool closed_ = false;
};

class memory_volume final : public actors::volume {
public:
  explicit memory_volume(contents& in) : in_(in) {}

  caf::expected<actors::file_info> stat(const std::string& path) override {
    if (path.empty() || path == "folder")
      return actors::file_info{path, 0, 0755, 0, true};
    if (!in_.texts.contains(path))
      return missing(path);
    return actors::file_info{path, in_.texts[path].size(), 0644, 0, false};
  }
  caf::expected<std::vector<actors::folder_item>> list(const std::string&) override {
    std::vector<actors::folder_item> all{{"folder", true}};
    for (const auto& [name, text] : in_.texts)
      all.push_back({name, false});
    return all;
  }
  caf::error make_folder(const std::string& path) override { return make_error(errc::already_exists, actors::shown_file(path)); }
  caf::error remove(const std::string& path) override { return in_.texts.erase(path) != 0 ? caf::error{} : missing(path); }
  caf::expected<std::shared_ptr<actors::open_file>> open(const std::string& path, runtime::file_mode mode) override {
    if (mode == runtime::file_mode::read && !in_.texts.contains(path))
      return missing(path);
    if (mode == runtime::file_mode::write)
      in_.texts[path].clear();
    return std::make_shared<memory_file>(in_, in_.texts[path]);
  }

private:
  static caf::error missing(const std::string& path) { return make_error(errc::not_found, actors::shown_file(path) + ": missing"); }
  contents& in_;
};

struct file_rig {
  file_rig() { processes.node().volumes().publish({{"app:files", std::make_shared<memory_volume>(disk)}}); }

  // Runs a process whose method has this body, where `vol` is the volume.
  std::string eval(const std::string& body) {
    processes.add("p", "return {main = function() local fs = require('fs') local vol = assert(fs.get('app:files')) " + body + " end}");
    return process_rig::text(processes.run("p"));
  }

  contents disk;
  process_rig processes;
};

}  // namespace

TEST_CASE("file effects: whole files, looked at and read and written") {
  file_rig rig;
  rig.disk.texts["a"] = "one";
  CHECK(rig.eval("return vol:readfile('/a')") == "one");
  CHECK(rig.eval("local ok, err = vol:writefile('b', 'two') return tostring(ok) .. tostring(err)") == "truenil");
  CHECK(rig.eval("vol:writefile('b', ' more', 'a') return vol:read_file('b')") == "two more");
  CHECK(rig.eval("return tostring(vol:exists('b')) .. tostring(vol:exists('c'))") == "truefalse");
  CHECK(rig.eval("local ok, err = vol:isdir('c') return tostring(ok) .. err:kind()") == "falseNotFound");
  CHECK(rig.eval("local s = vol:stat('b') return s.name .. s.size .. s.type .. s.mode .. tostring(s.is_dir)") == "b8file420false");
  CHECK(rig.eval("local ok, err = vol:remove('c') return tostring(ok) .. err:kind()") == "falseInternal");
  CHECK(rig.disk.open == 0);
}

TEST_CASE("file effects: a listing is an iterator and its state") {
  file_rig rig;
  rig.disk.texts["a"] = rig.disk.texts["b"] = "";
  CHECK(rig.eval("local all = '' for e in vol:readdir('/') do all = all .. e.name .. ':' .. e.type .. ' ' end return all") ==
        "folder:directory a:file b:file ");
}

TEST_CASE("file effects: a working directory belongs to its volume object") {
  file_rig rig;
  CHECK(rig.eval("local ok = vol:chdir('folder') return tostring(ok) .. vol:pwd() .. tostring(vol) .. tostring(fs.get('app:files'))") ==
        "true/folderfs.FS{cwd=folder}fs.FS{cwd=.}");
  rig.disk.texts["a"] = "";
  CHECK(rig.eval("local ok, err = vol:chdir('a') return tostring(ok) .. err:kind() .. vol:pwd()") == "falseInvalid/");
}

TEST_CASE("file effects: what a process left open is closed when it ends, however it ends") {
  file_rig rig;
  rig.disk.texts["a"] = "text";
  CHECK(rig.eval("vol:open('a', 'r') vol:open('a', 'r') return 'ended'") == "ended");
  CHECK(rig.eval("vol:open('a', 'r') error('crashed')").starts_with("fault: "));
  CHECK(rig.disk.opened == 3);
  CHECK(rig.disk.open == 0);
  rig.processes.add_function("f", "local kept return {main = function() local fs = require('fs') local before = kept "
                        "kept = fs.get('app:files'):open('a', 'r') "
                        "if before then local got, err = before:read() return tostring(got) .. err:message() end return 'first' end}",
                   {actors::function_pool_options::kind::serial, 1});
  rig.processes.add("caller", "return {main = function() local funcs = require('funcs') return funcs.call('app:f') .. ' ' .. funcs.call('app:f') end}");
  CHECK(process_rig::text(rig.processes.run("caller")) == "first nilfile is closed");
  CHECK(rig.disk.open == 0);
}

TEST_CASE("file effects: what the program forgets is closed when it is collected") {
  file_rig rig;
  rig.disk.texts["a"] = "text";
  CHECK(rig.eval("for i = 1, 600 do assert(vol:open('a', 'r')):read(1) local waste = {} for j = 1, 1000 do waste[j] = {} end end return 'done'") == "done");
  CHECK(rig.disk.opened == 600);
  CHECK(rig.disk.open == 0);
}

TEST_CASE("file effects: a process has a limited number of open files") {
  file_rig rig;
  rig.disk.texts["a"] = "text";
  CHECK(rig.eval("local all = {} while true do local file, err = vol:open('a', 'r') "
                 "if not file then return #all .. ' ' .. err:kind() .. ' ' .. err:message() end all[#all + 1] = file end") ==
        std::to_string(limits::open_files_max) + " Unavailable too many open files: close some");
}

TEST_CASE("file effects: an open file is read, written, sought, closed") {
  file_rig rig;
  rig.disk.texts["a"] = "0123456789";
  CHECK(rig.eval("local f = vol:open('a', 'r') local a, b = f:read(4), f:read() local c, err = f:read() "
                 "return a .. ' ' .. b .. ' ' .. tostring(c) .. err:kind() .. err:message()") == "0123 456789 nilNotFoundEOF");
  CHECK(rig.eval("local f = vol:open('a', 'r') return f:seek('set', 8) .. f:read()") == "889");
  CHECK(rig.eval("local f = vol:open('a', 'r') local p, err = f:seek('middle', 8) return tostring(p) .. err:kind()") == "nilInvalid");
  CHECK(rig.eval("local f = vol:open('a', 'r') local d, err = f:read(0) return tostring(d) .. err:kind()") == "nilInvalid");
  CHECK(rig.eval("local f = vol:open('b', 'w') local e, err = f:write('') f:write('x') f:sync() "
                 "return tostring(e) .. err:kind() .. tostring(f) .. tostring(f:close()) .. tostring(f:close()) .. tostring(f)") ==
        "falseInvalidfs.File{}truetruefs.File{closed}");
  CHECK(rig.eval("local f = vol:open('a', 'r') f:close() local d, err = f:read() return tostring(d) .. err:kind()") == "nilInternal");
  CHECK(rig.eval("local f = vol:open('a', 'r') f:read(3) vol:writefile('c', f) return vol:readfile('c')") == "3456789");
  CHECK(rig.eval("local f, err = vol:open('none', 'r') return tostring(f) .. err:kind()") == "nilNotFound");
  CHECK(rig.eval("local f, err = vol:open('a', 'rw') return tostring(f) .. err:kind()") == "nilInvalid");
}

TEST_CASE("file effects: a scanner gives tokens, however large the file") {
  file_rig rig;
  for (int i = 1; i <= 5000; ++i)
    rig.disk.texts["a"] += std::to_string(i) + "\n";
  CHECK(rig.eval("local s, sum = vol:open('a', 'r'):scanner(), 0 while s:scan() do sum = sum + tonumber(s:text()) end "
                 "return sum .. tostring(s:err()) .. tostring(s:scan())") == "12502500nilfalse");
  rig.disk.texts["b"] = "first\n" + std::string(limits::scanner_token_bytes_max + 1, 'x');
  CHECK(rig.eval("local s = vol:open('b', 'r'):scanner('lines') local a, text, b = s:scan(), s:text(), s:scan() "
                 "return tostring(a) .. text .. tostring(b) .. s:err():kind() .. s:err():message()") == "truefirstfalseInternaltoken too long");
  CHECK(rig.eval("local s, err = vol:open('b', 'r'):scanner('pages') return tostring(s) .. err:kind()") == "nilInvalid");
  CHECK(rig.eval("local f = vol:open('b', 'r') local s = f:scanner() f:close() return tostring(s:scan()) .. s:err():message()") ==
        "falsefile is closed");
}

TEST_CASE("file effects: they work where a program cannot wait") {
  file_rig rig;
  rig.disk.texts["a"] = "at load";
  rig.processes.add("p", "local fs = require('fs') local text = fs.get('app:files'):readfile('a') "
               "return {main = function() local co = coroutine.wrap(function() return fs.get('app:files'):open('a', 'r'):read(2) end) "
               "return text .. ' ' .. co() end}");
  CHECK(process_rig::text(rig.processes.run("p")) == "at load at");
}

TEST_CASE("file effects: a file system is there and allowed, or not") {
  file_rig rig;
  CHECK(rig.eval("local v, err = fs.get('app:none') return tostring(v) .. err:kind() .. err:message()") ==
        "nilNotFoundfilesystem not found: app:none");
  CHECK(rig.eval("local v, err = fs.get('') return tostring(v) .. err:kind()") == "nilInvalid");
  CHECK(rig.eval("local t, err = vol:readfile('../x') return tostring(t) .. err:kind()") == "nilInvalid");
  CHECK(rig.eval("local t, err = vol:exists('') return tostring(t) .. err:kind()") == "falseInvalid");
  rig.processes.node().policies().set_strict(true);
  CHECK(rig.eval("return 1").find("not allowed to access filesystem: app:files") != std::string::npos);
}
