import type { Report } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { RenderOptions } from '../../reporter.ts';
import { chooseRunNextStep } from '../choose-run-next-step.ts';
import { collectFootnotes } from '../collect-finding-footnotes.ts';
import { summariseProductionTelemetry } from '../telemetry/summarise-production-telemetry.ts';
import { rankingFact } from './alternatives-ranking-display-data.ts';
import { buildRunHeadline } from './run-headline.ts';
import { runFacts } from './single-run-display-data.ts';

/** A report of runs as every reporter shows it. */
export type RunReportFacts = ReturnType<typeof runReportFacts>;

export function runReportFacts(report: Report, options: Pick<RenderOptions, 'baseline'>) {
  const runs = report.runs.map(runFacts);
  const rankings = report.rankings.map(rankingFact);
  const footnotes = collectFootnotes([
    { scenario: null, findings: report.findings },
    ...runs.map(({ scenario, file, run, failures }) => ({
      scenario,
      file,
      // Findings already covered by the failures are left out.
      findings: run.findings.filter(({ id }) => failures.length === 0 || id !== 'failed-trials'),
    })),
  ]);
  return {
    headline: buildRunHeadline(report, runs, rankings),
    runs,
    rankings,
    /** The four telemetry sections if any run is from telemetry; otherwise empty. */
    telemetry: summariseProductionTelemetry(runs),
    footnotes,
    next: chooseRunNextStep(runs, footnotes, options),
  };
}
