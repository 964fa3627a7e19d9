import type { Report } from '../../../harness/model/documents/document.ts';
import type { NextStep } from '../../next-step.ts';
import type { RenderOptions } from '../../reporter.ts';
import { collectFootnotes, type Footnote } from '../footnotes.ts';
import { nextStep } from '../next-step.ts';
import { telemetryOfRuns } from '../telemetry/telemetry-of-runs.ts';
import type { TelemetrySection } from '../telemetry/telemetry-sections.ts';
import { type Headline, headline } from './headline.ts';
import { type RankingFact, rankingFact } from './ranking-facts.ts';
import { type RunFacts, runFacts } from './run-facts.ts';

/** A report of runs as every reporter shows it. */
export interface ReportFacts {
  readonly headline: Headline;
  readonly runs: readonly RunFacts[];
  readonly rankings: readonly RankingFact[];
  /** The four sections, where any run is of telemetry; null: none is. */
  readonly telemetry: readonly TelemetrySection[] | null;
  readonly footnotes: readonly Footnote[];
  readonly next: NextStep | null;
}

export function reportFacts(report: Report, options: Pick<RenderOptions, 'baseline'>): ReportFacts {
  const runs = report.runs.map(runFacts);
  const rankings = report.rankings.map(rankingFact);
  const footnotes = collectFootnotes([
    { scenario: null, findings: report.findings },
    ...runs.map(({ scenario, file, run, failures }) => ({
      scenario,
      file,
      // What the failures say already is not said again.
      findings: run.findings.filter(({ id }) => failures.length === 0 || id !== 'failed-trials'),
    })),
  ]);
  return {
    headline: headline(report, runs, rankings),
    runs,
    rankings,
    telemetry: telemetryOfRuns(runs),
    footnotes,
    next: nextStep(runs, footnotes, options),
  };
}
