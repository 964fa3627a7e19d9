/** The command line on a machine that stands for another platform; units and repositories are real. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../../harness/model/documents/document.ts';
import { runCommand } from '../support/command-line.ts';
import { project } from '../support/run-cli.ts';
import {
  PLATFORMS_TO_TRY,
  SYSTEMS_TO_TRY,
  simulatePlatform,
} from '../support/simulated-platform.ts';
import { unwrapped } from '../support/unwrapped.ts';

const JSON_REPORT = ['--reporter', 'json'];

const FUNCTION = `export default { name: 'sum', duration: '20 ms', warmup: '10 ms', trials: 3,
  run: () => { let sum = 0; for (let i = 0; i < 1000; i += 1) sum += i; return sum; } };
`;
const COMMAND = `export default { name: 'start', command: ['node', '-e', '0'], trials: 3 };
`;
const SERVER = `export default { name: 'answer', trials: 3,
  server: { command: ['node', 'server.mjs'] }, http: { url: '/', connections: 2, duration: '200 ms', warmup: '50 ms' } };
`;
const SERVER_CODE = `import { createServer } from 'node:http';
createServer((request, response) => response.end('ok')).listen(process.env.PORT, '127.0.0.1');
`;

async function measured(scenario: string) {
  const cwd = project({ 'scenarios/it.ts': scenario, 'server.mjs': SERVER_CODE });
  const { code, out, err } = await runCommand(['run', ...JSON_REPORT], { cwd });
  expect({ code, err }).toMatchObject({ code: 0 });
  const [run] = (JSON.parse(out) as Report).runs;
  if (run === undefined) throw new Error('no run');
  const lacks = run.findings.filter(({ id }) => id === 'platform-lacks');
  return { run, lacks };
}

describe.each(SYSTEMS_TO_TRY)('on %s', (platform, nodeName, title) => {
  simulatePlatform(platform);

  it('a function is measured as everywhere', async () => {
    const { run, lacks } = await measured(FUNCTION);
    expect(run.environment?.machine.platform).toBe(nodeName);
    for (const metric of ['wall_time', 'cpu_time', 'memory_peak']) {
      expect(run.metrics[metric]?.center).toBeGreaterThan(0);
    }
    expect(lacks).toEqual([]);
  });

  it('a command has its times and its peak, and one finding says what is missing', async () => {
    const { run, lacks } = await measured(COMMAND);
    for (const metric of ['wall_time', 'cpu_time', 'memory_peak']) {
      expect(run.metrics[metric]?.center).toBeGreaterThan(0);
    }
    expect(run.metrics.io_read).toBeUndefined();
    expect(lacks).toHaveLength(1);
    expect(lacks[0]?.message).toContain(`${title} does not give perf-harness all that Linux does`);
    expect(lacks[0]?.message).toContain('io_read and io_write of commands');
  });

  it('a server has its latency, and its CPU time as it tells it itself', async () => {
    const { run, lacks } = await measured(SERVER);
    for (const metric of ['latency.p95', 'throughput', 'cpu_time', 'memory_peak']) {
      expect(run.metrics[metric]?.center).toBeGreaterThan(0);
    }
    expect(lacks).toHaveLength(1);
  });

  it('what needs counted instructions says that they are not told here', async () => {
    const cwd = project({
      'scenarios/it.ts': COMMAND.replace('trials: 3', `budgets: { instructions: '< 1' }`),
    });
    const run = await runCommand(['run'], { cwd });
    expect(run).toMatchObject({ code: 5 });
    expect(unwrapped(`${run.out}${run.err}`)).toContain(
      `valgrind, which runs on Linux only, and this is ${title}.`,
    );
    for (const profiler of ['callgrind', 'perf']) {
      const { code, err } = await runCommand(['profile', 'start', '--with', profiler], { cwd });
      expect({ code, err }).toMatchObject({ code: 5 });
      expect(unwrapped(err)).toContain(`${profiler} runs on Linux only, and this is ${title}.`);
    }
  });

  it('doctor says what the platform has not', async () => {
    const { out } = await runCommand(['doctor'], { cwd: project() });
    expect(out).toContain(`platform        ${title}, which lacks:\n`);
    expect(out).toContain('without it: io_read and io_write of commands');
    const { out: text } = await runCommand(['doctor', '--json'], { cwd: project() });
    expect(JSON.parse(text).platform).toMatchObject({ name: platform, title });
  });
});

describe.runIf(PLATFORMS_TO_TRY.includes('windows'))('on windows', () => {
  simulatePlatform('windows');

  it('profile --pid says what the platform does not tell', async () => {
    const { code, err } = await runCommand(['profile', '--pid', String(process.pid)], {
      cwd: project(),
    });
    expect(code).toBe(2);
    expect(unwrapped(err)).toContain('Windows does not tell who a running process is');
    expect(unwrapped(err)).toContain('perf-harness profile -- node app.js');
  });
});
