# shellcheck shell=bash
# What the scripts of this directory share: where things are, the JDK, the library's build, the JVM's flags.
# Sourced by them, never run. Works in bash 3.2 (macOS) and later.
# shellcheck disable=SC2034  # much of what is set here is used by the scripts only

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ENVIRONMENT=$ROOT/environment
STATE=$ENVIRONMENT/.state          # everything that setup makes, apart from the Python environment
LIBRARY=$STATE/lib                 # the kernel's class path
SPARK=$STATE/spark                 # with setup --spark, the jars of Spark that the library does not have
SOURCES_JAR=$STATE/kernel-lib-sources.jar
VENV=$ENVIRONMENT/.venv
MINIMUM_JDK=17
MINIMUM_HEAP=512                   # megabytes

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# refuse MESSAGE: a wrong request, stopped before any work.
refuse() { printf '%s\n' "$*" >&2; exit 2; }

# trimmed TEXT: without the blanks around it; every setting of ours is read through this.
trimmed() {
  local text=$1
  text=${text#"${text%%[![:space:]]*}"}
  printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# In the C locale Java can neither name nor open a file with a letter outside ASCII.
use_utf8() {
  case $(locale charmap 2>/dev/null) in
    ANSI_X3.4-1968 | US-ASCII) ;;
    *) return 0 ;;
  esac
  case $(locale -a 2>/dev/null) in
    *C.utf8* | *C.UTF-8*) export LC_ALL=C.UTF-8 ;;
  esac
}
use_utf8

# help_asked [ARGUMENTS]: the first of them asks how the script is used.
help_asked() {
  case ${1:-} in
    -h | --help) return 0 ;;
    *) return 1 ;;
  esac
}

# java_facts JAVA: "<major version> <home>", or nothing when it cannot run. The JVM may print before that what it
# took from the environment.
java_facts() {
  "$1" -XshowSettings:properties -version 2>&1 | awk -F' = ' '
    /^ *java\.home = / { home = $2 }
    /^ *java\.specification\.version = / { version = $2; sub(/^1\./, "", version) }
    END { if (home != "" && version != "") print version, home }'
}

# java_candidates: every java worth asking, best first, one a line.
java_candidates() {
  if [ -n "${JAVA_HOME:-}" ]; then printf '%s\n' "$JAVA_HOME/bin/java"; fi
  command -v java || true
  if [ -x /usr/libexec/java_home ]; then
    local home
    if home=$(/usr/libexec/java_home -v "$MINIMUM_JDK+" 2>/dev/null); then printf '%s\n' "$home/bin/java"; fi
  fi
}

# java_variables: what the environment adds to every JVM's command, where it does.
java_variables() {
  local name
  for name in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS; do
    if [ -n "${!name:-}" ]; then printf ' with %s=%s' "$name" "${!name}"; fi
  done
}

