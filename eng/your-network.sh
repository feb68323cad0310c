#!/usr/bin/env bash
# Writes eight generators with PyTorch, imports each as ONNX, and compresses it to a quarter of its operations.
# eng/your-network/README.md says more.
#   eng/your-network.sh [NAME…]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
gs() { dotnet run --project Host -c Release -- "$@"; }
out=runs/your-network
names=("$@")
[ ${#names[@]} -gt 0 ] || names=(cyclegan pix2pix-unet cut animegan esrgan mobile-resnet pix2pixhd photo-style)

# What they are to learn: the drawings of the ink teacher.
[ -d "$out/drawn" ] || gs translate assets/teachers/ink/generator assets/emoji-ink/trainA "$out/drawn"
for name in "${names[@]}"; do
  if [ ! -f "$out/onnx/$name.onnx" ]; then
    /usr/bin/env python3 eng/your-network/export.py --inputs assets/emoji-ink/trainA --targets "$out/drawn" \
      --out "$out/onnx" --only "$name"
  fi
  size=64
  [ "$name" != esrgan ] || size=32
  rm -rf "$out/models/$name" "$out/runs/$name"
  gs import "$out/onnx/$name.onnx" -o "$out/models/$name" --json > "$out/$name.json"
  # The published table was made before channels could leave the generator in training, and in fp32.
  gs compress configs/your-network.json --set training:slim:compactEvery=0 --set training:precision=fp32 --set "name=$name" --set "model:teacher=$out/models/$name" \
    --set "data:imageSize=$size" --out "$out/runs/$name"
done
/usr/bin/env python3 eng/your-network/table.py "$out"
