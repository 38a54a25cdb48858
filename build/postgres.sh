#!/usr/bin/env bash
# A PostgreSQL server with pgvector for the tests: Debian's packages in a folder of their own, on 127.0.0.1, with data of this checkout alone.
#
#   build/postgres.sh start     starts it, where it isn't running, and prints its connection string
#   build/postgres.sh stop      stops it
#
# Needs root and a Debian or one of its kin; 700 MB are kept under $XDG_CACHE_HOME or /var/tmp. POSTGRES_PORT names the port, a free one otherwise.
set -euo pipefail

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-/var/tmp}/transfer-embeddings-postgres
suite=trixie version=17
root=$cache/$suite-$version
programs=/usr/lib/postgresql/$version/bin
data=/var/lib/postgresql/tests-$(cksum <<<"$checkout" | cut -d' ' -f1)

fail() {
    echo "build/postgres.sh: $*" >&2
    exit 1
}

in_root() {
    chroot "$root" runuser -u postgres -- env LC_ALL=C.UTF-8 "$@"
}

is_running() {
    [[ -f $root$data/postmaster.pid ]] && in_root "$programs/pg_ctl" -D "$data" status >/dev/null 2>&1
}

# The mirror that apt has, so that nothing else is asked.
mirror() {
    { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } | awk '
        $1 == "URIs:" { url = $2 }
        $1 == "deb" { for (i = 2; i <= NF && url == ""; i++) if ($i ~ /:\/\//) url = $i }
        url != "" && url !~ /security/ { print url; exit }
        { url = "" }'
}

install() {
    [[ -x $root$programs/postgres ]] && return
    if ! command -v debootstrap >/dev/null; then
        command -v apt-get >/dev/null || fail "debootstrap is needed, and there is no apt to install it"
        { apt-get install -y debootstrap || { apt-get update && apt-get install -y debootstrap; }; } >&2
    fi
    local from
    from=$(mirror)
    [[ -n $from ]] || fail "apt's sources name no mirror"
    rm -rf "$root.partial"
    debootstrap --variant=minbase --include="postgresql-$version-pgvector" "$suite" "$root.partial" "$from" >&2
    mv "$root.partial" "$root"
}

free_port() {
    local port
    for _ in {1..50}; do
        port=$((20000 + RANDOM % 10000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
    fail "no port is free"
}

start() {
    install
    if [[ ! -f $root$data/PG_VERSION ]]; then
        rm -rf "${root:?}$data"
        od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$root$data.password"
        chroot "$root" chown postgres "$data.password"
        chmod 600 "$root$data.password"
        in_root "$programs/initdb" -D "$data" -U tests -A scram-sha-256 --pwfile="$data.password" --locale=C.UTF-8 >&2
    fi
    if ! is_running; then
        local port=${POSTGRES_PORT:-$(free_port)}
        # A server that is killed keeps what it wrote to the system; a machine that fails is none of the tests' business.
        in_root "$programs/pg_ctl" -D "$data" -w -t 60 -l "$data.log" \
            -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=/tmp -c fsync=off -c dynamic_shared_memory_type=mmap" start >&2 </dev/null ||
            { tail -n 20 "$root$data.log" >&2; fail "the server does not start"; }
        echo "$port" >"$root$data.port"
    fi
    echo "Host=127.0.0.1;Port=$(cat "$root$data.port");Username=tests;Password=$(cat "$root$data.password");Database=postgres"
}

stop() {
    ! is_running || in_root "$programs/pg_ctl" -D "$data" -m fast stop >&2
}

[[ ${1:-} == start || ${1:-} == stop ]] || fail "say start or stop"
[[ $(id -u) == 0 ]] || fail "root is needed, to run a server in a folder of its own"
mkdir -p "$cache"
# Another checkout may be installing.
exec 9>"$cache/lock"
flock 9
"$1" 9>&-
