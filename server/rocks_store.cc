// RocksDB behind the narrow interface; see rocks_store.h for the layout.
#include "server/rocks_store.h"

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <filesystem>
#include <functional>
#include <mutex>

namespace mayfly {
namespace {

using rocksdb::Slice;

constexpr std::array kColumnFamilies = {"records", "due", "contents", "parts"};
constexpr size_t kTables = kColumnFamilies.size();
constexpr uint8_t kPartBytes = 'b';
constexpr uint8_t kPartIsThere = 'i';
constexpr size_t kStripes = 16'384;
constexpr size_t kRangesApart = 4;  // in one table, that are purged one by one

Slice slice(ByteView bytes) { return {as_chars(bytes).data(), bytes.size()}; }
ByteView view(const Slice& slice) { return as_bytes({slice.data(), slice.size()}); }

Bytes prefixed(uint8_t prefix, ByteView key) {
  Bytes bytes{prefix};
  append(bytes, key);
  return bytes;
}

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

rocksdb::ColumnFamilyOptions parts() {
  rocksdb::ColumnFamilyOptions options = small_values();
  options.write_buffer_size = 32 << 20;
  options.max_write_buffer_number = 4;
  options.enable_blob_files = true;
  options.min_blob_size = 1;   // all but the empty values that say what is there
  options.blob_file_size = 1;  // a file is closed after one value, and goes with it
  return options;
}

rocksdb::DBOptions database() {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.max_open_files = 512;
  options.max_background_jobs = 4;
  options.max_total_wal_size = 64 << 20;
  options.max_manifest_file_size = 16 << 20;
  // What is obsolete is deleted at once, and no log is kept or used again.
  options.delete_obsolete_files_period_micros = 0;
  options.recycle_log_file_num = 0;
  options.WAL_ttl_seconds = 0;
  options.WAL_size_limit_MB = 0;
  // RocksDB's own log would name keys.
  options.info_log_level = rocksdb::ERROR_LEVEL;
  options.max_log_file_size = 1 << 20;
  options.keep_log_file_num = 2;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

// As RocksDB has them: parts under the prefix of their bytes; the other prefix holds none. Many
// ranges of one table become one that spans them, since each costs several syncs and small files
// are rewritten faster than that.
std::vector<Range> joined(const std::vector<Range>& ranges) {
  std::array<std::vector<Range>, kTables> by_table;
  for (Range range : ranges) {
    if (range.table == Table::kParts) {
      range.until = range.until.empty() ? Bytes{kPartBytes + 1} : prefixed(kPartBytes, range.until);
      range.from = prefixed(kPartBytes, range.from);
    }
    by_table[static_cast<size_t>(range.table)].push_back(std::move(range));
  }
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

}  // namespace

struct RocksStore::Engine {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;  // the default one, then one for each table
  // Held from comparing to writing, for all keys of a batch.
  std::array<std::mutex, kStripes> stripes;

  ~Engine() {
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
    if (db) db->Close();
  }

  rocksdb::ColumnFamilyHandle* of(Table table) const {
    return handles[1 + static_cast<size_t>(table)];
  }
  Result<std::optional<Bytes>> get(Table table, ByteView key) const {
    rocksdb::PinnableSlice value;
    const rocksdb::Status status = db->Get({}, of(table), slice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    MAYFLY_TRY(as_status(status));
    const ByteView bytes = view(value);
    return Bytes(bytes.begin(), bytes.end());
  }
  Status compact(Table table, const Bytes& from, const Bytes& until) const {
    rocksdb::CompactRangeOptions options;
    options.exclusive_manual_compaction = false;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
    const Slice begin = slice(from);
    const Slice end = slice(until);
    return as_status(db->CompactRange(options, of(table), &begin, until.empty() ? nullptr : &end));
  }
  std::vector<std::unique_lock<std::mutex>> lock(const Batch& batch);
};

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
  for (size_t i = 0; i < kTables; ++i) {
    const bool is_parts = i == static_cast<size_t>(Table::kParts);
    families.emplace_back(kColumnFamilies[i], is_parts ? parts() : small_values());
  }
  auto engine = std::make_unique<Engine>();
  rocksdb::DB* db = nullptr;
  MAYFLY_TRY(as_status(rocksdb::DB::Open(database(), folder, families, &engine->handles, &db)));
  engine->db.reset(db);
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(engine)));
}

Result<std::optional<Bytes>> RocksStore::get(Table table, ByteView key) const {
  if (table == Table::kParts) return engine_->get(table, prefixed(kPartBytes, key));
  return engine_->get(table, key);
}

Result<std::vector<Entry>> RocksStore::scan(const Range& range, size_t limit) const {
  const bool is_parts = range.table == Table::kParts;
  const Bytes from = is_parts ? prefixed(kPartIsThere, range.from) : range.from;
  Bytes until = range.until;
  if (is_parts) {
    until = until.empty() ? Bytes{kPartIsThere + 1} : prefixed(kPartIsThere, range.until);
  }
  const Slice bound = slice(until);
  rocksdb::ReadOptions options;
  if (!until.empty()) options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(
      engine_->db->NewIterator(options, engine_->of(range.table)));
  std::vector<Entry> found;
  for (at->Seek(slice(from)); at->Valid() && found.size() < limit; at->Next()) {
    const ByteView key = view(at->key()).subspan(is_parts ? 1 : 0);
    const ByteView value = is_parts ? ByteView() : view(at->value());
    found.push_back({Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end())});
  }
  MAYFLY_TRY(as_status(at->status()));
  return found;
}

Result<bool> RocksStore::write(const Batch& batch, Durability durability) {
  const auto locks = engine_->lock(batch);
  for (const auto& [table, key, value] : batch.expected) {
    MAYFLY_LET(found, get(table, key));
    if (found != value) return false;
  }
  rocksdb::WriteBatch changes;
  const auto change = [&](Table table, ByteView key, const std::optional<Bytes>& value) {
    return as_status(value ? changes.Put(engine_->of(table), slice(key), slice(*value))
                           : changes.Delete(engine_->of(table), slice(key)));
  };
  for (const auto& [table, key, value] : batch.changes) {
    assert((table == Table::kParts) == (durability == Durability::kSettled));
    if (table != Table::kParts) {
      MAYFLY_TRY(change(table, key, value));
      continue;
    }
    MAYFLY_TRY(change(table, prefixed(kPartBytes, key), value));
    const std::optional<Bytes> there = value ? std::optional(Bytes()) : std::nullopt;
    MAYFLY_TRY(change(table, prefixed(kPartIsThere, key), there));
  }
  rocksdb::WriteOptions options;
  options.sync = durability == Durability::kSynced;
  options.disableWAL = durability == Durability::kSettled;
  MAYFLY_TRY(as_status(engine_->db->Write(options, &changes)));
  return true;
}

Status RocksStore::settle() {
  return as_status(engine_->db->Flush({}, engine_->of(Table::kParts)));
}

Status RocksStore::purge(const std::vector<Range>& ranges) {
  rocksdb::DB& db = *engine_->db;
  // All families, or the log that they share would have to stay.
  MAYFLY_TRY(as_status(db.Flush({}, engine_->handles)));
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

}  // namespace mayfly
