// Definitions here come before those of the libraries when the dynamic linker
// looks for the names. They take detours out of Tesseract's way that cost a
// quarter of its time; without them readings are the same, only slower.

#include <leptonica/allheaders.h>

// Tesseract 5 hands each line of text to its network as a PNG that it writes and
// reads back in memory, a twelfth of all its work. This keeps the pixels as they
// are; what reads them recognises the form by itself. Nothing else in a reading
// process writes PNG by this call.
l_ok pixWriteMem(l_uint8 **data, size_t *size, PIX *pix, l_int32 format) {
	return pixWriteMemSpix(data, size, pix);
}

// OpenMP sets up a team, and wakes it by a system call, for each of the 120,000
// small loops of a page, even where the team is one thread. A reading process is
// one thread, so each loop is just run: outside of a team the outlined code sees
// thread 0 of 1 and does all the iterations. (libgomp's ABI, GOMP_4.0.)
void GOMP_parallel(void (*fn)(void *), void *data, unsigned threads, unsigned flags) { fn(data); }

// Sections are handed out from 1 to count, one after the other.
static _Thread_local unsigned section, sections;

void GOMP_parallel_sections(void (*fn)(void *), void *data, unsigned threads, unsigned count, unsigned flags) {
	unsigned outer = section, outers = sections;
	section = 0;
	sections = count;
	fn(data);
	section = outer;
	sections = outers;
}

unsigned GOMP_sections_next(void) { return section < sections ? ++section : 0; }

void GOMP_sections_end_nowait(void) {}
