/** What the help shows can be typed: every example is run as it stands. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { main } from '../../cli/main.ts';
import { scenarioModule } from '../support/bad-input.ts';
import { gitFolder } from '../support/git-project.ts';
import { memoryHost } from '../support/memory-host.ts';

const QUICK = `duration: '5 ms', warmup: '1 ms', trials: 3`;
const FILES = {
  'package.json': '{"type":"module","dependencies":{"zod":"3.23.8"}}',
  '.gitignore': 'node_modules\n.perf-harness\n',
  'script.js': '',
  'cli.js': '',
  'build.js': '',
  'scenarios/parse.ts': scenarioModule(`{ name: 'parse', ${QUICK}, run: () => JSON.parse('[1]') }`),
  'scenarios/users.ts': scenarioModule(`{ name: '/users/ list', ${QUICK}, run: () => 1 }`),
};
const COMMANDS = [
  '',
  'run',
  'init',
  'baseline',
  'compare',
  'report',
  'doctor',
  'schema',
  'completion',
];

/** Words of a command line as a shell splits them. */
function words(line: string): readonly string[] {
  const printed = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

function examplesIn(help: string): readonly string[] {
  const [, after = ''] = help.split('Examples:\n');
  const [block = ''] = after.split(/\n\s*\n/);
  return block.split('\n').map((line) => line.trim().replace(/ {2,}.*$/, ''));
}

async function projectWithHistory() {
  const { host, written } = memoryHost();
  const project = gitFolder(host.cwd);
  project.git('init', '--quiet', '--initial-branch=main');
  for (const version of ['v1.2.0', 'v1.3.0']) {
    project.commit(version, FILES);
    project.git('tag', version);
  }
  const perform = async (...argv: readonly string[]) => {
    written.out = '';
    written.err = '';
    const env = { ...host.env, PERF_HARNESS_LOCK: 'off', GITHUB_STEP_SUMMARY: undefined };
    const code = await main({ ...host, env }, argv);
    return { code, ...written };
  };
  await perform('run');
  await perform('baseline', 'save', 'main');
  await perform('baseline', 'save', 'candidate');
  return perform;
}

/** Enough to see that it is understood and works. */
function shortened(argv: readonly string[]): readonly string[] {
  // Nothing answers on port 3000 here.
  if (argv.some((word) => word.startsWith('http://'))) return [...argv, '--list'];
  const isLive = argv[0] === 'compare' && !argv.some((word) => word.startsWith('baseline:'));
  // Wide enough that two runs of the same are never told apart by chance.
  return isLive ? ['compare', '--max-pairs', '8', '--margin', '90%', ...argv.slice(1)] : argv;
}

describe('the examples of the help', () => {
  it('are there, and work', async () => {
    const perform = await projectWithHistory();
    const examples: string[] = [];
    for (const command of COMMANDS) {
      const { out } = await perform(...words(command), '--help');
      examples.push(...examplesIn(out).filter((line) => line !== ''));
    }
    expect(examples.length).toBeGreaterThan(10);
    for (const example of examples) {
      const [program, ...argv] = words(example);
      expect(program).toBe('perf-harness');
      const { code, err } = await perform(...shortened(argv));
      expect({ example, code, err: code === 0 ? '' : err }).toEqual({ example, code: 0, err: '' });
    }
  });
});
