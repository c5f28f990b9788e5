// What every page has: the palette (Ctrl K) and the help (F1). The keys themselves
// are registered in keys.js; pages work without any of it.
import { help } from "./keys.js";
import { palette } from "./palette.js";

help();
palette();
