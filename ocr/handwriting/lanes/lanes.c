#include "lanes.h"

// No product is added before it is rounded.
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC optimize("fp-contract=off")
#endif

// Sixteen numbers side by side, wherever they lie. The compiler makes of them what the
// processor has; which form is run is chosen when the program is loaded.
typedef float lanes __attribute__((vector_size(64), aligned(4), may_alias));

#if defined(__x86_64__) && defined(__gnu_linux__)
#define EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define EACH_PROCESSOR
#endif

#define at(p) (*(const lanes *)(p))

EACH_PROCESSOR
void lanes_slide(float *out, long stride, int kept, const float *in, long step, long columns, const float *w, long wide) {
	long c = 0;
	for (; c + 4 <= columns; c += 4, in += 4 * step, out += 4 * stride) {
		lanes a0 = {0}, a1 = {0}, a2 = {0}, a3 = {0};
		for (long i = 0; i < wide; i++) {
			lanes k = at(w + 16 * i);
			a0 += in[i] * k;
			a1 += in[step + i] * k;
			a2 += in[2 * step + i] * k;
			a3 += in[3 * step + i] * k;
		}
		for (int k = 0; k < kept; k++) {
			out[k] += a0[k];
			out[stride + k] += a1[k];
			out[2 * stride + k] += a2[k];
			out[3 * stride + k] += a3[k];
		}
	}
	for (; c < columns; c++, in += step, out += stride) {
		lanes a = {0};
		for (long i = 0; i < wide; i++)
			a += in[i] * at(w + 16 * i);
		for (int k = 0; k < kept; k++)
			out[k] += a[k];
	}
}

EACH_PROCESSOR
void lanes_taps(float *out, long plane, const float *bias, const float *in, const int *rel, long taps, const float *w, long places) {
	for (long x = 0; x < places; x++, in += 16, out += 16) {
		for (int j = 0; j < 8; j += 4) {
			lanes a0 = {0}, a1 = {0}, a2 = {0}, a3 = {0};
			if (bias)
				a0 += bias[j], a1 += bias[j + 1], a2 += bias[j + 2], a3 += bias[j + 3];
			const float *k = w + j;
			for (long t = 0; t < taps; t++, k += 16) {
				lanes v = at(in + rel[t]);
				a0 += v * k[0];
				a1 += v * k[1];
				a2 += v * k[2];
				a3 += v * k[3];
			}
			float *o = out + j * plane;
			*(lanes *)o = a0;
			*(lanes *)(o + plane) = a1;
			*(lanes *)(o + 2 * plane) = a2;
			*(lanes *)(o + 3 * plane) = a3;
		}
	}
}

EACH_PROCESSOR
void lanes_outer(float *acc, const float *in, const int *from, const float *d, long n) {
	for (int j = 0; j < 8; j += 4, acc += 64) {
		const float *v0 = in + from[j], *v1 = in + from[j + 1], *v2 = in + from[j + 2], *v3 = in + from[j + 3];
		lanes a0 = at(acc), a1 = at(acc + 16), a2 = at(acc + 32), a3 = at(acc + 48);
		for (long i = 0; i < n; i++) {
			lanes g = at(d + 16 * i);
			a0 += v0[i] * g;
			a1 += v1[i] * g;
			a2 += v2[i] * g;
			a3 += v3[i] * g;
		}
		*(lanes *)acc = a0;
		*(lanes *)(acc + 16) = a1;
		*(lanes *)(acc + 32) = a2;
		*(lanes *)(acc + 48) = a3;
	}
}
