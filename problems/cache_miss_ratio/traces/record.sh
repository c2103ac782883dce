#!/bin/bash
# Records the traces of this folder anew:   record.sh [NAME...]      (default: all; see README.md)
# Needs sqlite3, git, clang-19, lld-19, PostgreSQL 15 and root (PostgreSQL runs as user postgres). The loads follow from seeds
# in this file; what a program makes of them (allocation, timing of checkpoints) may differ a little between versions.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
gauntlet=${GAUNTLET:-$here/../../../build/gauntlet}
work=${WORK:-$(mktemp -d /tmp/gauntlet-traces-XXXXXX)}
chmod 755 "$work"
export LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org

# record NAME UNDER[:UNDER...] PROGRAM ARGUMENT...: only files below UNDER count.
record() {
  local name=$1 under=() dir
  for dir in ${2//:/ }; do under+=(--under "$dir"); done
  shift 2
  "$gauntlet" trace record "${under[@]}" --output "$work/$name.csv" -- "$@" >"$work/$name.out" 2>&1
  zstd -q -19 -f "$work/$name.csv" -o "$here/$name.csv.zst"
  echo "recorded $name"
}

# ---- SQLite: a page cache of a few pages, so that the database file sees nearly every page reference of the B-trees.

sqlite_bank_load() {  # DATABASE: 30 MB in two tables with an index
  sqlite3 "$1" "
    PRAGMA page_size = 4096; PRAGMA journal_mode = WAL;
    CREATE TABLE account(id INTEGER PRIMARY KEY, owner TEXT, balance INTEGER, note TEXT);
    CREATE TABLE event(id INTEGER PRIMARY KEY, account INTEGER, what TEXT);
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 60000)
      INSERT INTO account SELECT x, printf('owner %08x', x * 2654435761 % 4294967296), x % 1000,
        printf('%0*d', 40 + x * 7919 % 200, x) FROM n;
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 120000)
      INSERT INTO event SELECT x, 1 + x * 48271 % 60000, printf('%0*d', 20 + x * 104729 % 100, x) FROM n;
    CREATE INDEX event_account ON event(account);
    CREATE INDEX account_owner ON account(owner);" >/dev/null
}

sqlite_bank_work() {  # SEED OPERATIONS SHARE_OF_READS: statements on stdout
  awk -v seed="$1" -v n="$2" -v reads="$3" 'BEGIN {
    srand(seed); N = 60000; print "PRAGMA cache_size = 10; PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 200;";
    for (i = 0; i < n; i++) {
      if (i % 20 == 0) print "BEGIN;";
      k = 1 + (int(N ^ rand()) * 40503 + int(i / 8000) * 977) % N;   # log-uniform ranks, drifting, spread over the table
      p = rand();
      if (p < reads * 0.6) print "SELECT length(note) FROM account WHERE id = " k ";";
      else if (p < reads * 0.9) print "SELECT count(*), sum(length(what)) FROM event WHERE account = " k ";";
      else if (p < reads) printf "SELECT id FROM account WHERE owner = \"owner %08x\";\n", k * 2654435761 % 4294967296;
      else if (p < reads + (1 - reads) * 0.5) print "UPDATE account SET balance = balance + 1 WHERE id = " k ";";
      else if (p < reads + (1 - reads) * 0.8) print "INSERT INTO event(account, what) VALUES(" k ", printf(\"%060d\", " i "));";
      else { a = 1 + int(rand() * N); print "SELECT sum(balance) FROM account WHERE id BETWEEN " a " AND " a + 300 ";" }
      if (i % 6000 == 5999) print "SELECT count(*) FROM account WHERE note LIKE \"%12345%\";";
      if (i % 20 == 19) print "COMMIT;";
    }
    if (n % 20 != 0) print "COMMIT;";
  }'
}

sqlite_bank() {  # NAME SEED OPERATIONS SHARE_OF_READS
  mkdir -p "$work/$1"
  sqlite_bank_load "$work/$1/bank.db"
  sqlite_bank_work "$2" "$3" "$4" >"$work/$1.sql"
  record "$1" "$work/$1" sqlite3 "$work/$1/bank.db" ".read $work/$1.sql"
}

