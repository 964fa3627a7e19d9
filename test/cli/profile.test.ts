/** `perf-harness profile` as people call it: a function, a command, a server, and what goes wrong. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ProfileReport, profileReportSchema } from '../../harness/model/profile-document.ts';
import { scenarioModule } from '../support/bad-input.ts';
import { project, runCli } from '../support/run-cli.ts';

const BURN = `export function burn(rounds) {
  let sum = 0;
  for (let i = 0; i < rounds; i += 1) sum = (sum + (i ^ (sum >> 3))) | 0;
  return sum;
}
`;

async function profile(cwd: string, args: readonly string[]): Promise<ProfileReport> {
  const { code, out, err } = await runCli(['profile', '--reporter', 'json', ...args], {
    cwd,
  });
  expect(code, err).toBe(0);
  return profileReportSchema.parse(JSON.parse(out));
}

function hottest({ hot_spots: spots, functions }: ProfileReport) {
  const [first] = spots;
  if (first === undefined) throw new Error('no hot spot');
  return { ...first, of: functions[first.function] };
}

describe('profile', () => {
  it('names the function that a function scenario spends its time in', async () => {
    const cwd = project({
      'src/burn.mjs': BURN,
      'scenarios/burn.mjs': `import { burn } from '../src/burn.mjs';\n${scenarioModule(
        `{ name: 'burn', duration: '300 ms', warmup: '20 ms', run: () => burn(1e5) }`,
      )}`,
    });
    const report = await profile(cwd, ['--trials', '2', 'burn']);
    const { of, self } = hottest(report);
    expect(of).toMatchObject({ name: 'burn', owner: 'project', line: 1 });
    expect(of?.file).toBe(`${cwd}/src/burn.mjs`);
    expect(self.median).toBeGreaterThan(0.5);
    expect(report).toMatchObject({ trials: 2, unit: 'ms', state: 'completed' });
    expect(report.overhead).toMatchObject({ metric: 'wall_time', pairs: 2 });
  });

  it('profiles a command with its start', async () => {
    const cwd = project({ 'burn.mjs': `${BURN}burn(2e8);\n` });
    const { of, self } = hottest(await profile(cwd, ['--trials', '2', '--', 'node', 'burn.mjs']));
    expect(of).toMatchObject({ name: 'burn', file: `${cwd}/burn.mjs` });
    expect(self.median).toBeGreaterThan(0.5);
  });

  it('profiles a server while it is under load, not while it starts', async () => {
    const cwd = project({
      'server.mjs': `import { createServer } from 'node:http';
${BURN.replace('export ', '')}
function start() { return burn(3e8); }
start();
function handle(request, response) { burn(2e6); response.end('ok'); }
createServer(handle).listen(process.env.PORT, '127.0.0.1');
`,
      'scenarios/serve.mjs': scenarioModule(
        `{ name: 'serve', server: { command: ['node', 'server.mjs'], cwd: '..' }, http: { url: '/', connections: 2, duration: '500 ms', warmup: '100 ms' } }`,
      ),
    });
    const report = await profile(cwd, ['--trials', '2', 'serve']);
    expect(hottest(report).of).toMatchObject({ name: 'burn' });
    const names = report.hot_spots.map((spot) => report.functions[spot.function]?.name);
    expect(names).toContain('handle');
    expect(names).not.toContain('start');
  });
});

describe('profile of files', () => {
  const files = fileURLToPath(new URL('../fixtures/profile/', import.meta.url));

  it('shows what another profiler took', async () => {
    const cwd = project({});
    const { code, out, err } = await runCli(['profile', `${files}node-26.cpuprofile`], { cwd });
    expect(code, err).toBe(0);
    expect(out).toContain('inner (/app/work.mjs:1) takes 9');
    expect(out).toContain('1 profile by v8-cpu');
  });

  it('takes several as profiles of several units', async () => {
    const cwd = project({});
    const path = `${files}node-26.cpuprofile`;
    const report = await profile(cwd, [path, path]);
    expect(report).toMatchObject({ trials: 2, kind: 'file', overhead: null });
  });

  it.each([
    [['broken.cpuprofile'], 'broken.cpuprofile cannot be read: the file is cut short'],
    [['prose.txt'], 'it is no profile that is known'],
    [[`${files}node-26.cpuprofile`, `${files}py-spy-0.4.1.raw.txt`], 'do not count the same'],
    [['gone.cpuprofile'], 'There is no file'],
    [['--trials', '3', `${files}node-26.cpuprofile`], 'together with anything that is to be'],
    [[`${files}node-26.cpuprofile`, 'few'], 'cannot be asked for together'],
  ])('refuses %j', async (args, why) => {
    const cwd = project({
      'broken.cpuprofile': '{"nodes":[{"id":1,"callFrame":',
      'prose.txt': 'no',
    });
    const { code, out, err } = await runCli(['profile', ...args], { cwd });
    expect(code, out).toBe(2);
    expect(err.replace(/\s+/g, ' ')).toContain(why);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe('profile refuses', () => {
  it.each([
    [['few', 'more'], 2, 'profile is about one scenario; 2 are meant here: "few", "more"'],
    [['few', '--trials', '0'], 2, '--trials takes a positive whole number'],
    [['--', 'sh', '-c', 'exit 3'], 4, 'exit'],
    [['--', 'sleep', '0.1'], 4, 'the program left no profile'],
    [['unbuilt'], 4, 'prepare'],
    [['http://127.0.0.1:9/'], 2, 'is not started by perf-harness'],
  ] as const)('%j', async (args, expected, why) => {
    const scenario = (name: string): string =>
      scenarioModule(`{ name: '${name}', duration: '5 ms', warmup: '1 ms', run: () => 1 }`);
    const cwd = project({
      'scenarios/few.mjs': scenario('few'),
      'scenarios/more.mjs': scenario('more'),
      'scenarios/unbuilt.mjs': scenarioModule(
        `{ name: 'unbuilt', prepare: ['node', '-e', 'process.exit(1)'], run: () => 1 }`,
      ),
    });
    const { code, out, err } = await runCli(['profile', ...args], { cwd });
    expect(code, err).toBe(expected);
    expect(`${out}${err}`.replace(/\s+/g, ' ')).toContain(why);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
