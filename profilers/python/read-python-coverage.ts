import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { FileExecutions } from '../../harness/model/program/execution-counts.ts';
import { mergeLineCounts } from '../execution-coverage/count-line-executions.ts';

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
export function readPythonCoverage(host: Host, folder: string): readonly FileExecutions[] {
  const files = new Map<string, FileExecutions>();
  for (const name of host.files
    .list(folder)
    .filter((fileName) => fileName.endsWith('.pycoverage'))) {
    // Safe cast: written atomically by our own module.
    const written = JSON.parse(host.files.read(join(folder, name)) ?? '{}') as WrittenPasses;
    for (const [file, { lines, functions }] of Object.entries(written)) {
      const read: FileExecutions = {
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
      files.set(file, known === undefined ? read : mergeLineCounts(known, read));
    }
  }
  return [...files.values()];
}
