#ifndef BORDEREAU_SYMBOL_ZXING_H
#define BORDEREAU_SYMBOL_ZXING_H

#ifdef __cplusplus
extern "C" {
#endif

enum { symbol_matrix = 1, symbol_qr = 2, symbol_code128 = 4 };
enum { symbol_text = 4096 };

// A symbol that was read: its kind, its bytes as they are encoded, its corners from the
// top left, clockwise as the symbol stands.
typedef struct {
	int kind;
	int length;
	int x[4], y[4];
	unsigned char text[symbol_text];
} symbol_found;

// symbol_read looks for symbols of the kinds in a grey picture and gives how many it
// found, most at the most; -1 where the library failed.
int symbol_read(const unsigned char *grey, int width, int height, int stride, int kinds, int global, symbol_found *found, int most);

#ifdef __cplusplus
}
#endif

#endif
