/** Cache of JavaScript compiled from other sources, shared between processes. */
import { hash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** One in this many additions removes old files. */
const CLEARS_EVERY = 100;
/** Marks a complete file, since a power failure may leave a truncated file. */
const END = '\n// whole';
const OLD_MS = 30 * 24 * 3_600_000;

/**
 * Returns cached JavaScript, else compiles it with `make`. Every unit is a fresh process, and
 * starting the type stripper takes Node.js as long as its own startup, a compiler up to ten times
 * that. If no cache folder is given, or it cannot be read or written, each process compiles for
 * itself.
 * @param source - Everything that determines the JavaScript: the source, and how it is compiled.
 * @param make - May throw; errors are not cached.
 */
export function cacheCompiledCode(source: string, make: () => string): string {
  const folder = folderOf(process.env);
  if (folder === null) return make();
  const name = hash('sha256', source);
  const kept = attempt(() => readFileSync(join(folder, name), 'utf8'));
  if (kept?.endsWith(END) === true) return kept.slice(0, -END.length);
  const made = make();
  attempt(() => keep(folder, name, made + END));
  return made;
}

/** Returns this Node.js version's cache folder; null if the command line has not given any. */
function folderOf({ PERF_HARNESS_STRIPPED: place }: NodeJS.ProcessEnv): string | null {
  return place === undefined || place === '' ? null : join(place, process.version);
}

/** Written atomically, so that readers find the complete file or none. */
function keep(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  const half = join(folder, `${name}-${process.pid}`);
  writeFileSync(half, text);
  const whole = join(folder, name);
  renameSync(half, whole);
  if (Number.parseInt(name.slice(0, 8), 16) % CLEARS_EVERY === 0) {
    clearOld(folder, statSync(whole).mtimeMs - OLD_MS);
  }
}

function clearOld(folder: string, beforeMs: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    attempt(() => {
      if (statSync(path).mtimeMs < beforeMs) rmSync(path);
    });
  }
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
