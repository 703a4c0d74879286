// RocksDB and files behind the narrow interface.
#include "server/rocks_store.h"

#include <fcntl.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>

#include "server/rocks_health.h"
#include "server/rocks_log_tail.h"
#include "server/rocks_store_opened.h"
#include "server/store_files.h"

namespace mayfly {
namespace {

using rocksdb::Slice;

constexpr std::array kColumnFamilies = {"records", "due", "events"};
constexpr size_t kTables = kColumnFamilies.size();
constexpr uint64_t kLogBytesMax = 64 << 20;
constexpr size_t kStripes = 16'384;
constexpr size_t kRangesApart = 4;  // in one table, that are purged one by one

// RocksDB takes no null for an empty one.
Slice slice(ByteView bytes) {
  return bytes.empty() ? Slice() : Slice(as_chars(bytes).data(), bytes.size());
}
ByteView view(const Slice& slice) { return as_bytes({slice.data(), slice.size()}); }

Status as_status(const rocksdb::Status& status) {
  if (status.ok()) return {};
  if (status.IsNoSpace()) return fail(Fault::kFull, "the disk is full");
  if (status.IsCorruption()) return fail(Fault::kCorrupt, "RocksDB found damage");
  return fail(Fault::kStorage, "RocksDB failed");
}

// Nothing is compressed: all of it is ciphertext or hashes, and a search through the files for
// something that must be gone finds it if it is there.
rocksdb::ColumnFamilyOptions small_values() {
  rocksdb::ColumnFamilyOptions options;
  options.compression = rocksdb::kNoCompression;
  options.write_buffer_size = 8 << 20;
  // Purging a key rewrites the files that hold it: small files, small levels.
  options.target_file_size_base = 2 << 20;
  options.max_bytes_for_level_base = 8 << 20;
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

// RocksDB's own log would name keys; and version 7.8 aborts where it cannot write to it.
class NoLog final : public rocksdb::Logger {
 public:
  using Logger::Logv;
  void Logv(const char*, va_list) override {}
};

// After a write that failed, nothing more is written until the store is opened anew, which is what
// follows a crash and as well tested. RocksDB's own ways back (7.8, after ENOSPC in a flush) lost
// values that it had flushed before.
class FirstFault final : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    note(*status);
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }

  void note(const rocksdb::Status& status) {
    if (status.ok()) return;
    Fault none{};
    fault_.compare_exchange_strong(none, as_status(status).error().fault);
  }
  bool is_noted() const { return fault_.load() != Fault{}; }
  Status check() const {
    if (!is_noted()) return {};
    return fail(fault_, "nothing is written since a write failed");
  }

 private:
  std::atomic<Fault> fault_{};
};

rocksdb::DBOptions database(std::shared_ptr<FirstFault> first_fault) {
  rocksdb::DBOptions options;
  options.listeners = {std::move(first_fault)};
  options.max_bgerror_resume_count = 0;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.max_open_files = 512;
  options.max_background_jobs = 4;
  options.max_total_wal_size = kLogBytesMax;
  options.max_manifest_file_size = 16 << 20;
  // What is obsolete is deleted at once, and no log is kept or used again.
  options.delete_obsolete_files_period_micros = 0;
  options.recycle_log_file_num = 0;
  options.WAL_ttl_seconds = 0;
  options.WAL_size_limit_MB = 0;
  // A write that a crash cut short is at the log's end and was never acknowledged. Damage anywhere
  // else must not be taken for one: what follows it would be forgotten, burns and views included.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.info_log = std::make_shared<NoLog>();
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

// Many ranges of one table become one that spans them, since each costs several syncs and small
// files are rewritten faster than that.
std::vector<Range> joined(const std::vector<Range>& ranges) {
  std::array<std::vector<Range>, kTables> by_table;
  for (const Range& range : ranges) by_table[static_cast<size_t>(range.table)].push_back(range);
  std::vector<Range> all;
  for (std::vector<Range>& some : by_table) {
    if (some.size() > kRangesApart) {
      Range span = some.front();
      for (const Range& range : some) {
        span.from = std::min(span.from, range.from);
        const bool endless = span.until.empty() || range.until.empty();
        span.until = endless ? Bytes() : std::max(span.until, range.until);
      }
      some = {span};
    }
    std::ranges::move(some, std::back_inserter(all));
  }
  return all;
}

// RocksDB takes a folder without CURRENT for a new one, and deletes what it does not know.
bool has_lost_its_beginning(const std::string& folder) {
  std::error_code failed;
  if (std::filesystem::exists(folder + "/CURRENT", failed)) return false;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    const auto kind = at->path().extension();
    if (kind == ".sst" || kind == ".log") return true;
  }
  return static_cast<bool>(failed);
}

// Notes this opening, unless RocksDB has forgotten one of the last two and whatever came with it:
// the last is in its log, the one before in the files that the MANIFEST names.
Status count_opening(rocksdb::DB& db, const std::string& folder) {
  MAYFLY_LET(number, read_opened(folder));
  const auto key_of = [](uint64_t opening) {
    ByteArray<8> key{};
    store_big_endian(opening, key);
    return key;
  };
  for (const uint64_t former : {number, number - 1}) {
    if (number == 0 || former == 0) continue;
    std::string value;
    const rocksdb::Status found = db.Get({}, slice(key_of(former)), &value);
    if (found.IsNotFound()) return fail(Fault::kCorrupt, "what was written before is missing");
    MAYFLY_TRY(as_status(found));
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  MAYFLY_TRY(as_status(db.Put(options, slice(key_of(number + 1)), {})));
  return write_opened(folder, number + 1);
}

// Whether a file can be made and kept.
Status probe(const std::string& folder) {
  const std::string path = folder + "/mayflyd.probe";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return fail(Fault::kStorage, "the data folder cannot be written to");
  const std::array<char, 4096> block{};
  const bool kept =
      ::write(file, block.data(), block.size()) == ssize_t{block.size()} && ::fsync(file) == 0;
  ::close(file);
  ::unlink(path.c_str());
  if (!kept) return fail(Fault::kFull, "the data folder takes no more");
  return {};
}

}  // namespace

struct RocksStore::Engine {
  std::string folder;
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;  // the default one, then one for each table
  std::unique_ptr<FileTable> contents;
  std::unique_ptr<FileTable> parts;
  // Held from comparing to writing, for all keys of a batch.
  std::array<std::mutex, kStripes> stripes;
  std::shared_ptr<FirstFault> first_fault = std::make_shared<FirstFault>();

