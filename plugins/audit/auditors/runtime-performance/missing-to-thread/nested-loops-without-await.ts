import type { SgNode } from '@ast-grep/napi';
import { around, loopBound, scopeOf } from '../../../../analysis/index.ts';
import {
  findSyntaxCandidates,
  type SyntaxCandidate,
  type SyntaxSearch,
  truncateNodeText,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isOnEventLoop } from '../event-loop-blocking/blocking-work.ts';
import { type CpuCost, HEAVY } from './cpu-bound-calls.ts';

/** Loop inside a loop, where neither ever waits. */
export interface NestedLoops extends SyntaxCandidate {
  readonly inner: SgNode;
}

const LOOPS = /^(?:for|for_in|while|do)_statement$/u;

/** Outermost loops that contain another loop and never wait. */
export const NESTED_LOOP_SEARCHES: readonly SyntaxSearch[] = [
  {
    id: 'nested-loops-in-python',
    language: 'python',
    mentions: /\basync def\b/u,
    rule: { kind: 'for_statement', has: { kind: 'for_statement', stopBy: 'end' } },
    isMeant: isOutermost,
  },
  {
    id: 'nested-loops-in-script',
    language: 'script',
    mentions: /\bfor\s*\([\s\S]*\bfor\s*\(/u,
    rule: { kind: 'for_in_statement', has: { kind: 'for_in_statement', stopBy: 'end' } },
    isMeant: isOutermost,
  },
];

function isOutermost(node: SgNode): boolean {
  const isNested = [...around(node)].some((outer) => LOOPS.test(String(outer.kind())));
  return !isNested && !/\bawait\b|\basync for\b|\byield\b/u.test(node.text());
}

/** R653-17: yields nested loops without an await in code that blocks the event loop. */
export function* findNestedLoops(audited: AuditedCode): Generator<NestedLoops> {
  for (const search of NESTED_LOOP_SEARCHES) {
    for (const found of findSyntaxCandidates(audited, search)) {
      const { node, index } = found;
      const inner = isOnEventLoop(audited, index, node) ? innerLoopOf(node) : null;
      if (inner !== null) yield { ...found, inner };
    }
  }
}

/** Returns the first heavy inner loop in the same function, else the first; null: none. */
function innerLoopOf(node: SgNode): SgNode | null {
  const scope = scopeOf(node).id();
  const loops = node.field('body')?.findAll({ rule: { kind: String(node.kind()) } }) ?? [];
  const own = loops.filter((inner) => scopeOf(inner).id() === scope);
  return own.find((inner) => classifyLoopCost({ node, inner }).type === 'heavy') ?? own[0] ?? null;
}

/** Number of iterations of one loop up to which nested loops end before they delay anybody. */
const FEW_ITERATIONS = 20;

/** Rates the cost of nested loops; independent ones multiply their iterations. */
export function classifyLoopCost({ node, inner }: Pick<NestedLoops, 'node' | 'inner'>): CpuCost {
  const least = Math.min(...[node, inner].map((loop) => mostOf(loop)));
  if (least < FEW_ITERATIONS) {
    return { type: 'light', reason: `one of the two loops has at most ${least} iterations` };
  }
  const over = inner.field('right')?.text() ?? '';
  const isPart = namesBoundIn(node).some((name) =>
    new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'u').test(over),
  );
  return isPart
    ? {
        type: 'light',
        reason: 'the nested loops visit each nested element only once, as a single flat loop would',
      }
    : HEAVY;
}

function mostOf(loop: SgNode): number {
  const body = loop.field('body');
  return (body === null ? null : loopBound(body)?.most) ?? Number.POSITIVE_INFINITY;
}

/** Names of the loop's elements and of values assigned in its body. */
function namesBoundIn(loop: SgNode): readonly string[] {
  const elements =
    loop
      .field('left')
      ?.text()
      .match(/[\w$]+/gu) ?? [];
  const body = loop.field('body')?.text() ?? '';
  const assigned = body.matchAll(/([\w$]+)\s*(?::[^=\n]+)?=(?!=)/gu);
  return [...elements, ...[...assigned].map(([, name = '']) => name)];
}

/** Formats both loops by their iterables. */
export function formatLoops({ node, inner }: NestedLoops): string {
  const [outer, nested] = [node, inner].map((loop) => {
    const over = loop.field('right');
    return over === null ? '' : truncateNodeText(over, 30);
  });
  return `${nested} for each element of ${outer}`;
}
