/** JavaScript made of other sources, kept from one process to the next. */
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

/** One in so many that are added clears away what is old. */
const CLEARS_EVERY = 100;
/** A machine that loses its power may leave a file without its text. */
const END = '\n// whole';
const OLD_MS = 30 * 24 * 3_600_000;

/**
 * JavaScript as it was kept, else as `make` makes it. Every unit is a fresh process, and only to start
 * what strips types takes Node.js as long as it takes to start itself, a compiler up to ten times that.
 * Where nobody has named a folder for it, or it cannot be read or written, each process makes its own.
 * @param source - Everything that the JavaScript follows from: the source, and how it is compiled.
 * @param make - May throw; that is not kept.
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

/** Every version of Node.js has its own. null: the command line has named none, or is not there. */
function folderOf({ PERF_HARNESS_STRIPPED: place }: NodeJS.ProcessEnv): string | null {
  return place === undefined || place === '' ? null : join(place, process.version);
}

/** Whoever reads meanwhile finds all of it or nothing. */
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
