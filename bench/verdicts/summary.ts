import type { BenchResult } from '../bench-result.ts';
import type { CompareCase } from './cases.ts';
import type { CompareEntry, Entry } from './entries.ts';
import { allOf } from './provenance.ts';
import { calibrationTables, spreadRows } from './summarise-calibrations.ts';
import { type CaseResult, caseRows, caseTable, replayRows, sameRows } from './summarise-cases.ts';
import { dosesTable } from './summarise-doses.ts';
import { placesOf, placesRow, placesTable } from './summarise-places.ts';
import { planTables } from './summarise-plans.ts';
import { rulesTable } from './summarise-rules.ts';
import { toolsTable } from './summarise-tools.ts';

/** Summarizes the journal so far: claims as rows, and tables with the details behind them. */
export function summarise(
  entries: readonly Entry[],
  cases: readonly { readonly compareCase: CompareCase; readonly planned: number }[],
): BenchResult {
  const compared = entries.filter((entry): entry is CompareEntry => entry.type === 'compare');
  const results: readonly CaseResult[] = cases.map((plannedCase) => ({
    ...plannedCase,
    entries: compared.filter((entry) => entry.case === plannedCase.compareCase.id),
  }));
  const places = placesOf(results);
  const table = caseTable(results);
  const calibrated = entries.filter((entry) => entry.type === 'calibrate');
  return {
    title: 'Verdicts: error rates and seconds, beside peers',
    method: methodText(entries),
    seconds: Math.round(entries.reduce((sum, { tookSeconds = 0 }) => sum + tookSeconds, 0)),
    rows: [
      ...caseRows(results, calibrated),
      ...sameRows(results),
      ...spreadRows(calibrated),
      ...placesRow(places),
      ...replayRows(results),
    ],
    tables: [
      ...(table.body.length === 0 ? [] : [table]),
      ...calibrationTables(calibrated),
      ...dosesTable(entries),
      ...placesTable(places),
      ...rulesTable(entries.filter((entry) => entry.type === 'record')),
      ...toolsTable(
        entries.filter((entry) => entry.type === 'tool'),
        entries.filter((entry) => entry.type === 'compare'),
      ),
      ...planTables(entries.filter((entry) => entry.type === 'plan')),
    ],
  };
}

function methodText(entries: readonly Entry[]): string {
  return `Whole runs of \`perf-harness compare base head\` in small git repositories (\`bench/verdicts/workloads\`), each with snapshots of both commits of its own; a planted slowdown is more of the same work. The order of all comparisons is drawn from a seed, and so are their own seeds. \`npm run bench -- verdicts\` repeats it and goes on where it was stopped. Commit ${allOf(entries.map(({ commit }) => commit))}, Node.js ${allOf(entries.map(({ node }) => node))}, ${allOf(entries.map(({ machine }) => machine))}.`;
}
