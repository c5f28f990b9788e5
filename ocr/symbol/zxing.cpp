#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <cstring>

#include "zxing.h"

int symbol_read(const unsigned char *grey, int width, int height, int stride, int kinds, int global, symbol_found *found, int most) {
	using namespace ZXing;
	try {
		BarcodeFormats formats;
		if (kinds & symbol_matrix) formats |= BarcodeFormat::DataMatrix;
		if (kinds & symbol_qr) formats |= BarcodeFormat::QRCode;
		if (kinds & symbol_code128) formats |= BarcodeFormat::Code128;
		DecodeHints hints;
		hints.setFormats(formats).setTryHarder(true).setTryRotate(true).setTryDownscale(true).setMaxNumberOfSymbols(most);
		// ZXing 1.4 asserts that lines it compares were seen once (Result::operator==),
		// which several codes of lines, or one beside a matrix, break.
		if (kinds & symbol_code128) hints.setMaxNumberOfSymbols(1).setTryDownscale(false);
		if (global) hints.setBinarizer(Binarizer::GlobalHistogram);
		int n = 0;
		for (const auto &r : ReadBarcodes(ImageView(grey, width, height, ImageFormat::Lum, stride), hints)) {
			if (!r.isValid() || n == most) continue;
			const auto &bytes = r.bytes();
			if (bytes.empty() || bytes.size() > symbol_text) continue;
			symbol_found *f = &found[n++];
			f->kind = r.format() == BarcodeFormat::DataMatrix ? symbol_matrix : r.format() == BarcodeFormat::QRCode ? symbol_qr : symbol_code128;
			f->length = int(bytes.size());
			std::memcpy(f->text, bytes.data(), bytes.size());
			for (int i = 0; i < 4; i++) {
				f->x[i] = r.position()[i].x;
				f->y[i] = r.position()[i].y;
			}
		}
		return n;
	} catch (...) {
		return -1;
	}
}
