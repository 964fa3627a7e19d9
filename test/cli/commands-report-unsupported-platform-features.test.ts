/** The command line on an emulated other platform; units and repositories are real. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import {
  simulatePlatform,
  TESTED_PLATFORMS,
  TESTED_SYSTEMS,
} from '../support/simulated-platform.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

const FUNCTION = `export default { name: 'sum', duration: '20 ms', warmup: '10 ms', trials: 3,
  run: () => { let sum = 0; for (let i = 0; i < 1000; i += 1) sum += i; return sum; } };
`;
const COMMAND = `export default { name: 'start', command: ['node', '-e', '0'], trials: 3 };
`;
const SERVER = `export default { name: 'answer', trials: 3,
  // A percentile needs 20 answers, also of a slow machine.
  server: { command: ['node', 'server.mjs'] }, http: { url: '/', connections: 2, duration: '400 ms', warmup: '20 ms' } };
`;
/** Slow enough for the load generator to keep up on a busy machine. */
const SERVER_CODE = `import { createServer } from 'node:http';
createServer((request, response) => setTimeout(() => response.end('ok'), 4)).listen(process.env.PORT, '127.0.0.1');
`;

/** Measures these files; returns a lookup of a scenario's run and its notes on the platform. */
async function measured(files: Readonly<Record<string, string>>) {
  const { code, out, err } = await runCommandInProcess(['run', '--reporter', 'json'], {
    cwd: createProject(files),
    isLight: true,
  });
  expect({ code, err }).toMatchObject({ code: 0 });
  const { runs } = JSON.parse(out) as Report;
  return (scenario: string) => {
    const run = runs.find((run) => run.scenario === scenario);
    if (run === undefined) throw new Error(`no run of ${scenario}`);
    return { run, lacks: run.findings.filter(({ id }) => id === 'platform-lacks') };
  };
}

describe.each(TESTED_SYSTEMS)('on %s', (platform, nodeName, title) => {
  simulatePlatform(platform);

  it('measures functions with run as everywhere, and reports what commands lack', async () => {
    const of = await measured({ 'scenarios/sum.ts': FUNCTION, 'scenarios/start.ts': COMMAND });
    const [sum, start] = [of('sum'), of('start')];
    expect(sum.run.environment?.machine.platform).toBe(nodeName);
    for (const { metrics } of [sum.run, start.run]) {
      for (const metric of ['wall_time', 'cpu_time', 'memory_peak']) {
        expect(metrics[metric]?.center).toBeGreaterThan(0);
      }
    }
    expect(sum.lacks).toEqual([]);
    expect(start.run.metrics.io_read).toBeUndefined();
    expect(start.lacks).toHaveLength(1);
    expect(start.lacks[0]?.message).toContain(
      `${title} lacks features that perf-harness uses on Linux`,
    );
    expect(start.lacks[0]?.message).toContain('io_read and io_write for commands');
  });

  it('reports that counted instructions are not available', async () => {
    const cwd = createProject({
      'scenarios/it.ts': COMMAND.replace('trials: 3', `budgets: { instructions: '< 1' }`),
    });
    const missing: readonly (readonly [readonly string[], string])[] = [
      [['run'], `valgrind, which runs only on Linux, but this is ${title}.`],
      [['profile', 'start', '--with', 'callgrind'], `callgrind runs on Linux only, and this is`],
      [['profile', 'start', '--with', 'perf'], `perf runs on Linux only, and this is ${title}.`],
    ];
    for (const [line, reason] of missing) {
      const { code, out, err } = await runCommandInProcess(line, { cwd, isLight: true });
      expect({ code, err }).toMatchObject({ code: 5 });
      expect(unwrapTerminalOutput(`${out}${err}`)).toContain(reason);
    }
  });

  it('reports with doctor what the platform lacks', async () => {
    const { out } = await runCommandInProcess(['doctor'], { cwd: createProject() });
    expect(out).toContain(`platform        ${title}, which lacks:\n`);
    expect(out).toContain('unavailable: io_read and io_write for commands');
  });
});

// For Windows, see http-measurement-on-simulated-windows.
describe.runIf(TESTED_PLATFORMS.includes('macos'))('on macos', () => {
  simulatePlatform('macos');

  it('measures servers with run, and reports what they lack', async () => {
    const of = await measured({ 'scenarios/answer.ts': SERVER, 'server.mjs': SERVER_CODE });
    const { run, lacks } = of('answer');
    // The server reports its CPU time itself.
    for (const metric of ['latency.p95', 'throughput', 'cpu_time', 'memory_peak']) {
      const why = `${metric}: ${run.unavailable[metric]}`;
      expect(run.metrics[metric]?.center, why).toBeGreaterThan(0);
    }
    expect(lacks).toHaveLength(1);
  });
});

describe.runIf(TESTED_PLATFORMS.includes('windows'))('on windows', () => {
  simulatePlatform('windows');

  it('reports with profile --pid what the platform does not provide', async () => {
    const { code, err } = await runCommandInProcess(['profile', '--pid', String(process.pid)], {
      cwd: createProject(),
    });
    expect(code).toBe(2);
    expect(unwrapTerminalOutput(err)).toContain('Windows does not identify running processes');
    expect(unwrapTerminalOutput(err)).toContain('perf-harness profile -- node app.js');
  });
});
