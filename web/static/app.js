// What every page has: the palette (Ctrl K), the help (F1) and lists by keyboard. The keys
// themselves are registered in keys.js; pages work without any of it.
import { help } from "./keys.js";
import { lists } from "./lists.js";
import { palette } from "./palette.js";

help();
palette();
lists();
