import { isAbsolute, join, relative, sep } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type {
  MeasuredPlace,
  ScenarioEvidence,
} from '../../harness/model/program/scenario-runtime-evidence.ts';
import { describeOutputError } from '../../harness/model/program-output-error.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { openTemporaryRunFolder } from '../../harness/sampling/trial-artifact-files.ts';
import { copyProject, type ProjectCopy } from '../../harness/snapshot/copy-project-tree.ts';
import {
  type CollectedCoverage,
  createCoverageProfiler,
} from '../../profilers/execution-coverage/coverage-profiler.ts';
import { attachToPython } from '../../profilers/python/profile-python-event-loop.ts';
import { readLoadedScriptTexts } from '../../profilers/v8/loaded-script-texts.ts';
import { resolveWaitSourceMaps } from '../../profilers/waits/resolve-wait-source-maps.ts';
import { createWaitProfiler, type RecordedWaits } from '../../profilers/waits/wait-profiler.ts';
import { COMPLETE_VARIABLE } from '../../profilers/waits/wait-span-store.ts';
import { discoverTestOrBenchmarkCommand } from '../../project/discover/discover-test-or-benchmark-command.ts';
import {
  createArgvCommand,
  type DiscoveredCommand,
} from '../../project/discover/discovered-command.ts';
import { runDiscoveredCommand } from '../../project/discover/run-discovered-command.ts';
import { createSourceReader } from '../observe/map-profiles-to-sources.ts';
import { countSmallCommits, countSqlStatements } from './count-sql-statements.ts';
import {
  countStatementsPerCall,
  markRepetition,
} from './count-sql-statements-per-application-call.ts';
import { countStatementsPerOperation } from './count-statements-per-operation.ts';
import { findEventLoopStalls, isUsualStall } from './find-event-loop-stalls.ts';
import { findEventsSentBeforeCommit } from './find-events-sent-before-commit.ts';
import { findRepeatedReads } from './find-repeated-reads.ts';
import { findTransactionsLeftOpen } from './find-transactions-left-open.ts';
import { groupWaitsByTest } from './group-waits-by-test.ts';
import { timeDatabaseTransactions } from './time-database-transactions.ts';

/** Longest run of the tests, which take about twice as long while they are observed. */
const LIMIT_MS = 30 * 60_000;
const ALWAYS = { fromMs: 0, toMs: Number.POSITIVE_INFINITY };

/** Tests to be observed. */
export interface TestObservation {
  /** Absolute path of the project. */
  readonly root: string;
  /** Command that runs the tests; null: the project's own. */
  readonly command: readonly string[] | null;
  /** True for a test, a fixture or set-up, by its path from the root, with slashes. */
  readonly isTestCode: (file: string) => boolean;
  /** Commit whose files are tested with the packages installed now; null: those on disk. */
  readonly commit: string | null;
  readonly signal: AbortSignal;
}

/**
 * Runs the tests of a project in a copy, with their statements, transactions and executed lines
 * observed. Failing tests are a finding: what ran before is evidence all the same.
 * @throws UserError if there is no test command, or if nothing could be observed.
 */
export async function collectTestEvidence(
  host: Host,
  { root, command: given, isTestCode, commit, signal }: TestObservation,
): Promise<ScenarioEvidence> {
  const command = findTestCommand(host, root, given);
  const folder = openTemporaryRunFolder(host);
  try {
    const copy = resolveLinks(
      host,
      await copyProject(host, root, join(folder.path, 'copy'), signal, commit),
    );
    const observers = attachObservers(host, folder.path);
    const { env } = observers;
    const outcome = await runDiscoveredCommand(host, command, { cwd: copy.root, env, signal });
    signal.throwIfAborted();
    if (outcome.state === 'skipped') throw notRun(outcome.finding.message);
    const { waits, coverage } = await observers.read().catch((error: unknown) => {
      if (!(error instanceof UnitFailure)) throw error;
      throw notRun(`Nothing was observed while \`${command.text}\` ran: ${error.message}.`);
    });
    return {
      scenario: command.text,
      ...describeTestRun(copy, waits, coverage, isTestCode),
      findings: [
        ...(outcome.state === 'failed' ? [testsFailed(outcome.message, outcome.output)] : []),
        ...(waits.dropped + waits.lost > 0 ? [incompleteRecord(waits)] : []),
        ...(coverage.lost > 0 ? [incompleteCoverage(coverage)] : []),
      ],
    };
  } finally {
    folder.remove();
  }
}