  ~Engine() {
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
    if (db) db->Close();
  }

  rocksdb::ColumnFamilyHandle* of(Table table) const {
    return handles[1 + static_cast<size_t>(table)];
  }
  FileTable& files(Table table) const { return table == Table::kParts ? *parts : *contents; }
  Result<std::optional<Bytes>> get(Table table, ByteView key) const {
    rocksdb::PinnableSlice value;
    const rocksdb::Status status = db->Get({}, of(table), slice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    MAYFLY_TRY(as_status(status));
    const ByteView bytes = view(value);
    return Bytes(bytes.begin(), bytes.end());
  }
  Status compact(Table table, const Bytes& from, const Bytes& until) {
    rocksdb::CompactRangeOptions options;
    options.exclusive_manual_compaction = false;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
    const Slice begin = slice(from);
    const Slice end = slice(until);
    return written(db->CompactRange(options, of(table), &begin, until.empty() ? nullptr : &end));
  }
  // Something that should have been written was not.
  Status written(const rocksdb::Status& status) {
    first_fault->note(status);
    return as_status(status);
  }
  std::vector<std::unique_lock<std::mutex>> lock(const Batch& batch);
  Status apply(const std::vector<Batch::Change>& changes);
};

// Not inline, nor what it calls: tests/tsan.supp names it for what RocksDB does below it.
[[gnu::noinline]] static rocksdb::Status write_batch(rocksdb::DB& db, rocksdb::WriteBatch& batch) {
  return db.Write({}, &batch);
}
[[gnu::noinline]] Status RocksStore::Engine::apply(const std::vector<Batch::Change>& changes) {
  rocksdb::WriteBatch batch;
  for (const auto& [table, key, value] : changes) {
    auto* family = of(table);
    MAYFLY_TRY(as_status(value ? batch.Put(family, slice(key), slice(*value))
                               : batch.Delete(family, slice(key))));
  }
  return written(write_batch(*db, batch));
}

// In the order of the stripes, so that no two batches wait for each other.
std::vector<std::unique_lock<std::mutex>> RocksStore::Engine::lock(const Batch& batch) {
  std::vector<size_t> wanted;
  const auto add = [&](Table table, const Bytes& key) {
    const size_t hash = std::hash<std::string_view>{}(as_chars(key));
    wanted.push_back((hash + static_cast<size_t>(table)) % kStripes);
  };
  for (const auto& expected : batch.expected) add(expected.table, expected.key);
  for (const auto& change : batch.changes) add(change.table, change.key);
  std::ranges::sort(wanted);
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  std::vector<std::unique_lock<std::mutex>> locks;
  locks.reserve(wanted.size());
  for (size_t stripe : wanted) locks.emplace_back(stripes[stripe]);
  return locks;
}

RocksStore::RocksStore(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
RocksStore::~RocksStore() = default;

Result<std::unique_ptr<RocksStore>> RocksStore::open(const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return fail(Fault::kStorage, "the data folder cannot be made");
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
  if (failed) return fail(Fault::kStorage, "the data folder belongs to somebody else");

  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, small_values());
  for (const char* name : kColumnFamilies) families.emplace_back(name, small_values());
  if (has_lost_its_beginning(folder)) return fail(Fault::kCorrupt, "the file CURRENT is missing");
  MAYFLY_TRY(check_log_tails(folder));
  auto engine = std::make_unique<Engine>();
  engine->folder = folder;
  rocksdb::DB* db = nullptr;
  MAYFLY_TRY(as_status(
      rocksdb::DB::Open(database(engine->first_fault), folder, families, &engine->handles, &db)));
  engine->db.reset(db);
  MAYFLY_TRY(as_status(db->VerifyChecksum()));
  MAYFLY_TRY(count_opening(*db, folder));
  MAYFLY_LET(contents, FileTable::open(folder + "/contents"));
  MAYFLY_LET(parts, FileTable::open(folder + "/parts"));
  engine->contents = std::move(contents);
  engine->parts = std::move(parts);
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(engine)));
}

