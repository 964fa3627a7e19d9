import type { SgNode } from '@ast-grep/napi';
import type { RawOrigin, RawVariable } from './calls-functions-and-imports-of-source-file.ts';
import { collapseWhitespace } from './extract-call-expression.ts';
import { nodeRange } from './syntax-tree-visitor-with-scope-frames.ts';

export function typeOrigin(expression: string): RawOrigin {
  return { kind: 'type', expression, argumentText: '' };
}

export function aliasOrigin(expression: string): RawOrigin {
  return { kind: 'alias', expression, argumentText: '' };
}

/**
 * Combines the origins of the branches of a conditional. A branch is undefined where it yields
 * nothing, such as `null`. Returns null where the origin of any branch is unknown.
 */
export function mergeValueOrigins(
  branches: readonly (RawOrigin | null | undefined)[],
): RawOrigin | null {
  const found: RawOrigin[] = [];
  for (const branch of branches) {
    if (branch === null) return null;
    if (branch !== undefined) found.push(...(branch.alternatives ?? [branch]));
  }
  const [first, ...others] = found;
  if (first === undefined) return null;
  const { kind, expression } = first;
  const isSame = others.every((other) => other.kind === kind && other.expression === expression);
  return isSame ? first : { kind: 'either', expression: '', argumentText: '', alternatives: found };
}

/** Functions that call their argument themselves; their result is another function or none. */
const CALLS_BACK =
  /(?:^|\.)(?:on|off|once|use|then|catch|finally|subscribe|listen|observe|effect|watch\w*|add\w*|register\w*|set(?:Timeout|Interval|Immediate)|map|filter|forEach|reduce|find|sort|some|every)$/u;
const NAMES: ReadonlySet<unknown> = new Set(['identifier', 'attribute', 'member_expression']);

/**
 * Collects arguments of a call outside of all functions that may be functions, along chains such as
 * `wrap(options)(f)`: names, and start offsets of inline async functions. The call most likely
 * returns that function, wrapped.
 */
export function collectFunctionArguments(value: SgNode): Pick<RawVariable, 'callArguments'> {
  const callArguments: (string | number)[] = [];
  for (
    let call: SgNode | null = value;
    call !== null && isCall(call);
    call = call.field('function')
  ) {
    const target = call.field('function');
    if (!isCall(target) && CALLS_BACK.test(collapseWhitespace(target?.text().slice(-80) ?? '')))
      return {};
    for (const child of call.field('arguments')?.children() ?? []) {
      if (NAMES.has(child.kind()))
        callArguments.push(collapseWhitespace(child.text()).slice(0, 100));
      else if (child.kind() === 'arrow_function' && child.child(0)?.kind() === 'async') {
        callArguments.push(nodeRange(child).start);
      }
    }
  }
  return callArguments.length === 0 ? {} : { callArguments };
}

function isCall(node: SgNode | null): boolean {
  return node?.kind() === 'call' || node?.kind() === 'call_expression';
}
