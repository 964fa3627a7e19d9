/** `perf-harness profile` as users call it: a function, a command, a server, and failures. */
import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type ProfileReport,
  profileReportSchema,
} from '../../harness/model/documents/profile-document.ts';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { createProject, runCli } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const BURN = `export function burn(rounds) {
  let sum = 0;
  for (let i = 0; i < rounds; i += 1) sum = (sum + (i ^ (sum >> 3))) | 0;
  return sum;
}
`;

async function profile(cwd: string, args: readonly string[]): Promise<ProfileReport> {
  const plain = ['profile', '--no-map', '--no-instrument', '--reporter', 'json'];
  const { code, out, err } = await runCommandInProcess([...plain, ...args], { cwd, isLight: true });
  expect(code, err).toBe(0);
  return profileReportSchema.parse(JSON.parse(out));
}

/** Runs a profile that has to fail without a stack trace; returns its output on one line. */
async function failure(cwd: string, args: readonly string[], expected: number): Promise<string> {
  const run = await runCommandInProcess(['profile', ...args], { cwd, isLight: true });
  expect(run.code, `${run.out}${run.err}`).toBe(expected);
  expect(run.err).not.toMatch(/\n\s+at /);
  return `${run.out}${run.err}`.replace(/\s+/g, ' ');
}

function hottest({ hot_spots: spots, functions }: ProfileReport) {
  const [first] = spots;
  if (first === undefined) throw new Error('no hot spot');
  return { ...first, of: functions[first.function] };
}

describe('the profile command', () => {
  it('shows who waits for what, when waits are requested', async () => {
    const cwd = createProject({
      'ask.mjs': `import { setTimeout as sleep } from 'node:timers/promises';
async function askPartner() {
  await sleep(20);
}
for (let turn = 0; turn < 5; turn += 1) await Promise.all([askPartner(), askPartner()]);
`,
    });
    const asked = ['--kind', 'waits', '--trials', '1', '--reporter', 'html=waits.html'];
    const report = await profile(cwd, [...asked, '--', 'node', 'ask.mjs']);
    expect(report).toMatchObject({ tool: 'waits', weight: 'waited', unit: 'ms' });
    const { of, self } = hottest(report);
    expect(of).toMatchObject({ name: 'timer: setTimeout', owner: 'project', line: 3 });
    expect(self.median).toBeGreaterThan(0.9);
    const { tree, functions } = report;
    const leaf = tree.function.findIndex((functionIndex) => functions[functionIndex] === of);
    expect(functions[tree.function[tree.parent[leaf] ?? 0] ?? 0]?.name).toBe('askPartner');
    expect(readFileSync(join(cwd, 'waits.html'), 'utf8')).toContain('Shares of the waiting time');
    expect(readdirSync(join(cwd, '.perf-harness/profiles')).join()).toMatch(
      /Z-profile-[\da-f]{4}\.json$/u,
    );
  });

  it('profiles a command including its start, and exports all of its trials', async () => {
    const cwd = createProject({ 'burn.mjs': `${BURN}burn(6e7);\n` });
    const exported = ['--export', 'speedscope=burn.json', '--trials', '2'];
    const report = await profile(cwd, [...exported, '--', 'node', 'burn.mjs']);
    const { of, self } = hottest(report);
    expect(of).toMatchObject({ name: 'burn', file: `${cwd}/burn.mjs` });
    expect(self.median).toBeGreaterThan(0.5);
    expect(report.overhead).toMatchObject({ metric: 'wall_time', pairs: 2 });
    // The export has all trials together, whereas the report has only their median.
    const again = await profile(cwd, ['burn.json']);
    const nameOf = (index: number) => again.functions[index]?.name;
    const burn = again.hot_spots.find((spot) => nameOf(spot.function) === 'burn');
    expect(again.functions[burn?.function ?? -1]).toMatchObject({ name: 'burn', line: 1 });
    expect(burn?.weight).toBeGreaterThan(1.5 * hottest(report).weight);
  });

  it('profiles a server while it is under load, not while it starts', async () => {
    const cwd = createProject({
      'server.mjs': `import { createServer } from 'node:http';
${BURN.replace('export ', '')}
function start() { return burn(2e7); }
start();
function handle(request, response) { burn(1e7); response.end('ok'); }
createServer(handle).listen(process.env.PORT, '127.0.0.1');
`,
      'scenarios/serve.mjs': scenarioModule(
        `{ name: 'serve', server: { command: ['node', 'server.mjs'], cwd: '..' }, http: { url: '/', connections: 2, duration: '200 ms', warmup: '20 ms' } }`,
      ),
    });
    const report = await profile(cwd, ['--trials', '1', 'serve']);
    expect(hottest(report).of).toMatchObject({ name: 'burn' });
    const names = report.hot_spots.map((spot) => report.functions[spot.function]?.name);
    expect(names).toContain('handle');
    expect(names).not.toContain('start');
  });
});

