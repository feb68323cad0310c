"""Writes the results of eng/your-network.sh as a Markdown table, from what `gs import --json` and `gs compress` left.

    python3 eng/your-network/table.py runs/your-network
"""

import json
import math
import pathlib
import sys

from generators import GENERATORS

TITLES = [
    "network", "layers", "difference of the import", "parameters", "MACs", "L1 to the original", "features", "KID",
    "fp32 file", "int8 file", "int8 to what was scored (within a step)", "ms, fp32 before", "ms, fp32 after", "ms, int8 after",
]


def score(result, metric):
    """Mean and standard error of a score of the compact network, in as many digits as the error has."""
    found = next((entry for entry in result["scores"] if entry["metric"] == metric), None)
    if found is None:
        return "–"
    error = found.get("standardError") or 1e-4
    digits = max(0, 1 - math.floor(math.log10(error)))
    return f"{found['compact']:.{digits}f} ± {error:.{digits}f}"


def time(result, network, kind):
    timed = (result.get("latency") or {}).get("networks", [])
    found = next((entry for entry in timed if entry["network"] == network and entry["format"] == kind), None)
    return f"{found['medianMs']:.2f}" if found else "–"


def row(name, root):
    imported = json.loads((root / f"{name}.json").read_text())
    result = json.loads((root / "runs" / name / "result.json").read_text())
    files = {entry["format"]: entry for entry in result["exports"]}
    macs, parameters = result["macs"], result["parameters"]
    return [
        name,
        imported["layers"],
        f"{imported['maxDifference']:.1e}",
        f"{parameters['dense']:,} → {parameters['compact']:,}",
        f"{macs['dense']:,} → {macs['compact']:,} ({macs['ratio']:.2f}x)",
        score(result, "l1-teacher"),
        score(result, "feature-distance-mobilenetv2-teacher"),
        score(result, "kid-mobilenetv2-teacher"),
        f"{files['onnx']['bytes']:,}",
        f"{files['onnx-int8']['bytes']:,}",
        f"{files['onnx-int8']['modelMaxAbsDifference']:.1e} "
        f"({files['onnx-int8']['modelShareWithinOneStep']:.2%})",
        time(result, "dense", "onnx"),
        time(result, "compact", "onnx"),
        time(result, "compact", "onnx-int8"),
    ]


def main():
    root = pathlib.Path(sys.argv[1])
    rows = [row(name, root) for name in GENERATORS if (root / "runs" / name / "result.json").exists()]
    print("| " + " | ".join(TITLES) + " |")
    print("| --- |" + " ---: |" * (len(TITLES) - 1))
    for cells in rows:
        print("| " + " | ".join(str(cell) for cell in cells) + " |")


if __name__ == "__main__":
    main()
