import { describe, expect, it } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { rejudgeComparisonFromTrials } from '../../../harness/live-comparison/rejudge-comparison-from-trials.ts';
import { commandScenario } from '../../support/command-scenario.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { createDraws } from '../../support/random-draws.ts';
import { runScriptedComparison } from '../../support/scripted-comparison.ts';

const UNIT_MS = 100;
/** Spread of one unit as a logarithm, and the change of the head, by scenario. */
const SCENARIOS: Readonly<Record<string, { readonly noise: number; readonly change: number }>> = {
  noisy: { noise: 0.2, change: 1 },
  slow: { noise: 0.01, change: 1.4 },
  fast: { noise: 0.01, change: 0.7 },
  same: { noise: 0.002, change: 1 },
  /** A command, which shares no processes. */
  alone: { noise: 0.01, change: 1.5 },
};

async function compareScripted(
  budgetMs: number | null,
  shares = false,
  regressionOfSlow: Readonly<Record<string, number>> = {},
) {
  const { normal } = createDraws(5);
  let nowMs = 0;
  /** Events in order: units by scenario and stage, and verdicts. */
  const log: string[] = [];
  const names = Object.keys(SCENARIOS);
  const { report } = await runScriptedComparison({
    scenarios: names.map((name) =>
      name === 'alone'
        ? commandScenario({ name })
        : functionScenario({
            name,
            measureMs: 1,
            warmupMs: 0,
            regression: name === 'slow' ? regressionOfSlow : {},
          }),
    ),
    shares,
    script: ({ side, stage }, { name }) => {
      nowMs += UNIT_MS;
      log.push(`${stage} ${name}`);
      const { noise, change } = SCENARIOS[name] ?? { noise: 0, change: 1 };
      // Its CPU time is a clear candidate, and hard to confirm.
      const isFresh = name === 'slow' && stage === 'confirm';
      const drawMs = (times: number): number =>
        100 * (side === 'b' ? change : 1) * Math.exp(times * noise * normal());
      return { measurements: { wall_time: drawMs(1), cpu_time: drawMs(isFresh ? 50 : 1) } };
    },
    options: { budgetMs, maxTimeMs: 300_000 },
    parts: {
      host: { ...createHost(), clock: { now: () => new Date(0), monotonicMs: () => nowMs } },
      onProgress: (event) => {
        if (event.type !== 'scenario-decided') return;
        const verdicts = event.comparisons.map(({ verdict }) => verdict);
        log.push(`${event.scenario}: ${verdicts.join()}`);
      },
    },
  });
  const verdicts = report.comparisons
    .filter(({ gated }) => gated)
    .map(({ scenario, verdict }) => [scenario, verdict]);
  return { log, report, verdicts: Object.fromEntries(verdicts) as Record<string, string> };
}

const VERDICTS = {
  noisy: 'inconclusive',
  slow: 'regressed',
  fast: 'improved',
  same: 'unchanged',
  alone: 'regressed',
};

describe('a comparison without a time limit', () => {
  it.for([
    ['measured one by one', false],
    ['that share processes', true],
  ] as const)(
    'tells clear changes before the noisiest of scenarios %s is decided',
    async ([, shares]) => {
      const { log, report, verdicts } = await compareScripted(null, shares);
      expect(verdicts).toEqual(VERDICTS);
      const noisyEnds = log.lastIndexOf('screen noisy');
      for (const [name, verdict] of Object.entries(VERDICTS).slice(1)) {
        const reported = `${name}: ${verdict}`;
        expect(log.indexOf(reported), reported).toBeGreaterThan(0);
        expect(log.indexOf(reported), reported).toBeLessThan(noisyEnds);
      }
      // The pairs alone give the same verdicts, however early they were measured.
      const { comparisons } = rejudgeComparisonFromTrials(report);
      expect(comparisons).toEqual(report.comparisons);
    },
  );

  it('tells the first metric that became worse, and confirms the noisier one later', async () => {
    const { log, verdicts } = await compareScripted(null, false, { cpu_time: 0.02 });
    const reported = log.flatMap((entry, at) =>
      entry.startsWith('slow: ') ? [{ at, entry }] : [],
    );
    expect(reported[1]?.entry).toBe('slow: regressed,inconclusive');
    expect(reported.at(-1)?.entry).toBe('slow: regressed,regressed');
    expect(reported[1]?.at).toBeLessThan(log.lastIndexOf('screen noisy'));
    expect(log.lastIndexOf('confirm slow')).toBeGreaterThan(log.lastIndexOf('screen noisy'));
    expect(verdicts).toEqual(VERDICTS);
  });

  it('gives no further pair to a change that is confirmed', async () => {
    const { log } = await compareScripted(null);
    const confirmed = log.indexOf('slow: regressed');
    expect(log.slice(confirmed).filter((entry) => entry === 'confirm slow')).toEqual([]);
  });
});

describe('a comparison with a time limit', () => {
  it('confirms when all candidates are known', async () => {
    const { log, verdicts } = await compareScripted(200_000);
    expect(verdicts).toEqual(VERDICTS);
    expect(log.findIndex((entry) => entry.startsWith('confirm '))).toBeGreaterThan(
      log.findLastIndex((entry) => entry.startsWith('screen ')),
    );
  });
});
