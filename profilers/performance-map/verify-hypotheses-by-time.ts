import {
  chooseBestEstimate,
  estimateLoopCost,
  formatEstimate,
  typicalDurationMs,
} from '../../harness/gate/wrong-tool/bottleneck-priority-and-time-estimates.ts';
import type {
  Evidence,
  Suspicion,
} from '../../harness/model/documents/performance-map-document.ts';
import type { TimeEstimate } from '../../harness/model/program/bottleneck-classification-types.ts';
import type { CodeCall, CodePattern } from '../../harness/model/program/code-analysis-results.ts';
import type { LineWeight } from '../../harness/model/program/profile.ts';
import type { WaitKind } from '../../harness/model/program/program-wait-record-types.ts';
import type {
  NormOperation,
  NormTable,
} from '../../harness/model/scenario/industry-duration-norms.ts';
import { formatPlace } from './classify-wait.ts';
import type { LinesByFunction } from './find-busy-source-lines.ts';
import { functionPlaceKey, type MapNode, walkProgramNodes } from './performance-map-node.ts';
import { type CodeIndex, shortenFunctionName } from './source-code-index.ts';

/** Wait of one iteration, by the rule that finds the loop. */
const TURNS: Readonly<
  Record<string, { readonly kind: WaitKind; readonly operation: NormOperation }>
> = {
  'query-in-loop': { kind: 'database', operation: 'query-indexed' },
  'request-in-loop': { kind: 'network', operation: 'http-local' },
  'cache-in-loop': { kind: 'cache', operation: 'cache-redis' },
  'file-in-loop': { kind: 'file', operation: 'read-small-file' },
};

/**
 * Estimates in a sentence the cost of a loop that was not observed, by waits of its kind, otherwise
 * norms (P811-47, P811-48); null if the loop does not wait.
 */
function estimateLoop(
  rule: string,
  { nodes, norms }: { readonly nodes: readonly MapNode[]; readonly norms: NormTable },
): string | null {
  const turn = TURNS[rule];
  if (turn === undefined) return null;
  const once = chooseBestEstimate([
    ...seenOf(turn.kind, nodes),
    { ms: typicalDurationMs(norms[turn.operation]), method: 'table' },
  ]);
  if (once === null) return null;
  const { totalMs, note, isArchitecture } = estimateLoopCost(once.ms, null);
  const whole = formatEstimate({ ms: totalMs, method: once.method });
  return `The loop would take ${whole}${isArchitecture ? ', and be classified as an Architecture bottleneck' : ''}. ${note}`;
}

/** Returns the mean of observed waits of a kind, as an estimate for another place. */
function seenOf(kind: WaitKind, nodes: readonly MapNode[]): readonly TimeEstimate[] {
  const waits = nodes.filter(({ wait }) => wait?.site.kind === kind);
  const calls = waits.reduce((sum, wait) => sum + wait.calls, 0);
  const ms = waits.reduce((sum, wait) => sum + wait.wholeMs, 0);
  return calls === 0 ? [] : [{ ms: ms / calls, method: 'structure' }];
}

/** Share of the wall time, in percent, from which a hypothesis is worth reporting. */
export const MIN_REPORTED_PERCENT = 1;

export interface HypothesisContext {
  readonly root: string;
  readonly wallMs: number;
  readonly code: CodeIndex;
  /** CPU weight of the lines inside of functions. */
  readonly lines: LinesByFunction;
  readonly idOf: ReadonlyMap<MapNode, string>;
  /** Time of each node of the map with all below it. */
  readonly sums: ReadonlyMap<MapNode, number>;
  /** Typical times of work elsewhere, for code that was never seen to run here. */
  readonly norms: NormTable;
}

