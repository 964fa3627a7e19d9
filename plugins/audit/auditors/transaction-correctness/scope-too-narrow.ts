import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite } from '../../../analysis/index.ts';
import {
  findCallNode,
  formatFunctionName,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import { findModels } from '../../analysis/orm-models.ts';
import {
  findPythonTables,
  isNamedAfterTable,
} from '../../analysis/python-orm-tables-and-foreign-keys.ts';
import { resolveVariable } from '../../analysis/resolve-variable-origin-and-type.ts';
import { findEnclosingTransaction } from '../../analysis/transactions/list-transactions.ts';
import { readReceiver } from '../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import { type AuditedCode, type Candidate, defineRule } from '../../rule.ts';

const ONE_TRANSACTION: Readonly<Record<SeparatelyCommittedWrites['library'], string>> = {
  prisma: ': prisma.$transaction(async (tx) => …)',
  django: ': with transaction.atomic():',
  sqlalchemy:
    ' (a unit of work); if the second write needs the key of the first, flush the first instead of committing it',
};

/** T652-13 to T652-15: a failure between two commits leaves one write without the other. */
export const SCOPE_TOO_NARROW = defineRule({
  id: 'scope-too-narrow',
  principle: 'Transaction Correctness / Related writes in separate transactions',
  sources: {
    'PostgreSQL: transactions (all or nothing)':
      'https://www.postgresql.org/docs/current/tutorial-transactions.html',
  },
  *match(audited): Generator<SeparatelyCommittedWrites> {
    yield* findSeparateCommits(audited);
    yield* findAutocommittedPairs(audited);
  },
  verify: (found, audited) => {
    const { first, second, kind, library, file, exemption } = found;
    if (exemption !== null) return exemption;
    const name = formatFunctionName(audited, found.function);
    return {
      severity: kind === 'family' ? 'HIGH' : 'MEDIUM',
      issue: `${name} commits ${first.text} before ${second.text}, so a failure in between leaves the first write without the second`,
      recommendation: `Put ${first.text} and ${second.text} in one transaction${ONE_TRANSACTION[library]}`,
      effort: 'M',
      evidence: [{ file, line: first.line, text: `${first.text} is committed separately` }],
    };
  },
});

/** Creation of rows by a client that commits each statement unless a transaction is open. */
interface AutocommittedCreation {
  readonly site: CallSite;
  /** Model named in the call: Prisma `user`, Django `User`. */
  readonly model: string;
  /** Variable with the stored row: `order` of `order.save()`; null: none. */
  readonly row: string | null;
}

const PRISMA = /(?:^|\.)(?:prisma|prismaService|prismaClient|db)\.(\w+)\.(?:create|createMany)$/u;
const DJANGO_CREATE = /(?:^|\.)([A-Z]\w+)\.objects\.a?(?:create|bulk_create)$/u;
const DJANGO_SAVE = /^(\w+)\.a?save$/u;

/** Yields pairs of writes without a transaction: a row, and a row with its key. */
function* findAutocommittedPairs(audited: AuditedCode): Generator<SeparatelyCommittedWrites> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    const parse = isPythonFunction(audited, index) ? parseDjangoCreation : parsePrismaCreation;
    const creations = code
      .callsOf(index)
      .flatMap((site) => parse(site, audited) ?? [])
      .sort((a, b) => a.site.raw.start - b.site.raw.start);
    for (const [at, second] of creations.entries()) {
      const first = creations.slice(0, at).find((creation) => isParent(creation, second));
      if (first === undefined) continue;
      const { call, raw } = second.site;
      const transaction = findEnclosingTransaction(audited, file, raw.start);
      yield {
        file,
        line: call.line,
        endLine: call.endLine,
        function: index,
        kind: 'family',
        first: { text: `${first.site.call.callee}()`, line: first.site.call.line },
        second: { text: `${call.callee}()`, line: call.line },
        library: file.endsWith('.py') ? 'django' : 'prisma',
        exemption: transaction === null ? null : `both writes run inside ${transaction.begun}`,
      };
      break;
    }
  }
}

/** True if the second write receives the row of the first, or its key. */
function isParent({ row, model }: AutocommittedCreation, second: AutocommittedCreation): boolean {
  if (row === null || model === second.model) return false;
  const key = new RegExp(`[:=,(]\\s*${row}(?:\\.(?:id|pk|uuid)\\b|\\s*[,)}])`, 'u');
  return key.test(second.site.raw.argumentText);
}

function parseDjangoCreation(site: CallSite, audited: AuditedCode): AutocommittedCreation | null {
  const { callee } = site.call;
  const created = DJANGO_CREATE.exec(callee)?.[1];
  if (created !== undefined) return { site, model: created, row: assignedRow(site, audited) };
  const row = DJANGO_SAVE.exec(callee)?.[1];
  const variable = row === undefined ? null : resolveVariable(audited, site, row);
  const model = /(?:^|\.)([A-Z]\w*)$/u.exec(variable?.expression ?? '')?.[1];
  // A queried row exists already, so storing it again creates nothing that other rows depend on.
  if (row === undefined || variable?.kind !== 'call' || model === undefined) return null;
  return findModels(audited).has(model) ? { site, model, row } : null;
}

/** Parses a creation through a Prisma client; one passed as an argument may be a transaction. */
function parsePrismaCreation(site: CallSite, audited: AuditedCode): AutocommittedCreation | null {
  const { callee, isAwaited } = site.call;
  const model = PRISMA.exec(callee)?.[1];
  // A call without `await` goes to a call that sends a whole list: `prisma.$transaction([…])`.
  if (model === undefined || !isAwaited) return null;
  const { parameters } = audited.code.functionAt(site.function);
  if (parameters.includes(/^\w+/u.exec(callee)?.[0] ?? '')) return null;
  return { site, model, row: assignedRow(site, audited) };
}

