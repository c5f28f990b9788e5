// Package pdf writes and looks into PDF files.
//
// Writing (Write, Writer) makes the searchable copy that is archived: each page is
// the image as it was captured, unaltered where its encoding allows it, under
// invisible text that lies over the words as they were read. The files follow
// PDF/A-2u (ISO 19005-2:2011, level B with Unicode for all text) in structure:
// embedded font and output profile, both made here in code, XMP metadata, no
// encryption, no compressed objects. No validator is part of the tests; qpdf and
// poppler read the result there.
//
// Reading (Inspect, Open) answers what a file holds and takes the image out of
// pages that are one image. It runs over hostile bytes and belongs in a child
// process; budgets are checked before anything is unpacked. pdfcpu is
// strict, so that it refuses a file says nothing about the file: the caller then
// asks poppler.
package pdf
