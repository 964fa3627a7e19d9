import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite } from '../../../analysis/index.ts';
import { findCallNode, isPythonFunction } from '../../analysis/calls-and-functions.ts';
import {
  findPythonTables,
  isNamedAfterTable,
} from '../../analysis/python-orm-tables-and-foreign-keys.ts';
import { readReceiver } from '../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditedCode, Candidate } from '../../rule.ts';

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
export function* findSeparateCommits(audited: AuditedCode): Generator<SeparatelyCommittedWrites> {
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
    (row) => isBetween(row, from, commit.raw.start) && isParent(audited, row.model, second.model),
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

function isParent({ code }: AuditedCode, parent: string, child: string): boolean {
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

export interface SeparatelyCommittedWrites extends Candidate {
  readonly function: number;
  /** `family`: the second write depends on the first. `record`: it documents the first. */
  readonly kind: 'family' | 'record';
  readonly first: { readonly text: string; readonly line: number };
  readonly second: { readonly text: string; readonly line: number };
  readonly library: 'prisma' | 'django' | 'sqlalchemy';
  readonly exemption: string | null;
}
