/** Two sides of a small project, traced and held against each other. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { createFunctionExecutor } from '../../../../harness/executors/function/executor.ts';
import { createPathStates } from '../../../../harness/host/path-state.ts';
import { createHost } from '../../../../harness/host.ts';
import {
  compareInputs,
  type InputsOutcome,
} from '../../../../harness/live/inputs/compare-inputs.ts';
import type { SideFolders } from '../../../../harness/live/inputs/side-names.ts';
import type { InputTrace } from '../../../../harness/model/program/input-trace.ts';
import type { FunctionScenario } from '../../../../harness/model/scenario/scenario.ts';
import { functionScenario } from '../../../support/function-scenario.ts';

/** Files by their paths; what begins with `->` is a link to what follows. */
export type Files = Readonly<Record<string, string>>;

export interface TracedCase {
  /** What the scenario does: the text of its module, whose default export is an object with `run`. */
  readonly code: string;
  /** Of both sides. */
  readonly files?: Files;
  /** What the head has instead. */
  readonly head?: Files;
  readonly changes?: Partial<FunctionScenario>;
}

const host = createHost();
const executor = createFunctionExecutor(host);
const folder = mkdtempSync(join(tmpdir(), 'traced-sides-'));
let count = 0;
afterAll(async () => {
  await host.processes.stopAll();
  rmSync(folder, { recursive: true, force: true });
});

/** Traces both sides of a project that differ in some files. */
export async function traceSides(one: TracedCase): Promise<InputsOutcome> {
  count += 1;
  const own = join(folder, String(count));
  const common = { 'package.json': '{"type":"module"}', 'bench.js': named(one.code), ...one.files };
  const b = await traceSide(join(own, '1', 't'), { ...common, ...one.head }, one);
  if (b.trace.state === 'untraceable') return { outcome: 'ineligible', reason: b.trace.reason };
  const a = await traceSide(join(own, '0', 't'), common, one);
  return compareInputs({ a, b }, createPathStates());
}

/** A scenario is found by its name. */
function named(code: string): string {
  return code.replace('export default {', "export default { name: 'traced', ");
}

async function traceSide(
  top: string,
  files: Files,
  { changes }: TracedCase,
): Promise<{ readonly trace: InputTrace; readonly folders: SideFolders }> {
  write(top, files);
  const unit = join(dirname(top), 'unit');
  mkdirSync(unit);
  const source = { file: join(top, 'bench.js'), name: 'traced' };
  const trace = await executor.traceInputs?.({
    scenario: functionScenario({ name: 'traced', source, cwd: top, ...changes }),
    trial: { index: 0, warmup: true, side: 'a', pair: 0, slot: 0, seed: 1 },
    folder: unit,
    signal: AbortSignal.timeout(20_000),
  });
  if (trace === undefined) throw new Error('functions are not traced');
  return { trace, folders: { top, above: dirname(top), dependencies: [] } };
}

function write(top: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const place = join(top, path);
    mkdirSync(dirname(place), { recursive: true });
    if (text.startsWith('->')) symlinkSync(text.slice(2), place);
    else writeFileSync(place, text);
    if (text.startsWith('#!')) chmodSync(place, 0o755);
  }
}

/** A text that begins so, whichever side it is told of. */
export function begins(text: string): RegExp {
  return new RegExp(`^(?:on the base )?${text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, '\\$&')}`, 'u');
}
