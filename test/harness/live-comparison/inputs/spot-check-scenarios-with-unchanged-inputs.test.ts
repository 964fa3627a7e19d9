/** Scenarios that read the same and are measured all the same, on scripted traces and units. */
import { describe, expect, it } from 'vitest';
import { rejudgeComparisonFromTrials } from '../../../../harness/live-comparison/rejudge-comparison-from-trials.ts';
import { functionScenario } from '../../../support/function-scenario.ts';
import { createDraws } from '../../../support/random-draws.ts';
import { runScriptedComparison } from '../../../support/scripted-comparison.ts';

/** Ten that read the same, of which these are slower nevertheless. */
async function compared(slower: readonly string[], measuredShare: number) {
  const { normal } = createDraws(3);
  return runScriptedComparison({
    scenarios: Array.from({ length: 10 }, (_, index) => functionScenario({ name: `f${index}` })),
    script: ({ side }, { name }) => {
      const ratio = side === 'b' && slower.includes(name) ? 1.2 : 1;
      return { measurements: { wall_time: 100 * ratio * Math.exp(0.005 * normal()) } };
    },
    traces: () => ({ state: 'traced', paths: [], isListing: false, resolutions: [] }),
    options: { sameInputs: true, measuredShare },
  });
}

describe('scenarios with the same inputs', () => {
  it.each([
    [0, 0],
    [0.01, 1],
    [0.25, 3],
    [1, 10],
  ])('are measured for a share of %d: %d of ten', async (share, count) => {
    const { report } = await compared([], share);
    const rows = report.comparisons.filter(({ metric }) => metric === 'wall_time');
    expect(rows.filter(({ verdict }) => verdict === 'unchanged')).toHaveLength(count);
    expect(rows.filter(({ verdict }) => verdict === 'same inputs')).toHaveLength(10 - count);
    const measured = report.inputs?.filter(
      (input) => input.outcome === 'same' && input.measured === true,
    );
    expect(measured).toHaveLength(count);
    expect(report.findings.map(({ id }) => id)).not.toContain('same-inputs-contradicted');
  });

  it('are reported as contradicting their trace when measured as slower, also in a replay', async () => {
    const { report, saved } = await compared(['f3'], 1);
    expect(report.verdict).toBe('fail');
    const told = report.findings.filter(({ id }) => id === 'same-inputs-contradicted');
    expect(told).toMatchObject([
      {
        level: 'warning',
        message:
          'f3 reads the same inputs on both sides (0 files), but its wall_time was judged regressed.',
      },
    ]);
    const last = saved.at(-1);
    if (last === undefined) throw new Error('nothing was saved');
    expect(
      rejudgeComparisonFromTrials(last).findings.filter(({ id }) => id === told[0]?.id),
    ).toEqual(told);
  });
});
