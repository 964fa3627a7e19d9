import type { MachineUsage } from '../../harness/machine/machine-resource-usage.ts';
import type {
  Bottleneck,
  PerformanceMap,
  Step,
} from '../../harness/model/documents/performance-map-document.ts';
import type { CodeFacts } from '../../harness/model/program/code-analysis-results.ts';
import type {
  ExternalAlternative,
  ExternalService,
  WrongToolEvidence,
} from '../../harness/model/program/code-optimisation-suitability-judgement.ts';
import { flattenOperationSteps } from '../../harness/model/program/operation-time-breakdown-step-schema.ts';
import type { NormOperation } from '../../harness/model/scenario/industry-duration-norms.ts';
import type { CompletedTrial } from '../../harness/model/trial.ts';

interface MapGateQuestion {
  readonly map: Pick<PerformanceMap, 'top_bottlenecks' | 'suspicion_stack' | 'steps' | 'baseline'>;
  readonly facts: Pick<CodeFacts, 'patterns'>;
  /** True if the executed lines of all the project's code are known. */
  readonly hasLines: boolean;
  /** null: the system does not tell. */
  readonly used: MachineUsage | null;
  /** Name of the metric that the scenario is about. */
  readonly metric: string;
  readonly plain: readonly CompletedTrial[];
}

/** Builds the input of the Wrong Tool Gate from a map and its uninstrumented trials. */
export function buildWrongToolGateEvidence({
  map,
  facts,
  hasLines,
  used,
  metric,
  plain,
}: MapGateQuestion): WrongToolEvidence {
  const [first] = map.top_bottlenecks;
  const confirmed = map.suspicion_stack.filter(({ verdict }) => verdict === 'confirmed');
  return {
    cycle: 1,
    measuredMs: first?.wall_time_ms ?? map.baseline.wall_time_ms,
    operation: first === undefined ? null : operationOf(first, flattenOperationSteps(map.steps)),
    external: externalOf(map, facts),
    system: used === null ? null : systemOf(used, plain),
    // Hypotheses are checked against executed lines; without either nothing was inspected.
    scan:
      hasLines && wereAllChecked(map.suspicion_stack)
        ? {
            confirmed: confirmed.length,
            // A bottleneck's time counts as avoidable until it is shown to be essential.
            largestNonEssentialShare: (first?.share ?? 0) / 100,
          }
        : null,
    stability: {
      samples: [
        { metric, values: plain.flatMap(({ measurements }) => measurements[metric] ?? []) },
      ].filter(({ values }) => values.length > 1),
      unstable: [],
      missingMetrics: ['cpu_time_ms', 'memory_peak_mb'].filter(
        (name) => !(name in map.baseline) && metric !== 'wall_time',
      ),
    },
  };
}

/** False without hypotheses: that none came to mind says nothing about the code. */
function wereAllChecked(stack: PerformanceMap['suspicion_stack']): boolean {
  return stack.length > 0 && stack.every(({ verdict }) => verdict !== 'pending');
}

/** Alternatives to the current use of an external service, by the rule that matched the code. */
const ALTERNATIVES: Readonly<Record<string, ExternalAlternative>> = {
  'missing-batch': 'batch',
  'request-in-loop': 'parallel',
  'sequential-awaits': 'parallel',
  'repeated-call': 'cache',
};

/** Returns the external service that takes the most time; null: there is none. */
function externalOf(
  { steps, suspicion_stack: stack }: Pick<PerformanceMap, 'steps' | 'suspicion_stack'>,
  { patterns }: Pick<CodeFacts, 'patterns'>,
): ExternalService | null {
  const calls = flattenOperationSteps(steps).filter(
    ({ type, step_type: stepType }) => type === 'http_call' && stepType === 'External',
  );
  const most = calls.toSorted((a, b) => b.wall_time_ms - a.wall_time_ms)[0];
  if (most === undefined) return null;
  const confirmed = new Set(
    stack.flatMap(({ verdict, location }) => (verdict === 'confirmed' ? [location] : [])),
  );
  const found = patterns
    .filter(({ file, line }) => confirmed.has(`${file}:${line}`))
    .flatMap(({ rule }) => ALTERNATIVES[rule] ?? []);
  return {
    service: hostOf(most.function),
    ms: calls.reduce((sum, { wall_time_ms: ms }) => sum + ms, 0),
    share: calls.reduce((sum, { time_share_pct: share }) => sum + share, 0) / 100,
    alternatives: [...new Set(found)],
  };
}

/** `GET api.example.com:443/rates` is of `api.example.com`. */
function hostOf(called: string): string {
  return /^\S+ ([^/:\s]+)/.exec(called)?.[1] ?? called;
}

/** Returns a bottleneck's kind of operation if it waits once for a single operation, else null. */
function operationOf({ type, step: id }: Bottleneck, steps: readonly Step[]): NormOperation | null {
  const step = steps.find((step) => step.id === id);
  if (step === undefined || type === 'Architecture' || type === 'CPU') return null;
  const waits = step.children.filter(({ calls }) => calls !== null);
  const kinds = new Set(waits.map((wait) => wait.type));
  if (waits.length !== 1 || (waits[0]?.calls ?? 0) > 1.5) return null;
  if (kinds.has('query')) return 'query-indexed';
  if (kinds.has('pool_wait')) return 'pool-acquire';
  if (kinds.has('cache_access')) return 'cache-redis';
  if (kinds.has('http_call')) return type === 'External' ? 'http-external' : 'http-local';
  return null;
}

/**
 * Returns the machine load caused by the target itself, since load by other programs is no reason
 * to leave the code alone. If the load generator was saturated, the load of the whole machine is
 * returned with the generator's share, which invalidates the measurement.
 */
function systemOf(
  used: MachineUsage,
  plain: readonly CompletedTrial[],
): NonNullable<WrongToolEvidence['system']> {
  const cores = Math.max(1, used.cpuCoresBusyShare.length);
  const blocks = plain.flatMap((trial) => trial.blocks);
  const isPaced = blocks.some(({ notes }) => notes?.generator_saturated === true);
  if (isPaced)
    return { ...used, generatorCpuShare: meanOf(blocks.flatMap(generatorShare)) / cores };
  const own = meanOf(plain.flatMap(coresUsed)) / cores;
  return {
    ...used,
    cpuCoresBusyShare: used.cpuCoresBusyShare.map((share) => Math.min(share, own)),
    generatorCpuShare: 0,
  };
}

/** Returns the number of cores kept busy by a server, or by a program from start to exit. */
function coresUsed({ measurements, blocks }: CompletedTrial): readonly number[] {
  const servers = blocks.flatMap(({ serverSide }) =>
    serverSide?.cpu == null ? [] : [serverSide.cpu.usedMs / serverSide.durationMs],
  );
  if (servers.length > 0) return servers;
  const { cpu_time: cpuMs, wall_time: wallMs } = measurements;
  return cpuMs === undefined || wallMs === undefined || wallMs === 0 ? [] : [cpuMs / wallMs];
}

function generatorShare({ notes }: CompletedTrial['blocks'][number]): readonly number[] {
  const share = notes?.generator_cpu_share;
  return typeof share === 'number' ? [share] : [];
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
