"""Prepares images with Pillow and numpy as Hugging Face's image processors do: shortest edge 256 bicubic, center crop 224, mean and deviation.

    python3 bench/python/images_prepare.py FOLDER            prints images a second on one core
    python3 bench/python/images_prepare.py FOLDER --serve    for the verb images-prepare: one run for each line of input, answered by the mean of all values
"""
import pathlib
import sys
import time

import numpy
from PIL import Image, ImageOps

SHORTEST_EDGE, CROP = 256, 224
MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], numpy.float32)


def prepare(path):
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    width, height = image.size
    short, long = min(width, height), int(SHORTEST_EDGE * max(width, height) / min(width, height))
    image = image.resize((SHORTEST_EDGE, long) if width == short else (long, SHORTEST_EDGE), Image.BICUBIC)
    left, top = (image.size[0] - CROP) // 2, (image.size[1] - CROP) // 2
    image = image.crop((left, top, left + CROP, top + CROP))
    values = (numpy.asarray(image, numpy.float32) * numpy.float32(1 / 255) - MEAN) / DEVIATION
    return numpy.ascontiguousarray(values.transpose(2, 0, 1))


def run(paths):
    return float(numpy.mean([prepare(path).mean(dtype=numpy.float64) for path in paths]))


def main():
    paths = sorted(path for path in pathlib.Path(sys.argv[1]).rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if "--serve" in sys.argv[2:]:
        for _ in sys.stdin:
            print(run(paths), flush=True)
        return
    run(paths)
    start = time.perf_counter()
    run(paths)
    print(f"{len(paths) / (time.perf_counter() - start):.0f} images/s with Pillow {Image.__version__}")


main()
