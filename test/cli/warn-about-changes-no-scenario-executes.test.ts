/** A change no scenario executes: real repositories, coverage, traces; scripted measurements. */
import { afterAll, describe, expect, it } from 'vitest';
import { createFunctionExecutor } from '../../harness/executors/function/function-executor.ts';
import { createHost, type ExecutorOverrides } from '../../harness/host.ts';
import type { AnyExecutor, Executor } from '../../harness/model/executor.ts';
import { createScriptedProject } from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import {
  createProfiledExecutors,
  EXPLANATIONS_ENABLED,
} from '../support/scripted-executors-with-real-profiles.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

const host = createHost();
afterAll(() => host.processes.stopAll());

function coveredExecutors(): ExecutorOverrides {
  const real = createFunctionExecutor(host) as AnyExecutor;
  const { ofKind, ...others } = createProfiledExecutors(real);
  const { traceInputs } = real as Executor;
  return { ...others, ofKind: (kind) => ({ ...ofKind(kind), traceInputs }) as AnyExecutor };
}

const TEXT = `export const slug = (text: string): string => text.toLowerCase();

export function total(items: readonly number[]): number {
  return items.reduce((sum, one) => sum + one, 0);
}
`;

const FILES = {
  'src/text.ts': TEXT,
  'scenarios/work.ts': `import { defineScenario } from 'perf-harness';
import { slug } from '../src/text.ts';
export default defineScenario({ name: 'slug', duration: '20 ms', warmup: '10 ms', run: () => slug('A') });
`,
};

async function compared(head: Readonly<Record<string, string>>, command = ['compare', 'main']) {
  const project = createScriptedProject(FILES);
  writeFiles(project.root, head);
  const options = { executors: coveredExecutors(), env: EXPLANATIONS_ENABLED };
  const { code, out } = await project.command(command, options);
  return { code, text: unwrapTerminalOutput(out) };
}

describe('change that no scenario runs', () => {
  const head = { 'src/text.ts': TEXT.replace('sum + one,', 'one + sum,') };

  it('appears in the first line of compare, with its places and the line that adds a scenario', async () => {
    // Neither loaded nor read: the readme and the other module.
    const { code, text } = await compared({
      ...head,
      'README.md': 'Words.',
      'src/other.ts': 'export {};\n',
    });
    expect(code).toBe(0);
    expect(text).toMatch(/^\S+ \w+ no scenario runs the changed code; 1 gated metric compared/u);
    expect(text).toContain(
      'No scenario executes your changes (README.md, src/other.ts, src/text.ts:3 total)',
    );
    expect(text).toContain('perf-harness init function src/text.ts::total');
  });

  it('leaves a scenario unjudged by times, however different they look', async () => {
    const { text } = await compared(head, ['compare', 'main']);
    expect(text).toContain(
      'wall_time same inputs: neither side executes what changed (src/text.ts:3 total), and all else that they execute is the same',
    );
    const measured = await compared(head, ['compare', 'main', '--measure-all']);
    expect(measured.text).not.toContain('neither side executes');
  });

  it('is measured by the scenario that executes it, and by no other', async () => {
    const total = `import { defineScenario } from 'perf-harness';
import { total } from '../src/text.ts';
export default defineScenario({ name: 'total', duration: '20 ms', warmup: '10 ms', run: () => total([1]) });
`;
    const { text } = await compared({ ...head, 'scenarios/total.ts': total });
    expect(text).not.toContain('No scenario executes your changes');
    expect(text).toMatch(/slug = wall_time same inputs: neither side executes what changed/u);
    expect(text).not.toMatch(/total = wall_time same inputs/u);
  });

  it('is reported by gate too', async () => {
    const { text } = await compared(head, ['gate', '--base', 'main', '--margin', '20%']);
    expect(text).toMatch(/^\S+ \w+ no scenario runs the changed code; /u);
  });
});

describe('change that a scenario runs', () => {
  it.each([
    ['in a function', { 'src/text.ts': TEXT.replace('toLowerCase', 'toUpperCase') }],
    ['of the configuration alone', { 'perf-harness.config.js': 'export default {};' }],
    ['by what is installed', { 'package.json': '{"type":"module","version":"1.0.1"}' }],
  ])('%s is not reported as a change that no scenario runs', async (_how, head) => {
    expect((await compared(head)).text).not.toContain('No scenario executes your changes');
  });
});
