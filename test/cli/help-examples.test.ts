/**
 * Help examples, each run as printed, with additions that only make it shorter. Units, profiles and
 * installations are scripted: the tests of each command have real ones, and cover the examples of
 * `import`, `investigate`, `optimize`, `prove`, `team` and `init function`. `serve` and `mcp` do not end by
 * themselves.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildCliProgram } from '../../cli/program/build-cli-program.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { WAIT_FILE_FORMAT } from '../../profilers/waits/wait-file-format.ts';
import { addPackage, writeLockfile } from '../harness/snapshot/local-npm-packages.ts';
import { writeInto } from '../harness/snapshot/temporary-git-repository.ts';
import { createGitProject, type GitProject } from '../support/git-project.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { createProject, writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { runInShell } from '../support/run-in-shell.ts';
import { createScriptedExecutors } from '../support/scripted-executors.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/profile/${name}`, import.meta.url), 'utf8');
const TAKEN = fixture('node-26.cpuprofile');
const FILES = {
  'package.json': '{"type":"module"}',
  '.gitignore': 'node_modules\n.perf-harness\n',
  'script.js': '',
  'cli.js': '',
  'build.js': '',
  'CPU.cpuprofile': TAKEN,
  'a.cpuprofile': TAKEN,
  'b.cpuprofile': TAKEN,
  'services/orders/total.js': 'export const total = 1;\n',
  'scenarios/parse.ts': `import { defineScenario } from 'perf-harness';
export default [
  defineScenario({ name: 'parse', trials: 3, run: () => JSON.parse('[1]') }),
  defineScenario({ name: 'api', trials: 3, tags: ['users'], run: () => new Promise(setImmediate) }),
];
`,
};

/** Only for the example that needs it: without a lockfile each snapshot installs its own. */
const WITH_ZOD = { 'package.json': '{"type":"module","dependencies":{"zod":"3.23.8"}}' };

/** Fake npm installing the manifest's zod, and the test's Node.js for any requested version. */
const NPM = `#!/bin/sh
zod=$(sed -n 's/.*"zod": *\\(".*"\\).*/\\1/p' package.json)
if test -n "$zod"; then
  mkdir -p node_modules/zod
  echo "{\\"name\\":\\"zod\\",\\"version\\":$zod}" > node_modules/zod/package.json
fi
for package; do
  case $package in node-*@*)
    mkdir -p "node_modules/\${package%@*}/bin"
    ln -s '${process.execPath}' "node_modules/\${package%@*}/bin/node"
  esac
done
`;

const NOT_RUN: readonly string[] = [
  'import',
  'investigate',
  'optimize',
  'optimize-agent',
  'optimize-worker',
  'prove',
  'team',
  'team-worker',
  'audit-worker',
  'serve',
  'mcp',
];
const { commands } = buildCliProgram(createInMemoryHost().host, null, () => undefined);
const COMMANDS = [
  '',
  ...commands.map((command) => command.name()).filter((name) => !NOT_RUN.includes(name)),
];
const WITHOUT_EXAMPLES: readonly string[] = ['init', 'doctor', 'schema', 'completion'];

/** A checklist has gaps. */
const ENDS: Readonly<Record<string, readonly number[]>> = { check: [0, 1] };

/** Words of a command line as a shell splits them. */
function words(line: string): readonly string[] {
  // Skips the user's settings, which bash reads if its input is a socket.
  const args = ['--norc', '-c', `printf '%s\\0' ${line}`];
  const { stdout } = runInShell({ file: 'bash', args, cwd: '/', env: { PATH: process.env.PATH } });
  return stdout.split('\0').slice(0, -1);
}

function examplesIn(help: string): readonly string[] {
  const [, after = ''] = help.split('Examples:\n');
  const [block = ''] = after.split(/\n\s*\n/);
  return block
    .split('\n')
    .map((line) => line.trim().replace(/ {2,}.*$/, ''))
    .filter((line) => line !== '');
}

const noNumbers = (...columns: readonly string[]) =>
  Object.fromEntries(columns.map((column) => [column, '']));
const NO_WAITS = {
  format: WAIT_FILE_FORMAT,
  pid: 1,
  thread: 0,
  program: null,
  dropped: 0,
  functions: [],
  frames: [],
  stacks: [],
  labels: [],
  sites: [],
  names: [],
  connections: [],
  spans: noNumbers(
    ...['site', 'operation', 'start', 'end', 'localPort', 'remotePort', 'rows', 'parameters'],
    'connection',
  ),
  operations: noNumbers('number', 'weight', 'name', 'localPort', 'remotePort', 'start', 'end'),
  delays: noNumbers('at', 'mean', 'count'),
};

function sampledNow(): string {
  const startTime = Number(process.hrtime.bigint() / 1_000n);
  const sampled = { startTime, endTime: startTime + 1, samples: [4, 2], timeDeltas: [0, 1] };
  return JSON.stringify({ ...JSON.parse(TAKEN), ...sampled });
}

