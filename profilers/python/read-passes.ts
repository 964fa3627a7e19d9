import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { FilePasses } from '../../harness/model/program/passes.ts';
import { addPasses } from '../passes/line-counts.ts';

/** As `sitecustomize.py` writes it, by file. */
type WrittenPasses = Readonly<
  Record<
    string,
    {
      readonly lines: Readonly<Record<string, number>>;
      readonly functions: readonly (readonly [
        name: string,
        fromLine: number,
        toLine: number,
        calls: number,
      ])[];
    }
  >
>;

/** Reads the execution counts of a unit's Python processes. */
export function readPythonPasses(host: Host, folder: string): readonly FilePasses[] {
  const files = new Map<string, FilePasses>();
  for (const name of host.files
    .list(folder)
    .filter((fileName) => fileName.endsWith('.pycoverage'))) {
    // Sound: our own file has written it, whole or not at all.
    const written = JSON.parse(host.files.read(join(folder, name)) ?? '{}') as WrittenPasses;
    for (const [file, { lines, functions }] of Object.entries(written)) {
      const read: FilePasses = {
        file,
        lines: new Map(
          Object.entries(lines).map(([line, count]) => [
            Number(line),
            { entered: count, most: count },
          ]),
        ),
        functions: functions.map(([of, fromLine, toLine, calls]) => ({
          name: of,
          fromLine,
          toLine,
          calls,
        })),
      };
      const known = files.get(file);
      files.set(file, known === undefined ? read : addPasses(known, read));
    }
  }
  return [...files.values()];
}