describe('automatic deeper profiling', () => {
  it('P811-30: goes from the hottest function of a function scenario to its hot line', async () => {
    const cwd = createProject({
      'src/hot.mjs': `export function hot(rounds) {
  let text = '';
  for (let i = 0; i < 10; i += 1) text += i;
  let sum = 0;
  for (let i = 0; i < rounds; i += 1) sum = (sum + (i ^ (sum >> 3))) | 0;
  return text.length + sum;
}
`,
      // Long calls: a busy machine stretches what is done beside them, but they still take the most.
      'scenarios/hot.mjs': `import { hot } from '../src/hot.mjs';\n${scenarioModule(
        `{ name: 'hot', duration: '1 ms', warmup: '1 ms', run: () => hot(2e8) }`,
      )}`,
    });
    const report = await profile(cwd, ['--trials', '1', 'hot']);
    const { of, lines } = hottest(report);
    expect(of).toMatchObject({ name: 'hot', owner: 'project', line: 1 });
    expect(of?.file).toBe(`${cwd}/src/hot.mjs`);
    expect(report).toMatchObject({ trials: 1, unit: 'ms', state: 'completed' });
    expect(lines[0]?.line).toBe(5);
    expect(report.escalation).toMatchObject({ stop: 'cause-clear' });
    expect(report.escalation?.text).toContain('in line 5.');
  });

  it('is skipped when a kind is requested', async () => {
    const cwd = createProject({
      'work.mjs': `globalThis.kept = Array.from({ length: 3e5 }, (_, i) => ({ i }));`,
    });
    const command = ['--', 'node', 'work.mjs'];
    const allocated = await profile(cwd, ['--trials', '1', '--kind', 'allocation', ...command]);
    expect(allocated).toMatchObject({ tool: 'v8-allocation', weight: 'allocated', unit: 'B' });
    expect(allocated.escalation).toBeUndefined();
    expect(allocated.busy).toBeGreaterThan(3e6);
  });
});

describe('profile of files', () => {
  const files = fileURLToPath(new URL('../fixtures/profile/', import.meta.url));

  it('shows the profile of another profiler, as a separate program', async () => {
    const cwd = createProject({});
    const { code, out, err } = await runCli(['profile', `${files}node-26.cpuprofile`], { cwd });
    expect(code, err).toBe(0);
    expect(out).toContain('inner (/app/work.mjs:1) takes 9');
    expect(out).toContain('1 profile by v8-cpu');
  });

  it('treats several files as profiles of several units', async () => {
    const cwd = createProject({});
    const path = `${files}node-26.cpuprofile`;
    const report = await profile(cwd, [path, path]);
    expect(report).toMatchObject({ trials: 2, kind: 'file', overhead: null });
  });

  it.each([
    ['go-1.26.cpu.pprof', 'main.inner (./work.go:17) takes 99 %', 'pprof'],
    ['datadog-pprof-5.20.time.pb.gz', 'inner (/app/work-pprof.cjs:4) takes', 'pprof'],
    ['node-26.heapprofile', 'keep (/app/keep.mjs:3) allocated 100 % of the memory', 'v8-heap'],
    ['node-26.prof-process.json.gz', 'outer (/app/work.mjs:7) accounts for 93 %', 'v8-prof'],
    ['0x-6.0.0.stacks.json.gz', 'outer (/app/work.mjs:7) accounts for', '0x'],
    ['cprofile-3.11.prof', 'inner (work.py:4) takes 100 %', 'cProfile'],
    ['memory-profiler-0.61.txt', 'keep (keep.py:2) allocates', 'memory_profiler'],
    ['callgrind-3.19.out.gz', 'inner (/app/work.c) accounts for 95 %', 'callgrind'],
    ['perf-script-6.1.txt', 'inner takes 95 %', 'perf'],
  ])('P811-29, LEAD-20: reads %s, recognised by its content', async (name, hottest, tool) => {
    const cwd = createProject({});
    const { code, out, err } = await runCommandInProcess(['profile', `${files}${name}`], { cwd });
    expect(code, err).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toContain(hottest);
    expect(out).toContain(`1 profile by ${tool}`);
  });

  it('exports what it has read for other tools, and reads the export again', async () => {
    const cwd = createProject({});
    const forms = ['speedscope=a.json', 'pprof=a.pb.gz', 'chrome=a.cpuprofile'];
    const { code, err } = await runCommandInProcess(
      ['profile', `${files}go-1.26.cpu.pprof`, ...forms.flatMap((form) => ['--export', form])],
      { cwd },
    );
    expect(code, err).toBe(0);
    for (const name of ['a.json', 'a.pb.gz', 'a.cpuprofile']) {
      const { of, weight } = hottest(await profile(cwd, [name]));
      expect(of?.name).toBe('main.inner');
      expect(weight).toBeCloseTo(850, 6);
    }
  });

  it.each([
    ['speedscop=a.txt', 'Did you mean "speedscope"?'],
    ['pprof=.', 'the path is a folder'],
    ['chrome=a.cpuprofile', 'this is a profile of instructions'],
  ])('refuses to export %s', async (form, why) => {
    const cwd = createProject({});
    const path = `${files}callgrind-3.19.out.gz`;
    expect(await failure(cwd, [path, '--export', form], 2)).toContain(why);
  });

  it.each([
    [['broken.cpuprofile'], 'broken.cpuprofile cannot be read: the file is truncated'],
    [['prose.txt'], 'the file matches none of the known profile formats'],
    [
      [`${files}node-26.cpuprofile`, `${files}py-spy-0.4.1.raw.txt`],
      'measure different quantities',
    ],
    [['gone.cpuprofile'], 'gone.cpuprofile does not exist'],
    [
      ['--kind', 'heap', `${files}node-26.cpuprofile`],
      'cannot be combined with targets to measure',
    ],
    [['--trials', '3', `${files}node-26.cpuprofile`], 'cannot be combined with targets to measure'],
    [[`${files}node-26.cpuprofile`, 'few'], 'cannot be combined with targets to measure'],
  ])('refuses %j', async (args, why) => {
    const cwd = createProject({
      'broken.cpuprofile': '{"nodes":[{"id":1,"callFrame":',
      'prose.txt': 'no',
    });
    expect(await failure(cwd, args, 2)).toContain(why);
  });
});