/** Leaves the profiles requested of a unit: a CPU sample from now, a heap profile, no waits. */
function leaveProfile({ env }: Scenario): void {
  const left = [
    [env.PERF_HARNESS_CPU_PROFILE, 'cpuprofile', sampledNow],
    [env.PERF_HARNESS_HEAP_PROFILE, 'heapprofile', () => fixture('node-26.heapprofile')],
    [env.PERF_HARNESS_WAITS, 'waits', () => JSON.stringify(NO_WAITS)],
  ] as const;
  for (const [folder, form, profile] of left) {
    if (folder !== undefined) writeFileSync(join(folder, `1-0.${form}`), profile());
  }
}

const executors = createScriptedExecutors((scenario) => {
  leaveProfile(scenario);
  return { measurements: { wall_time: 5 } };
});

async function projectWithHistory() {
  const repository = createGitProject();
  for (const version of ['v1.2.0', 'v1.3.0']) {
    repository.commit(version, FILES);
    repository.git('tag', version);
  }
  const tools = createProject({ npm: NPM });
  chmodSync(join(tools, 'npm'), 0o755);
  const env = {
    PATH: [tools, process.env.PATH].join(delimiter),
    PERF_HARNESS_CACHE: join(tools, 'cache'),
    GITHUB_BASE_REF: undefined,
  };
  const perform = (...argv: readonly string[]) =>
    runCommandInProcess(argv, { cwd: repository.root, env, executors });
  await perform('run');
  await perform('baseline', 'save', 'main');
  await perform('baseline', 'save', 'candidate');
  return { repository, perform };
}

/** Replaces the dependencies by a local package in two versions, which needs no registry. */
function changePackage({ root, git, commit }: GitProject): void {
  for (const version of ['1.0.0', '2.0.0']) {
    const dependencies = { dep: addPackage({ root }, 'dep', version) };
    writeLockfile({ write: (files) => writeInto(root, files) }, { type: 'module', dependencies });
    const made = commit(`dep ${version}`);
    if (version === '1.0.0') git('tag', '--force', 'v1.2.0', made);
  }
}

/** Options that keep a command short, replacing those of the example. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  compare: ['--max-pairs', '8', '--margin', '90%'],
  gate: ['--margin', '90%'],
  bisect: ['--max-pairs', '8', '--margin', '90%'],
  calibrate: ['--pairs', '10'],
  profile: ['--trials', '1', '--no-instrument'],
};

const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts a program that is busy until the test ends; returns its process id. */
async function started(): Promise<number | undefined> {
  const program = "setInterval(() => [...Array(1e4).keys()].join(), 10); console.log('up');";
  const child = spawn(process.execPath, ['--inspect-port=0', '-e', program], { stdio: 'pipe' });
  running.push(child);
  await once(child.stdout, 'data');
  return child.pid;
}

/** Commands whose behaviour is the same for one scenario as for two. */
const FILTERED: readonly string[] = ['compare', 'gate', 'calibrate'];

/** Enough to see that it is understood and works. */
async function shortened(argv: readonly string[]): Promise<readonly string[]> {
  // No server listens on port 3000 here.
  if (argv.some((word) => word.startsWith('http://'))) return [...argv, '--list'];
  if (argv.includes('--pid')) {
    const own: Readonly<Record<string, string>> = { '4711': `${await started()}`, '5s': '200ms' };
    return argv.map((word) => own[word] ?? word);
  }
  // The npm that would run the tests is a fake here.
  if (argv.includes('--with-tests')) return [...argv, '--', process.execPath, 'script.js'];
  if (argv.includes('measure')) return [...argv, '--quick'];
  const isTaken = argv.some((word) => /^baseline:|\.cpuprofile$/u.test(word));
  const kind = argv[0] === 'profile' && !argv.includes('--kind') ? ['--kind', 'cpu'] : [];
  const [command = ''] = argv;
  const isFiltered = FILTERED.includes(command) && !argv.includes('--');
  const filter = isFiltered ? ['--filter', 'parse'] : [];
  const short = isTaken ? [] : [...(SHORT[command] ?? []), ...filter, ...kind];
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  return [...argv.slice(0, end), ...short, ...argv.slice(end)];
}

let history: Awaited<ReturnType<typeof projectWithHistory>>;

beforeAll(async () => {
  history = await projectWithHistory();
});

/** Examples in the help of each command. */
const EXAMPLES = await Promise.all(
  COMMANDS.map(async (command) => {
    const { out } = await runCommandInProcess([...(command === '' ? [] : [command]), '--help'], {
      cwd: '.',
    });
    return [command, examplesIn(out)] as const;
  }),
);

it('all commands have examples in their help, except those that need none', () => {
  const without = EXAMPLES.filter(([, examples]) => examples.length === 0);
  expect(without.map(([command]) => command)).toEqual(WITHOUT_EXAMPLES);
});

// Examples run in turn, in one project.
describe.each(EXAMPLES.filter(([, { length }]) => length > 0))(
  'the help examples of "%s"',
  (command, examples) => {
    beforeAll(() => {
      if (command === 'bisect') changePackage(history.repository);
    });

    afterEach(() => {
      history.repository.git('checkout', '--', 'package.json');
    });

    it.each(examples)('%s', async (example) => {
      const [program, ...argv] = words(example);
      expect(program).toBe('perf-harness');
      if (argv.includes('--dep')) writeFiles(history.repository.root, WITH_ZOD);
      const { code, err, out } = await history.perform(...(await shortened(argv)));
      expect(ENDS[argv[0] ?? ''] ?? [0], `${code}\n${err}${out}`).toContain(code);
    });
  },
);