/** Confirms a pattern if its lines take time, and dismisses it otherwise (P811-28). */
export function verifyHypotheses(
  patterns: readonly CodePattern[],
  context: HypothesisContext,
): readonly Suspicion[] {
  const nodes = [...context.sums.keys()].reverse();
  return patterns.map((pattern): Suspicion => {
    const file = context.code.pathOf(pattern.file);
    const seen = nodes.filter(
      (node) => node.wait === null && node.of.file === file && isAround(node, pattern, context),
    );
    const base = {
      id: '',
      category: pattern.category,
      location: formatPlace(context.root, file, pattern.line) ?? pattern.file,
      description: pattern.message,
    };
    const ofFile = seen.length > 0 ? seen : nodes.filter(({ of }) => of.file === file);
    if (ofFile.length > 0 && ofFile.every(hasNoLines)) {
      return {
        ...base,
        verdict: 'pending',
        evidence: [],
        verification_note:
          'Nothing could be measured, because the line numbers of this file are unknown.',
        affected_steps: [],
        share: null,
      };
    }
    if (seen.length === 0) {
      const estimate = estimateLoop(pattern.rule, { nodes, norms: context.norms });
      return {
        ...base,
        verdict: 'dismissed',
        evidence: [],
        verification_note: [
          'This code was never observed while the scenario was measured.',
          estimate,
        ]
          .filter((sentence) => sentence !== null)
          .join(' '),
        affected_steps: [],
        share: 0,
      };
    }
    const ms = seen.reduce((sum, node) => sum + timeAt(node, pattern, context), 0);
    const share = context.wallMs === 0 ? 0 : Math.min(100, (100 * ms) / context.wallMs);
    const isConfirmed = share >= MIN_REPORTED_PERCENT;
    const steps = seen.flatMap((node) => context.idOf.get(node) ?? []);
    return {
      ...base,
      verdict: isConfirmed ? 'confirmed' : 'dismissed',
      evidence: [evidenceOf(ms, share)],
      verification_note: isConfirmed
        ? `These lines take ${share.toFixed(1)} % of the wall time.`
        : `These lines take ${share.toFixed(1)} % of the wall time, below the reporting threshold of ${MIN_REPORTED_PERCENT} %.`,
      affected_steps: [...new Set(steps)],
      share,
    };
  });
}

/** True if another loader compiled the function without a source map. */
function hasNoLines({ wait, of }: MapNode): boolean {
  return wait === null && of.owner === 'project' && of.line === null;
}

function evidenceOf(ms: number, share: number): Evidence {
  return {
    id: '',
    question: "How much of an operation's time is spent in these lines?",
    answer: `${share.toFixed(1)} %.`,
    value: ms,
    unit: 'ms',
  };
}

function isAround(node: MapNode, pattern: CodePattern, { code }: HypothesisContext): boolean {
  const of = code.functionOf(node.of);
  return of !== null && code.functionAt(code.pathOf(pattern.file), pattern.line) === of;
}

/** Returns milliseconds per operation in a pattern's lines: on CPU, waiting, and in callees. */
function timeAt(
  node: MapNode,
  { line, endLine }: CodePattern,
  { code, sums, lines }: HypothesisContext,
): number {
  const isInside = (at: number): boolean => line <= at && at <= endLine;
  const of = code.functionOf(node.of);
  let ms = onCpu(node, lines.get(node.key) ?? [], of?.calls ?? [], isInside);
  for (const child of node.children.values()) {
    const isCalled =
      child.wait === null &&
      of !== null &&
      code.callsTo(of, code.functionOf(child.of)).some((call) => isInside(call.line));
    if (isCalled) {
      ms += sums.get(child) ?? 0;
      continue;
    }
    for (const leaf of walkProgramNodes([child])) {
      const frame = leaf.wait?.frames.find((frame) => functionPlaceKey(frame.of) === node.key);
      if (frame !== undefined && isInside(frame.line)) ms += sums.get(leaf) ?? 0;
    }
  }
  return ms;
}

/** CPU milliseconds. Node.js's work belongs to lines that call its name, else is shared out. */
function onCpu(
  { cpuMs, via }: MapNode,
  own: readonly LineWeight[],
  calls: readonly CodeCall[],
  isInside: (line: number) => boolean,
): number {
  const all = own.reduce((sum, { weight }) => sum + weight, 0);
  const inside = own.reduce(
    (sum, lineWeight) => sum + (isInside(lineWeight.line) ? lineWeight.weight : 0),
    0,
  );
  let seenMs = cpuMs;
  let ms = 0;
  for (const [{ name }, viaMs] of via) {
    const ofName = calls.filter(
      ({ callee }) => shortenFunctionName(callee) === shortenFunctionName(name),
    );
    if (ofName.length === 0) continue;
    seenMs -= viaMs;
    ms += (viaMs * ofName.filter((call) => isInside(call.line)).length) / ofName.length;
  }
  return ms + (all === 0 ? 0 : (seenMs * inside) / all);
}
