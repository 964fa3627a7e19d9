import type { BenchResult } from '../bench-result.ts';
import type { CompareCase } from './compare-cases.ts';
import { plantedSlowdownTable } from './planted-slowdown-table.ts';
import { listDistinct } from './provenance.ts';
import { calibrationTables, spreadRows } from './summarise-calibrations.ts';
import {
  type CaseResult,
  caseRows,
  caseTable,
  identicalCodeRows,
  replayRows,
} from './summarise-cases.ts';
import { computePValues, pValueRows, pValueTable } from './summarise-p-values.ts';
import { rulesTable } from './summarise-rules.ts';
import { toolsTable } from './summarise-tools.ts';
import type { CompareEntry, VerdictsEntry } from './verdict-entries.ts';

/** Summarizes the journal so far: claims as rows, and tables with the details behind them. */
export function summariseVerdicts(
  entries: readonly VerdictsEntry[],
  cases: readonly { readonly compareCase: CompareCase; readonly planned: number }[],
): BenchResult {
  const compared = entries.filter((entry): entry is CompareEntry => entry.type === 'compare');
  const results: readonly CaseResult[] = cases.map((plannedCase) => ({
    ...plannedCase,
    entries: compared.filter((entry) => entry.case === plannedCase.compareCase.id),
  }));
  const places = computePValues(results);
  const table = caseTable(results);
  const calibrated = entries.filter((entry) => entry.type === 'calibrate');
  return {
    title: 'Verdicts: error rates and seconds, beside peers',
    method: methodText(entries),
    seconds: Math.round(entries.reduce((sum, { tookSeconds = 0 }) => sum + tookSeconds, 0)),
    rows: [
      ...caseRows(results, calibrated),
      ...identicalCodeRows(results),
      ...spreadRows(calibrated),
      ...pValueRows(places),
      ...replayRows(results),
    ],
    tables: [
      ...(table.body.length === 0 ? [] : [table]),
      ...calibrationTables(calibrated),
      ...plantedSlowdownTable(entries),
      ...pValueTable(places),
      ...rulesTable(entries.filter((entry) => entry.type === 'record')),
      ...toolsTable(
        entries.filter((entry) => entry.type === 'tool'),
        entries.filter((entry) => entry.type === 'compare'),
      ),
    ],
  };
}

function methodText(entries: readonly VerdictsEntry[]): string {
  return `Whole runs of \`perf-harness compare base head\` in small git repositories (\`bench/verdicts/workloads\`), each with snapshots of both commits of its own; a planted slowdown is more of the same work. The order of all comparisons is drawn from a seed, and so are their own seeds. \`npm run bench -- verdicts\` repeats it and goes on where it was stopped. Commit ${listDistinct(entries.map(({ commit }) => commit))}, Node.js ${listDistinct(entries.map(({ node }) => node))}, ${listDistinct(entries.map(({ machine }) => machine))}.`;
}
