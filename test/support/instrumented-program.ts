import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import { createHost } from '../../harness/host.ts';
import { findBodies } from '../../plugins/analysis/find-function-bodies.ts';
import { loadParser } from '../../plugins/analysis/load-parser.ts';
import { createInstrumenter } from '../../profilers/instrument/call-instrumenter.ts';
import {
  createInsertions,
  mayContainTypes,
} from '../../profilers/instrument/insert-recorder-calls.ts';
import {
  hashText,
  type InstrumentationPlan,
} from '../../profilers/instrument/instrumentation-plan.ts';
import { writeFiles } from './run-cli.ts';

export const instrumentationHost = createHost();
const ALWAYS = { fromMs: 0, toMs: Number.POSITIVE_INFINITY };

/** Function in a program of a test, located by the text that it begins with. */
export interface LocatedFunction {
  readonly file: string;
  readonly name: string;
  readonly watchesMemory?: boolean;
}

/** Creates programs whose functions report calls. */
export function createInstrumentedPrograms() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'perf-harness-instrumented-')));
  afterAll(() => instrumentationHost.processes.stopAll());
  let programs = 0;

  return async (files: Readonly<Record<string, string>>, functions: readonly LocatedFunction[]) => {
    programs += 1;
    const root = join(folder, `program-${programs}`);
    writeFiles(root, files);
    const plan = await planOf(root, files, functions);
    const planFile = join(folder, `plan-${programs}.json`);
    writeFileSync(planFile, JSON.stringify(plan));
    const own = join(folder, `calls-${programs}`);
    instrumentationHost.files.makeFolder(own);
    const attached = createInstrumenter(instrumentationHost, planFile, functions.length).attach(
      own,
      undefined,
    );
    const [main = ''] = Object.keys(files);
    const { exit, stdout, stderr } = await instrumentationHost.processes.exec({
      file: process.execPath,
      args: [join(root, main)],
      cwd: root,
      env: attached.env,
      timeoutMs: 20_000,
    });
    const taken = await attached.read(ALWAYS);
    const of = (name: string) => {
      const measurement =
        taken.functionsIn()[functions.findIndex((wanted) => wanted.name === name)];
      if (measurement === undefined) throw new Error(`nobody asked for ${name}`);
      return measurement;
    };
    return { exit, stdout, stderr, ...taken, of };
  };
}

async function planOf(
  root: string,
  files: Readonly<Record<string, string>>,
  functions: readonly LocatedFunction[],
): Promise<InstrumentationPlan> {
  const parser = await loadParser(createHost());
  const byFile = Map.groupBy(functions.entries(), ([, { file }]) => file);
  return {
    functions: functions.map(({ watchesMemory = false }) => ({ watchesMemory })),
    files: [...byFile].map(([file, entries]) => {
      const text = files[file] ?? '';
      return {
        url: pathToFileURL(join(root, file)).href,
        hash: hashText(text),
        insertions: entries.flatMap(([index, { name }]) => {
          const [found] = findBodies(parser, file, text, [{ name, ...linesOf(text, name) }]);
          if (found?.type !== 'found') throw new Error(`${name}: ${found?.reason}`);
          return createInsertions(found.place, index, mayContainTypes(file));
        }),
      };
    }),
  };
}

/** Returns a function's lines; test programs have each function on a single line of its own. */
function linesOf(text: string, name: string): { readonly line: number; readonly endLine: number } {
  const line =
    1 + text.split('\n').findIndex((sourceLine) => new RegExp(`\\b${name}\\b`).test(sourceLine));
  return { line, endLine: line };
}
