void lanes_slide(float *out, long stride, int kept, const float *in, long step, long columns, const float *w, long wide);
void lanes_taps(float *out, long plane, const float *bias, const float *in, const int *rel, long taps, const float *w, long places);
void lanes_outer(float *acc, const float *in, const int *from, const float *d, long n);