# find_java: sets JAVA, JDK_HOME and JDK_VERSION to the first JDK that will do;
# otherwise returns 1 with the reason in JAVA_PROBLEM.
find_java() {
  local candidate facts version home seen=""
  while IFS= read -r candidate; do
    if [ -z "$candidate" ]; then
      continue
    elif [ ! -x "$candidate" ]; then
      seen="$seen${seen:+; }$candidate does not exist"
      continue
    fi
    facts=$(java_facts "$candidate")
    version=${facts%% *}
    home=${facts#* }
    if [ -z "$facts" ]; then
      seen="$seen${seen:+; }$candidate does not run$(java_variables)"
    elif [ "$version" -lt "$MINIMUM_JDK" ]; then
      seen="$seen${seen:+; }$candidate is Java $version"
    elif [ ! -x "$home/bin/javac" ] || [ ! -x "$home/bin/jshell" ]; then
      seen="$seen${seen:+; }$candidate is a run-time without javac and jshell"
    else
      JAVA=$home/bin/java
      JDK_HOME=$home
      JDK_VERSION=$version
      return 0
    fi
  done <<END
$(java_candidates)
END
  JAVA_PROBLEM="No JDK $MINIMUM_JDK or later (${seen:-no java on PATH, JAVA_HOME is not set}): install one \
(Debian, Ubuntu: apt-get install openjdk-17-jdk-headless; macOS: brew install openjdk@17) or point JAVA_HOME at it."
  return 1
}

# need_java: find_java, or stop with one line.
need_java() { find_java || die "$JAVA_PROBLEM"; }

# maven ARGUMENTS: the machine's Maven, or the wrapper, with the JDK that find_java chose.
maven() {
  local command=$ROOT/mvnw
  if command -v mvn >/dev/null 2>&1; then command=mvn; fi
  (cd "$ROOT" && JAVA_HOME=$JDK_HOME "$command" -B "$@")
}

# sources_stamp: a checksum of all that goes into the library.
sources_stamp() {
  (
    cd "$ROOT" || exit
    { uname -sm; find pom.xml kernel-lib/pom.xml kernel-lib/src/main datasets -type f -exec cksum {} + | LC_ALL=C sort; } | cksum
  )
}

# library_is_current: the copied jars were built from the sources as they are now.
library_is_current() {
  [ -f "$STATE/library.stamp" ] && [ "$(cat "$STATE/library.stamp")" = "$(sources_stamp)" ]
}

# put_jar FROM TO: by renaming, so that a running kernel keeps the jar it has open.
put_jar() {
  if cmp -s "$1" "$2"; then return; fi
  cp "$1" "$2.new"
  mv "$2.new" "$2"
}

# build_library: builds kernel-lib and copies it with all it needs to LIBRARY; nothing to do when it is current.
# The copy keeps running kernels alive through `mvn clean`.
build_library() {
  if library_is_current; then return; fi
  local stamp target=$ROOT/kernel-lib/target jar name log=$STATE/build.log
  stamp=$(sources_stamp)
  mkdir -p "$LIBRARY"
  say "Building the library (the first time Maven fetches about 150 MB) ..."
  rm -rf "${target:?}/lib"
  rm -f "$target"/kernel-lib-*.jar "$STATE/library.stamp"
  if ! maven -q -Dmaven.test.skip=true -Dspotless.check.skip -Dmaven.javadoc.skip package >"$log" 2>&1; then
    cat "$log" >&2
    die "The library does not build: Maven's messages are above and in ${log#"$ROOT"/}."
  fi
  for jar in "$target"/kernel-lib-*.jar "$target"/lib/*.jar; do
    name=${jar##*/}
    case $name in
      kernel-lib-*-sources.jar) put_jar "$jar" "$SOURCES_JAR" ;;
      kernel-lib-*-tests.jar | kernel-lib-*-javadoc.jar) ;;
      *) put_jar "$jar" "$LIBRARY/$name" ;;
    esac
  done
  for jar in "$LIBRARY"/*.jar; do
    name=${jar##*/}
    if [ ! -f "$target/$name" ] && [ ! -f "$target/lib/$name" ]; then rm -f "$jar"; fi
  done
  printf '%s\n' "$stamp" >"$STATE/library.stamp"
}

# class_path: of every JVM that runs the library.
class_path() {
  printf '%s' "$LIBRARY/*"
  if [ -d "$SPARK" ]; then printf ':%s' "$SPARK/*"; fi
}

# build_spark: fetches Spark, builds what connects the library with it, and puts both beside the library.
build_spark() {
  local jar name target=$ENVIRONMENT/spark/target log=$STATE/spark.log
  say "Fetching Apache Spark and building the library's part for it (the first time Maven fetches about 220 MB) ..."
  if ! maven -q -Pspark -Dmaven.test.skip=true -Dspotless.check.skip -Dmaven.javadoc.skip package >"$log" 2>&1; then
    cat "$log" >&2
    die "Spark cannot be added: Maven's messages are above and in ${log#"$ROOT"/}; nothing else has changed."
  fi
  rm -rf "$SPARK.new"
  mkdir -p "$SPARK.new"
  for jar in "$target"/spark-workers-*.jar "$target"/lib/*.jar; do
    name=${jar##*/}
    case $name in
      kernel-lib-* | *-sources.jar | *-javadoc.jar) ;;
      *) if [ ! -f "$LIBRARY/$name" ]; then cp "$jar" "$SPARK.new/$name"; fi ;;
    esac
  done
  rm -rf "$SPARK"
  mv "$SPARK.new" "$SPARK"
}

# memory_megabytes: the machine's memory, or the container's limit where that is lower.
memory_megabytes() {
  local kilobytes limit
  if [ -r /proc/meminfo ]; then
    kilobytes=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)
    limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
    case $limit in
      *[!0-9]* | "") ;;
      *) if [ $((limit / 1024)) -lt "$kilobytes" ]; then kilobytes=$((limit / 1024)); fi ;;
    esac
    echo $((kilobytes / 1024))
  else
    echo $(($(sysctl -n hw.memsize) / 1048576))
  fi
}

