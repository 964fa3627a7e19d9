import type { CheckAfter } from '../model/check.ts';

/** A metric that was asked for, or that a budget or an allowed worsening names, never appeared. */
export const metricMissing: CheckAfter = {
  id: 'metric-missing',
  check: ({ scenario, measured, metrics, unavailable, field }) => {
    // Without a single measured unit everything is missing, and why is said elsewhere.
    if (measured.length === 0) return [];
    const { budgets, regression } = scenario;
    const limited = new Set([...budgets.map(({ metric }) => metric), ...Object.keys(regression)]);
    const wanted = [...new Set([...limited, ...scenario.metrics])];
    return wanted
      .filter((name) => metrics[name] === undefined && field?.metrics[name] === undefined)
      .map((name) => ({
        id: metricMissing.id,
        level: limited.has(name) ? 'error' : 'warning',
        metric: name,
        message: `${name} was not measured: ${unavailable[name] ?? `scenarios of kind ${scenario.kind} do not report it`}.`,
        remedy: limited.has(name)
          ? `Take the limit for ${name} out, or measure where it can be had.`
          : `Take ${name} out of \`metrics\`, or measure where it can be had.`,
      }));
  },
};
