import type { CallSite } from 'perf-harness';
import { isPython } from '../../../look/calls.ts';
import { isModelWrite, type OptionLibrary, optionLibraryOf } from '../../../look/model-classes.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { directCalls } from '../../../look/transactions/calls-in-transaction.ts';
import { handlesOf, isHanded, mentions } from '../../../look/transactions/transaction-handles.ts';
import { receiverOf } from '../../../look/transactions/transaction-names.ts';
import { type Transaction, transactionsOf } from '../../../look/transactions/transactions.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { PastCandidate } from './past-candidate.ts';
import {
  WRITES_OF_REPOSITORY,
  writesBy,
  writesByRepository,
  writesSqlPast,
} from './script-writes.ts';
import { isInjectedRepository } from './single-writes.ts';

/** What opens a transaction of a library whose repositories know nothing of it. */
const TYPEORM = /(?:manager|datasource|connection)\.transaction$/iu;
/** A query runner of TypeORM, whose manager is what writes in its transaction. */
const RUNNER = /runner\.startTransaction$/iu;
/** Steps down from a call in the transaction. */
const DEEPEST = 2;

type IsPast = (site: CallSite) => PastCandidate['how'] | null;

/** Writes in a transaction of TypeScript or JavaScript that are not made by it (T652-13). */
export function* pastTransaction(audited: AuditedCode): Generator<PastCandidate> {
  const library = optionLibraryOf(audited);
  for (const one of transactionsOf(audited)) {
    if (isPython(audited, one.function)) continue;
    const handles = handlesOf(audited, one);
    if (handles === null) continue;
    const [handle = 'tx'] = handles;
    const isPast = pastOf(audited, one, handles, library);
    const shared = { by: 'past', function: one.function, handle } as const;
    const begin = { begun: one.begun, beginLine: one.beginLine };
    for (const site of directCalls(audited, one)) {
      const how = isPast(site);
      const found =
        how === null ? firstBelow(audited, site, handles, isPast) : { write: site, how };
      if (found === null) continue;
      const node = nodeOf(audited, { file: one.file, site });
      if (node === null || isHanded(site, node, handles)) continue;
      const place = { file: one.file, line: site.call.line, endLine: site.call.endLine };
      const through = found.write === site ? null : site;
      yield { ...shared, ...begin, ...place, ...found, through, start: site.raw.start };
    }
  }
}

/** What makes a call a write past a transaction, by what the transaction is begun on. */
function pastOf(
  audited: AuditedCode,
  { begun, kind }: Transaction,
  handles: ReadonlySet<string>,
  library: OptionLibrary | null,
): IsPast {
  const client = receiverOf(begun).replace(/\.transaction\(\)(?:\..*)?$/su, '');
  const isClient = client !== '' && !handles.has(client) && kind === 'callback';
  const isOfTypeorm = kind === 'callback' ? TYPEORM.test(begun) : RUNNER.test(begun);
  return (site) => {
    if (isClient && writesBy(site, client)) return 'client';
    if (TYPEORM.test(begun) && kind === 'callback' && writesByRepository(site)) return 'client';
    if (isOfTypeorm && writesByInjected(audited, site)) return 'client';
    if (kind === 'explicit' && writesSqlPast(site, handles)) return 'client';
    if (library !== null && handles.size > 0 && isModelWrite(audited, site, library)) {
      return library === 'sequelize' && !/sequelize|database|\bdb\b/iu.test(begun)
        ? null
        : 'option';
    }
    return null;
  };
}

/** The first such write in what a call leads to, where it was handed nothing of the transaction. */
function firstBelow(
  audited: AuditedCode,
  site: CallSite,
  handles: ReadonlySet<string>,
  isPast: IsPast,
): Pick<PastCandidate, 'write' | 'how'> | null {
  const { call, raw } = site;
  if (
    handles.size === 0 ||
    !call.isAwaited ||
    mentions(`${raw.callee} ${raw.argumentText}`, handles)
  )
    return null;
  const seen = new Set<number>();
  let edge: readonly CallSite[] = [site];
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const targets = edge.flatMap(ownTargets).filter((target) => !seen.has(target));
    for (const target of targets) seen.add(target);
    edge = targets.flatMap((target) => audited.code.callsOf(target));
    // One that opens or is handed a transaction of its own is another matter.
    if (
      edge.some(({ raw: inner }) =>
        /\btransaction\b/u.test(`${inner.callee} ${inner.argumentText}`),
      )
    )
      return null;
    for (const write of edge) {
      const how = isPast(write);
      if (how !== null) return { write, how };
    }
  }
  return null;
}

/** `this.orders.save(order)` of a repository that was injected by its type. */
function writesByInjected(audited: AuditedCode, site: CallSite): boolean {
  const [, receiver, method = ''] = /^(this\.\w+)\.(\w+)$/u.exec(site.call.callee) ?? [];
  return (
    receiver !== undefined &&
    WRITES_OF_REPOSITORY.test(method) &&
    isInjectedRepository(audited, site, receiver)
  );
}

function ownTargets({ call, raw }: CallSite): readonly number[] {
  if (call.isGuess) return [];
  return call.targets.slice(0, call.targets.length - raw.callbacks.length);
}
