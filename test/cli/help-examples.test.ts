/**
 * What the help shows can be typed: every example is run as it stands, but for what makes it short.
 * Those of `import`, `investigate`, `optimize`, `team` and `init function` need files, programs and tests of others, which
 * the tests of these commands have; `serve` and `mcp` do not end by themselves.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../cli/main.ts';
import { buildProgram } from '../../cli/program.ts';
import { addPackage, lock } from '../harness/snapshot/sample-packages.ts';
import { writeInto } from '../harness/snapshot/sample-repository.ts';
import { type GitProject, gitFolder } from '../support/git-project.ts';
import { withLightGit } from '../support/light-git.ts';
import { withLightReading } from '../support/light-reading.ts';
import { memoryHost } from '../support/memory-host.ts';
import { writeFiles } from '../support/run-cli.ts';
import { drawnTimes, scriptedExecutors } from '../support/scripted-executors.ts';

const QUICK = `duration: '5 ms', warmup: '1 ms', trials: 3`;
const BUSY = 'for (const end = Date.now() + 50; Date.now() < end; );\n';
const TAKEN = readFileSync(
  new URL('../fixtures/profile/node-26.cpuprofile', import.meta.url),
  'utf8',
);
const FILES = {
  'package.json': '{"type":"module"}',
  '.gitignore': 'node_modules\n.perf-harness\n',
  'script.js': '',
  'cli.js': '',
  'build.js': BUSY,
  'CPU.cpuprofile': TAKEN,
  'a.cpuprofile': TAKEN,
  'b.cpuprofile': TAKEN,
  // In one file: each is read by a process of its own.
  'scenarios/parse.ts': `import { defineScenario } from 'perf-harness';
export default [
  defineScenario({ name: 'parse', ${QUICK}, run: () => JSON.parse('[1]') }),
  defineScenario({ name: 'api', tags: ['users'], ${QUICK}, run: () => new Promise(setImmediate) }),
];
`,
};

/** Only where it is asked for: npm installs what there is no lockfile of, each time. */
const WITH_ZOD = { 'package.json': '{"type":"module","dependencies":{"zod":"3.23.8"}}' };

const NOT_RUN: readonly string[] = [
  'import',
  'investigate',
  'optimize',
  'optimize-agent',
  'optimize-worker',
  'team',
  'team-worker',
  'audit-worker',
  'serve',
  'mcp',
];
const { commands } = buildProgram(memoryHost().host, null, () => undefined);
const COMMANDS = ['', ...commands.map((one) => one.name()).filter((one) => !NOT_RUN.includes(one))];
const WITHOUT_EXAMPLES: readonly string[] = ['init', 'doctor', 'schema', 'completion'];

/** Ends as good as 0: a checklist has gaps, and on a machine that is busy a search may stay open. */
const ENDS: Readonly<Record<string, readonly number[]>> = { check: [0, 1], bisect: [0, 3] };

const ENV = {
  PERF_HARNESS_LOCK: 'off',
  // Why something differs takes half a minute, and has tests of its own.
  PERF_HARNESS_NO_EXPLAIN: '1',
  // What a service says of the job that runs these tests.
  GITHUB_STEP_SUMMARY: undefined,
  GITHUB_BASE_REF: undefined,
};

