import type { CallSite } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findEnclosingTransaction } from '../../../analysis/transactions/list-transactions.ts';
import {
  detectTransactionOptionLibrary,
  isModelWrite,
} from '../../../analysis/writes-with-transaction-option.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { TransactionBypass } from './transaction-bypass.ts';

/** `{ transaction }`, `{ transaction: t }`. */
const GIVES = /\btransaction\s*(?::\s*([\w.]+)\s*)?[,}]/u;
/** Arguments that may carry a transaction, such as an options object passed on as a whole. */
const MAY_GIVE = /\.\.\.|\b(?:options?|opts|ctx|context|transaction|config|params|args)\b/u;
/** Kinds of hooks of Payload that run in the transaction of the operation that they hang on. */
const HOOK_PARAMETERS =
  /\b(?:doc|data|id|previousDoc|originalDoc|previousValue|value|operation|siblingData)\b/u;
const PAYLOAD_WRITE = /(?:^|\.)req\.payload\.(?:create|update|delete|updateGlobal|duplicate)$/u;

/** Yields functions run in another's transaction that omit it from one of their writes. */
export function* findMissingTransactionOptions(audited: AuditedCode): Generator<TransactionBypass> {
  const library = detectTransactionOptionLibrary(audited);
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    if (isPythonFunction(audited, index)) continue;
    if (library === 'sequelize') yield* leftOutOfModel(audited, index, file);
    yield* leftOutOfPayload(audited, index, file);
  }
}

/** Yields Sequelize rows that are read with the function's transaction and saved without it. */
function* leftOutOfModel(
  audited: AuditedCode,
  index: number,
  file: string,
): Generator<TransactionBypass> {
  const sites = audited.code.callsOf(index);
  const given = sites.find(({ raw }) => GIVES.test(raw.argumentText) && raw.callbacks.length === 0);
  if (given === undefined) return;
  const end = sites.find(
    ({ call, raw }) => raw.start > given.raw.start && /\.(?:commit|rollback)$/u.test(call.callee),
  );
  for (const site of sites) {
    if (site.raw.start < given.raw.start || site.raw.start > (end?.raw.start ?? Infinity)) continue;
    if (!isModelWrite(audited, site, 'sequelize') || MAY_GIVE.test(site.raw.argumentText)) continue;
    // Writes in a transaction of their own function are checked there.
    if (findEnclosingTransaction(audited, file, site.raw.start) !== null) continue;
    const handle = GIVES.exec(given.raw.argumentText)?.[1] ?? 'transaction';
    const begun = given.call.callee;
    yield candidate(site, file, index, {
      handle,
      how: 'option',
      begun,
      beginLine: given.call.line,
    });
  }
}

/** Yields Payload operations in a hook that omit `req`, and so run in a different transaction. */
function* leftOutOfPayload(
  audited: AuditedCode,
  index: number,
  file: string,
): Generator<TransactionBypass> {
  const { code } = audited;
  const writes = code.callsOf(index).filter(({ call }) => PAYLOAD_WRITE.test(call.callee));
  if (writes.length === 0) return;
  const hook = hookAround(audited, index, file);
  if (hook === null) return;
  for (const site of writes) {
    if (/\breq\b|\.\.\./u.test(site.raw.argumentText)) continue;
    const beginLine = code.rawOf(hook).line;
    const begun = 'the operation that triggers the hook';
    yield candidate(site, file, index, { handle: 'req', how: 'request', begun, beginLine });
  }
}

/** Returns the hook that a function is or belongs to, or null. */
function hookAround({ code }: AuditedCode, index: number, file: string): number | null {
  const first = code.firstOf(file);
  const text = code.textOf(file) ?? '';
  for (let at = index - first; at > 0; at = code.rawOf(first + at).parent) {
    const head = text.slice(code.rawOf(first + at).start).slice(0, 300);
    const parameters =
      /^(?:async\s*)?(?:function\s*\w*\s*)?\(\s*\{([^}]*)\}/u.exec(head)?.[1] ?? '';
    if (/\breq\b/u.test(parameters) && HOOK_PARAMETERS.test(parameters)) return first + at;
  }
  return null;
}

function candidate(
  site: CallSite,
  file: string,
  index: number,
  of: Pick<TransactionBypass, 'handle' | 'how' | 'begun' | 'beginLine'>,
): TransactionBypass {
  const place = { file, line: site.call.line, endLine: site.call.endLine, function: index };
  return { by: 'past', ...place, ...of, start: site.raw.start, write: site, through: null };
}
