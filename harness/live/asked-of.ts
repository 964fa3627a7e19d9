import { gatedMetrics } from '../gate/gated-metrics.ts';
import type { ComparisonReport } from '../model/documents/document.ts';
import { recordedScenario } from '../model/documents/recorded-scenario.ts';
import type { Scenario } from '../model/scenario/scenario.ts';

/** What a saved comparison was to be judged by, beside its rules; undefined: the record does not say. */
interface Asked {
  /** Of all metrics; null: those of the scenarios. */
  readonly margin: number | null | undefined;
  /** In place of what decides over the scenarios; null: nothing. */
  readonly metrics: NonNullable<ComparisonReport['asked']>['metrics'] | undefined;
}

/** The same of one of its scenarios. */
export interface AskedOf extends Pick<Asked, 'margin'> {
  readonly scenario: Pick<Scenario, 'name' | 'regression' | 'margin'>;
  readonly gated: ReadonlySet<string> | undefined;
}

/** What the record says beside its verdicts, for those are to be judged by it. */
export function askedOf(name: string, saved: ComparisonReport): AskedOf {
  const run = saved.runs.findLast((one) => one.scenario === name);
  const scenario = run === undefined ? null : recordedScenario(run);
  const { margin, metrics } = asked(saved);
  if (scenario === null) {
    const unknown = { name, regression: {}, margin: null };
    return { scenario: unknown, margin: margin ?? undefined, gated: undefined };
  }
  const deciding = metrics?.find((one) => one.scenario === name)?.metrics;
  const gated = metrics === undefined ? undefined : new Set(deciding ?? gatedMetrics(scenario));
  return { scenario, margin, gated };
}

/** Whether the record says all of that; what it does not say is taken as it was saved. */
export function saysWhatWasAsked(saved: ComparisonReport): boolean {
  return saved.runs.every(({ scenario }) => {
    const { margin, gated } = askedOf(scenario, saved);
    return margin !== undefined && gated !== undefined;
  });
}

/** A record from before that was kept has the command, which says whether anything was asked for. */
function asked({ asked: kept, reproduce }: ComparisonReport): Asked {
  if (kept !== undefined) return kept;
  // What follows belongs to the measured command.
  const words = reproduce?.split(' -- ')[0]?.split(' ');
  const isWithout = (option: string): boolean => words?.includes(option) === false;
  return {
    margin: isWithout('--margin') ? null : undefined,
    metrics: isWithout('--metric') ? null : undefined,
  };
}
