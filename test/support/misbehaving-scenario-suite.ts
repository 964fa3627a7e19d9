/** A suite in which most functions misbehave, each in its own way, as in one repository. */
import { createLiveProject, type LiveProject } from './live-comparison-project.ts';

/** Times that a piece of work is done, so that a call takes some microseconds. */
const PIECES = 40;

/** Scenario that the change makes slower. */
export const SLOWER_SCENARIO = 'slower by 40 %';

/** Well-behaved functions by name, each with one piece of its work. */
const SOUND: Readonly<Record<string, string>> = {
  'sound json': "JSON.stringify({ id: piece, name: 'a name', tags: ['x', 'y'] }).length",
  'sound sort': '[5, 3, 9, piece, 7].sort((one, other) => one - other)[0]',
  'sound text': "('the quick brown fox ' + piece).split(' ').length",
  'sound sum': '[1, 2, 3, piece].reduce((sum, one) => sum + one, 0)',
  'sound root': 'Math.sqrt(piece) % 7',
  [SLOWER_SCENARIO]: 'Math.cbrt(piece) % 7',
};

/** Bad functions by name, as the text of their scenario without the name. */
const BAD: Readonly<Record<string, string>> = {
  'patches a global': `setup: () => { const parse = JSON.parse; JSON.parse = (text) => parse(text); }, run: () => JSON.parse('[1, 2]').length`,
  'patches it too': `setup: () => { const parse = JSON.parse; JSON.parse = (text) => parse(String(text)); }, run: () => JSON.parse('[1, 2]').length`,
  'patches the clocks': `setup: () => { performance.now = () => 0; Date.now = () => 0; process.hrtime.bigint = () => 0n; }, run: () => Date.now()`,
  'leaks a gigabyte': `setup: () => Array.from({ length: 16 }, () => Buffer.alloc(2 ** 26, 1)), run: (held) => held.length`,
  'never ends': `timeout: '3 s', run: () => { for (;;); }`,
  'waits for ever': `timeout: '3 s', run: () => new Promise(() => setInterval(() => {}, 1_000))`,
  'takes half a minute': `run: () => { const end = process.hrtime.bigint() + 30_000_000_000n; while (process.hrtime.bigint() < end); }`,
  'takes nanoseconds': 'run: () => 1',
  'throws on the head': 'run: () => work.throwing()',
  'ends the process': 'run: () => work.ending()',
  'kills the process': `run: () => process.kill(process.pid, 'SIGKILL')`,
  'throws too late': `run: () => work.late()`,
  'sets up for a minute': `setup: () => new Promise((resolve) => setTimeout(resolve, 60_000)), run: () => 1`,
  'asks clock and chance': 'run: () => Date.now() + Math.random()',
  'asks the network': `timeout: '5 s', run: () => fetch('http://127.0.0.1:9/').catch(() => 0)`,
};

/** Scenarios without a change. */
export const UNCHANGED_SCENARIOS = Object.keys(SOUND).filter((name) => name !== SLOWER_SCENARIO);
const BAD_NAMES = Object.keys(BAD);

/** @param isHead - Whether it is as the change leaves it. */
function workOf(isHead: boolean): string {
  const sound = Object.entries(SOUND).map(([name, piece]) => {
    const pieces = isHead && name === SLOWER_SCENARIO ? 1.4 * PIECES : PIECES;
    return `  '${name}': () => {
    let last;
    for (let piece = 0; piece < ${pieces}; piece += 1) last = ${piece};
    return last;
  },`;
  });
  return `export const sound = {\n${sound.join('\n')}\n};
export function throwing() { ${isHead ? "throw new Error('gone bad')" : 'return 1'}; }
export function ending() { process.exit(0); }
export function late() { setTimeout(() => { throw new Error('too late'); }, 20); return 1; }
`;
}

const SCENARIOS_OF_SOUND = Object.keys(SOUND).map(
  (name) => `{ name: '${name}', run: () => sound['${name}'](), margin: 0.1 }`,
);

/**
 * Creates a suite of well-behaved functions, one of which is slower, and functions that harm others
 * or never end.
 * @param bad - Names of the misbehaving functions to include.
 */
export function createMisbehavingSuite(bad: readonly string[] = BAD_NAMES): LiveProject {
  const files = bad.map((name): [string, string] => [
    `scenarios/${name.replaceAll(' ', '-')}.mjs`,
    `import * as work from '../src/work.mjs';\nvoid work;\nexport default { name: '${name}', ${BAD[name]} };\n`,
  ]);
  const project = createLiveProject({
    'scenarios/work.ts': `import { sound } from '../src/work.mjs';\nexport default [\n${SCENARIOS_OF_SOUND.join(',\n')}\n];\n`,
    'src/work.mjs': workOf(false),
    ...Object.fromEntries(files),
  });
  project.git('checkout', '--quiet', '-b', 'change');
  project.commit('change', { 'src/work.mjs': workOf(true) });
  return project;
}
