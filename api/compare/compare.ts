import type { Host } from '../../harness/host.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { printableShellWords } from '../../harness/model/shell-quote.ts';
import type { SideRequest } from '../../harness/snapshot/base-and-head-snapshot-request.ts';
import type { LiveSidesRequest } from '../comparison-sides/live-comparison-base-and-head-request.ts';
import type { LiveComparisonOptions } from '../comparison-sides/live-comparison-options.ts';
import { loadScenariosForBothSides } from '../comparison-sides/load-scenarios-for-both-sides.ts';
import { overrideMetrics, overrideSupportedMetrics } from '../measure/override-scenario-metrics.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { withOpenedProject } from '../project/open-project-for-api-call.ts';
import {
  type CompareReproduceFlags,
  type CompareRequest,
  type LiveCompareOptions,
  validateCompareRequest,
} from './compare-request.ts';
import { compareStoredResults } from './compare-stored-results.ts';
import { findRemovedScenarios } from './find-removed-scenarios.ts';
import { measureAndCompareSides } from './measure-and-compare-base-and-head.ts';
import { buildReproduceFlags } from './reproduce-command-flags.ts';

/**
 * Compares two sides as `perf-harness compare` does and returns the report that its JSON reporter
 * prints.
 * @throws UserError if a side is missing or damaged, and for mistakes in a scenario.
 */
export function compare(request: CompareRequest): Promise<ComparisonReport> {
  return withOpenedProject('compare', request, async (host, config, measuring) => {
    const options = await validateCompareRequest(host, config, request, measuring.signal);
    return options.type === 'stored'
      ? compareStoredResults(host, options)
      : measureSides(host, options, measuring);
  });
}

/**
 * Measures two sides of a project against each other.
 * @throws UserError for mistakes in a scenario, and if a side cannot be created.
 */
export async function measureSides(
  host: Host,
  options: LiveCompareOptions,
  measuring: SessionContext & Pick<LiveComparisonOptions, 'onVerdict'>,
): Promise<ComparisonReport> {
  const { config, sides, wanted, decideBy, margin } = options;
  const found = await loadScenariosForBothSides(host, config, sides, wanted, measuring.signal);
  measuring.signal.throwIfAborted();
  return measureAndCompareSides(host, config, withDeciding(found, decideBy), {
    ...options,
    ...measuring,
    decideBy: decideBy?.metrics,
    skipsUnchangedInputs: true,
    keep: true,
    limits: { scenarios: found, margin },
    findings: await removed(host, options, found, measuring),
    reproduce: reproduceOf(host, options, found),
  });
}

function withDeciding(
  scenarios: readonly Scenario[],
  decideBy: LiveCompareOptions['decideBy'],
): readonly Scenario[] {
  if (decideBy === null) return scenarios;
  const { metrics, areRequired } = decideBy;
  return areRequired
    ? overrideMetrics(scenarios, metrics)
    : overrideSupportedMetrics(scenarios, metrics);
}

/** Reports removed scenarios only if all were selected: no targets, no filter and no command. */
async function removed(
  host: Host,
  { config, sides, wanted }: LiveCompareOptions,
  scenarios: readonly Scenario[],
  { signal }: SessionContext,
): Promise<readonly Finding[]> {
  const { targets, filter, command } = wanted;
  const isWhole = targets.length === 0 && filter === null && command === null;
  return isWhole ? findRemovedScenarios(host, config, sides, scenarios, { ...wanted, signal }) : [];
}

function reproduceOf(
  host: Host,
  { config, sides, wanted, again }: LiveCompareOptions,
  scenarios: readonly Scenario[],
): string | null {
  if (again === null) return null;
  const words = buildReproduceFlags(host, config, scenarios, { wanted, given: again.project });
  return buildReproduceCommand(sides, again, words);
}

/**
 * Builds the command that measures the same sides again; the caller appends the name of a scenario.
 * @param again - Further flags needed to find that scenario.
 */
export function buildReproduceCommand(
  sides: LiveSidesRequest,
  { limits, rules }: Pick<CompareReproduceFlags, 'limits' | 'rules'>,
  again: readonly string[],
): string {
  const words = ['perf-harness', 'compare', ...limits, ...sideWords(sides), ...rules];
  return printableShellWords([...words, ...again]);
}

function sideWords(sides: LiveSidesRequest): readonly string[] {
  switch (sides.type) {
    case 'code':
      // The head is always written out, since a scenario may have the same name as a branch.
      return [nameOf(sides.base), nameOf(sides.head)];
    case 'dependency':
      return ['--dep', `${sides.change.name}@${sides.change.from}..${sides.change.to}`];
    case 'variables':
      return Object.entries(sides.base).flatMap(([name, value]) => [
        '--set',
        `${name}=${value}..${sides.head[name] ?? ''}`,
      ]);
    case 'node':
      return ['--node', `${sides.base}..${sides.head}`];
    default:
      return assertNever(sides);
  }
}

function nameOf(side: SideRequest): string {
  if (side.type === 'ref') return side.ref;
  return side.type === 'folder' ? side.path : '.';
}
