import { z } from 'zod';
import type { GateReport } from '../../../harness/model/documents/gate-document.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { secondsPerPair } from '../../../harness/model/median-seconds-per-trial-pair.ts';

export const gainSchema = z.object({
  confirmed: z
    .boolean()
    .describe(
      'Whether this answer proves that something became faster. Only `compare` and `gate` can prove this.',
    ),
  statement: z.string().describe('The strongest claim that this answer supports.'),
  to_confirm: z
    .object({
      tool: z.literal('compare'),
      arguments: z.record(z.string(), z.unknown()),
      needs: z.string().describe('Number of pairs and time required.'),
    })
    .nullable()
    .describe(
      'Tool call that would settle whether there is a gain; null if nothing is left to settle.',
    ),
});

/** Gain that an answer proves. */
export type Gain = z.infer<typeof gainSchema>;

/** Pairs of a comparison before the first interim analysis, and the default time limit. */
const FIRST_PAIRS = 10;
const USUAL_LIMIT = 'at most five minutes per scenario and stage';

/** Returns the gain of documents without a comparison: runs, however many, of any days. */
export function gainWithoutComparison(scenarios: readonly string[]): Gain {
  return {
    confirmed: false,
    statement:
      'No gain is shown. Runs measured one after the other can differ by noise alone, so a difference between two such runs is no evidence of a change.',
    to_confirm: callCompare(scenarios, `at least ${FIRST_PAIRS} interleaved pairs; ${USUAL_LIMIT}`),
  };
}

/** Returns a comparison's gain: confirmed only by pairs measured together, with nothing worse. */
export function assessComparisonGain(report: ComparisonReport, scenarios: readonly string[]): Gain {
  const gated = report.comparisons.filter((comparison) => comparison.gated);
  const worse = gated.filter(({ verdict }) => verdict === 'regressed');
  const better = gated.filter((comparison) => comparison.verdict === 'improved');
  const confirmed = better.filter(({ confirmed: isConfirmed, pairs }) => isConfirmed && pairs > 0);
  const names = (all: typeof gated) =>
    all.map(({ scenario, metric }) => `${metric} of ${JSON.stringify(scenario)}`).join(', ');
  if (worse.length > 0) {
    return {
      confirmed: false,
      statement: `Slower: ${names(worse)}.${confirmed.length > 0 ? ` Confirmed as faster: ${names(confirmed)}.` : ''}`,
      to_confirm: null,
    };
  }
  if (confirmed.length > 0) {
    const open = gated.length - confirmed.length;
    return {
      confirmed: true,
      statement: `Confirmed on fresh pairs: ${names(confirmed)}.${open > 0 ? ' No gain is shown for the other metrics.' : ''}`,
      to_confirm: null,
    };
  }
  return unconfirmed(report, scenarios);
}

/** Returns a gate's gain by that rule, as measured against base; stored runs confirm nothing. */
export function assessGateGain(
  { comparison, baseline }: Pick<GateReport, 'comparison' | 'baseline'>,
  scenarios: readonly string[],
): Gain {
  const report = comparison ?? baseline;
  return report === null
    ? gainWithoutComparison(scenarios)
    : assessComparisonGain(report, scenarios);
}

function unconfirmed(report: ComparisonReport, scenarios: readonly string[]): Gain {
  const gated = report.comparisons.filter((comparison) => comparison.gated);
  const stored = gated.some(({ verdict, pairs }) => verdict === 'improved' && pairs === 0);
  if (stored) {
    return {
      ...gainWithoutComparison(scenarios),
      statement:
        'No gain is shown, because these stored runs were not measured side by side. Any difference may come from the machine rather than the code.',
    };
  }
  const open = gated.filter(({ verdict }) => verdict === 'inconclusive' || verdict === 'improved');
  if (open.length === 0) {
    return { confirmed: false, statement: 'No gain: nothing became faster.', to_confirm: null };
  }
  const pairs = Math.max(
    ...open.map((comparison) => comparison.needed_pairs ?? comparison.pairs * 2),
    FIRST_PAIRS,
  );
  return {
    confirmed: false,
    statement:
      'No gain is shown: the comparison is inconclusive, which is not the same as "no change".',
    to_confirm: callCompare(scenarios, `about ${pairs} pairs${timeFor(report, open, pairs)}`),
  };
}

/** Returns 1.5 times the time of the pairs so far, in whole seconds; nothing if unknown. */
function timeFor(
  { runs }: ComparisonReport,
  open: ComparisonReport['comparisons'],
  pairs: number,
): string {
  const seconds = open.map(({ scenario, metric }) =>
    secondsPerPair(
      runs.filter((run) => run.scenario === scenario),
      metric,
    ),
  );
  const longest = Math.max(...seconds.map((duration) => duration ?? 0));
  if (longest === 0) return '; use a longer `time`';
  return `; use a \`time\` of "${Math.ceil(1.5 * longest * pairs)}s" or more`;
}

function callCompare(scenarios: readonly string[], needs: string): Gain['to_confirm'] {
  return {
    tool: 'compare',
    arguments: { base: 'HEAD', ...(scenarios.length > 0 && { scenarios }) },
    needs: `${needs}. Set base to the commit before the change`,
  };
}
