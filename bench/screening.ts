/**
 * Agreement of verdicts of functions that share processes while screening with their verdicts when measured alone:
 * twenty functions of third-party packages, in two versions each. Takes a quarter of an hour.
 *
 *   npm run bench -- screening
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GateReport } from '../harness/model/documents/gate-document.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../harness/model/documents/run-report-and-comparison-document.ts';
import { type BenchResult, NO_PEER, printBenchResult } from './bench-result.ts';
import { buildPackage } from './built-package.ts';
import { createStopSignal } from './resumable-bench.ts';
import { runCli } from './run-cli.ts';
import { commitAllFiles } from './suite/make-suite-project.ts';
import {
  generateThirdPartyManifest,
  generateThirdPartyModule,
  generateThirdPartyScenarios,
  THIRD_PARTY_FUNCTIONS,
} from './suite/third-party-functions.ts';

const MARGIN = 0.02;
const TOGETHER_SECONDS = 300;
/** Time limit of each stage of a scenario measured alone. */
const ALONE = '20s';

interface Judged {
  readonly name: string;
  readonly together: Comparison;
  readonly alone: Comparison;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-screening-'));
const signal = createStopSignal();
try {
  buildPackage();
  makeProject();
  const together = await measureTogether();
  const judged: Judged[] = [];
  for (const { name } of THIRD_PARTY_FUNCTIONS) {
    judged.push({ name, together: ofTime(together, name), alone: await measureAlone(name) });
  }
  printBenchResult(resultOf(judged));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function makeProject(): void {
  for (const name of ['src', 'scenarios']) mkdirSync(join(folder, name));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('package.json', generateThirdPartyManifest());
  write('.gitignore', '.perf-harness/\nnode_modules/\n');
  write('scenarios/others.mjs', generateThirdPartyScenarios(MARGIN));
  write('src/work.mjs', generateThirdPartyModule(0));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  commitAllFiles(folder);
  write('src/work.mjs', generateThirdPartyModule(1));
}

async function measureTogether(): Promise<readonly Comparison[]> {
  const args = ['gate', '--base', 'HEAD', '--budget-seconds', String(TOGETHER_SECONDS)];
  const report = await measure<GateReport>(args);
  return report.comparison?.comparisons ?? [];
}

async function measureAlone(name: string): Promise<Comparison> {
  const args = ['compare', 'HEAD', '.', name, '--time', ALONE];
  return ofTime((await measure<ComparisonReport>(args)).comparisons, name);
}

async function measure<Report>(args: readonly string[]): Promise<Report> {
  const report = join(folder, '.perf-harness', 'report.json');
  const how = ['--no-explain', '--seed', '1', '--reporter', `json=${report}`];
  const { output } = await runCli([...args, ...how], folder, signal);
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as Report;
  } catch (cause) {
    throw new Error(`no report of ${args.join(' ')}: ${output}`, { cause });
  } finally {
    rmSync(report, { force: true });
  }
}

function ofTime(comparisons: readonly Comparison[], name: string): Comparison {
  const found = comparisons.find(
    ({ scenario, metric }) => scenario === name && metric === 'wall_time',
  );
  if (found === undefined) throw new Error(`nothing is said of ${name}`);
  return found;
}

function resultOf(judged: readonly Judged[]): BenchResult {
  const isDecided = ({ verdict }: Comparison): boolean => verdict !== 'inconclusive';
  const both = judged.filter(({ together, alone }) => isDecided(together) && isDecided(alone));
  const same = both.filter(({ together, alone }) => together.verdict === alone.verdict);
  const undecided = (way: 'together' | 'alone'): number =>
    judged.filter((pair) => !isDecided(pair[way])).length;
  const ours = `${same.length} of ${both.length}`;
  return {
    title: 'Functions of others, together and alone',
    method: `Twenty functions of packages that nobody here wrote, each in two versions that both sides have installed (margin ${100 * MARGIN} %). All of them in one gate of ${TOGETHER_SECONDS} s, in which they share the processes of the screen, then each in a comparison of its own, ${ALONE} a stage. Both have seed 1. Undecided together ${undecided('together')}, alone ${undecided('alone')}.`,
    rows: [
      {
        name: 'the same verdict where both decide',
        ours,
        limit: 'all',
        holds: same.length === both.length,
        ...NO_PEER,
      },
    ],
    tables: [
      {
        title: 'Each function',
        note: '',
        head: ['package', 'versions', 'together', 'pairs', 'alone', 'pairs'],
        body: judged.map(({ name, together, alone }) => [
          name,
          THIRD_PARTY_FUNCTIONS.find((other) => other.name === name)?.versions.join(' → ') ?? '',
          inWords(together),
          String(together.pairs),
          inWords(alone),
          String(alone.pairs),
        ]),
      },
    ],
  };
}

function inWords({ verdict, ratio }: Comparison): string {
  if (ratio === null) return verdict;
  const percent = 100 * (ratio - 1);
  return `${verdict}, ${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`;
}
