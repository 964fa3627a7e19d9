import type { ChecklistEvidence } from '../../../harness/model/documents/performance-checklist-document.ts';
import {
  type ChecklistCheck,
  type ChecklistResult,
  failCheck,
  leaveUnverified,
  passWithEvidence,
} from '../checklist-item-check.ts';

/** Checks for a load test of a server, with the limits that it met. */
export const loadTestCheck: ChecklistCheck = {
  id: 'load-test',
  title: 'Load test validates capacity',
  judge: ({ records }): ChecklistResult => {
    const loads = records.filter(({ content }) => content.kind === 'http' || content.kind === 'k6');
    const withLimits = loads.filter(({ content }) => content.budgets.length > 0);
    const shown = (verdict: string): readonly ChecklistEvidence[] =>
      withLimits
        .filter(({ content }) => content.verdict === verdict)
        .map(({ file, content }) => {
          const limits = content.budgets.map(({ metric, limit }) => `${metric} ${limit}`);
          return {
            file,
            line: null,
            text: `${content.scenario}: ${limits.join(', ')}: ${verdict}`,
          };
        });
    const failed = shown('fail');
    if (failed.length > 0)
      return failCheck(
        'A load test violates its limits.',
        'Find the sustainable rate: perf-harness run <scenario> --find-capacity.',
        failed,
      );
    const passed = shown('pass');
    if (passed.length > 0)
      return passWithEvidence(
        passed,
        'Every measured load test that has limits meets them.',
        leaveUnverified('', ''),
      );
    const why =
      loads.length === 0
        ? 'No load test was run.'
        : withLimits.length === 0
          ? 'Load tests were run, but without any limits.'
          : 'The measurements do not show whether the load tests meet their limits.';
    return leaveUnverified(
      why,
      "Run a load test with limits: a scenario with http or k6 and budgets such as { 'latency.p95': '< 250 ms' }.",
    );
  },
};
