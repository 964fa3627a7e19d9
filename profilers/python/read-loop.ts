import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { Stretch } from '../../harness/model/program/profiler.ts';

/** A function that event loops of a unit were in, with all that it called. */
export interface LoopFunction {
  readonly file: string;
  readonly name: string;
  /** Where it begins, from 1. */
  readonly line: number;
  readonly ms: number;
}

/** As `sitecustomize.py` writes it. */
interface WrittenLoop {
  readonly functions: readonly {
    readonly name: string;
    readonly url: string;
    readonly line: number;
  }[];
  /** When it was looked, how long it had been since the last look, and functions by their index. */
  readonly samples: readonly (readonly [
    atMs: number,
    lastedMs: number,
    functions: readonly number[],
  ])[];
}

/** What kept the event loops of Python programs in a stretch; null: none of the unit's is one. */
export function readPythonLoop(
  host: Host,
  folder: string,
  { fromMs, toMs }: Stretch,
): readonly LoopFunction[] | null {
  const names = host.files.list(folder).filter((one) => one.endsWith('.pyloop'));
  if (names.length === 0) return null;
  const found = new Map<string, LoopFunction>();
  for (const name of names) {
    // Sound: our own file has written it, whole or not at all.
    const { functions, samples } = JSON.parse(
      host.files.read(join(folder, name)) ?? '{"functions":[],"samples":[]}',
    ) as WrittenLoop;
    for (const [atMs, lastedMs, indexes] of samples) {
      if (atMs < fromMs || atMs > toMs) continue;
      for (const index of indexes) {
        const one = functions[index];
        if (one === undefined) continue;
        const key = JSON.stringify([one.url, one.line, one.name]);
        const { name: of, url: file, line } = one;
        const ms = (found.get(key)?.ms ?? 0) + lastedMs;
        found.set(key, { file, name: of, line, ms });
      }
    }
  }
  return [...found.values()].sort((a, b) => b.ms - a.ms);
}