/** Returns the variable that receives the row: `order = Order.objects.create()`. */
function assignedRow(site: CallSite, { code }: AuditedCode): string | null {
  const { callee, line } = site.call;
  const variable = code
    .variablesOf(code.fileOf(site.function))
    .find((candidate) => candidate.expression === callee && candidate.line === line);
  return variable?.name ?? site.raw.place?.names[0] ?? null;
}

const STATE = /(\w+)\.(?:status|state)\s*=[^=]/gu;
/** Names of classes whose rows record changes of other rows (T652-14). */
const AUDIT_RECORD_NAME =
  /(?:Audit|Log|History|Event)(?:Entry|Record|s)?$|^(?:audit|log|history)/iu;

interface AddedRow {
  readonly site: CallSite;
  readonly node: SgNode;
  readonly model: string;
}

/** Yields SQLAlchemy sequences of add, commit, add, commit on one session. */
function* findSeparateCommits(audited: AuditedCode): Generator<SeparatelyCommittedWrites> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (!isPythonFunction(audited, index)) continue;
    const sites = code.callsOf(index);
    const commits = sites.filter(({ call }) => call.callee.endsWith('.commit'));
    if (commits.length < 2) continue;
    const added = sites.flatMap((site) => parseAdd(audited, site, file));
    for (const [at, commit] of commits.entries()) {
      const from = commits[at - 1]?.raw.start ?? code.functionAt(index).start;
      const until = commits[at + 1]?.raw.start ?? 0;
      const found = findRelatedAdds(audited, file, { commit, from, until }, added);
      if (found === null) continue;
      const { line, endLine } = commit.call;
      yield { ...found, file, line, endLine, function: index, library: 'sqlalchemy' };
    }
  }
}

function findRelatedAdds(
  audited: AuditedCode,
  file: string,
  {
    commit,
    from,
    until,
  }: { readonly commit: CallSite; readonly from: number; readonly until: number },
  added: readonly AddedRow[],
): Pick<SeparatelyCommittedWrites, 'kind' | 'first' | 'second' | 'exemption'> | null {
  const node = findCallNode(audited, commit);
  const block = node === null ? undefined : [...around(node)].find((up) => up.kind() === 'block');
  const inBlock = added.filter((row) =>
    [...around(row.node)].some((ancestor) => ancestor.id() === block?.id()),
  );
  const isBetween = ({ site }: AddedRow, start: number, end: number): boolean =>
    start < site.raw.start && site.raw.start < end;
  const second = inBlock.find((row) => isBetween(row, commit.raw.start, until));
  if (second === undefined) return null;
  const written = { text: `add(${second.model})`, line: second.site.call.line };
  const parent = inBlock.find(
    (row) =>
      isBetween(row, from, commit.raw.start) && isParentModel(audited, row.model, second.model),
  );
  if (parent !== undefined) {
    const first = { text: `add(${parent.model})`, line: parent.site.call.line };
    return { kind: 'family', first, second: written, exemption: null };
  }
  const text = (audited.code.textOf(file) ?? '').slice(from, commit.raw.start);
  const [change, object = ''] = [...text.matchAll(STATE)].at(-1) ?? [];
  if (change === undefined || !AUDIT_RECORD_NAME.test(second.model)) return null;
  const first = { text: change.replace(/\s*=.*$/su, ''), line: commit.call.line };
  return { kind: 'record', first, second: written, exemption: explainTrigger(audited, object) };
}

/** Returns why commits in between are wanted: the rule on notifications requires them (T652-15). */
function explainTrigger({ context, code }: AuditedCode, object: string): string | null {
  const trigger = context.db_config.triggers.find(({ table }) => {
    const model = findPythonTables(code).find((candidate) => candidate.table === table);
    return isNamedAfterTable(object, model ?? { name: table, table, parents: [] });
  });
  return trigger === undefined
    ? null
    : `a trigger on ${trigger.table} publishes each intermediate commit`;
}

function isParentModel({ code }: AuditedCode, parent: string, child: string): boolean {
  const models = findPythonTables(code);
  const table = models.find(({ name }) => name === parent)?.table;
  const parents = models.find(({ name }) => name === child)?.parents ?? [];
  return parent !== child && parents.some((name) => name === parent || name === table);
}

/** Parses `session.add(Order(…))`, also of a variable that was made of a class. */
function parseAdd(audited: AuditedCode, site: CallSite, file: string): readonly AddedRow[] {
  const { callee, line } = site.call;
  if (!/\.add$/u.test(callee) || !/session|db$/iu.test(readReceiver(callee))) return [];
  const text = /^\(\s*([\w.]+)/u.exec(site.raw.argumentText)?.[1] ?? '';
  const variable = audited.code
    .variablesOf(file)
    .findLast((candidate) => candidate.name === text && candidate.line <= line);
  const model = (variable?.expression ?? text).split('.').at(-1) ?? '';
  const node = findCallNode(audited, site);
  return node === null || !/^[A-Z]/u.test(model) ? [] : [{ site, node, model }];
}

interface SeparatelyCommittedWrites extends Candidate {
  readonly function: number;
  /** `family`: the second write depends on the first. `record`: it documents the first. */
  readonly kind: 'family' | 'record';
  readonly first: { readonly text: string; readonly line: number };
  readonly second: { readonly text: string; readonly line: number };
  readonly library: 'prisma' | 'django' | 'sqlalchemy';
  readonly exemption: string | null;
}
