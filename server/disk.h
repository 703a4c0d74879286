// How much room the disk has, as something that is handed in, so that tests can fill it.
#pragma once

#include <cstdint>
#include <string>

namespace mayfly {

class Disk {
 public:
  virtual ~Disk() = default;
  // Bytes that this user may still write; 0 where it cannot be told.
  virtual uint64_t free_bytes() const = 0;
};

// The disk that a folder is on.
class FolderDisk final : public Disk {
 public:
  explicit FolderDisk(std::string folder) : folder_(std::move(folder)) {}
  uint64_t free_bytes() const override;

 private:
  const std::string folder_;
};

}  // namespace mayfly
