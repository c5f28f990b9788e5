"""Teaches the network that reads lines of handwriting (ocr/handwriting/ctc).

    python train.py --lines FOLDER --calibration FOLDER --out ocr/handwriting

The folders hold what the command in this folder drew. The network is a stack of
convolutions over a strip 32 pixels high, trained by connectionist temporal classification
(Graves et al., 2006). README.md says how a run is repeated.
"""

import argparse
import glob
import hashlib
import json
import os
import queue
import struct
import threading
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import numpy as np
import tensorflow as tf

HEIGHT = 32
CLASSES = 48  # with that of no character; handwriting.LineClasses
FRAME = 4  # columns of the strip to a frame

# Layers: (kernel height, kernel width, channels in, out, stride, pooling after). The fifth makes one row of four; what follows runs along the line,
# each but the last added to what it began with.
LAYERS = [
    (3, 3, 1, 16, 2, None),
    (3, 3, 16, 24, 1, (2, 2)),
    (3, 3, 24, 48, 1, (2, 1)),
    (3, 3, 48, 80, 1, None),
    (4, 3, 80, 96, 1, None),
    (1, 5, 96, 96, 1, None),
    (1, 5, 96, 96, 1, None),
    (1, 5, 96, 96, 1, None),
    (1, 5, 96, 96, 1, None),
    (1, 1, 96, CLASSES, 1, None),
]
MUCH = 0.35  # of the lines are distorted: what is drawn varies by itself
ALONG = 5  # the first layer that runs along the line


def read(folder):
    lines = []
    for name in sorted(glob.glob(os.path.join(folder, "lines-*.bin"))):
        data, at = open(name, "rb").read(), 0
        while at < len(data):
            width, n = struct.unpack_from("<HB", data, at)
            at += 3
            truth = np.frombuffer(data, np.uint8, n, at)
            at += n
            strip = np.frombuffer(data, np.uint8, width * HEIGHT, at).reshape(width, HEIGHT)
            at += width * HEIGHT
            lines.append((strip, truth))
    return lines


class Net:
    """The weights of each output have mean 0 and length 1, times a gain (Qiao et al., 2019)."""

    def __init__(self, seed):
        r = np.random.default_rng(seed)
        self.layers, self.vars = [], []
        for k, (kh, kw, i, o, *_) in enumerate(LAYERS):
            last = k == len(LAYERS) - 1
            w = tf.Variable(r.normal(size=(kh, kw, i, o)).astype(np.float32))
            gain = tf.Variable(np.full(o, 1.0 if last else 0.5 if k >= ALONG else 1.4, np.float32))
            bias = tf.Variable(np.array([2.0] + [0.0] * (o - 1) if last else np.zeros(o), np.float32))
            self.layers.append((w, gain, bias))
            self.vars += [w, gain, bias]

    @staticmethod
    def whole(w, gain):
        w = w - tf.reduce_mean(w, [0, 1, 2], keepdims=True)
        return w * (gain * tf.math.rsqrt(tf.reduce_sum(w * w, [0, 1, 2]) + 1e-6))

    def __call__(self, x):
        """x: [batch, 32, width, 1], bfloat16 or float32; logits [batch, width/4, classes]."""
        return forward([(self.whole(w, gain), bias) for w, gain, bias in self.layers], x)


def forward(layers, x):
    dt = x.dtype
    for k, ((w, bias), (kh, kw, i, o, stride, pool)) in enumerate(zip(layers, LAYERS)):
        w = tf.cast(w, dt)
        if kh > 1 and kh % 2 == 0:  # all rows become one; as channels, since that is faster
            b, n = tf.shape(x)[0], tf.shape(x)[2]
            x = tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [b, 1, n, kh * i])
            w = tf.reshape(tf.transpose(w, [1, 0, 2, 3]), [1, kw, kh * i, o])
        y = tf.nn.conv2d(x, w, stride, "SAME")
        if k == len(LAYERS) - 1:
            return tf.cast(y, tf.float32)[:, 0] + bias
        y = tf.nn.relu(tf.nn.bias_add(y, tf.cast(bias, dt)))
        x = x + y if k >= ALONG else y
        if pool:
            x = tf.nn.max_pool2d(x, pool, pool, "VALID")