/** Words of a command line as a shell splits them. */
function words(line: string): readonly string[] {
  const printed = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

function examplesIn(help: string): readonly string[] {
  const [, after = ''] = help.split('Examples:\n');
  const [block = ''] = after.split(/\n\s*\n/);
  return block
    .split('\n')
    .map((line) => line.trim().replace(/ {2,}.*$/, ''))
    .filter((line) => line !== '');
}

async function projectWithHistory() {
  const { host, written } = memoryHost();
  const cwd = join(host.cwd, 'project');
  mkdirSync(cwd);
  const project = gitFolder(cwd);
  project.git('init', '--quiet', '--initial-branch=main');
  for (const version of ['v1.2.0', 'v1.3.0']) {
    project.commit(version, { ...FILES, 'services/orders/total.js': 'export const total = 1;\n' });
    project.git('tag', version);
  }
  const perform = async (...argv: readonly string[]) => {
    written.out = '';
    written.err = '';
    const env = { ...host.env, ...ENV };
    // Profiles are of what runs; all else is measured by a script.
    const given =
      argv[0] === 'profile' ? {} : { executors: scriptedExecutors(drawnTimes(() => 5)) };
    const light = withLightGit(withLightReading({ ...host, cwd, env, ...given }));
    const code = await main(light, argv);
    return { code, ...written };
  };
  await perform('run');
  await perform('baseline', 'save', 'main');
  await perform('baseline', 'save', 'candidate');
  return { project, perform };
}

/** A package of its own in two versions, which need no registry, instead of those there are. */
function changePackage({ root, git, commit }: GitProject): void {
  for (const version of ['1.0.0', '2.0.0']) {
    const dependencies = { dep: addPackage({ root }, 'dep', version) };
    lock({ write: (files) => writeInto(root, files) }, { type: 'module', dependencies });
    const made = commit(`dep ${version}`);
    if (version === '1.0.0') git('tag', '--force', 'v1.2.0', made);
  }
}

/** Options that make a command short, in place of those of the example. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  // Wide enough that two runs of the same are never told apart by chance.
  compare: ['--max-pairs', '8', '--margin', '90%'],
  gate: ['--budget-seconds', '1', '--margin', '90%'],
  bisect: ['--max-pairs', '8', '--margin', '90%', '--time', '10s'],
  calibrate: ['--pairs', '10', '--filter', 'parse'],
  profile: ['--trials', '1', '--no-instrument'],
};

const running: ChildProcess[] = [];

afterEach(() => {
  for (const one of running.splice(0)) one.kill('SIGKILL');
});

/** A program that is busy until the test ends; gives its process id. */
async function started(): Promise<number | undefined> {
  const program = "setInterval(() => [...Array(1e5).keys()].join(), 10); console.log('up');";
  const child = spawn(process.execPath, ['--inspect-port=0', '-e', program], { stdio: 'pipe' });
  running.push(child);
  await once(child.stdout, 'data');
  return child.pid;
}

/** Enough to see that it is understood and works. */
async function shortened(argv: readonly string[]): Promise<readonly string[]> {
  // Nothing answers on port 3000 here.
  if (argv.some((word) => word.startsWith('http://'))) return [...argv, '--list'];
  if (argv.includes('--pid')) {
    const own: Readonly<Record<string, string>> = { '4711': `${await started()}`, '5s': '500ms' };
    return argv.map((word) => own[word] ?? word);
  }
  if (argv[0] === 'profile' && (argv.includes('--export') || argv.includes('--reporter'))) {
    // What is written of a profile is the same of one that was taken before.
    return argv.map((word) => (word === 'parse' ? 'CPU.cpuprofile' : word));
  }
  if (argv.includes('measure')) return [...argv, '--quick'];
  const isTaken = argv.some((word) => /^baseline:|\.cpuprofile$/u.test(word));
  const kind = argv[0] === 'profile' && !argv.includes('--kind') ? ['--kind', 'cpu'] : [];
  const short = isTaken ? [] : [...(SHORT[argv[0] ?? ''] ?? []), ...kind];
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  return [...argv.slice(0, end), ...short, ...argv.slice(end)];
}

let history: Awaited<ReturnType<typeof projectWithHistory>>;

beforeAll(async () => {
  history = await projectWithHistory();
});

/** What the help of each command shows. */
const EXAMPLES = await Promise.all(
  COMMANDS.map(async (command) => {
    const { host, written } = memoryHost();
    await main(host, [...words(command), '--help']);
    return [command, examplesIn(written.out)] as const;
  }),
);

it.each(EXAMPLES)('the help of "%s" has examples where it needs them', (command, examples) => {
  expect(examples.length > 0).toBe(!WITHOUT_EXAMPLES.includes(command));
});

// In turn, in one project.
describe.each(EXAMPLES.filter(([, { length }]) => length > 0))('of "%s"', (command, examples) => {
  beforeAll(() => {
    if (command === 'bisect') changePackage(history.project);
  });

  afterEach(() => {
    history.project.git('checkout', '--', 'package.json');
  });

  it.each(examples)('%s', async (example) => {
    const [program, ...argv] = words(example);
    expect(program).toBe('perf-harness');
    if (argv.includes('--dep')) writeFiles(history.project.root, WITH_ZOD);
    const { code, err } = await history.perform(...(await shortened(argv)));
    expect(ENDS[argv[0] ?? ''] ?? [0], `${code}\n${err}`).toContain(code);
  });
});
