import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type CallSite } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { listDirectCalls } from '../../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import type { Transaction } from '../../../analysis/transactions/list-transactions.ts';
import { readReceiver } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import {
  findHandleParameters,
  isDirectWrite,
  resolveCalleeHandles,
  type TransactionHandles,
  writesInTransaction,
} from '../../../analysis/transactions/transaction-writes.ts';
import {
  addDerivedHandles,
  findTransactionHandles,
  mentionsAnyName,
} from '../../../analysis/transactions/variables-holding-transaction.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Writes of a transaction before it enqueues a job. */
export interface PrecedingWrites {
  /** Set when the transaction wrote something before the job was enqueued. */
  readonly isWritten: boolean;
  /** Set when the job receives a row that the transaction writes. */
  readonly isTold: boolean;
}

interface Level {
  readonly file: string;
  /** Calls of the function or transaction in which the job is enqueued. */
  readonly sites: readonly CallSite[];
  readonly handles: TransactionHandles;
  readonly start: number;
}

/** Job that is enqueued in a transaction, and the calls that lead to its sender. */
interface HandedOn {
  readonly site: CallSite;
  readonly way: readonly CallSite[];
  /** True for a call that enqueues a job. */
  readonly sends: (site: CallSite) => boolean;
}

/** The names by which a row is known. */
const KEYS = /^(?:id|_id|pk|uuid|id__in|pk__in)$/u;

/** Returns whether anything is written before a job is sent, and whether the job receives it. */
export function findPrecedingWrites(
  audited: AuditedCode,
  transaction: Transaction,
  { site, way, sends }: HandedOn,
): PrecedingWrites {
  const { code } = audited;
  let level: Level = {
    file: transaction.file,
    sites: listDirectCalls(audited, transaction),
    handles: handlesHere(audited, transaction),
    start: transaction.start,
  };
  let isWritten = transaction.kind === 'autobegun';
  let names: ReadonlySet<string> = new Set();
  const steps = [site, ...way];
  for (const [at, step] of steps.entries()) {
    isWritten ||= level.sites.some(
      (write) =>
        isBefore(write, step) &&
        !sends(write) &&
        writesInTransaction(audited, write, level.handles),
    );
    names = rowsOf(audited, level, step, names);
    const next = steps[at + 1];
    if (next === undefined)
      return { isWritten, isTold: isToldOf(audited, level.file, step, names) };
    const target = targetTo(code, step, next);
    const { file = '' } = code.facts.functions[target] ?? {};
    names = findHandleParameters(audited, step, target, names);
    level = {
      file,
      sites: sitesAround(audited, next, target),
      handles: resolveCalleeHandles(audited, step, target, level.handles),
      start: code.rawOf(target).start,
    };
  }
  return { isWritten, isTold: false };
}

/** True if a write precedes the step, also in an earlier iteration of a loop. */
function isBefore(write: CallSite, step: CallSite): boolean {
  if (write.raw.end <= step.raw.start) return true;
  return write !== step && write.call.loops > 0 && step.call.loops > 0;
}

/** Returns transaction handles function-wide, as `const { manager } = runner` may precede it. */
function handlesHere(audited: AuditedCode, transaction: Transaction): TransactionHandles {
  const own = transaction.file.endsWith('.py')
    ? null
    : findTransactionHandles(audited, transaction);
  if (own === null || own.size === 0) return null;
  const { start, end } = audited.code.rawOf(transaction.function);
  return addDerivedHandles(audited, { file: transaction.file, start, end }, own);
}

/** Returns the function a call leads to that contains the next call, itself or in a callback. */
function targetTo(code: AuditedCode['code'], step: CallSite, next: CallSite): number {
  const file = code.facts.functions[next.function]?.file;
  const holds = (target: number): boolean => {
    const { start, end } = code.rawOf(target);
    const isThere = code.facts.functions[target]?.file === file;
    return isThere && start <= next.raw.start && next.raw.end <= end;
  };
  return step.call.targets.find(holds) ?? next.function;
}

function sitesAround(audited: AuditedCode, { function: own }: CallSite, target: number) {
  const { start, end } = audited.code.rawOf(target);
  const whole = listDirectCalls(audited, { function: target, start, end });
  return whole.length > 0 ? whole : audited.code.callsOf(own);
}