def distorted(x, r):
    """A strip [width, 32] of floats from 0 to 1, leaned, stretched, bent, thickened, dimmed."""
    w, h = x.shape
    if r.random() > MUCH:
        return x
    wide = max(16, int(w * np.exp(0.12 * r.normal())))
    high, shift = np.exp(0.1 * r.normal()), 1.3 * r.normal()
    slope, lean = 0.6 * r.normal(), 0.16 * r.normal()
    u = np.arange(wide, dtype=np.float32)[:, None]
    v = np.arange(h, dtype=np.float32)[None, :] - (h - 1) / 2
    fx = u * (w / wide) + lean * 1.5 * v
    fy = v / high + shift + slope * np.sin(u / (20 + 60 * r.random()) + 6 * r.random()) + (h - 1) / 2
    amp = 1.1 * r.random() ** 2
    if amp > 0.1:  # bends of the size of a letter
        for _ in range(2):
            kx, ky, ph = r.normal() * 0.25, r.normal() * 0.25, 6.3 * r.random()
            s = np.sin(kx * u + ky * v + ph)
            fx = fx + amp * r.normal() * 1.5 * s
            fy = fy + amp * r.normal() * s
    p = np.pad(x, ((1, 2), (1, 2)))
    fx, fy = np.clip(fx, -1, w) + 1, np.clip(fy, -1, h) + 1
    i, j = fx.astype(np.int32), fy.astype(np.int32)
    tx, ty = fx - i, fy - j
    f, n = p.ravel(), p.shape[1]
    at = i * n + j
    a = f[at] * (1 - ty) + f[at + 1] * ty
    b = f[at + n] * (1 - ty) + f[at + n + 1] * ty
    x = a * (1 - tx) + b * tx
    k = r.random()
    if k < 0.25:  # thicker or thinner strokes
        q = np.pad(x, 1)
        near = np.stack([q[:-2, 1:-1], q[2:, 1:-1], q[1:-1, :-2], q[1:-1, 2:]])
        y = np.maximum(x, near.max(0)) if k < 0.13 else np.minimum(x, near.min(0))
        x = x + r.random() * (0.7 if k < 0.13 else 0.5) * (y - x)
    if r.random() < 0.3:
        x = x * (0.6 + 0.4 * r.random())
    if r.random() < 0.2:
        x = np.where(r.random(x.shape) < 0.02, r.random(x.shape), x)
    if r.random() < 0.15:  # something hides a part
        a, b = r.integers(0, x.shape[0]), r.integers(0, h - 6)
        x = x.copy()
        x[a : a + r.integers(2, 8), b : b + r.integers(3, 10)] = r.integers(0, 2)
    return x.astype(np.float32)


