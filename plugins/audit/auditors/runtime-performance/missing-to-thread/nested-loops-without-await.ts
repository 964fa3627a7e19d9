import type { SgNode } from '@ast-grep/napi';
import { around, loopBound, scopeOf } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import {
  findSyntaxCandidates,
  type SyntaxCandidate,
  type SyntaxSearch,
  truncateNodeText,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import type { AuditedCode } from '../../../rule.ts';
import { blocksEventLoop } from '../event-loop-blocking-impact.ts';
import type { CallCost } from './classify-cpu-cost-of-call.ts';

const LOOPS: ReadonlySet<unknown> = new Set([
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
]);

/** Loop inside a loop, where neither ever waits. */
export interface NestedLoops extends SyntaxCandidate {
  readonly inner: SgNode;
}

const PYTHON = ['for_statement'];
const SCRIPT = ['for_statement', 'for_in_statement'];

/** Outermost loops that contain another loop and never wait. */
export const NESTED_LOOP_SEARCHES: readonly (SyntaxSearch & {
  readonly kinds: readonly string[];
})[] = [
  {
    id: 'nested-loops-in-python',
    language: 'python',
    mentions: /\basync def\b/u,
    kinds: PYTHON,
    rule: looped(PYTHON),
    isMeant: isOutermost,
  },
  {
    id: 'nested-loops-in-script',
    language: 'script',
    mentions: /\bfor\s*\([\s\S]*\bfor\s*\(/u,
    kinds: SCRIPT,
    rule: looped(SCRIPT),
    isMeant: isOutermost,
  },
];

function isOutermost(node: SgNode): boolean {
  return !/\bawait\b|\basync for\b|\byield\b/u.test(node.text()) && !isInLoop(node);
}

/** R653-17: yields nested loops without an await in code that blocks the event loop. */
export function* findNestedLoops(audited: AuditedCode): Generator<NestedLoops> {
  for (const search of NESTED_LOOP_SEARCHES) {
    for (const found of findSyntaxCandidates(audited, search)) {
      const { node, index } = found;
      const isMeant = isPythonFunction(audited, index)
        ? audited.code.facts.functions[index]?.isAsync === true
        : blocksEventLoop(audited, index, node);
      const inner = isMeant ? heaviestIn(node, search.kinds) : null;
      if (inner !== null) yield { ...found, inner };
    }
  }
}

/** Matches loops that contain another loop. */
function looped(kinds: readonly string[]) {
  const any = kinds.map((kind) => ({ kind }));
  return { any, has: { any, stopBy: 'end' } } as const;
}

/** Number of iterations up to which a loop ends before it delays anybody. */
const FEW = 1000;

/** Keys of a dictionary or an object, which are rarely many. */
const FEW_KEYS = /\.keys\(\)|\.items\(\)|Object\.(?:keys|entries|values)/u;

/** Rates the cost of nested loops; independent ones multiply their iterations. */
export function classifyLoopCost({ node, inner }: Pick<NestedLoops, 'node' | 'inner'>): CallCost {
  const outerBound = boundOf(node);
  const innerBound = boundOf(inner) ?? countedBound(inner);
  if (outerBound === null || innerBound === null) {
    return { type: 'unknown', what: 'how many iterations the loops run' };
  }
  if (outerBound.most !== null && innerBound.most !== null) {
    const turns = outerBound.most * innerBound.most;
    if (turns <= FEW)
      return { type: 'light', reason: `the nested loops run ${turns} iterations in total` };
    return { type: 'heavy' };
  }
  const least = Math.min(outerBound.most ?? FEW, innerBound.most ?? FEW);
  if (least < 20) {
    return { type: 'light', reason: `one of the two loops has at most ${least} iterations` };
  }
  const isPart = namesBoundIn(node).some((name) =>
    new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'u').test(innerBound.over),
  );
  if (isPart) {
    const reason = `the nested loops visit each nested element of ${outerBound.over} only once, as a single flat loop would`;
    return { type: 'light', reason };
  }
  const isFew = [node, inner].some((loop) => FEW_KEYS.test(loop.field('right')?.text() ?? ''));
  return isFew
    ? {
        type: 'unknown',
        what: `how many elements ${outerBound.over} and ${innerBound.over} contain in total`,
      }
    : { type: 'heavy' };
}

/** Returns the bound of `for (let i = 0; i < 10; i++)`; null: unknown number of iterations. */
function countedBound(loop: SgNode) {
  const body = loop.field('body');
  const bound = body === null || loop.field('right') !== null ? null : loopBound(body);
  return bound === null || bound.most === null ? null : bound;
}

/** As a reader would point at them. */
export function formatLoops({ node, inner }: NestedLoops): string {
  const words = (loop: SgNode) => boundOf(loop)?.over ?? truncateNodeText(loop, 30);
  return `${words(inner)} for each element of ${words(node)}`;
}

function boundOf(loop: SgNode) {
  const body = loop.field('body');
  return body === null || loop.field('right') === null ? null : loopBound(body);
}

/** Names of the loop's elements and of values assigned in its body. */
function namesBoundIn(loop: SgNode): readonly string[] {
  const own =
    loop
      .field('left')
      ?.text()
      .match(/[\w$]+/gu) ?? [];
  const made =
    loop
      .field('body')
      ?.text()
      .matchAll(/([\w$]+)\s*(?::[^=\n]+)?=(?!=)/gu) ?? [];
  return [...own, ...[...made].map(([, name = '']) => name)].filter((name) => name !== '');
}

function isInLoop(node: SgNode): boolean {
  return [...around(node)].some((outer) => LOOPS.has(outer.kind()));
}

/** Returns the inner loop with the greatest weight. */
function heaviestIn(node: SgNode, kinds: readonly string[]): SgNode | null {
  const here = scopeOf(node).id();
  const body = node.field('body');
  const found = body?.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } }) ?? [];
  const own = found.filter((loop) => scopeOf(loop).id() === here);
  const byWeight = Map.groupBy(own, (inner) => classifyLoopCost({ node, inner }).type);
  const order = ['heavy', 'unknown', 'light'] as const;
  return order.flatMap((type) => byWeight.get(type) ?? [])[0] ?? null;
}
