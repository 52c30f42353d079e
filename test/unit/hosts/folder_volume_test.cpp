#include "hosts/folder_volume.hpp"

#include "config/files.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace troupe::hosts {

namespace {

using runtime::file_mode;

struct volume_rig {
  explicit volume_rig(unsigned mode = 0755) {
    std::filesystem::create_directory(root());
    folder_settings settings;
    settings.folder = [path = root()]() -> caf::expected<std::filesystem::path> { return path; };
    settings.mode = mode;
    volume = make_folder_volume(std::move(settings));
  }

  std::filesystem::path root() const { return folder.path() / "root"; }

  std::string read(const std::string& path) const {
    const auto text = read_whole(*volume, path, 1 << 20);
    return text ? *text : why(text.error());
  }
  std::string write(const std::string& path, std::string_view text, file_mode mode = file_mode::write) const {
    const auto file = volume->open(path, mode);
    return file ? why((*file)->write(text)) : why(file.error());
  }
  static std::string why(const caf::error& problem) {
    return problem ? std::string{kind_name(code_of(problem))} + " " + message_of(problem) : "fine";
  }

  test::temp_folder folder;
  std::shared_ptr<actors::volume> volume;
};

}  // namespace

TEST_CASE("folder volume: files and folders come and go") {
  const volume_rig rig;
  actors::volume& volume = *rig.volume;
  CHECK(rig.write("a", "one") == "fine");
  CHECK(rig.read("a") == "one");
  CHECK(rig.write("a", "two", file_mode::append) == "fine");
  CHECK(rig.read("a") == "onetwo");
  CHECK(rig.write("a", "x") == "fine");
  CHECK(rig.read("a") == "x");
  CHECK(rig.write("a", "y", file_mode::exclusive) == "AlreadyExists /a: File exists");
  CHECK(rig.read("none") == "NotFound /none: No such file or directory");
  CHECK_FALSE(volume.make_folder("f"));
  CHECK(rig.why(volume.make_folder("f")) == "AlreadyExists /f: File exists");
  CHECK(rig.why(volume.make_folder("g/h")) == "NotFound /g/h: No such file or directory");
  CHECK(rig.why(volume.make_folder("")) == "AlreadyExists /: File exists");
  CHECK(rig.write("f/b", "") == "fine");
  CHECK(rig.why(volume.remove("f")) == "Invalid /f: Directory not empty");
  CHECK_FALSE(volume.remove("f/b"));
  CHECK_FALSE(volume.remove("f"));
  CHECK(rig.why(volume.remove("f")) == "NotFound /f: No such file or directory");
  CHECK(rig.why(volume.remove("")) == "Invalid /: the root cannot be removed");
  CHECK(rig.read("") == "Invalid /: Is a directory");
  CHECK(rig.why(volume.list("a").error()) == "Invalid /a: Not a directory");
  const auto about = volume.stat("a");
  REQUIRE(about);
  CHECK(about->name == "a");
  CHECK(about->size == 1);
  CHECK_FALSE(about->is_folder);
  CHECK(volume.stat("")->is_folder);
}

TEST_CASE("folder volume: no link leads out of it") {
  const volume_rig rig;
  actors::volume& volume = *rig.volume;
  REQUIRE_FALSE(write_text_file(rig.folder.path() / "secret", "secret"));
  std::filesystem::create_directory(rig.folder.path() / "outside");
  REQUIRE_FALSE(write_text_file(rig.folder.path() / "outside" / "kept", "kept"));
  std::filesystem::create_symlink("../secret", rig.root() / "up");
  std::filesystem::create_symlink(rig.folder.path() / "secret", rig.root() / "absolute");
  std::filesystem::create_symlink("../outside", rig.root() / "folder");
  std::filesystem::create_symlink("/proc/self/root", rig.root() / "magic");
  const std::string leads_out = ": a link leads out of the file system";
  CHECK(rig.read("up") == "PermissionDenied /up" + leads_out);
  CHECK(rig.read("absolute") == "PermissionDenied /absolute" + leads_out);
  CHECK(rig.read("folder/kept") == "PermissionDenied /folder/kept" + leads_out);
  CHECK(rig.read("magic/etc/passwd").starts_with("PermissionDenied"));
  CHECK(rig.write("up", "overwritten") == "PermissionDenied /up" + leads_out);
  CHECK(rig.write("folder/new", "").starts_with("PermissionDenied"));
  CHECK_FALSE(volume.stat("up"));
  CHECK_FALSE(volume.list("folder"));
  CHECK(volume.make_folder("folder/made"));
  CHECK(volume.remove("folder/kept"));
  CHECK(*read_text_file(rig.folder.path() / "secret") == "secret");
  CHECK(*read_text_file(rig.folder.path() / "outside" / "kept") == "kept");
  CHECK_FALSE(std::filesystem::exists(rig.folder.path() / "outside" / "made"));
  // Also not for one who asks for what the module never would.
  CHECK_FALSE(volume.stat("../secret"));
  CHECK(volume.remove("../secret"));
  // The link itself may go; what it leads to stays.
  CHECK_FALSE(volume.remove("up"));
  CHECK(is_file(rig.folder.path() / "secret"));
}

