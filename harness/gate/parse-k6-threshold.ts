import { k6MetricName } from '../model/k6-metric-name.ts';
import { findMetric } from '../model/metric.ts';
import type { Budget, Operator } from '../model/scenario/budget.ts';

/** Conditions as k6 reads them (metrics/thresholds_parser.go), and the shorter `p95`. */
const THRESHOLD_PATTERN =
  /^\s*(?<stat>count|rate|value|avg|min|med|max|p\(\s*\d+(?:\.\d+)?\s*\)|p\d+(?:\.\d+)?)\s*(?<operator><=|>=|===?|!=|<|>)\s*(?<limit>[-+]?\d+(?:\.\d+)?)\s*$/;

const OPERATORS: ReadonlySet<string> = new Set<Operator>(['<', '<=', '>', '>=']);

/** Condition of a script as a budget, or the reason why it cannot be converted. */
export type ParsedThreshold = { readonly budget: Budget } | { readonly problem: string };

/**
 * Converts a k6 threshold to a budget.
 * @param metric - As in k6: `http_req_duration{name:login}`.
 * @param text - Condition: `p(95)<200`.
 */
export function parseThreshold(metric: string, text: string): ParsedThreshold {
  const { stat, operator, limit } = THRESHOLD_PATTERN.exec(text)?.groups ?? {};
  if (stat === undefined || operator === undefined || limit === undefined) {
    return {
      problem: `"${text}" is not a k6 threshold condition; expected a condition such as p(95)<200`,
    };
  }
  if (!OPERATORS.has(operator)) {
    return { problem: `${operator} requires an exact match, which no measurement can provide` };
  }
  const statMetric = k6MetricName(metric, k6Stat(stat));
  // The type of a script's metric is unknown before it runs; a rate above 1 is no share.
  const name =
    Number(limit) > 1 ? statMetric.replace(/^(k6\..+)\.rate$/, '$1.per_second') : statMetric;
  if (findMetric(name) === undefined) return { problem: `unknown metric "${name}"` };
  return {
    budget: {
      metric: name,
      operator: operator as Operator,
      limit: Number(limit),
      level: 'error',
      text: `${operator} ${limit}`,
    },
  };
}

/** Returns the statistic in k6's own form: `p(95)` for `p95` and `p( 95 )`. */
function k6Stat(stat: string): string {
  const percent = /^p\(?\s*(\d+(?:\.\d+)?)\s*\)?$/.exec(stat)?.[1];
  return percent === undefined ? stat : `p(${percent})`;
}
