// SHA-256 (FIPS 180-4), fed piece by piece. The browser's own takes a whole file at a
// time only, and is not there at all on a desk that speaks plain http.
const K = new Int32Array(64), H = new Int32Array(8); // signed: engines keep those as machine words
for (let n = 2, i = 0; i < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n && prime; d++) prime = n % d !== 0;
  if (!prime) continue;
  const frac = (x) => Math.floor((x - Math.floor(x)) * 2 ** 32);
  if (i < 8) H[i] = frac(Math.sqrt(n)) | 0;
  K[i++] = frac(Math.cbrt(n)) | 0;
}

export class Sha256 {
  constructor() {
    this.h = H.slice();
    this.w = new Int32Array(64);
    this.rest = new Uint8Array(64);
    this.left = 0;
    this.length = 0;
  }

  update(bytes) {
    this.length += bytes.length;
    let at = 0;
    if (this.left) {
      at = Math.min(64 - this.left, bytes.length);
      this.rest.set(bytes.subarray(0, at), this.left);
      this.left += at;
      if (this.left < 64) return this;
      this.block(this.rest, 0);
      this.left = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) this.block(bytes, at);
    this.rest.set(bytes.subarray(at));
    this.left = bytes.length - at;
    return this;
  }

  // digest ends it and gives the 32 bytes.
  digest() {
    const bits = this.length * 8, tail = new Uint8Array(this.left < 56 ? 64 - this.left : 128 - this.left);
    tail[0] = 0x80;
    const v = new DataView(tail.buffer);
    v.setUint32(tail.length - 8, Math.floor(bits / 2 ** 32));
    v.setUint32(tail.length - 4, bits >>> 0);
    this.update(tail);
    const out = new DataView(new ArrayBuffer(32));
    this.h.forEach((x, i) => out.setInt32(4 * i, x));
    return new Uint8Array(out.buffer);
  }

  block(b, at) {
    const w = this.w, s = this.h;
    for (let i = 0; i < 16; i++, at += 4) w[i] = (b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3];
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      w[i] = (w[i - 16] + w[i - 7] + (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) + (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10))) | 0;
    }
    let a = s[0], c = s[1], d = s[2], e = s[3], f = s[4], g = s[5], h = s[6], k = s[7];
    for (let i = 0; i < 64; i++) {
      const t = (k + (((f >>> 6) | (f << 26)) ^ ((f >>> 11) | (f << 21)) ^ ((f >>> 25) | (f << 7))) + ((f & g) ^ (~f & h)) + K[i] + w[i]) | 0;
      const u = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & c) ^ (a & d) ^ (c & d))) | 0;
      k = h; h = g; g = f; f = (e + t) | 0; e = d; d = c; c = a; a = (t + u) | 0;
    }
    s[0] += a; s[1] += c; s[2] += d; s[3] += e; s[4] += f; s[5] += g; s[6] += h; s[7] += k;
  }
}

export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
export const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
