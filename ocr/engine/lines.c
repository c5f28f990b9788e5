#include <leptonica/allheaders.h>

// Tesseract 5 hands each line of text to its network as a PNG that it writes and
// reads back in memory, a twelfth of all its work. This definition comes before
// Leptonica's when the dynamic linker looks for the name, and keeps the pixels as
// they are; reading recognises the form by itself. Nothing else in a reading
// process writes PNG by this call. Without it readings are the same, only slower.
l_ok pixWriteMem(l_uint8 **data, size_t *size, PIX *pix, l_int32 format) {
	return pixWriteMemSpix(data, size, pix);
}
