import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecResult } from '../../harness/host/process/process-runner.ts';
import type { Host } from '../../harness/host.ts';
import type { Hypothesis } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import type {
  CompareFolders,
  MeasuredVerdict,
} from '../../plugins/optimize/strike/compare-project-folder-performance.ts';
import { executeWith } from '../../plugins/optimize/strike/execute-plan.ts';
import {
  type ExperimentRow,
  readExperiments,
} from '../../plugins/optimize/strike/execution-journal.ts';
import type {
  ExecutionRequest,
  ExecutionResult,
} from '../../plugins/optimize/strike/plan-execution-types.ts';
import {
  createHypothesis,
  createHypothesisProject,
  type HypothesisProject,
} from './optimization-hypothesis-project.ts';
import { withUnguardedShell } from './run-git-without-process-guardian.ts';

/** Parts of the program's work, each a file with its cost. */
const PARTS = 9;
export const INITIAL_COST = 100;

/**
 * Creates a program whose cost is the sum over its parts. Its tests fail if a part contains
 * `broken`, or if more than one contains `half`; other notes of parts are in `TESTS`.
 */
export function createCostsProject(more: Readonly<Record<string, string>> = {}): HypothesisProject {
  const names = Array.from({ length: PARTS }, (_, index) => `h${index + 1}`);
  return createHypothesisProject({
    ...Object.fromEntries(names.map((name) => [`src/${name}.mjs`, part(INITIAL_COST)])),
    'test/run.sh': TESTS,
    'test/memory.mjs': MEMORY,
    'test/server.mjs': SERVER,
    ...more,
  });
}

/**
 * Creates the same project, but tests that only pass or fail are simulated, and other tests run
 * without a guardian, so that they end quickly. Its measurements only read: what would restore a
 * worktree that nothing has changed is left out.
 */
export function createQuickCostsProject(
  more: Readonly<Record<string, string>> = {},
): HypothesisProject {
  const project = createCostsProject(more);
  return {
    ...project,
    host: withPlayedTests(withoutNeedlessRestores(withUnguardedShell(project.host))),
  };
}

/**
 * Returns a host whose git restores a worktree only after git or a program may have changed it
 * since it was last restored to the same tree, and cleans it only after a program has run.
 */
function withoutNeedlessRestores(host: Host): Host {
  const { processes } = host;
  /** Tree of each worktree in which nothing was applied since. */
  const trees = new Map<string, string>();
  const cleaned = new Set<string>();
  const exec: typeof processes.exec = async (spec) => {
    const { file, args = [], cwd = host.cwd, signal } = spec;
    const command = args.find((word, index) => word !== '-c' && args[index - 1] !== '-c');
    const tree = args.at(-1) ?? '';
    const isRead = command === 'read-tree' && trees.get(cwd) === tree;
    const isCleaned = command === 'clean' && cleaned.has(cwd);
    if (file === 'git' && signal?.aborted !== true && (isRead || isCleaned)) return SUCCESS;
    if (file !== 'git') cleaned.clear();
    if (file !== 'git' || command === 'add' || command === 'apply') trees.clear();
    const result = await processes.exec(spec);
    if (file !== 'git' || result.exit.type !== 'code' || result.exit.code !== 0) return result;
    if (command === 'read-tree') trees.set(cwd, tree);
    if (command === 'clean') cleaned.add(cwd);
    return result;
  };
  return { ...host, processes: { ...processes, exec } };
}

const SUCCESS: ExecResult = {
  exit: { type: 'code', code: 0 },
  stdout: '',
  stderr: '',
  timedOut: false,
  truncated: false,
};

/** Returns a host deriving test results from parts, unless their tests have other effects. */
function withPlayedTests(host: Host): Host {
  const { processes } = host;
  const exec: typeof processes.exec = async (spec) => {
    const { file, shell, cwd = host.cwd, signal } = spec;
    const isPlain = shell === true && file === TEST_COMMAND && signal?.aborted !== true;
    const stdout = isPlain ? testOutput(cwd) : null;
    if (stdout === null) return processes.exec(spec);
    return { ...SUCCESS, exit: { type: 'code', code: stdout === '' ? 0 : 1 }, stdout };
  };
  return { ...host, processes: { ...processes, exec } };
}

/** Returns the tests' output in a folder, empty where they pass; null: they have side effects. */
function testOutput(folder: string): string | null {
  const script = join(folder, 'test/run.sh');
  if (!existsSync(script) || readFileSync(script, 'utf8') !== TESTS) return null;
  const words = notesIn(folder).flatMap((note) => note.split(' '));
  if (words.some((word) => /^(?:hang|fork|memory|port|race)$/u.test(word))) return null;
  const halves = words.filter((word) => word === 'half').length;
  return words.includes('broken') || halves > 1 ? 'not ok 1 - the sum is right\n' : '';
}

const TEST_COMMAND = 'sh test/run.sh';
/** Test script, which also has the effects that notes in the parts name. */
const TESTS = `
# Nobody wants to know what of these programs is covered.
unset NODE_V8_COVERAGE
notes=$(sed -n "s/^export const note = '\\(.*\\)';$/ \\1 /p" src/h*.mjs)
fail() { echo "not ok 1 - $1"; exit 1; }
case "$notes" in
  *" hang "*)
    test -z "$STRIKE_TEST_LOG" || printf hangs >> "$STRIKE_TEST_LOG"
    sleep 1000 &
    exec sleep 1000 ;;
  *" fork "*) while :; do setsid sleep 300 & sleep 0.01; done ;;
  *" memory "*) exec node test/memory.mjs ;;
  *" port "*)
    setsid node test/server.mjs > "$STRIKE_TEST_LOG.$$" 2>&1 < /dev/null &
    while ! test -s "$STRIKE_TEST_LOG.$$"; do sleep 0.02; done
    cat "$STRIKE_TEST_LOG.$$" >> "$STRIKE_TEST_LOG" ;;
  # Fails each third time.
  *" race "*)
    printf x >> "$STRIKE_TEST_LOG"
    test $(($(wc -c < "$STRIKE_TEST_LOG") % 3)) -ne 0 || fail 'the order is right' ;;
  *" broken "* | *" half "*" half "*) fail 'the sum is right' ;;
esac
`;