sqlite_store_work() {  # SEED OPERATIONS: a key-value table where the newest rows are the busiest
  awk -v seed="$1" -v n="$2" 'BEGIN {
    srand(seed); top = 40000;
    print "PRAGMA cache_size = 10; PRAGMA mmap_size = 0; PRAGMA journal_mode = TRUNCATE;";
    for (i = 0; i < n; i++) {
      if (i % 25 == 0) print "BEGIN;";
      age = int(top ^ rand()) - 1; k = top - age; p = rand();
      if (p < 0.55) printf "SELECT length(v) FROM kv WHERE k = \"%08x\";\n", k * 2246822519 % 4294967296;
      else if (p < 0.70) printf "REPLACE INTO kv VALUES(\"%08x\", %d, zeroblob(%d));\n", k * 2246822519 % 4294967296, k, 50 + k * 31 % 500;
      else if (p < 0.85) { top++; printf "REPLACE INTO kv VALUES(\"%08x\", %d, zeroblob(%d));\n", top * 2246822519 % 4294967296, top, 50 + top * 31 % 500 }
      else if (p < 0.93) printf "SELECT count(*) FROM (SELECT v FROM kv WHERE n BETWEEN %d AND %d);\n", k - 60, k;
      else if (p < 0.96) printf "DELETE FROM kv WHERE k = \"%08x\";\n", (top - 30000 - int(rand() * 5000)) * 2246822519 % 4294967296;
      else printf "SELECT sum(length(v)) FROM kv WHERE k BETWEEN \"%08x\" AND \"%08x\";\n", p * 1e9, p * 1e9 + 9000000;
      if (i % 9000 == 8999) print "SELECT sum(length(v)) FROM kv;";
      if (i % 25 == 24) print "COMMIT;";
    }
    if (n % 25 != 0) print "COMMIT;";
  }'
}

sqlite_store() {  # NAME SEED OPERATIONS
  mkdir -p "$work/$1"
  sqlite3 "$work/$1/store.db" "
    CREATE TABLE kv(k TEXT PRIMARY KEY, n INTEGER, v BLOB) WITHOUT ROWID;
    WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 40000)
      INSERT INTO kv SELECT printf('%08x', x * 2246822519 % 4294967296), x, zeroblob(50 + x * 31 % 500) FROM c;
    CREATE INDEX kv_n ON kv(n);"
  sqlite_store_work "$2" "$3" >"$work/$1.sql"
  record "$1" "$work/$1" sqlite3 "$work/$1/store.db" ".read $work/$1.sql"
}

# ---- git: a repository made of this machine's headers and a made-up history, then a day of work on it.

