import type { CallSite } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import {
  listDirectCalls,
  listProjectTargets,
} from '../../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import {
  listTransactions,
  type Transaction,
} from '../../../analysis/transactions/list-transactions.ts';
import { readReceiver } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import {
  findTransactionHandles,
  mentionsAnyName,
  receivesHandle,
} from '../../../analysis/transactions/variables-holding-transaction.ts';
import {
  detectTransactionOptionLibrary,
  isModelWrite,
  type TransactionOptionLibrary,
} from '../../../analysis/writes-with-transaction-option.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isInjectedRepository } from './find-autocommitted-writes.ts';
import {
  isBypassingSqlWrite,
  isClientWrite,
  isRepositoryWrite,
  REPOSITORY_WRITE_METHODS,
} from './javascript-database-writes.ts';
import type { TransactionBypass } from './transaction-bypass.ts';

/** Calls that open a transaction in a library whose repositories know nothing of it. */
const TYPEORM = /(?:manager|datasource|connection)\.transaction$/iu;
/** TypeORM query runner, whose manager makes the writes of its transaction. */
const RUNNER = /runner\.startTransaction$/iu;
/** Steps down from a call in the transaction. */
const DEEPEST = 2;

type IsPast = (site: CallSite) => TransactionBypass['how'] | null;

/** Writes in a transaction of TypeScript or JavaScript that are not made by it (T652-13). */
export function* findBypassingWrites(audited: AuditedCode): Generator<TransactionBypass> {
  const library = detectTransactionOptionLibrary(audited);
  for (const transaction of listTransactions(audited)) {
    if (isPythonFunction(audited, transaction.function)) continue;
    const handles = findTransactionHandles(audited, transaction);
    if (handles === null) continue;
    const [handle = 'tx'] = handles;
    const isPast = pastOf(audited, transaction, handles, library);
    const shared = { by: 'past', function: transaction.function, handle } as const;
    const begin = { begun: transaction.begun, beginLine: transaction.beginLine };
    for (const site of listDirectCalls(audited, transaction)) {
      const how = isPast(site);
      const found =
        how === null ? firstBelow(audited, site, handles, isPast) : { write: site, how };
      if (found === null) continue;
      const node = findCallNode(audited, { file: transaction.file, site });
      if (node === null || receivesHandle(site, node, handles)) continue;
      const place = { file: transaction.file, line: site.call.line, endLine: site.call.endLine };
      const through = found.write === site ? null : site;
      yield { ...shared, ...begin, ...place, ...found, through, start: site.raw.start };
    }
  }
}

/** Returns a predicate for writes that bypass a transaction, by what the transaction begins on. */
function pastOf(
  audited: AuditedCode,
  transaction: Transaction,
  handles: ReadonlySet<string>,
  library: TransactionOptionLibrary | null,
): IsPast {
  const { begun, kind } = transaction;
  const client = readReceiver(begun).replace(/\.transaction\(\)(?:\..*)?$/su, '');
  const isClient = client !== '' && !handles.has(client) && kind === 'callback';
  const isOfTypeorm = kind === 'callback' ? TYPEORM.test(begun) : RUNNER.test(begun);
  const isOfLibrary = library !== null && opensLibrary(audited, transaction, library);
  return (site) => {
    if (isClient && isClientWrite(site, client)) return 'client';
    if (TYPEORM.test(begun) && kind === 'callback' && isRepositoryWrite(site)) return 'client';
    if (isOfTypeorm && writesByInjected(audited, site)) return 'client';
    if (kind === 'explicit' && isBypassingSqlWrite(site, handles)) return 'client';
    const takes = library !== null && handles.size > 0 && isOfLibrary;
    return takes && isModelWrite(audited, site, library) ? 'option' : null;
  };
}

/** True if transaction and models share a library; a TypeORM runner is no Mongoose session. */
function opensLibrary(
  { code }: AuditedCode,
  transaction: Transaction,
  library: TransactionOptionLibrary,
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
  const session = readReceiver(begun);
  const made = code
    .variablesOf(file)
    .filter((variable) => variable.name === session && variable.line <= transaction.beginLine)
    .at(-1);
  return made === undefined || /(?:startSession|ClientSession)$/u.test(made.of)
    ? !RUNNER.test(begun)
    : false;
}

/** Returns the first such write a call leads to, if the call gets no handle of the transaction. */
function firstBelow(
  audited: AuditedCode,
  site: CallSite,
  handles: ReadonlySet<string>,
  isPast: IsPast,
): Pick<TransactionBypass, 'write' | 'how'> | null {
  const { call, raw } = site;
  if (
    handles.size === 0 ||
    !call.isAwaited ||
    mentionsAnyName(`${raw.callee} ${raw.argumentText}`, handles)
  )
    return null;
  const seen = new Set<number>();
  let edge: readonly CallSite[] = [site];
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const targets = edge.flatMap(listProjectTargets).filter((target) => !seen.has(target));
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
    REPOSITORY_WRITE_METHODS.test(method) &&
    isInjectedRepository(audited, site, receiver)
  );
}
