import type { SgNode } from '@ast-grep/napi';
import { around, scopeOf } from '../../../../analysis/index.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { AcquiredResource } from './acquired-resource.ts';
import { findResultDestination } from './classify-call-result-ownership.ts';
import { findReleaseCalls, isReleaseCall } from './release-calls.ts';
import { findLaterResourceUses } from './resource-uses-after-acquisition.ts';

/** Release status of an acquired resource. */
export type ReleaseStatus =
  /** Released in every case. */
  | { readonly by: 'guarantee'; readonly why: string }
  /** Released by other code, or by code that cannot be determined. */
  | { readonly by: 'others'; readonly why: string }
  /** Released only if nothing fails before the release calls. */
  | { readonly by: 'luck'; readonly name: string; readonly releases: readonly SgNode[] }
  | { readonly by: 'nothing'; readonly name: string | null };

const CATCHES: ReadonlySet<unknown> = new Set([
  'except_clause',
  'except_group_clause',
  'catch_clause',
]);

/** Returns the release status, by the acquiring function and the receiving project functions. */
export function findReleaseStatus(audited: AuditedCode, acquired: AcquiredResource): ReleaseStatus {
  const handle = findResultDestination(acquired.node);
  if (handle.type === 'managed')
    return guarantee('the resource is released at the end of its block');
  if (handle.type === 'handed on') return { by: 'others', why: handle.why };
  if (handle.type === 'lost') return { by: 'nothing', name: null };
  const { name } = handle;
  const scope = scopeOf(acquired.node);
  const uses = findLaterResourceUses(scope, name, acquired.node);
  const given = uses.map(howManaged).find((why) => why !== null);
  if (given !== undefined) return guarantee(given);
  const releases = findReleaseCalls(uses, acquired.release);
  const sure = releases.map((release) => whySure(release, scope)).find((why) => why !== null);
  if (sure !== undefined) return guarantee(sure);
  if (isReleasedBothWays(releases))
    return guarantee('both the success path and the failure path release the resource');
  const other = uses.map((use) => howHandedOn(audited, acquired, use)).find((why) => why !== null);
  if (releases.length > 0) return { by: 'luck', name, releases };
  if (other !== undefined) return { by: 'others', why: other };
  return { by: 'nothing', name };
}

function guarantee(why: string): ReleaseStatus {
  return { by: 'guarantee', why };
}

/** `with handle:`, `closing(handle)`, `stack.enter_context(handle)`. */
function howManaged(use: SgNode): string | null {
  const parent = use.parent();
  if (parent?.kind() === 'with_item' || parent?.kind() === 'as_pattern') {
    return 'the resource is released at the end of a with block';
  }
  if (parent?.kind() !== 'argument_list') return null;
  const callee = parent.parent()?.field('function')?.text() ?? '';
  return /(?:^|\.)(?:closing|aclosing|enter_context|enter_async_context)$/u.test(callee)
    ? `${callee} releases it`
    : null;
}

/** Returns why release is certain: in a `finally`, or a callback of `finally` or an end event. */
function whySure(release: SgNode, scope: SgNode): string | null {
  for (let at: SgNode | null = release; at !== null && at.id() !== scope.id(); at = at.parent()) {
    if (at.kind() === 'finally_clause') return 'a finally block releases the resource';
    const call = at.parent()?.kind() === 'arguments' || at.parent()?.kind() === 'argument_list';
    const callee = call ? (at.parent()?.parent()?.field('function')?.text() ?? '') : '';
    if (/\.finally$/u.test(callee)) return 'a finally block releases the resource';
    if (
      /\.(?:on|once|then|callback|push|push_async_callback|add_done_callback|defer)$/u.test(callee)
    ) {
      return `${callee.slice(-60)} releases it`;
    }
  }
  return null;
}

function isReleasedBothWays(releases: readonly SgNode[]): boolean {
  const inCatch = releases.filter((release) =>
    [...around(release)].some((at) => CATCHES.has(at.kind())),
  );
  return inCatch.length > 0 && inCatch.length < releases.length;
}

/** Returns why other code must release it: it is returned, stored, or passed to a releaser. */
function howHandedOn(audited: AuditedCode, acquired: AcquiredResource, use: SgNode): string | null {
  const parent = use.parent();
  if (isCursorHandedOn(use)) return 'a cursor that holds the resource is passed to the caller';
  switch (parent?.kind()) {
    case 'return_statement':
    case 'expression_list':
    case 'tuple':
    case 'list':
    case 'array':
    case 'pair':
    case 'object':
    case 'shorthand_property_identifier':
      return 'the resource is passed to the caller';
    case 'assignment':
    case 'assignment_expression':
      return parent.field('right')?.id() === use.id()
        ? 'the resource is stored under another name'
        : null;
    case 'keyword_argument':
      return `the resource is passed to ${parent.parent()?.parent()?.field('function')?.text() ?? 'a call'}`;
    case 'argument_list':
    case 'arguments':
      return releasedBelow(audited, acquired, parent);
    default:
      return null;
  }
}

/** `return connection.cursor()` */
function isCursorHandedOn(use: SgNode): boolean {
  const member = use.parent();
  const call = member?.field('attribute')?.text() === 'cursor' ? member.parent() : null;
  return call?.parent()?.kind() === 'return_statement';
}

/** Returns who takes over the resource: a class keeping it or a project function releasing it. */
function releasedBelow(
  audited: AuditedCode,
  acquired: AcquiredResource,
  list: SgNode,
): string | null {
  const call = list.parent();
  const callee = (call?.field('function') ?? call?.field('constructor'))?.text() ?? '';
  const isMade = call?.kind() === 'new_expression' || /(?:^|\.)_*[A-Z]\w*$/u.test(callee);
  if (isMade || /\.(?:append|push|put|add|set)$/u.test(callee)) return `${callee} keeps it`;
  const site = audited.code
    .callsOf(acquired.site.function)
    .find(({ raw }) => raw.end === call?.range().end.index);
  const gives = (site?.call.targets ?? []).some((target) => {
    const node = findFunctionNode(audited, target);
    const calls = node?.findAll({ rule: { any: [{ kind: callKind(acquired.file) }] } }) ?? [];
    return calls.some((call) => isReleaseCall(call, acquired.release));
  });
  return gives ? `the resource is passed to ${callee}, which releases it` : null;
}

function callKind(file: string): string {
  return file.endsWith('.py') ? 'call' : 'call_expression';
}
