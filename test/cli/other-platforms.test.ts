/** The command line on a machine that stands for another platform; units and repositories are real. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../../harness/model/documents/document.ts';
import { profileReportSchema } from '../../harness/model/documents/profile-document.ts';
import { runCommand } from '../support/command-line.ts';
import { ALLOWED, gate, pullRequest, scenarioOf } from '../support/gated-project.ts';
import { liveProject } from '../support/live-project.ts';
import { project, writeFiles } from '../support/run-cli.ts';
import { wallTime } from '../support/scripted-project.ts';
import { PLATFORMS_TO_TRY, simulatePlatform } from '../support/simulated-platform.ts';
import { unwrapped } from '../support/unwrapped.ts';

const JSON_REPORT = ['--reporter', 'json'];
const NAMES = { windows: ['win32', 'Windows'], macos: ['darwin', 'macOS'] } as const;
const PLATFORMS = PLATFORMS_TO_TRY.flatMap((name) =>
  name === 'other' ? [] : [[name, ...NAMES[name]] as const],
);

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

const BUSY = SERVER.replace(`url: '/'`, `url: '/burn'`);
const BUSY_SERVER = `import { createServer } from 'node:http';
function burn() {
  let sum = 0;
  for (let i = 0; i < 2_000_000; i += 1) sum = (sum + (i ^ (sum >> 3))) | 0;
  return sum;
}
createServer((request, response) => {
  if (request.url === '/burn') burn();
  response.end('ok');
}).listen(process.env.PORT, '127.0.0.1');
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

describe.each(PLATFORMS)('on %s', (platform, nodeName, title) => {
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

  it('compare finds a command slower than that of main, confirms it, and ends with 1', async () => {
    const project = liveProject({ 'work.sh': 'true' });
    writeFiles(project.root, { 'work.sh': 'sleep 0.05' });
    const args = ['compare', 'main', ...JSON_REPORT, '--', 'sh', 'work.sh'];
    const { code, out, err } = await project.command(args);
    expect({ code, err }).toMatchObject({ code: 1 });
    expect(JSON.parse(out).comparisons).toContainEqual(
      expect.objectContaining({ metric: 'wall_time', verdict: 'regressed', confirmed: true }),
    );
  });

  it('profile shows what a server does, though no signal ends it', async () => {
    const cwd = project({ 'scenarios/it.ts': BUSY, 'server.mjs': BUSY_SERVER });
    const plain = ['profile', 'answer', '--no-map', '--no-instrument', '--trials', '1'];
    const { code, out, err } = await runCommand([...plain, ...JSON_REPORT], { cwd });
    expect({ code, err }).toMatchObject({ code: 0 });
    const { hot_spots: spots, functions } = profileReportSchema.parse(JSON.parse(out));
    expect(functions[spots[0]?.function ?? 0]).toMatchObject({ name: 'burn', owner: 'project' });
  });

  it('profile --pid says what the platform does not tell', async () => {
    const { code, err } = await runCommand(['profile', '--pid', String(process.pid)], {
      cwd: project(),
    });
    expect(code).toBe(2);
    expect(unwrapped(err)).toContain('Windows does not tell who a running process is');
    expect(unwrapped(err)).toContain('perf-harness profile -- node app.js');
  });

  it('the gate fails what is slower, and passes what is not', async () => {
    const slower = await gate(pullRequest(scenarioOf(ALLOWED), wallTime(30)));
    expect({ code: slower.code, text: slower.text }).toMatchObject({ code: 1 });
    expect(slower.text).toMatch(/✗ work: wall_time regressed/);
    const same = await gate(pullRequest(scenarioOf(ALLOWED), { 'NOTES.md': 'a note' }));
    expect({ code: same.code, text: same.text }).toMatchObject({ code: 0 });
  });
});
