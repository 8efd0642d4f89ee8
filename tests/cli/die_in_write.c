/* Preloaded into a program: the DIE_IN_WRITE-th write to r.h5 that lies across a border of pages gets as far as the
   last such border, and the process dies, as the system lets SIGKILL end a write there and nowhere else. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef ssize_t (*Write)(int, const void*, size_t, off_t);

static const off_t page = 4096;
static atomic_long writes;

static int is_the_result(int descriptor) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  const char ending[] = "/r.h5";
  const ssize_t tail = sizeof ending - 1;
  return length >= tail && strncmp(path + length - tail, ending, tail) == 0;
}

static ssize_t write_or_die(const char* name, int descriptor, const void* bytes, size_t count, off_t offset) {
  const Write real = (Write)dlsym(RTLD_NEXT, name);
  const char* fatal = getenv("DIE_IN_WRITE");
  const off_t border = (offset + (off_t)count - 1) / page * page;
  if (fatal && border > offset && is_the_result(descriptor) && atomic_fetch_add(&writes, 1) + 1 == atol(fatal)) {
    real(descriptor, bytes, (size_t)(border - offset), offset);
    kill(getpid(), SIGKILL);
    pause();
  }
  return real(descriptor, bytes, count, offset);
}

ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
  return write_or_die("pwrite", descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t count, off_t offset) {
  return write_or_die("pwrite64", descriptor, bytes, count, offset);
}