git_repository() {  # DIRECTORY SEED COMMITS SOURCE[:SOURCE...]
  local dir=$1 seed=$2 commits=$3 source i
  git init -q "$dir"
  for source in ${4//:/ }; do
    (cd "$source" && find . -type f -size -200k -print0 | sort -z | tar cf - --null -T -) | tar xf - -C "$dir"
  done
  cd "$dir"
  git config gc.auto 0
  git config pack.threads 1
  git config core.preloadIndex false
  git add -A && git commit -qm import
  git ls-files >"$dir.files"
  for ((i = 1; i <= commits; i++)); do
    # Some files change often; a commit touches one to six of them.
    awk -v seed="$((seed * 100000 + i))" 'BEGIN { srand(seed); n = 1 + int(rand() * 6) } { f[NR] = $0 }
      END { for (j = 0; j < n; j++) print f[1 + (int(NR ^ rand()) * 7919) % NR], 1 + int(rand() * 200) }' "$dir.files" |
      while read -r file line; do sed -i "${line}s/\$/ \/* $i *\//; \$a /* change $i */" "$file"; done
    git commit -qam "change $i"
    if ((i % 20 == 0)); then git tag "v$i"; fi
  done
  git gc -q
  cd - >/dev/null
}

git_history() {  # NAME SEED COMMITS SOURCE[:SOURCE...] LOG FILES: history, blame, search, check-outs, repacking
  local name=$1 seed=$2 commits=$3
  git_repository "$work/$name" "$seed" "$commits" "$4"
  cat >"$work/$name.sh" <<'END'
cd "$1" || exit 1
files=$(awk -v seed="$2" 'BEGIN { srand(seed) } { f[NR] = $0 } END { for (j = 0; j < 30; j++) print f[1 + (int(NR ^ rand()) * 7919) % NR] }' "$3")
round=0
for tag in $(git tag --sort=v:refname) HEAD; do
  round=$((round + 1))
  git log -p -n "$4" "$tag" >/dev/null
  git grep -c -e return -e struct "$tag" -- '*.h' >/dev/null
  for file in $(echo "$files" | tail -n +$((round % 5 + 1)) | head -n "$5"); do
    git blame "$tag" -- "$file" >/dev/null 2>&1
    git log --oneline "$tag" -- "$file" >/dev/null
  done
  git diff --stat "$tag~20" "$tag" >/dev/null 2>&1
  if [ $((round % 4)) = 0 ]; then git checkout -q "$tag" && git status -s >/dev/null && git checkout -q -; fi
done
git repack -a -d -q --window=5
git fsck >/dev/null 2>&1
exit 0
END
  record "$name" "$work/$name" sh "$work/$name.sh" "$work/$name" "$seed" "$work/$name.files" "$5" "$6"
}

# ---- A compiler and a linker: units that include what real ones do, compiled, archived, linked, changed and built again.

build_sources() {  # DIRECTORY SEED UNITS c|cc HEADERS: units with main or a function each
  mkdir -p "$1"
  awk -v dir="$1" -v seed="$2" -v units="$3" -v kind="$4" 'BEGIN { srand(seed) } { h[NR] = $0 } END {
    for (u = 0; u < units; u++) {
      out = dir "/unit" u "." kind;
      n = 2 + int(rand() * 5);
      for (j = 0; j < n; j++) print "#include <" h[1 + (int(NR ^ rand()) - 1 + int(u / 15) * 3) % NR] ">" >out;
      print "int unit" u "(int x) { return x + " u "; }" >out;
      close(out);
    } }'
}

build() {  # NAME SEED UNITS c|cc ROUNDS LIBRARIES, headers on stdin
  local name=$1
  cat >"$work/$name.headers"
  build_sources "$work/$name" "$2" "$3" "$4" <"$work/$name.headers"
  cat >"$work/$name.sh" <<'END'
cd "$1" || exit 1
compiler=clang-19
[ "$4" = cc ] && compiler='clang++-19 -std=c++20'
echo 'int main(void) { return 0; }' >main.c
clang-19 -c main.c -o main.o
for round in $(seq "$5"); do
  for unit in $(awk -v seed="$2$round" -v n="$3" -v r="$round" 'BEGIN { srand(seed); for (u = 0; u < n; u++) if (r == 1 || rand() < 0.25) print u }'); do
    $compiler -O0 -w -c "unit$unit.$4" -o "unit$unit.o" 2>/dev/null
    [ $((unit % 12)) = 11 ] && llvm-ar-19 rcs "lib$((unit / 12)).a" unit*.o
  done
  for library in $6; do llvm-nm-19 "$library" >/dev/null 2>&1; done
  ld.lld-19 --threads=1 -r -o all.o unit*.o
  ld.lld-19 --threads=1 -e main -o program main.o --start-group $6 --end-group unit*.o --unresolved-symbols=ignore-all
  llvm-objdump-19 -h unit*.o >/dev/null
done
exit 0
END
  record "$name" "$work/$name:/usr/include:/usr/lib" sh "$work/$name.sh" "$work/$name" "$2" "$3" "$4" "$5" "$6"
}

# ---- PostgreSQL: a handful of shared buffers, so that tables and indexes are read through the kernel.

postgres_load() {  # NAME SCALE SCRIPT: pgbench's tables, then 8 KiB pages through 128 buffers
  local name=$1 bin=/usr/lib/postgresql/15/bin
  mkdir -p "$work/$name" && chown postgres "$work/$name"
  local as="runuser -u postgres --"
  $as $bin/initdb -D "$work/$name/data" -A trust >/dev/null
  cat >>"$work/$name/data/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$work/$name'
shared_buffers = 1MB
max_connections = 10
autovacuum_naptime = 20s
checkpoint_timeout = 30s
fsync = off
END
  $as $bin/pg_ctl -D "$work/$name/data" -w -l "$work/$name/log" start >/dev/null
  $as $bin/pgbench -h "$work/$name" -i -s "$2" -q postgres >/dev/null 2>&1
  $as $bin/pg_ctl -D "$work/$name/data" -w stop >/dev/null
}

