/**
 * Gates of a suite, as a pull request would run them: of fifty functions with two that were made 5 % slower
 * and one 10 %, of fifty with none, of eight servers of which one takes 10 % more, and of a hundred functions of
 * which five have other files and one of these is 10 % slower. Which ones is drawn
 * anew for each gate. Takes hours, can be stopped at any time, and goes on with the next gate.
 *
 *   npm run bench -- suite              what is not in the journal yet
 *   node bench/suite.ts --gates 3       at most so many of each kind
 *   node bench/suite.ts --only servers  kinds: planted, none, servers, files
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { GateReport } from '../harness/model/documents/gate-document.ts';
import { printBenchResult } from './bench-result.ts';
import { buildPackage, ROOT } from './built-package.ts';
import { createStopSignal } from './resumable-bench.ts';
import { runCli } from './run-cli.ts';
import { drawGate } from './suite/draw-gate.ts';
import {
  generateFunctionSuite,
  generateFunctions,
  generateModuleSuite,
} from './suite/generate-function-suite.ts';
import { generateServerSuite, listServerNames } from './suite/generate-server-suite.ts';
import { makeSuiteProject, type SuiteTexts } from './suite/make-suite-project.ts';
import {
  BUDGET_SECONDS,
  GATE_COUNTS,
  PLANTED_SLOWDOWNS,
  type SuiteEntry,
  type SuiteKind,
} from './suite/suite-entry.ts';
import { summariseSuite } from './suite/summarise-suite.ts';
import { openBenchJournal } from './verdicts/bench-journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

interface Suite {
  readonly names: readonly string[];
  /** @param drawn - All names, in the order drawn for this gate. */
  readonly texts: (drawn: readonly string[]) => SuiteTexts;
  /** Additional work in twentieths, for as many of the first names drawn. */
  readonly planted: readonly number[];
  readonly metric: string;
  readonly options?: readonly string[];
}

const FUNCTIONS = generateFunctions(50);
const HUNDRED = generateFunctions(100);
/** Number of the hundred functions whose files are changed. */
const OTHER_FILES = 5;
const SERVERS = listServerNames(8);
const functionsWithin = (margin: number, planted: readonly number[]): Suite => ({
  names: FUNCTIONS.map(({ name }) => name),
  texts: () => generateFunctionSuite(FUNCTIONS, margin),
  planted,
  metric: 'wall_time',
});
const SUITES: Readonly<Record<SuiteKind, Suite>> = {
  planted: functionsWithin(0.02, PLANTED_SLOWDOWNS),
  none: functionsWithin(0.05, []),
  servers: {
    names: SERVERS,
    texts: () => generateServerSuite(SERVERS, 0.02),
    planted: [2],
    metric: 'cpu_time',
  },
  files: {
    names: HUNDRED.map(({ name }) => name),
    texts: (drawn) => generateModuleSuite(HUNDRED, 0.02, drawn.slice(0, OTHER_FILES)),
    planted: [2],
    metric: 'wall_time',
    options: ['--same-inputs'],
  },
};
const KINDS = Object.keys(GATE_COUNTS) as SuiteKind[];
const MOST_GATES = Math.max(...Object.values(GATE_COUNTS));

const { values } = parseArgs({
  options: {
    gates: { type: 'string', default: String(MOST_GATES) },
    only: { type: 'string' },
  },
});
const journal = openBenchJournal<SuiteEntry>(join(ROOT, '.perf-harness/bench/suite.jsonl'));
const provenance = readProvenance();
const signal = createStopSignal();

buildPackage();
for (let number = 1; number <= Number(values.gates); number += 1) {
  for (const kind of KINDS) {
    const id = `${kind} ${number}`;
    if (number > GATE_COUNTS[kind] || !isAsked(kind)) continue;
    if (journal.entries().some((entry) => entry.id === id)) continue;
    journal.append(await gate(id, kind, number));
  }
}
printBenchResult(summariseSuite(journal.entries()));

function isAsked(kind: SuiteKind): boolean {
  return values.only === undefined || values.only.split(',').includes(kind);
}

async function gate(id: string, kind: SuiteKind, number: number): Promise<SuiteEntry> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-suite-'));
  try {
    const { names, texts, planted: more, metric, options = [] } = SUITES[kind];
    const { names: drawn, planted } = drawGate(number, names, more);
    makeSuiteProject(folder, texts(drawn), planted);
    const report = join(folder, 'gate.json');
    const args = ['gate', '--base', 'HEAD', '--budget-seconds', String(BUDGET_SECONDS[kind])];
    const how = [
      ...options,
      '--no-explain',
      '--seed',
      String(number),
      '--reporter',
      `json=${report}`,
    ];
    const end = await runCli([...args, ...how], folder, signal);
    const { comparison } = JSON.parse(readFileSync(report, 'utf8')) as GateReport;
    const judged = (comparison?.comparisons ?? []).filter(
      (metricComparison) => metricComparison.metric === metric,
    );
    return {
      id,
      kind,
      planted,
      seconds: end.seconds,
      exitCode: end.exitCode,
      verdicts: Object.fromEntries(judged.map(({ scenario, verdict }) => [scenario, verdict])),
      pairs: judged.map(({ pairs }) => pairs),
      ...provenance(),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