TEST_CASE("folder volume: links within it are followed") {
  const volume_rig rig;
  CHECK_FALSE(rig.volume->make_folder("f"));
  CHECK(rig.write("f/a", "text") == "fine");
  std::filesystem::create_symlink("f/a", rig.root() / "near");
  std::filesystem::create_symlink("../f", rig.root() / "f" / "self");
  CHECK(rig.read("near") == "text");
  CHECK(rig.read("f/self/a") == "text");
}

TEST_CASE("folder volume: what is no file holds up nobody") {
  const volume_rig rig;
  REQUIRE(::mkfifo((rig.root() / "pipe").c_str(), 0600) == 0);
  CHECK(rig.read("pipe") == "Invalid /pipe: not a regular file");
  CHECK(rig.write("pipe", "x") != "fine");
}

TEST_CASE("folder volume: its mode limits what is made, read and written") {
  const volume_rig narrow{0700};
  const mode_t before = ::umask(0);
  CHECK(narrow.write("a", "x") == "fine");
  CHECK_FALSE(narrow.volume->make_folder("f"));
  const volume_rig wide{0644};
  CHECK_FALSE(wide.volume->make_folder("f"));
  ::umask(before);
  CHECK(narrow.volume->stat("a")->mode == 0600);
  CHECK(narrow.volume->stat("f")->mode == 0700);
  CHECK(wide.volume->stat("f")->mode == 0755);
  const std::string forbidden = ": the file system's mode forbids it";
  const volume_rig fixed{0555};
  REQUIRE_FALSE(write_text_file(fixed.root() / "a", "text"));
  CHECK(fixed.read("a") == "text");
  CHECK(fixed.write("a", "x") == "PermissionDenied /a" + forbidden);
  CHECK(fixed.why(fixed.volume->remove("a")) == "PermissionDenied /a" + forbidden);
  CHECK(fixed.why(fixed.volume->make_folder("f")) == "PermissionDenied /f" + forbidden);
  const volume_rig blind{0300};
  CHECK(blind.write("a", "x") == "fine");
  CHECK(blind.read("a") == "PermissionDenied /a" + forbidden);
  CHECK_FALSE(blind.volume->list(""));
}

TEST_CASE("folder volume: an open file has a position, and outlives its name") {
  const volume_rig rig;
  CHECK(rig.write("a", "0123456789") == "fine");
  const auto file = rig.volume->open("a", file_mode::read);
  REQUIRE(file);
  CHECK_FALSE(rig.volume->remove("a"));
  CHECK(*(*file)->read(3) == "012");
  CHECK(*(*file)->seek(runtime::seek_from::here, 2) == 5);
  CHECK(*(*file)->read(1000) == "56789");
  CHECK((*file)->read(1)->empty());
  CHECK(*(*file)->seek(runtime::seek_from::end, -1) == 9);
  CHECK_FALSE((*file)->seek(runtime::seek_from::start, -1));
  CHECK(rig.why((*file)->write("x")) == "Internal /a: not open for writing");
  CHECK((*file)->stat()->size == 10);
  CHECK_FALSE((*file)->close());
  CHECK_FALSE((*file)->close());
  CHECK(rig.why((*file)->read(1).error()) == "Internal file is closed");
}

TEST_CASE("folder volume: a whole file is refused if it is too large to hold") {
  const volume_rig rig;
  CHECK(rig.write("a", std::string(1000, 'x')) == "fine");
  CHECK(read_whole(*rig.volume, "a", 1000)->size() == 1000);
  CHECK(rig.why(read_whole(*rig.volume, "a", 999).error()).starts_with("Internal /a: larger than the 999 bytes"));
}

TEST_CASE("folder volume: a folder that goes is missed, one that comes back is used") {
  const volume_rig rig;
  std::filesystem::remove_all(rig.root());
  CHECK(rig.read("a").starts_with("Unavailable /a: the file system's folder cannot be entered"));
  std::filesystem::create_directory(rig.root());
  CHECK(rig.write("a", "x") == "fine");
}

TEST_CASE("folder volume: folders are made with those above them") {
  const test::temp_folder folder;
  CHECK_FALSE(make_folders(folder.path() / "a" / "b", 0700));
  CHECK(is_folder(folder.path() / "a" / "b"));
  REQUIRE_FALSE(write_text_file(folder.path() / "file", ""));
  CHECK(message_of(make_folders(folder.path() / "file" / "x", 0700)).find("cannot make") == 0);
}

}  // namespace troupe::hosts