Result<std::optional<Bytes>> RocksStore::get(Table table, ByteView key) const {
  return is_kept_apart(table) ? engine_->files(table).get(key) : engine_->get(table, key);
}

Result<std::optional<StoredValue>> RocksStore::open_value(Table table, ByteView key) const {
  if (!is_kept_apart(table)) return Store::open_value(table, key);
  MAYFLY_LET(file, engine_->files(table).open_value(key));
  if (!file) return std::nullopt;
  return StoredValue(std::move(*file));
}

Result<std::vector<Entry>> RocksStore::scan(const Range& range, size_t limit) const {
  if (is_kept_apart(range.table)) return engine_->files(range.table).scan(range, limit);
  const Slice bound = slice(range.until);
  rocksdb::ReadOptions options;
  if (!range.until.empty()) options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(
      engine_->db->NewIterator(options, engine_->of(range.table)));
  std::vector<Entry> found;
  for (at->Seek(slice(range.from)); at->Valid() && found.size() < limit; at->Next()) {
    const ByteView key = view(at->key());
    const ByteView value = view(at->value());
    found.push_back({Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end())});
  }
  MAYFLY_TRY(as_status(at->status()));
  return found;
}

Result<bool> RocksStore::write(const Batch& batch) {
  MAYFLY_TRY(engine_->first_fault->check());
  const auto locks = engine_->lock(batch);
  for (const auto& [table, key, value] : batch.expected) {
    MAYFLY_LET(found, engine_->get(table, key));
    if (found != value) return false;
  }
  MAYFLY_TRY(engine_->apply(batch.changes));
  return true;
}

Status RocksStore::sync() {
  MAYFLY_TRY(engine_->first_fault->check());
  return engine_->written(engine_->db->SyncWAL());
}

Result<std::unique_ptr<Staged>> RocksStore::stage(Table table, ByteView key, ByteView value) {
  return engine_->files(table).stage(key, value);
}

Status RocksStore::settle(const Range& range) { return engine_->files(range.table).settle(range); }

Status RocksStore::erase(Table table, ByteView key) { return engine_->files(table).erase(key); }

Status RocksStore::purge(const std::vector<Range>& ranges) {
  rocksdb::DB& db = *engine_->db;
  MAYFLY_TRY(engine_->first_fault->check());
  // All families, or the log that they share would have to stay.
  MAYFLY_TRY(engine_->written(db.Flush({}, engine_->handles)));
  for (const Range& range : joined(ranges)) {
    MAYFLY_TRY(engine_->compact(range.table, range.from, range.until));
  }
  // Compactions return before the last of their files are unlinked: asking for the logs with
  // deletions held waits for them, and letting go deletes whatever else is obsolete.
  MAYFLY_TRY(as_status(db.DisableFileDeletions()));
  rocksdb::VectorLogPtr logs;
  const rocksdb::Status waited = db.GetSortedWalFiles(logs);
  MAYFLY_TRY(as_status(db.EnableFileDeletions(false)));
  return as_status(waited);
}

Room RocksStore::room() const {
  struct statvfs disk {};
  if (statvfs(engine_->folder.c_str(), &disk) != 0) return {0, 0};
  return {uint64_t{disk.f_bavail} * disk.f_frsize, uint64_t{disk.f_blocks} * disk.f_frsize};
}

Result<bool> RocksStore::recover() {
  if (!engine_->first_fault->is_noted()) return true;
  MAYFLY_TRY(probe(engine_->folder));
  // Opening writes out what the log holds, and until that has room nothing could be read.
  const auto [free, total] = room();
  if (free < std::min(kLogBytesMax, total / 16)) return fail(Fault::kFull, "the disk is full");
  return false;
}

StoreHealth RocksStore::health() const { return health_of(*engine_->db, engine_->handles); }

}  // namespace mayfly
