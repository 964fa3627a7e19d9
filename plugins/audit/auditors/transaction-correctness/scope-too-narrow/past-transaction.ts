import type { CallSite } from '../../../../analysis/index.ts';
import { isPython } from '../../../look/calls.ts';
import { isModelWrite, type OptionLibrary, optionLibraryOf } from '../../../look/model-classes.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { directCalls, ownTargets } from '../../../look/transactions/calls-in-transaction.ts';
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

/** Calls that open a transaction in a library whose repositories know nothing of it. */
const TYPEORM = /(?:manager|datasource|connection)\.transaction$/iu;
/** A query runner of TypeORM, whose manager is what writes in its transaction. */
const RUNNER = /runner\.startTransaction$/iu;
/** Steps down from a call in the transaction. */
const DEEPEST = 2;

type IsPast = (site: CallSite) => PastCandidate['how'] | null;

/** Writes in a transaction of TypeScript or JavaScript that are not made by it (T652-13). */
export function* pastTransaction(audited: AuditedCode): Generator<PastCandidate> {
  const library = optionLibraryOf(audited);
  for (const transaction of transactionsOf(audited)) {
    if (isPython(audited, transaction.function)) continue;
    const handles = handlesOf(audited, transaction);
    if (handles === null) continue;
    const [handle = 'tx'] = handles;
    const isPast = pastOf(audited, transaction, handles, library);
    const shared = { by: 'past', function: transaction.function, handle } as const;
    const begin = { begun: transaction.begun, beginLine: transaction.beginLine };
    for (const site of directCalls(audited, transaction)) {
      const how = isPast(site);
      const found =
        how === null ? firstBelow(audited, site, handles, isPast) : { write: site, how };
      if (found === null) continue;
      const node = nodeOf(audited, { file: transaction.file, site });
      if (node === null || isHanded(site, node, handles)) continue;
      const place = { file: transaction.file, line: site.call.line, endLine: site.call.endLine };
      const through = found.write === site ? null : site;
      yield { ...shared, ...begin, ...place, ...found, through, start: site.raw.start };
    }
  }
}

/**
 * Returns a predicate for writes that bypass a transaction, depending on what the transaction is
 * begun on.
 */
function pastOf(
  audited: AuditedCode,
  transaction: Transaction,
  handles: ReadonlySet<string>,
  library: OptionLibrary | null,
): IsPast {
  const { begun, kind } = transaction;
  const client = receiverOf(begun).replace(/\.transaction\(\)(?:\..*)?$/su, '');
  const isClient = client !== '' && !handles.has(client) && kind === 'callback';
  const isOfTypeorm = kind === 'callback' ? TYPEORM.test(begun) : RUNNER.test(begun);
  const isOfLibrary = library !== null && opensLibrary(audited, transaction, library);
  return (site) => {
    if (isClient && writesBy(site, client)) return 'client';
    if (TYPEORM.test(begun) && kind === 'callback' && writesByRepository(site)) return 'client';
    if (isOfTypeorm && writesByInjected(audited, site)) return 'client';
    if (kind === 'explicit' && writesSqlPast(site, handles)) return 'client';
    const takes = library !== null && handles.size > 0 && isOfLibrary;
    return takes && isModelWrite(audited, site, library) ? 'option' : null;
  };
}

/** A model takes the transaction of its own library only: TypeORM's query runner is no session of Mongoose. */
function opensLibrary(
  { code }: AuditedCode,
  transaction: Transaction,
  library: OptionLibrary,
): boolean {
  const { begun, file, kind } = transaction;
  if (library === 'sequelize') return /sequelize|database|\bdb\b/iu.test(begun);
  if (/\.withTransaction$/u.test(begun)) return true;
  if (kind === 'callback') {
    const isOther = code
      .importsOf(file)
      .some(({ source }) => /^(?:@nestjs\/)?(?:typeorm|sequelize|knex|kysely)$/u.test(source));
    return /(?:mongoose|conn(?:ection)?)\.transaction$/iu.test(begun) && !isOther;
  }
  if (!/\.startTransaction$/u.test(begun)) return false;
  const session = receiverOf(begun);
  const made = code
    .variablesOf(file)
    .filter((variable) => variable.name === session && variable.line <= transaction.beginLine)
    .at(-1);
  return made === undefined || /(?:startSession|ClientSession)$/u.test(made.of)
    ? !RUNNER.test(begun)
    : false;
}

/**
 * Returns the first such write that a call leads to, if the call receives no handle of the
 * transaction.
 */
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
    // A callee that opens or receives a transaction of its own is another matter.
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
