import { parseBudget } from '../gate/parse-metric-budget.ts';
import type { CapacityLimit } from '../model/documents/capacity-document.ts';
import type { Budget } from '../model/scenario/budget.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import { UserError } from '../model/user-error.ts';

/** People notice waits between steps from 0.25 s; at 1 failure in 100 a visitor meets one. */
const DEFAULTS = [
  ['latency.p99', '< 250 ms'],
  ['error_rate', '< 1 %'],
] as const;

const FORM = /^\s*([\w.{}:-]+?)\s*((?:<=|>=|<|>).+)$/u;

/**
 * Returns the limits of a capacity search: the requested limits, else the scenario's own for
 * response time and errors; a default for either of the two that has none. Without a limit for
 * errors, a server that refuses every request at once would have unlimited capacity.
 * @throws UserError where a limit cannot be parsed.
 */
export function capacityLimits(
  asked: readonly string[],
  scenario: Pick<Scenario, 'budgets'>,
): readonly CapacityLimit[] {
  const own =
    asked.length > 0
      ? asked.map((text) => limitOf(readLimit(text), 'option'))
      : scenario.budgets
          .filter(({ metric, level }) => level === 'error' && isOfAnswers(metric))
          .map((budget) => limitOf(budget, 'scenario'));
  const missing = DEFAULTS.filter(
    ([metric]) => !own.some((limit) => isAlike(limit.metric, metric)),
  );
  return [
    ...own,
    ...missing.map(([metric, text]) => limitOf(readLimit(`${metric} ${text}`), 'default')),
  ];
}

function limitOf(budget: Budget, source: CapacityLimit['source']): CapacityLimit {
  const { metric, operator, limit, text } = budget;
  return { metric, operator, limit, text, source };
}

function readLimit(text: string): Budget {
  const [, metric = '', rest = ''] = FORM.exec(text) ?? [];
  const budget = metric === '' ? null : parseBudget(metric, rest, 'error');
  const problem =
    budget === null
      ? 'expected a metric, a comparison operator and a value'
      : 'problem' in budget
        ? budget.problem
        : metric === 'throughput'
          ? 'throughput is the quantity that the search maximizes'
          : null;
  if (budget !== null && !('problem' in budget) && problem === null) return budget;
  throw new UserError({
    code: 'bad-option',
    message: `--keep "${text}" is invalid: ${problem}.`,
    remedy: "For example: --keep 'latency.p99 < 250 ms' --keep 'error_rate < 0.1 %'",
  });
}

function isOfAnswers(metric: string): boolean {
  return metric === 'error_rate' || metric.startsWith('latency.');
}

function isAlike(metric: string, other: string): boolean {
  return metric === other || (metric.startsWith('latency.') && other.startsWith('latency.'));
}
