import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Returns a pattern for conditions that test whether a name has no value. */
const IS_MISSING = (name: string): RegExp =>
  new RegExp(
    `(?:!|\\bnot\\s+)\\s*${name}\\b(?!\\s*[.[(])|\\b${name}\\s*(?:={2,3}\\s*(?:null|undefined)|is\\s+None)\\b`,
    'u',
  );

/**
 * Returns why a create is useful by itself, as in `if (!contact) { contact = await
 * prisma.contact.create(…) }`: the next attempt finds the row. Returns null if the create is
 * unconditional.
 */
export function explainIdempotentCreate(
  audited: AuditedCode,
  file: string,
  create: CallSite,
): string | null {
  const node = findCallNode(audited, { file, site: create });
  if (node === null) return null;
  const name = assignedName(node);
  if (name === null) return null;
  const isMissing = IS_MISSING(name);
  for (const outer of around(node)) {
    if (outer.kind() !== 'if_statement') continue;
    if (isMissing.test(outer.field('condition')?.text() ?? '')) {
      return `${create.call.callee}() is called only if no ${name} exists yet, so a retry reuses the existing row`;
    }
  }
  return null;
}

/** Returns the variable that receives the result of a call. */
function assignedName(call: SgNode): string | null {
  const up = call.parent();
  const isAwait = up?.kind() === 'await_expression' || up?.kind() === 'await';
  const holder = isAwait ? (up?.parent() ?? null) : up;
  const isAssigned = holder?.kind() === 'assignment_expression' || holder?.kind() === 'assignment';
  const left = isAssigned ? (holder?.field('left')?.text() ?? '') : '';
  return /^\w+$/u.test(left) ? left : null;
}
