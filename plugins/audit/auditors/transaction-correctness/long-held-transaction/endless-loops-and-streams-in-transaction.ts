import type { CallSite } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import {
  listDirectCalls,
  listProjectTargets,
} from '../../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import {
  listTransactions,
  type Transaction,
} from '../../../analysis/transactions/list-transactions.ts';
import { isDatabaseWrite } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';
import { justifyStreamSession } from './justify-session-held-by-stream.ts';

/** Work in a transaction without a known end. */
export interface EndlessWork extends Candidate {
  readonly by: 'endless';
  readonly function: number;
  /** `loop`: repeats until nothing is left. `stream`: response lasting while a client listens. */
  readonly kind: 'loop' | 'stream';
  /** Code that goes on, as written. */
  readonly what: string;
  /** Code that has the transaction open: the call that begins it, or an injected session. */
  readonly open: string;
  readonly openLine: number;
  /** Reason to dismiss it, or null. */
  readonly exemption: string | null;
}

const STREAM = /(?:^|\.)EventSourceResponse$/u;
const STREAMED = /text\/event-stream/u;
const SESSION_PARAMETER = /^(?:db|\w*session)$/u;
const STATEMENT = /\.(?:execute|scalars?|query|exec|stream|stream_scalars|get|first|all)$/u;

/** Yields endless loops in a transaction, and event streams started in an open transaction. */
export function* findEndlessWork(audited: AuditedCode): Generator<EndlessWork> {
  for (const transaction of listTransactions(audited)) {
    if (isPythonFunction(audited, transaction.function) && transaction.kind !== 'autobegun')
      yield* loopsIn(audited, transaction);
  }
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    if (isPythonFunction(audited, index)) yield* streamOf(audited, index, file);
  }
}

/** Yields calls in the transaction of functions that loop until nothing is left. */
function* loopsIn(audited: AuditedCode, transaction: Transaction): Generator<EndlessWork> {
  for (const site of listDirectCalls(audited, transaction)) {
    if (!listProjectTargets(site).some((target) => hasEndlessLoop(audited, target))) continue;
    const { line, endLine, callee } = site.call;
    const place = { file: transaction.file, line, endLine, function: transaction.function };
    const open = { open: transaction.begun, openLine: transaction.beginLine };
    yield { by: 'endless', kind: 'loop', ...place, ...open, what: `${callee}()`, exemption: null };
  }
}

/** True for `while True:` with database statements in its body and no commit. */
function hasEndlessLoop(audited: AuditedCode, index: number): boolean {
  const sites = audited.code.callsOf(index);
  if (!sites.some(({ call }) => STATEMENT.test(call.callee))) return false;
  const loops =
    findFunctionNode(audited, index)?.findAll({ rule: { kind: 'while_statement' } }) ?? [];
  return loops.some((loop) => {
    if (!/^(?:True|1)$/u.test(loop.field('condition')?.text() ?? '')) return false;
    const { start, end } = loop.range();
    const inside = sites.filter(({ raw }) => start.index <= raw.start && raw.end <= end.index);
    const isAsked = inside.some(
      (site) => isDatabaseWrite(site) || (STATEMENT.test(site.call.callee) && isOfSession(site)),
    );
    return isAsked && !inside.some(({ call }) => /\.(?:commit|rollback)$/u.test(call.callee));
  });
}

function isOfSession({ call }: CallSite): boolean {
  return /(?:session|\bdb|conn\w*|cursor)\.\w+$/iu.test(call.callee);
}

/** Yields FastAPI event streams, which keep the session, released only after the response. */
function* streamOf(audited: AuditedCode, index: number, file: string): Generator<EndlessWork> {
  const { code } = audited;
  const sites = code.callsOf(index);
  const stream = sites.find(
    ({ call, raw }) =>
      STREAM.test(call.callee) ||
      (/StreamingResponse$/u.test(call.callee) && STREAMED.test(raw.argumentText)),
  );
  if (stream === undefined) return;
  const name = code.rawOf(index).parameters.find((parameter) => SESSION_PARAMETER.test(parameter));
  if (name === undefined || !isInjected(audited, index, file, name)) return;
  const isUse = new RegExp(`(?:^|[^\\w.])${name}\\b`, 'u');
  const before = sites.filter(({ raw }) => raw.end <= stream.raw.start);
  const last = before.findLast(({ raw }) => isUse.test(`${raw.callee} ${raw.argumentText}`));
  if (last === undefined || /\.(?:commit|rollback|close)$/u.test(last.call.callee)) return;
  const { line, endLine, callee } = stream.call;
  const open = { open: name, openLine: last.call.line };
  const place = { file, line, endLine, function: index };
  const exemption = justifyStreamSession(audited, index, file, stream, name);
  yield { by: 'endless', kind: 'stream', ...place, ...open, what: `${callee}()`, exemption };
}

/** True for `session: AsyncSession = Depends(get_db_session)`, and for types that imply it. */
function isInjected({ code }: AuditedCode, index: number, file: string, name: string): boolean {
  const { start, end } = code.rawOf(index);
  const head = (code.textOf(file) ?? '').slice(start, Math.min(end, start + 1500));
  return new RegExp(`[(,]\\s*${name}\\s*:[^,\\n]*(?:Depends\\(|Session|\\bDb)`, 'u').test(head);
}