# heap_of TEXT: a -Xmx value; nothing when nothing is asked for; refuses what is none or cannot be had.
heap_of() {
  local text megabytes=0 most
  text=$(trimmed "$1")
  case $text in
    "") return ;;
    *[!0-9]*[gGmM] | *[!0-9gGmM]* | [gGmM]* | ????????*) ;;
    *[gG]) megabytes=$((10#${text%?} * 1024)) ;;
    *[mM]) megabytes=$((10#${text%?})) ;;
  esac
  most=$(memory_megabytes)
  if [ "$megabytes" -lt "$MINIMUM_HEAP" ] || [ "$megabytes" -gt "$most" ]; then
    refuse "MACRODYN_XMX = '$text': must be a heap size such as 6g or 6000m, from ${MINIMUM_HEAP}m to this machine's ${most}m, or unset."
  fi
  printf '%s\n' "$text"
}

# heap: the kernel's -Xmx value. MACRODYN_XMX, or what setup last had there, or half the memory within 2 to 16 GB.
heap() {
  local megabytes asked
  asked=$(heap_of "${MACRODYN_XMX:-}") || exit $?
  if [ -n "$asked" ]; then
    printf '%s\n' "$asked"
    return
  fi
  if [ -f "$STATE/heap" ]; then
    cat "$STATE/heap"
    return
  fi
  megabytes=$(($(memory_megabytes) / 2))
  if [ "$megabytes" -lt 2048 ]; then megabytes=2048; fi
  if [ "$megabytes" -gt 16384 ]; then megabytes=16384; fi
  echo "${megabytes}m"
}

# scale_of NAME TEXT: smoke, laptop or paper; laptop when nothing is asked for; refuses what is none.
scale_of() {
  local text
  text=$(trimmed "$2" | tr '[:upper:]' '[:lower:]')
  case $text in
    "") printf 'laptop\n' ;;
    smoke | laptop | paper) printf '%s\n' "$text" ;;
    *) refuse "$1 = '$2': must be smoke, laptop or paper." ;;
  esac
}

# jvm_flags: sets JVM_FLAGS, the flags of every JVM that runs the library. It reads and writes UTF-8 everywhere:
# JDK 17 wants the first encoding for that, later ones the other two.
jvm_flags() {
  local size
  size=$(heap) || exit $?
  JVM_FLAGS=("-Djava.awt.headless=true" "-Xmx$size" "-Dmacrodyn.sources=$SOURCES_JAR")
  JVM_FLAGS+=("-Dfile.encoding=UTF-8" "-Dstdout.encoding=UTF-8" "-Dstderr.encoding=UTF-8")
  # Files are parsed, never executed: the JVM itself refuses objects in streams; with Spark, all but those of its own channel.
  if [ -d "$SPARK" ]; then
    JVM_FLAGS+=("@$ENVIRONMENT/spark/opens.txt")
  else
    JVM_FLAGS+=("-Djdk.serialFilter=!*")
  fi
  if [ "$JDK_VERSION" -ge 24 ]; then
    # These JDKs warn on stderr of what ND4J's native code needs.
    JVM_FLAGS+=("--enable-native-access=ALL-UNNAMED" "--sun-misc-unsafe-memory-access=allow")
  fi
}

# load_jupyter: sets PYTHON (the interpreter that has Jupyter), JUPYTER_WAY (how it was found) and KERNELS
# (the directory of our kernelspec) from what setup left; returns 1 when setup has not got that far.
load_jupyter() {
  [ -f "$STATE/jupyter" ] || return 1
  { IFS= read -r JUPYTER_WAY && IFS= read -r PYTHON; } <"$STATE/jupyter"
  if [ "$JUPYTER_WAY" = venv ]; then KERNELS=$VENV/share/jupyter/kernels; else KERNELS=$STATE/jupyter-data/kernels; fi
}

# use_our_kernelspec: whatever other `java` kernel the machine has, Jupyter started from here takes ours.
use_our_kernelspec() {
  export JUPYTER_PATH="${KERNELS%/kernels}${JUPYTER_PATH:+:$JUPYTER_PATH}"
}