describe('profile of a large file', () => {
  it.each([
    ['zeros.cpuprofile', '', 2.2e9, 'the file matches none of the known profile formats'],
    ['cut.cpuprofile', '{"nodes":[{"id":1,"callFrame":{"functionName":"a",', 1e7, 'cannot be read'],
    ['large.pb', '\u001f\u008b', 2.2e9, 'cannot be read'],
  ])('refuses %s', async (name, head, size, why) => {
    const cwd = createProject({ [name]: head });
    // The file is sparse: bytes after its head take no disk space.
    truncateSync(join(cwd, name), size);
    expect(await failure(cwd, [name], 2)).toContain(why);
  });
});

describe('profile of a program', () => {
  it('says that the program exits before it is profiled', async () => {
    const cwd = createProject({
      'server.mjs': `throw new Error('no database');`,
      'scenarios/serve.mjs': scenarioModule(
        `{ name: 'serve', server: { command: ['node', 'server.mjs'], cwd: '..' }, http: { url: '/', connections: 1, duration: '100 ms', warmup: '20 ms' } }`,
      ),
    });
    const text = await failure(cwd, ['--trials', '1', 'serve'], 4);
    expect(text).toContain(
      'the server ended with exit code 1 before it accepted requests; it printed: Error: no database',
    );
    expect(text).not.toContain('instrumentation');
  });

  it('says that a program that kills itself leaves no profile', async () => {
    const cwd = createProject({ 'kill.mjs': `process.abort();` });
    const text = await failure(cwd, ['--trials', '1', '--', 'node', 'kill.mjs'], 4);
    expect(text).toContain('could not be profiled');
  });

  it("names what there is when no sample is in the program's own code", async () => {
    // Node.js itself works in a timer callback, for longer than any start-up.
    const cwd = createProject({
      'hash.mjs': `import { pbkdf2Sync } from 'node:crypto';
setTimeout(pbkdf2Sync, 1, 'password', 'salt', 150_000, 64, 'sha512');`,
    });
    const report = await profile(cwd, ['--trials', '1', '--', 'node', 'hash.mjs']);
    const { owner } = hottest(report).of ?? {};
    expect(['node', 'native']).toContain(owner);
  });

  it('says that it holds no memory, without failing', async () => {
    const cwd = createProject({
      'scenarios/none.mjs': scenarioModule(
        `{ name: 'none', duration: '20 ms', warmup: '5 ms', run: () => 1 }`,
      ),
    });
    const { code, out, err } = await runCommandInProcess(
      ['profile', '--trials', '1', '--kind', 'heap', 'none'],
      { cwd, isLight: true },
    );
    expect(code, err).toBe(0);
    expect(out).toMatch(/PROFILE/);
  });
});

describe('arguments that profile refuses', () => {
  it.each([
    [['few', 'more'], 2, 'profile takes one scenario; 2 match: "few", "more"'],
    [
      ['--', 'sleep', '0.1'],
      4,
      'the program left no profile',
      'instrumentation (not run): The program could not be profiled',
    ],
    [['unbuilt'], 4, 'prepare'],
    [['http://127.0.0.1:9/'], 2, 'perf-harness does not start the server of'],
  ] as const)('%j', async (args, expected, ...says) => {
    const scenario = (name: string): string =>
      scenarioModule(`{ name: '${name}', duration: '5 ms', warmup: '1 ms', run: () => 1 }`);
    const cwd = createProject({
      'scenarios/few.mjs': scenario('few'),
      'scenarios/more.mjs': scenario('more'),
      'scenarios/unbuilt.mjs': scenarioModule(
        `{ name: 'unbuilt', prepare: ['node', '-e', 'process.exit(1)'], run: () => 1 }`,
      ),
    });
    const text = await failure(cwd, args, expected);
    for (const why of says) expect(text).toContain(why);
  });
});
