import { assertNever } from '../../../harness/model/assert-never.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { findCulpritLine } from '../../display-facts/comparison/change-explanation-display-data.ts';
import type { ComparedMetricFact } from '../../display-facts/comparison/compared-metric-display-data.ts';
import type { ComparisonFacts } from '../../display-facts/comparison/comparison-display-data.ts';
import { groupRunsBySide } from '../../display-facts/comparison/measured-trial-pair-lookup.ts';
import type { Annotation, CheckSuite, SuiteCheck } from '../../format-independent-report-view.ts';
import { joinTexts } from '../../text/sentence-parts.ts';

/** Returns a comparison as suites: one a scenario, a check a metric, gated metrics first. */
export function comparisonSuites(
  { scenarios, headline, base, head, decided }: ComparisonFacts,
  { runs }: Pick<ComparisonReport, 'runs'>,
): readonly CheckSuite[] {
  const sides = groupRunsBySide(runs);
  return scenarios.map(({ scenario, gated, others, floor, reproduce }) => {
    const both = sides.get(gated[0]?.comparison.scenario ?? scenario);
    const trials = both === undefined ? [] : [...both.base.trials, ...both.head.trials];
    return {
      name: scenario,
      file: both?.head.file ?? null,
      startedAt: both?.base.startedAt ?? null,
      hostname: both?.base.environment?.machine.hostname ?? null,
      properties: [
        ['base', base],
        ['head', head],
        ['floor', floor],
        ['decided', decided.join(' ')],
        ['reproduce', reproduce ?? ''],
      ],
      checks: [...gated, ...others].map((fact) => ({
        name: fact.metric,
        group: scenario,
        ...resultOf(fact, headline.word, reproduce),
      })),
      elapsedMs: trials.reduce((sum, { durationMs }) => sum + durationMs, 0),
    };
  });
}

/**
 * Returns the result of a check. Inconclusive metrics and changes of ungated metrics are skipped. A
 * regression is a failure, and an incomparable metric an error, only if the overall verdict agrees,
 * so that a report is never more severe than the exit code.
 */
function resultOf(
  fact: ComparedMetricFact,
  whole: ComparisonReport['verdict'],
  reproduce: string | null,
): Pick<SuiteCheck, 'result' | 'type' | 'message' | 'text'> {
  const { base, head, verdict, comparison, line, explanation, modes } = fact;
  const isMeasured = verdict !== 'incomparable' && verdict !== 'same inputs';
  const message = joinTexts([
    comparison.gated ? '' : 'not gated',
    line,
    isMeasured ? `${base} to ${head}` : '',
    explanation,
    modes,
  ]);
  const text = reproduce === null ? '' : `${message}\nreproduce: ${reproduce}`;
  switch (verdict) {
    case 'improved':
    case 'unchanged':
    case 'same inputs':
      return { result: 'passed', message };
    case 'regressed':
      return whole === 'fail' && comparison.gated
        ? { result: 'failure', type: 'regression', message, text }
        : { result: 'skipped', message };
    case 'inconclusive':
      return { result: 'skipped', message };
    case 'incomparable':
      return whole === 'incomparable' && comparison.gated
        ? { result: 'error', type: 'incomparable', message, text }
        : { result: 'skipped', message };
    default:
      return assertNever(verdict);
  }
}

/** Verdicts that need no attention. */
const PASSING: ReadonlySet<string> = new Set(['unchanged', 'same inputs', 'improved']);

/** Returns problems of gated metrics; errors only if the comparison's verdict says so. */
export function comparisonAnnotations({
  scenarios,
  headline,
}: ComparisonFacts): readonly Annotation[] {
  return scenarios.flatMap(({ gated, explanation, reproduce, file }) =>
    gated
      .filter(({ verdict }) => !PASSING.has(verdict))
      .map(({ verdict, scenario, metric, line, explanation: reason, modes }): Annotation => {
        const isWorse = verdict === 'regressed';
        const why = isWorse ? (explanation?.sentence ?? '') : '';
        const again = reproduce === null ? '' : `reproduce: ${reproduce}`;
        return {
          level: isWorse && headline.word === 'fail' ? 'error' : 'warning',
          title: `${scenario}: ${metric} ${verdict}`,
          message: joinTexts([line, reason, modes, why, again], '\n'),
          file,
          ...(isWorse && findCulpritLine(explanation)),
        };
      }),
  );
}