/** Programs of the tests that need more than a shell. */
const MEMORY = `
const kept = [];
setInterval(() => kept.push(Buffer.alloc(32e6, 1)), 20);
`;
const SERVER = `
import { createServer } from 'node:http';
createServer().listen(0, function () { console.log(process.pid, this.address().port); });
`;

/**
 * Returns the same project, but hanging tests are ended after a twentieth of their time limit.
 * Tests that end by themselves have the full limit, however busy the machine is.
 *
 * @param hangs - True if the tests hang in a folder; by default, if a part says so.
 */
export function withShortTestTimeout(
  project: HypothesisProject,
  hangs = (folder: string): boolean => notesIn(folder).includes('hang'),
): HypothesisProject {
  const { processes } = project.host;
  const exec: typeof processes.exec = (spec) => {
    const isShort = spec.shell === true && hangs(spec.cwd ?? '');
    return processes.exec(isShort ? { ...spec, timeoutMs: spec.timeoutMs / 20 } : spec);
  };
  return { ...project, host: { ...project.host, processes: { ...processes, exec } } };
}

function part(cost: number, note = ''): string {
  return `export const cost = ${cost};\nexport const note = '${note}';\n`;
}

/** Creates a hypothesis that sets the cost of a part, and the note that its tests read. */
export function createCostHypothesis(
  id: string,
  cost: number,
  note = '',
  more: Partial<Hypothesis> = {},
  part = id.toLowerCase(),
): Hypothesis {
  const path = `src/${part}.mjs`;
  const patch = [
    `diff --git a/${path} b/${path}`,
    `--- a/${path}`,
    `+++ b/${path}`,
    '@@ -1,2 +1,2 @@',
    `-export const cost = ${INITIAL_COST};`,
    `-export const note = '';`,
    `+export const cost = ${cost};`,
    `+export const note = '${note}';`,
    '',
  ].join('\n');
  return createHypothesis(id, { kind: 'patch', patch }, { files_to_modify: [path], ...more });
}

/** The sum of the costs in a folder. */
export function readTotalCost(folder: string): number {
  return partsIn(folder).reduce((sum, text) => sum + Number(/cost = (-?\d+)/u.exec(text)?.[1]), 0);
}

/** Returns the notes of the parts in a folder, which decide how the tests behave. */
function notesIn(folder: string): readonly string[] {
  return partsIn(folder).map((text) => /note = '(.*)'/u.exec(text)?.[1] ?? '');
}

function partsIn(folder: string): readonly string[] {
  return Array.from({ length: PARTS }, (_, index) =>
    readFileSync(join(folder, `src/h${index + 1}.mjs`), 'utf8'),
  );
}

/** Compares costs exactly: any difference above 0.1 % is detected. */
export const compareCosts: CompareFolders = async (base, head) =>
  createCostComparison(readTotalCost(base), readTotalCost(head));

export function createCostComparison(base: number, head: number) {
  const ratio = head / base;
  const verdict: MeasuredVerdict =
    ratio < 0.999 ? 'improved' : ratio > 1.001 ? 'regressed' : 'unchanged';
  const wall = { base, head, ratio, better: 'lower' as const, verdict };
  const metrics = { wall_time_ms: wall };
  return { base_ms: base, head_ms: head, ratio, low: ratio, high: ratio, verdict, metrics };
}

/** Result of an execution, with its logs. */
export interface HypothesisExecution extends Omit<ExecutionResult, 'branch'> {
  /** Empty if no branch was created. */
  readonly branch: string;
  readonly rows: readonly ExperimentRow[];
  readonly log: string;
  readonly logFile: string;
}

/** Executes hypotheses on a project, measured by their costs. */
export async function executeHypotheses(
  project: HypothesisProject,
  hypotheses: readonly Hypothesis[],
  more: Partial<ExecutionRequest> & {
    readonly e2e?: string;
    readonly target?: number;
    /** `default` if the user named no target. */
    readonly targetSource?: string;
    readonly baseline?: number;
    /** Target of the plan. */
    readonly about?: string;
  } = {},
): Promise<HypothesisExecution> {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-plan-'));
  const {
    e2e,
    target,
    about,
    targetSource = 'user',
    baseline = PARTS * INITIAL_COST,
    ...request
  } = more;
  const logFile = join(folder, 'experiments.tsv');
  const result = await executeWith(project.host, {
    logFile,
    plan: {
      hypotheses,
      test_command: TEST_COMMAND,
      e2e_test: { command: e2e ?? null, source: e2e === undefined ? 'none' : 'user' },
      performance_map: { baseline: { wall_time_ms: baseline } },
      target_metrics:
        target === undefined ? {} : { wall_time_ms: { value: target, source: targetSource } },
      ...(about !== undefined && { problem_statement: { target: about } }),
    },
    slug: 'sample',
    cycle: 1,
    root: project.root,
    measure: compareCosts,
    measureBaseline: async (root, { runs }) =>
      Array.from({ length: runs }, () => readTotalCost(root)),
    ...request,
  });
  const log = existsSync(logFile) ? readFileSync(logFile, 'utf8') : '';
  return { ...result, branch: result.branch ?? '', log, logFile, rows: readExperiments(log) };
}