postgres_bench() {  # NAME SEED SCALE TRANSACTIONS, script on stdin
  local name=$1 bin=/usr/lib/postgresql/15/bin
  postgres_load "$name" "$3"
  cat >"$work/$name.pgbench"
  cat >"$work/$name.sh" <<END
cd "$work/$name"
runuser -u postgres -- $bin/pg_ctl -D data -w -l log start
LD_PRELOAD= runuser -u postgres -- $bin/pgbench -h "$work/$name" -n -c 1 -t $4 --random-seed=$2 -f "$work/$name.pgbench" postgres
runuser -u postgres -- $bin/pg_ctl -D data -w -m fast stop
END
  chmod 644 "$work/$name.pgbench"
  record "$name" "$work/$name/data/base" sh "$work/$name.sh"
}

sqlite_bank_a() { sqlite_bank sqlite_bank_a 11 34000 0.75; }
sqlite_bank_b() { sqlite_bank sqlite_bank_b 23 30000 0.55; }
sqlite_store_a() { sqlite_store sqlite_store_a 37 26000; }
git_boost() { git_history git_boost 5 260 /usr/include/boost/asio:/usr/include/boost/math:/usr/include/boost/geometry 300 18; }
git_cxx() { git_history git_cxx 9 300 /usr/include/c++/12:/usr/include/llvm-19:/usr/include/unicode:/usr/include/linux 60 6; }
build_cxx() {
  (cd /usr/include/c++/12 && ls -p | grep -v / | grep -v '\.' | grep -v -e '^expected$' -e '^generator$') |
    build build_cxx 3 110 cc 6 "$(ls /usr/lib/llvm-19/lib/libLLVM{Support,Core,Analysis,IRReader,BitReader}.a | tr '\n' ' ')"
}
build_c() {
  (cd /usr/include && ls *.h linux/*.h | grep -v -e '^q' -e tcl -e tk) |
    build build_c 4 700 c 5 "$(ls /usr/lib/llvm-19/lib/libLLVM{TableGen,MC,Object,ProfileData,X86CodeGen}.a | tr '\n' ' ')"
}
postgres_bank() {
  postgres_bench postgres_bank 17 3 28000 <<'END'
\set aid random_zipfian(1, 300000, 1.05)
\set other random_gaussian(1, 300000, 4)
\set bid random(1, 3)
\set tid random(1, 30)
\set delta random(-5000, 5000)
BEGIN;
UPDATE pgbench_accounts SET abalance = abalance + :delta WHERE aid = (:aid * 7919::bigint) % 300000 + 1;
SELECT abalance FROM pgbench_accounts WHERE aid = (:aid * 7919::bigint) % 300000 + 1;
SELECT abalance FROM pgbench_accounts WHERE aid = :other;
UPDATE pgbench_tellers SET tbalance = tbalance + :delta WHERE tid = :tid;
INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (:tid, :bid, :aid, :delta, CURRENT_TIMESTAMP);
END;
END
}
postgres_reports() {
  postgres_bench postgres_reports 29 2 1500 <<'END'
\set aid random(1, 195000)
\set width random_exponential(10, 4000, 5)
\set hot random_zipfian(1, 200000, 1.1)
\set kind random(1, 100)
SELECT count(*), sum(abalance) FROM pgbench_accounts WHERE aid BETWEEN :aid AND :aid + :width;
SELECT a.abalance FROM pgbench_accounts a WHERE a.aid IN ((:hot * 7919::bigint) % 200000 + 1, (:hot * 104729::bigint) % 200000 + 1, :hot);
UPDATE pgbench_accounts SET filler = 'x' || :kind WHERE aid BETWEEN (:hot * 7919::bigint) % 200000 AND (:hot * 7919::bigint) % 200000 + 20;
\if :kind = 1
SELECT sum(abalance) FROM pgbench_accounts;
\endif
END
}

all="sqlite_bank_a sqlite_bank_b sqlite_store_a git_boost git_cxx build_cxx build_c postgres_bank postgres_reports"
for name in ${*:-$all}; do "$name"; done