def laid(part, r, distort):
    """A batch: strips, truths as a sparse tensor, frames of each."""
    xs = []
    for strip, truth in part:
        x = strip.astype(np.float32) / 255
        if distort:
            x = distorted(x, r)
        if len(x) // FRAME < len(truth) * 1.3 + 2:  # too narrow for its letters
            x = np.repeat(x, 2, 0)
        xs.append(x)
    width = (max(len(x) for x in xs) + 63) // 64 * 64
    out = np.zeros((len(xs), HEIGHT, width, 1), np.float32)
    for k, x in enumerate(xs):
        out[k, :, : len(x), 0] = x.T
    frames = np.array([min((len(x) + FRAME - 1) // FRAME + 1, width // FRAME) for x in xs], np.int32)
    index = [(k, j) for k, (_, t) in enumerate(part) for j in range(len(t))]
    values = np.concatenate([t for _, t in part]).astype(np.int32)
    longest = max(len(t) for _, t in part)
    return out, np.array(index, np.int64), values, np.array([len(part), longest], np.int64), frames


def best(logits, frames):
    out = []
    for z, n in zip(logits, frames):
        c = z[:n].argmax(-1)
        out.append([int(k) for i, k in enumerate(c) if k and (i == 0 or c[i - 1] != k)])
    return out


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        last, row[0] = row[0], i + 1
        for j, y in enumerate(b):
            last, row[j + 1] = row[j + 1], min(last + (x != y), row[j] + 1, row[j + 1] + 1)
    return row[-1]


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--lines", required=True)
    a.add_argument("--calibration", required=True)
    a.add_argument("--out", required=True)
    a.add_argument("--steps", type=int, default=20000)
    a.add_argument("--batch", type=int, default=32)
    a.add_argument("--seed", type=int, default=20261126)
    a.add_argument("--rate", type=float, default=2e-3)
    a.add_argument("--threads", type=int, default=1)
    a.add_argument("--resume", action="store_true")
    q = a.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(q.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    r = np.random.default_rng(q.seed)
    tf.random.set_seed(q.seed)
    net = Net(q.seed)
    opt = tf.keras.optimizers.AdamW(q.rate, weight_decay=1e-4, global_clipnorm=3.0)
    mean = [tf.Variable(v, trainable=False) for v in net.vars]
    opt.build(net.vars)
    done = tf.Variable(0, dtype=tf.int64, trainable=False)
    state = tf.train.Checkpoint(v=net.vars, mean=mean, opt=opt, done=done)

    def learn(x, index, values, shape, frames):
        truth = tf.SparseTensor(index, values - 1, shape)
        with tf.GradientTape() as t:
            z = net(tf.cast(x, tf.bfloat16))
            z = tf.concat([z[..., 1:], z[..., :1]], -1)  # the function has no character last
            loss = tf.reduce_mean(tf.nn.ctc_loss(truth, z, None, frames, logits_time_major=False, blank_index=CLASSES - 1))
        g = t.gradient(loss, net.vars)
        opt.apply_gradients(zip(g, net.vars))
        return loss

    learn = tf.function(learn, input_signature=[
        tf.TensorSpec([None, HEIGHT, None, 1]), tf.TensorSpec([None, 2], tf.int64), tf.TensorSpec([None], tf.int32),
        tf.TensorSpec([2], tf.int64), tf.TensorSpec([None], tf.int32)], reduce_retracing=True)

    @tf.function(reduce_retracing=True)
    def average(d):
        for m, v in zip(mean, net.vars):
            m.assign(m + d * (v - m))

    see = tf.function(lambda x: net(x), reduce_retracing=True)

    calibration = read(q.calibration)

    def judge():
        """Letters wrong among all, lines wrong among all, on the calibration's; by the mean weights."""
        kept = [v.numpy() for v in net.vars]
        for v, m in zip(net.vars, mean):
            v.assign(m)
        wrong = letters = lines = 0
        part = sorted(calibration[:1000], key=lambda l: len(l[0]))
        for i in range(0, len(part), 50):
            x, _, _, _, frames = laid(part[i : i + 50], r, False)
            for got, (_, t) in zip(best(see(x).numpy(), frames), part[i : i + 50]):
                d = distance(got, list(t))
                wrong, letters, lines = wrong + d, letters + len(t), lines + (d > 0)
        save(net, q, step, next(s for s, _ in calibration if len(s) < 130))
        for v, k in zip(net.vars, kept):
            v.assign(k)
        return wrong / letters, lines / len(part)

    began, losses, step = time.time(), [], 0
    path = os.path.join(q.out, "state")
    if q.resume:
        state.read(path).expect_partial()
        step = int(done)
    def lessons():
        """Batches, laid beside the learning: lines of about one width, those drawn meanwhile too."""
        lines, seen, n = [], 0, step
        while True:
            if n % 1000 == 0 or not lines:
                files = len(glob.glob(os.path.join(q.lines, "lines-*.bin")))
                if files > seen:
                    seen, lines = files, read(q.lines)
                    lines.sort(key=lambda l: len(l[0]))
            short = min(1.0, 0.25 + n / 3000)  # the first lessons are of short lines
            at = int(r.integers(0, int(short * len(lines))))
            near = lines[max(0, at - 600) : at + 600]
            count = int(min(q.batch * 2, max(q.batch // 2, q.batch * 350 / len(lines[at][0]))))
            part = [near[int(k)] for k in r.integers(0, len(near), count)]
            ready.put((laid(part, r, True), np.mean([len(t) for _, t in part])))
            n += 1

    ready = queue.Queue(4)
    threading.Thread(target=lessons, daemon=True).start()
    while step < q.steps:
        lesson, letters = ready.get()
        rate = q.rate * min(1, (step + 1) / 300) * (0.505 + 0.495 * np.cos(np.pi * step / q.steps))
        opt.learning_rate.assign(rate)
        losses.append(float(learn(*[tf.constant(v) for v in lesson])) / letters)
        step += 1
        average(tf.constant(0.004 if step > 1000 else 0.02))
        if step % 100 == 0:
            print(f"step {step}, loss a letter {np.mean(losses[-100:]):.4f}, {time.time() - began:.0f} s", flush=True)
        if step % 500 == 0:
            done.assign(step)
            print("calibration: letters wrong %.4f, lines wrong %.4f" % judge(), flush=True)
            state.write(path)


def save(net, q, step, example):
    """Writes lines.bin: for each layer the scales of its outputs (float32), the weights of
    each output in 8 bits (by row, column and channel), the biases (float32). Beside it what
    they make of a line, to which the reader is held."""
    out, layers = bytearray(b"BLIN1\n"), []
    for w, gain, bias in net.layers:
        w = net.whole(w, gain).numpy()
        flat = w.reshape(-1, w.shape[-1])
        s = (np.maximum(np.abs(flat).max(0), 1e-9) / 127).astype("<f4")
        whole = np.rint(flat / s).astype(np.int8)
        out += s.tobytes() + whole.T.tobytes() + bias.numpy().astype("<f4").tobytes()
        layers.append(((whole * s).reshape(w.shape).astype(np.float32), bias.numpy()))
    data = bytes(out)
    with open(os.path.join(q.out, "lines.bin"), "wb") as f:
        f.write(data)
    record = {"seed": q.seed, "steps": step, "batch": q.batch, "sha256": hashlib.sha256(data).hexdigest()}
    with open(os.path.join(q.out, "lines.json"), "w") as f:
        json.dump(record, f, indent=2)
        f.write("\n")
    width = (len(example) + 23) // 16 * 16
    x = np.zeros((1, HEIGHT, width, 1), np.float32)
    x[0, :, : len(example), 0] = example.T / 255
    z = tf.nn.log_softmax(forward(layers, tf.constant(x)))[0].numpy()
    with open(os.path.join(q.out, "lines_check.json"), "w") as f:
        json.dump({"pixels": example.ravel().tolist(), "logs": np.round(z, 3).tolist()}, f)


if __name__ == "__main__":
    main()