/** Derives what a run of tests shows, with places in the project itself. */
function describeTestRun(
  copy: ProjectCopy,
  waits: RecordedWaits,
  coverage: CollectedCoverage,
  isTestCode: TestObservation['isTestCode'],
): Omit<ScenarioEvidence, 'scenario' | 'findings'> {
  const isTest = (file: string): boolean =>
    isTestCode(relative(copy.root, file).split(sep).join('/'));
  const { record, requests, tests, outside } = groupWaitsByTest(waits, isTest);
  const inProject = createPlaceMapper(copy);
  // Counts without those of some threads would be too low, and lines that ran would seem not to.
  const passes = (coverage.lost > 0 ? [] : coverage.files).map((file) => ({
    ...file,
    file: pathInProject(copy, file.file),
  }));
  const atProject = <Seen extends { readonly places: readonly MeasuredPlace[] }>(seen: Seen) => ({
    ...seen,
    places: inProject(seen.places),
  });
  const count = (groups: typeof requests, counter = countSqlStatements) =>
    counter(record, groups)
      .filter(({ places }) => places.length > 0)
      .map(atProject);
  const countPerCall = (counter = countSqlStatements) =>
    countStatementsPerCall(
      tests.map(({ calledAt, waits }) => ({
        calledAt: { ...calledAt, file: pathInProject(copy, calledAt.file) },
        statements: count([waits], counter),
      })),
      passes,
    );
  const { counted, undecided } = countPerCall();
  const commits = countPerCall(countSmallCommits);
  const all = [...requests, ...tests.map(({ waits }) => waits)];
  return {
    unit: 'request or call',
    requests: requests.length + tests.length,
    passes: coverage.lost > 0 ? null : passes,
    unmapped: coverage.unmapped.length,
    statements: [
      ...count(requests),
      ...counted.map((statement) => ({ ...statement, isCalledByTest: true as const })),
    ].map((statement) => markRepetition(statement, passes)),
    outside: [...count([outside]), ...undecided],
    transactions: timeDatabaseTransactions(record, all).map((transaction) => ({
      ...transaction,
      begin: inProject(transaction.begin),
      end: inProject(transaction.end),
    })),
    operations: countStatementsPerOperation(record, counted),
    repeatedReads: findRepeatedReads(record, requests).map((read) => ({
      ...read,
      places: inProject(read.places),
      first: inProject(read.first),
    })),
    commits: [...count(requests, countSmallCommits), ...commits.counted],
    openTransactions: findTransactionsLeftOpen(record).map((open) => ({
      ...open,
      places: inProject(open.places),
      failed: inProject(open.failed),
    })),
    earlyEvents: findEventsSentBeforeCommit(record, all).map(atProject),
    loopStalls: findEventLoopStalls(record, requests)
      .map(atProject)
      .filter((stall) => isUsualStall(stall, passes)),
    busy: null,
    allocated: null,
    database: null,
  };
}

function findTestCommand(
  host: Host,
  root: string,
  given: readonly string[] | null,
): DiscoveredCommand {
  const [program, ...args] = given ?? [];
  if (program !== undefined) {
    return {
      category: 'test',
      runner: 'custom',
      source: 'config',
      ...createArgvCommand([resolveProgram(host, root, program), ...args]),
      text: createArgvCommand([program, ...args]).text,
      timeoutMs: LIMIT_MS,
      results: null,
    };
  }
  const discovered = discoverTestOrBenchmarkCommand(host.files, root, 'test');
  if (discovered.type === 'skipped') throw notRun(discovered.finding.message);
  return { ...discovered.command, timeoutMs: LIMIT_MS };
}