/** Returns names of rows written here, and of values derived from them before the step. */
function rowsOf(
  audited: AuditedCode,
  { file, sites, handles, start }: Level,
  step: CallSite,
  handed: ReadonlySet<string>,
): ReadonlySet<string> {
  const names = new Set(handed);
  for (const write of sites) {
    if (write === step || !writesInTransaction(audited, write, handles)) continue;
    for (const name of write.raw.place?.names ?? givenTo(audited, file, write)) names.add(name);
    const isHanded = handles !== null && mentionsAnyName(write.raw.callee, handles);
    if (!isDirectWrite(audited, write, isHanded)) continue;
    const node = findCallNode(audited, { file, site: write });
    for (const name of node === null ? [] : rowsIn(node, write)) names.add(name);
  }
  for (const handle of handles ?? []) names.delete(handle);
  if (names.size > 0) addMadeOf(audited, file, { start, end: step.raw.start }, names);
  return names;
}

/** `order = Order.objects.create()`. */
function givenTo({ code }: AuditedCode, file: string, { call }: CallSite): readonly string[] {
  return code
    .variablesOf(file)
    .flatMap((variable) =>
      variable.of === call.callee && variable.line === call.line ? [variable.name] : [],
    );
}

/** Returns the rows of `order.save()`, `save(order)` and `update({ where: { id: order.id } })`. */
function rowsIn(call: SgNode, { call: { callee } }: CallSite): readonly string[] {
  const receiver = readReceiver(callee);
  const isOfRow = /\.a?(?:save|delete)$/u.test(callee) && /^\w+$/u.test(receiver);
  const handed = argumentsOf(call).filter((argument) => argument.kind() === 'identifier');
  const kinds = ['pair', 'keyword_argument', 'shorthand_property_identifier'];
  const language =
    call.getRoot().root().kind() === 'module' ? kinds.slice(0, 2) : [kinds[0], kinds[2]];
  const rule = { any: language.map((kind) => ({ kind: kind ?? 'pair' })) };
  const keys = call.field('arguments')?.findAll({ rule }) ?? [];
  const named = keys.flatMap((keyNode): readonly string[] => {
    if (keyNode.kind() === 'shorthand_property_identifier') {
      return KEYS.test(keyNode.text()) ? [keyNode.text()] : [];
    }
    const key = (keyNode.field('key') ?? keyNode.field('name'))?.text() ?? '';
    return KEYS.test(key) ? rowOf(keyNode.field('value')) : [];
  });
  return [...(isOfRow ? [receiver] : []), ...handed.map((argument) => argument.text()), ...named];
}

/** Returns `order` for `order.id`, and `orderId` for itself. */
function rowOf(value: SgNode | null): readonly string[] {
  if (value?.kind() === 'identifier') return [value.text()];
  const object = value?.field('object');
  return object?.kind() === 'identifier' ? [object.text()] : [];
}

/** Adds names from a row: `const link = `/orders/${order.id}``; a queried value is another row. */
function addMadeOf(
  { code }: AuditedCode,
  file: string,
  { start, end }: { readonly start: number; readonly end: number },
  names: Set<string>,
): void {
  const kind = file.endsWith('.py') ? 'assignment' : 'variable_declarator';
  for (const declaration of code.syntaxOf(file)?.findAll({ rule: { kind } }) ?? []) {
    const range = declaration.range();
    if (range.start.index < start || range.end.index > end) continue;
    const value = declaration.field('value') ?? declaration.field('right');
    if (value === null || value.kind() === 'await_expression' || value.kind() === 'await') continue;
    if (/\.objects\b/u.test(value.text()) || !tellsOf(value, names)) continue;
    for (const name of (declaration.field('name') ?? declaration.field('left'))
      ?.text()
      .match(/[\w$]+/gu) ?? []) {
      names.add(name);
    }
  }
}

function isToldOf(
  audited: AuditedCode,
  file: string,
  site: CallSite,
  names: ReadonlySet<string>,
): boolean {
  const node = names.size === 0 ? null : findCallNode(audited, { file, site });
  return node !== null && argumentsOf(node).some((argument) => tellsOf(argument, names));
}

/** True if an expression uses one of the names; a use as a mere key does not count. */
function tellsOf(node: SgNode, names: ReadonlySet<string>): boolean {
  const kinds =
    node.getRoot().root().kind() === 'module'
      ? ['identifier']
      : ['identifier', 'shorthand_property_identifier'];
  const rule = { any: kinds.map((kind) => ({ kind })) };
  return [node, ...node.findAll({ rule })].some((identifier) => {
    if (!kinds.includes(String(identifier.kind())) || !names.has(identifier.text())) return false;
    const parent = identifier.parent();
    if (parent?.kind() === 'keyword_argument')
      return parent.field('name')?.id() !== identifier.id();
    return parent?.kind() !== 'attribute' || parent.field('object')?.id() === identifier.id();
  });
}
