# What the load tests share: services with stores of their own on free ports, and wrk. To be sourced.

admin=loadtest-admin-token
connections=64
# Of wrk.
threads=2
# Limits are on, and out of reach.
many=1000000000
work=$(mktemp -d)
export PATH=${JAVA_HOME:+$JAVA_HOME/bin:}$PATH
# As the image runs it, where the JVM is the image's.
options=(-Xmx512m)
if java --sun-misc-unsafe-memory-access=allow -version >/dev/null 2>&1; then
  options=(@src/main/docker/jvm.options -XX:MaxRAM=512m)
fi
services=()

for tool in wrk redis-server; do
  command -v $tool >/dev/null || { echo "$tool is missing: apt-get install wrk redis-server" >&2; exit 1; }
done

stop_all() {
  for service in "${services[@]}"; do
    kill "$service" 2>/dev/null || true
  done
  wait
  services=()
}

finish() {
  stop_all
  rm -rf "$work"
}
trap finish EXIT

# Below those that the system gives to connections, which may come in between.
free_port() {
  local port=$((20000 + RANDOM % 12000))
  while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    port=$((port + 1))
  done
  echo $port
}

# Starts a Redis: name, settings besides the default ones. Tells its port as $redis, its process as $server.
start_redis() {
  redis=$(free_port)
  mkdir -p "$work/$1/$redis"
  redis-server --bind 127.0.0.1 --port "$redis" --dir "$work/$1/$redis" "${@:2}" >"$work/$1-redis.log" 2>&1 &
  server=$!
  services+=("$server")
  until redis-cli -p "$redis" ping >/dev/null 2>&1; do
    kill -0 "$server" 2>/dev/null || { cat "$work/$1-redis.log" >&2; exit 1; }
    sleep 0.05
  done
}

# Starts a service on the Redis that REDIS_URL names, and on a Postgres of its own, or the one that DATABASE_URL names: name, port,
# further settings of the JVM. Tells its process as $service.
start_service() {
  local name=$1 port=$2 management
  shift 2
  management=$(free_port)
  echo "$management" >"$work/management-$port"
  TRUSTED_PROXIES=127.0.0.1/32 CATALOG_MODE=open \
    SERVICE_TOKENS=loadtest-service-token ADMIN_TOKEN=$admin CRON_SECRET=loadtest-cron-token java "${options[@]}" \
    -Dquarkus.http.port="$port" -Dquarkus.management.port="$management" -Dfootfall.embedded.folder="$work/$name" \
    -Dfootfall.rate-limits.policies.view.limit=$many -Dfootfall.rate-limits.policies.api.limit=$many "$@" \
    -jar target/embedded/quarkus-app/quarkus-run.jar >"$work/$name.log" 2>&1 &
  service=$!
  services+=("$service")
  for _ in $(seq 300); do
    curl -fsS -o /dev/null "localhost:$management/q/health/ready" 2>/dev/null && return
    sleep 0.2
  done
  cat "$work/$name.log" >&2
  exit 1
}

# The metrics of a service: its port.
metrics() { curl -fsS "localhost:$(cat "$work/management-$1")/q/metrics"; }

# Starts a service with stores of its own: name, port, further settings of the JVM. Tells the port of Redis as $redis.
start() {
  start_redis "$1"
  REDIS_URL=redis://127.0.0.1:$redis start_service "$@"
}

# The address of the Postgres that a service brought along: its name.
postgres_of() { echo "postgresql://postgres:postgres@127.0.0.1:$(sed -n 4p "$work/$1/postgres/postmaster.pid")/postgres"; }

# Asks the Postgres that $database names.
sql() { psql -qAtX "$database" -c "$1"; }

# A number of an answer: its name.
field() { sed "s/.*\"$1\":\([^,}]*\).*/\1/"; }

# Seconds of processor time that processes have taken.
cpu() {
  local each
  for each in "$@"; do
    cat "/proc/$each/stat"
  done | awk -v ticks="$(getconf CLK_TCK)" '{sum += $14 + $15} END {print sum / ticks}'
}

# Lets the service compile what will be measured: kind of requests, port, seconds. What is slow now, and refused, counts for nothing.
warm_up() {
  wrk --threads $threads --connections $connections --duration "${3}s" --script loadtest/requests.lua \
    "http://127.0.0.1:$2/" -- "$1" >/dev/null
}

# Runs wrk and prints requests a second; keeps what it said: name, kind of requests, port, seconds.
rate() {
  local out=$1
  wrk --threads $threads --connections $connections --latency --duration "${4}s" --script loadtest/requests.lua \
    "http://127.0.0.1:$3/" -- "$2" >"$work/$out.wrk"
  if grep -q 'Non-2xx\|Socket errors' "$work/$out.wrk"; then
    cat "$work/$out.wrk" >&2
    exit 1
  fi
  awk '/Requests\/sec/ {print $2}' "$work/$out.wrk"
}

p99() { awk '/99%/ {print $2}' "$work/$1.wrk"; }

median() { sort -n "$work/$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
ratio() { awk -v a="$(median "$1")" -v b="$(median "$2")" 'BEGIN {printf "%.2f", a / b}'; }

# Reads of stories so far, hits, loads, and hits in Redis: port.
story_figures() {
  curl -fsS "localhost:$1/api/v1/cache" | sed 's/.*"story":{\([^}]*\)}.*/\1/' | tr ',' '\n' | awk -F: '
    {value[$1] = $2}
    END {
      print value["\"requests\""], value["\"level1Hits\""] + value["\"level2Hits\""] + value["\"stale\""], value["\"loads\""],
        value["\"level2Hits\""]
    }'
}

# Sends views as a service, a thousand a request, one viewer after the other for each item: port, prefix of the items, number of items,
# number of views. Whoever has just started may refuse some; sent again, nobody is counted twice.
send_views() {
  local time
  for time in 1 2 3 4 5; do
    send_views_once "$@" && return
  done
  echo "views were not taken; the service says:" >&2
  tail -n 20 "$work"/*.log >&2
  exit 1
}

send_views_once() {
  local client ended=$work/ended
  : >"$ended"
  wrk --threads 2 --connections 8 --duration 3600s --timeout 60s --script loadtest/requests.lua "http://127.0.0.1:$1/" -- batch "${@:2}" "$ended" \
    >/dev/null &
  client=$!
  until [ "$(wc -c <"$ended")" -ge 2 ]; do
    kill -0 "$client" || return 1
    sleep 0.05
  done
  kill "$client"
  wait "$client" 2>/dev/null || true
  [ "$(cat "$ended")" = .. ]
}
