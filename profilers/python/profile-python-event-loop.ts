import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../../harness/host.ts';
import type { AttachedProfiler, TimeInterval } from '../../harness/model/program/profiler.ts';

/** A function that event loops of a unit were in, with all that it called. */
export interface EventLoopFunction {
  readonly file: string;
  readonly name: string;
  /** Line where it begins, from 1. */
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
  /** Time of each sample, time since the previous sample, and functions by their index. */
  readonly samples: readonly (readonly [
    atMs: number,
    lastedMs: number,
    functions: readonly number[],
  ])[];
}

/** Returns functions that occupied Python event loops in a stretch; null: no such program. */
export function readPythonEventLoop(
  host: Host,
  folder: string,
  { fromMs, toMs }: TimeInterval,
): readonly EventLoopFunction[] | null {
  const names = host.files.list(folder).filter((fileName) => fileName.endsWith('.pyloop'));
  if (names.length === 0) return null;
  const found = new Map<string, EventLoopFunction>();
  for (const name of names) {
    // Safe cast: written atomically by our own module.
    const { functions, samples } = JSON.parse(
      host.files.read(join(folder, name)) ?? '{"functions":[],"samples":[]}',
    ) as WrittenLoop;
    for (const [atMs, lastedMs, indexes] of samples) {
      if (atMs < fromMs || atMs > toMs) continue;
      for (const index of indexes) {
        const loopFunction = functions[index];
        if (loopFunction === undefined) continue;
        const key = JSON.stringify([loopFunction.url, loopFunction.line, loopFunction.name]);
        const { name: of, url: file, line } = loopFunction;
        const ms = (found.get(key)?.ms ?? 0) + lastedMs;
        found.set(key, { file, name: of, line, ms });
      }
    }
  }
  return [...found.values()].sort((a, b) => b.ms - a.ms);
}

const WATCHER = fileURLToPath(new URL('./sitecustomize.py', import.meta.url));

type Attached<Seen> = Pick<AttachedProfiler, 'env' | 'wrap' | 'begin'> & {
  readonly read: (stretch: TimeInterval) => Promise<Seen>;
};
type Attach<Seen> = (folder: string, nodeOptions: string | undefined) => Attached<Seen>;

/** Extends a Node.js profiler to Python; the unit's folder gets the watcher and its bytecode. */
export function attachToPython<Seen>(
  host: Host,
  attach: Attach<Seen>,
  pythonPath: string | undefined,
): Attach<Seen> {
  return (folder, nodeOptions) => {
    const attached = attach(folder, nodeOptions);
    const own = join(folder, 'python');
    host.files.writeAtomic(join(own, 'sitecustomize.py'), host.files.read(WATCHER) ?? '');
    const path = [own, pythonPath].filter((entry) => entry !== undefined && entry !== '');
    return { ...attached, env: { ...attached.env, PYTHONPATH: path.join(delimiter) } };
  };
}
