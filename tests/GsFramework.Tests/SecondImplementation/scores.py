"""Fréchet distance, KID, SSIM and the feature distance by numpy and scipy, on inputs by formula. Made scores.json:

    python3 scores.py > scores.json

Written for Debian 12: python3-numpy 1.24.2, python3-scipy 1.10.1, python3-mpmath.
"""
import json

import mpmath
import numpy
from scipy import linalg, ndimage


def fill(shape, seed, bound=1.0):
    """HashFill.cs: the same numbers to the last bit, as float64."""
    mask = 0xFFFFFFFF
    h = (numpy.arange(int(numpy.prod(shape)), dtype=numpy.uint64) + numpy.uint64(0x9E3779B9 * seed & mask)) & numpy.uint64(mask)
    h ^= h >> numpy.uint64(16)
    h = h * numpy.uint64(0x85EBCA6B) & numpy.uint64(mask)
    h ^= h >> numpy.uint64(13)
    h = h * numpy.uint64(0xC2B2AE35) & numpy.uint64(mask)
    h ^= h >> numpy.uint64(16)
    return (((h >> numpy.uint64(8)).astype(numpy.int64) - (1 << 23)) / (1 << 23) * bound).reshape(shape)


def features(count, dimensions, seed):
    """Like a network's: mixed by a matrix, shifted, and cut off at 0. Exact in fp32: multiples of 2^-12."""
    mixed = fill((count, dimensions), seed) @ fill((dimensions, dimensions), 7) / numpy.sqrt(dimensions) + 0.01 * (seed % 7)
    return numpy.maximum(numpy.round(mixed * 4096) / 4096, 0)


def textbook(x, y):
    """As pytorch-fid: the root of the product of the covariances."""
    a, b = numpy.cov(x, rowvar=False), numpy.cov(y, rowvar=False)
    root = linalg.sqrtm(a @ b, disp=False)[0]
    return float(numpy.sum((x.mean(0) - y.mean(0)) ** 2) + numpy.trace(a) + numpy.trace(b) - 2 * numpy.trace(root.real))


def small_side(x, y):
    """The same where there are fewer images than dimensions: tr (A B)^½ with A = PᵀP, B = QᵀQ is tr (P Qᵀ Q Pᵀ)^½, of the
    size of the smaller set. P are the set's contrasts, one fewer than images, so that the matrix has full rank."""
    def contrasts(z):
        return linalg.helmert(len(z)) @ z / numpy.sqrt(len(z) - 1)
    p, q = sorted((contrasts(x), contrasts(y)), key=len)
    root = linalg.sqrtm(p @ q.T @ q @ p.T)
    return float(numpy.sum((x.mean(0) - y.mean(0)) ** 2) + numpy.sum(p ** 2) + numpy.sum(q ** 2) - 2 * numpy.trace(root.real))


def many_digits(x, y):
    """By eigenvalues in 60 digits."""
    mpmath.mp.dps = 60
    def covariance(z):
        z = mpmath.matrix(z.tolist())
        mean = [mpmath.fsum(z[i, j] for i in range(z.rows)) / z.rows for j in range(z.cols)]
        centred = mpmath.matrix(z.rows, z.cols)
        for i in range(z.rows):
            for j in range(z.cols):
                centred[i, j] = z[i, j] - mean[j]
        return mean, centred.T * centred / (z.rows - 1)
    (first, a), (second, b) = covariance(x), covariance(y)
    values, vectors = mpmath.eigsy(a)
    root = vectors * mpmath.diag([mpmath.sqrt(max(value, 0)) for value in values]) * vectors.T
    inner = mpmath.eigsy(root * b * root, eigvals_only=True)
    trace = mpmath.fsum(a[i, i] + b[i, i] for i in range(a.rows))
    means = mpmath.fsum((s - t) ** 2 for s, t in zip(first, second))
    return float(means + trace - 2 * mpmath.fsum(mpmath.sqrt(max(value, 0)) for value in inner))


def kid(x, y):
    """The unbiased estimate by loops over kernel matrices."""
    def kernel(a, b):
        return (a @ b.T / a.shape[1] + 1) ** 3
    m, n = len(x), len(y)
    xx, yy = kernel(x, x), kernel(y, y)
    return float((xx.sum() - numpy.trace(xx)) / (m * (m - 1)) + (yy.sum() - numpy.trace(yy)) / (n * (n - 1)) - 2 * kernel(x, y).mean())


def sets():
    for m, n, d, ways in [(300, 200, 16, "textbook"), (700, 650, 576, "textbook"), (40, 60, 64, "small side"), (30, 500, 64, "small side"),
                          (160, 384, 576, "small side"), (100, 120, 2048, "small side"), (6, 7, 10, "many digits")]:
        x, y = features(m, d, 101), features(n, d, 205)
        way = {"textbook": textbook, "small side": small_side, "many digits": many_digits}[ways]
        yield {"m": m, "n": n, "d": d, "way": ways, "fd": way(x, y), "kid": kid(x, y), "textbook": textbook(x, y)}


def ssim(a, b):
    """Wang et al. by Gaussian filters of 11 taps, cut back to the windows that lie inside."""
    def mean(z):
        return ndimage.gaussian_filter(z, 1.5, truncate=3.5)
    values = []
    for p, q in zip((a + 1) / 2, (b + 1) / 2):
        up, uq = mean(p), mean(q)
        vp, vq, vpq = mean(p * p) - up * up, mean(q * q) - uq * uq, mean(p * q) - up * uq
        c, e = 0.01 ** 2, 0.03 ** 2
        s = (2 * up * uq + c) * (2 * vpq + e) / ((up * up + uq * uq + c) * (vp + vq + e))
        values.append(s[5:-5, 5:-5].mean())
    return float(numpy.mean(values))


def pictures():
    a = fill((3, 24, 31), 11)
    for noise in (0.0, 0.05, 0.5):
        b = numpy.clip(a + noise * fill((3, 24, 31), 12), -1, 1)
        yield {"noise": noise, "ssim": ssim(a, b),
               "psnr": None if noise == 0 else float(10 * numpy.log10(4 / numpy.mean((a - b) ** 2)))}


def feature_distance():
    total = 0
    for layer, shape in enumerate([(5, 8, 6), (12, 4, 3)]):
        f, g = fill(shape, 21 + layer), fill(shape, 31 + layer)
        f, g = f / numpy.linalg.norm(f, axis=0), g / numpy.linalg.norm(g, axis=0)
        total += ((f - g) ** 2).sum(0).mean() / 2
    return float(total)


print(json.dumps({"sets": list(sets()), "pictures": list(pictures()), "featureDistance": feature_distance()}, indent=1))
