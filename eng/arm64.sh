#!/usr/bin/env bash
# Runs ONNX files in ONNX Runtime for ARM64, on emulated processors, and compares the bits with those of this machine.
# eng/arm64/README.md says more.
#   eng/arm64.sh [--size N] [FILE.onnx…]
set -euo pipefail

lack() {
    echo "error: $1" >&2
    exit 2
}

size=64
if [ "${1-}" = --size ]; then
    size=${2-}
    shift 2 || lack "Give a number of pixels after --size."
fi
[[ $size =~ ^[1-9][0-9]*$ ]] || lack "--size is '$size'; give a number of pixels, such as 64."
files=()
for file in "$@"; do
    [ -f "$file" ] || lack "There is no file '$file'. Give .onnx files that 'gs export' wrote."
    files+=("$(realpath "$file")")
done
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# What compiles, what emulates, and the C and C++ libraries of the emulated machine.
system=/usr/aarch64-linux-gnu
missing=()
[ "$(uname -m)" = x86_64 ] || missing+=("an x64 machine")
command -v gcc >/dev/null || missing+=(gcc)
command -v aarch64-linux-gnu-gcc >/dev/null || missing+=(gcc-aarch64-linux-gnu)
[ -f $system/include/stdio.h ] || missing+=(libc6-dev-arm64-cross)
[ -f $system/lib/libstdc++.so.6 ] || missing+=(libstdc++6-arm64-cross)
emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64) || missing+=(qemu-user-static)
[ ${#missing[@]} -eq 0 ] || lack "Missing, by Debian's names: ${missing[*]}."

version=$(sed -n 's/.*"Microsoft.ML.OnnxRuntime" Version="\([^"]*\)".*/\1/p' Directory.Packages.props)
package=${NUGET_PACKAGES:-$HOME/.nuget/packages}/microsoft.ml.onnxruntime/$version
[ -d "$package" ] || lack "There is no '$package'. Build the solution first, which downloads it."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
gs() { dotnet run --project Host -c Release -- "$@" >/dev/null; }

if [ ${#files[@]} -eq 0 ]; then
    teacher=assets/teachers/ink/generator
    gs export $teacher --format onnx -o "$scratch/teacher.onnx"
    gs export $teacher --format onnx-int8 --calibrate assets/emoji-ink/trainA -o "$scratch/teacher.int8.onnx"
    gs export $teacher --format onnx-int8 --calibrate assets/emoji-ink/trainA --pixels \
        -o "$scratch/teacher.int8-pixels.onnx"
    files=("$scratch"/*.onnx)
    for file in runs/ink-gs8/export/*.onnx; do
        [ ! -f "$file" ] || files+=("$PWD/$file")
    done
fi

# build NAME COMPILER: the same program for one of the two.
build() {
    mkdir "$scratch/$1"
    ln -s "$package/runtimes/linux-$1/native/libonnxruntime.so" "$scratch/$1/libonnxruntime.so.1"
    "$2" -O1 -Wall -Wextra -Werror -I"$package/build/native/include" -o "$scratch/$1/bits" eng/arm64/bits.c \
        "$scratch/$1/libonnxruntime.so.1" -Wl,--allow-shlib-undefined -lm
}

build x64 gcc
build arm64 aarch64-linux-gnu-gcc

# ONNX Runtime would otherwise report to its makers.
export ORT_DISABLE_TELEMETRY=1
LD_LIBRARY_PATH="$scratch/x64" "$scratch/x64/bits" "$size" "$scratch" "${files[@]}"

# What an ARM64 machine of one processor says of itself. ONNX Runtime reads it, and crashes where it finds what the x64
# machine says.
root=$scratch/root
mkdir -p "$root/proc" "$root/sys/devices/system/cpu"
ln -s $system/lib "$root/lib"
echo 0 | tee "$root/sys/devices/system/cpu/possible" >"$root/sys/devices/system/cpu/present"

# on PROCESSOR PART: compares on an emulated processor, which has this number in /proc/cpuinfo.
on() {
    printf '%s\t: %s\n' processor 0 Features 'fp asimd' 'CPU implementer' 0x41 'CPU architecture' 8 \
        'CPU variant' 0x0 'CPU part' "$2" 'CPU revision' 0 >"$root/proc/cpuinfo"
    echo "ONNX Runtime $version, $1 against $here:"
    local status=0
    "$emulator" -cpu "$1" -L "$root" -E LD_LIBRARY_PATH="$scratch/arm64" \
        "$scratch/arm64/bits" "$size" --compare "$scratch" "${files[@]}" || status=$?
    [ $status -le 1 ] || lack "The program on $1 ended with $status."
    [ $status -eq 0 ] || differs=1
}

# Without dot products of bytes, with them, and with products of matrices of bytes too: ONNX Runtime has other kernels
# for each.
here=$(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1)
differs=0
on cortex-a72 0xd08
on neoverse-n1 0xd0c
on max 0xd40
exit $differs
