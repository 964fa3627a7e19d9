import type { Reporter } from '../harness/model/reporter.ts';

/** Thin. */
export const terminalReporter: Reporter = {
  id: 'terminal',
  render: (document) => {
    if (document.schema !== 'perf-harness/report@1') return '';
    const lines = document.runs.flatMap((run) => [
      `${run.verdict} ${run.scenario}`,
      ...Object.entries(run.metrics).map(
        ([name, m]) => `  ${name} ${m.center} ${m.unit} [${m.low} ${m.high}] n=${m.n}`,
      ),
    ]);
    return `${lines.join('\n')}\n`;
  },
};