/** Names a program of the project, such as `.venv/bin/pytest`, which git ignores, in the project. */
function resolveProgram({ files }: Host, root: string, program: string): string {
  const own = join(root, program);
  return /[/\\]/u.test(program) && !isAbsolute(program) && files.isFile(own) ? own : program;
}

/** Observers of statements and of executed lines, in one run of the tests. */
function attachObservers(host: Host, folder: string) {
  const sources = createSourceReader(host);
  const { NODE_OPTIONS, PYTHONPATH } = host.env;
  const [waitsFolder, linesFolder] = [join(folder, 'waits'), join(folder, 'lines')];
  for (const own of [waitsFolder, linesFolder]) host.files.makeFolder(own);
  const waits = attachToPython(host, createWaitProfiler(host).attach, PYTHONPATH);
  const attachedWaits = waits(waitsFolder, NODE_OPTIONS);
  const lines = createCoverageProfiler(host, sources).attach;
  const attachedLines = lines(linesFolder, attachedWaits.env.NODE_OPTIONS);
  return {
    // A test runs once, so a statement that is left out is not seen again.
    env: { ...attachedWaits.env, ...attachedLines.env, [COMPLETE_VARIABLE]: '1' },
    read: async () => {
      const read = await attachedWaits.read(ALWAYS);
      return {
        // Test runners compile sources in memory, so only their process knows what ran.
        waits: {
          ...resolveWaitSourceMaps(read, sources, [], readLoadedScriptTexts(host, linesFolder)),
          lost: read.lost,
        },
        coverage: await attachedLines.read(),
      };
    },
  };
}

/** Programs name their files with all links followed. */
function resolveLinks({ files }: Host, { extent, top, prefix }: ProjectCopy): ProjectCopy {
  const real = files.realPath(top) ?? top;
  return { extent: files.realPath(extent) ?? extent, top: real, prefix, root: join(real, prefix) };
}

/** Names a file of the copy by its path in the project; other files keep their names. */
function pathInProject({ top, extent }: ProjectCopy, file: string): string {
  return file.startsWith(`${top}${sep}`) ? `${extent}${file.slice(top.length)}` : file;
}

function createPlaceMapper(copy: ProjectCopy) {
  return (places: readonly MeasuredPlace[]): readonly MeasuredPlace[] =>
    places.map((place) => ({ ...place, file: pathInProject(copy, place.file) }));
}

function notRun(message: string): UserError {
  return new UserError({
    code: 'tests-not-observed',
    message: message.endsWith('.') ? message : `${message}.`,
    remedy: 'Give the command that runs the tests after --, such as -- npm test.',
  });
}

function incompleteRecord({ dropped, lost }: Pick<RecordedWaits, 'dropped' | 'lost'>): Finding {
  return {
    id: 'tests-partly-observed',
    level: 'warning',
    message: `${dropped} waits were too many to record, and ${lost} threads or processes ended without a record; defects that only they show are not reported.`,
    remedy: 'Run fewer tests at a time: name their files in the command after --.',
  };
}

function incompleteCoverage({ lost }: CollectedCoverage): Finding {
  return {
    id: 'tests-partly-observed',
    level: 'warning',
    message: `${lost} processes of the test runner were killed before they could report which lines ran, so nothing is said of places that no test reaches.`,
    remedy: 'Run the tests in threads, such as vitest run --pool=threads, or fewer at a time.',
  };
}

function testsFailed(message: string, output: string): Finding {
  const { text, at } = describeOutputError(output.split('\n'));
  return {
    id: 'tests-failed',
    level: 'warning',
    message: `The tests failed: ${message}. What ran before counts as evidence; the rest was not observed. Its error: ${text}${at}`,
  };
}
