import { describe, expect, it } from 'vitest';
import { saveComparison } from '../../../api/compare/save-comparison.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { NotSavedError, UserError } from '../../../harness/model/user-error.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { runScriptedComparison } from '../../support/scripted-comparison.ts';

const NOTE = { id: 'only-in-base', level: 'warning', message: 'gone' } as const;
const FULL = new UserError({ code: 'disk-full', message: 'no space left', remedy: 'Free some.' });

async function measured(): Promise<ComparisonReport> {
  const { report } = await runScriptedComparison({
    scenarios: [functionScenario({ measureMs: 1, warmupMs: 0 })],
    script: ({ pair }) => ({ measurements: { wall_time: 100 + (pair % 3) } }),
  });
  return report;
}

function withoutPairs(report: ComparisonReport): ComparisonReport {
  return { ...report, runs: report.runs.map((run) => ({ ...run, trials: [] })) };
}

/** A store that refuses with this from that time on. */
function store(refusal: Error, from: number) {
  const saved: ComparisonReport[] = [];
  let asked = 0;
  const save = (_id: string, report: ComparisonReport): void => {
    asked += 1;
    if (asked >= from) throw refusal;
    saved.push(report);
  };
  return { saved, asked: () => asked, save };
}

describe('saveComparison', () => {
  it('saves and returns the comparison together with the findings passed next to it', async () => {
    const report = await measured();
    const own = store(FULL, Number.POSITIVE_INFINITY);
    const kept = saveComparison(own, 'one', [NOTE]);
    kept.save(withoutPairs(report));
    kept.save(report);
    const told = { ...report, findings: [NOTE, ...report.findings] };
    expect(own.saved).toEqual([told]);
    expect(kept.end(report)).toEqual(told);
  });

  it('stops saving after the first failure, and throws that error with the whole report', async () => {
    const report = await measured();
    const own = store(FULL, 2);
    const kept = saveComparison(own, 'one', [NOTE]);
    for (let times = 0; times < 4; times += 1) kept.save(report);
    expect(own.asked()).toBe(2);
    let thrown: unknown;
    try {
      kept.end(report);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(NotSavedError);
    expect(thrown).toMatchObject({
      code: 'disk-full',
      message: 'no space left',
      remedy: 'Free some.',
      exitCode: 2,
      report: { id: null, findings: [NOTE, ...report.findings] },
    });
  });

  it('gives no identifier to a comparison that was not saved because no pair was measured', async () => {
    const report = withoutPairs(await measured());
    const kept = saveComparison(store(FULL, 1), 'one', []);
    kept.save(report);
    expect(kept.end(report)).toEqual({ ...report, id: null });
  });

  it('saves nothing when nothing is to be stored, and hides no defect', async () => {
    const report = await measured();
    const own = store(FULL, 1);
    const unnamed = saveComparison(own, null, []);
    unnamed.save(report);
    expect(own.asked()).toBe(0);
    expect(unnamed.end(report)).toEqual({ ...report, id: null });
    const defect = new TypeError('a defect');
    expect(() => saveComparison(store(defect, 1), 'one', []).save(report)).toThrow(defect);
  });
});
