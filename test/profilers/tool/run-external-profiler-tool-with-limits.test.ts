/** Stand-ins for tools that analyse their data, and that fail in the ways of real tools. */
import { afterAll, expect, it } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { runProfilerAnalysis } from '../../../profilers/tool/run-profiler-analysis.ts';

const host = createHost();
afterAll(() => host.processes.stopAll());

function run(program: string, limits: { timeoutMs?: number; maxOutput?: number } = {}) {
  return runProfilerAnalysis(host, {
    tool: 'the tool',
    file: process.execPath,
    args: ['-e', program],
    timeoutMs: 60_000,
    ...limits,
  });
}

it('returns what the tool prints', async () => {
  expect(await run('console.log(6 * 7)')).toBe('42\n');
});

it('ends a tool that hangs, and reports after how long', async () => {
  await expect(run('setInterval(() => {}, 1000)', { timeoutMs: 500 })).rejects.toMatchObject({
    failure: {
      reason: 'timeout',
      message: expect.stringContaining('did not finish analysing its data within 0.5 s'),
    },
  });
});

it.each([
  ['process.exit(3)', 'it ends with exit code 3'],
  ["throw new TypeError('odd log')", 'TypeError: odd log'],
  ["process.kill(process.pid, 'SIGKILL')", 'it was terminated by SIGKILL'],
])('reports a tool that does %j', async (program, why) => {
  await expect(run(program)).rejects.toMatchObject({
    failure: { reason: 'protocol', message: expect.stringContaining(why) },
  });
});

it('reports a tool that prints without end', async () => {
  await expect(run("console.log('x'.repeat(5000))", { maxOutput: 100 })).rejects.toMatchObject({
    failure: { message: expect.stringContaining('prints too much output') },
  });
});

it('reports a tool that is missing', async () => {
  const spec = { tool: 'the tool', file: '/nowhere/tool', args: [], timeoutMs: 1_000 };
  await expect(runProfilerAnalysis(host, spec)).rejects.toMatchObject({
    failure: { message: expect.stringContaining('it does not start') },
  });
});
