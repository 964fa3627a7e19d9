import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite, type Loop } from '../../../../analysis/index.ts';

/** Methods that store many rows, where the loop stores single rows. */
const FOR_MANY = /\.(?:bulk_create|bulk_update|bulkCreate|createMany|insertMany|add_all)\(/u;

/** True for a loop in an `except` or `catch` that retries one by one what failed as a batch. */
export function isPerRowRetryLoop(site: CallSite, loop: Loop): boolean {
  const method = site.call.callee.split('.').at(-1) ?? '';
  const handler = around(loop.node).find((ancestor) =>
    ['except_clause', 'catch_clause'].includes(String(ancestor.kind())),
  );
  const tried = handler?.parent() ?? null;
  const body: SgNode | null = tried?.kind() === 'try_statement' ? tried.field('body') : null;
  if (body === null) return false;
  const text = body.text();
  const isSame = method !== 'add' && new RegExp(`\\.a?${method}\\(`, 'u').test(text);
  return isSame || FOR_MANY.test(text);
}
