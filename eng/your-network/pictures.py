"""Joins the last pictures of each run of eng/your-network.sh: input, the network before, the network after.

    python3 eng/your-network/pictures.py runs/your-network pictures.jpg
"""

import pathlib
import sys

from PIL import Image, ImageDraw

from generators import GENERATORS

# Of a run's final.png: two rows of the first three columns, below the titles.
PART = (0, 20, 400, 286)
COLUMNS = 4
TITLE = 16


def main():
    root, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    names = [name for name in GENERATORS if (root / "runs" / name / "samples" / "final.png").exists()]
    width, height = PART[2] - PART[0], PART[3] - PART[1] + TITLE
    sheet = Image.new("RGB", (COLUMNS * width, -(-len(names) // COLUMNS) * height), "white")
    draw = ImageDraw.Draw(sheet)
    for number, name in enumerate(names):
        left, top = number % COLUMNS * width, number // COLUMNS * height
        picture = Image.open(root / "runs" / name / "samples" / "final.png").convert("RGB").crop(PART)
        sheet.paste(picture, (left, top + TITLE))
        draw.text((left + 4, top + 2), name, fill="black")
    sheet.save(target, quality=90)


if __name__ == "__main__":
    main()
