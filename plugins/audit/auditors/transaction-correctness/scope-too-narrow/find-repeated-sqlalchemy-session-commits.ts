import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findPythonTables } from '../../../analysis/python-orm-tables-and-foreign-keys.ts';
import { readReceiver } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditedCode } from '../../../rule.ts';
import {
  AUDIT_RECORD_NAME,
  type SeparatelyCommittedWrites,
} from './related-writes-committed-separately.ts';

const STATE = /(\w+)\.(?:status|state)\s*=[^=]/gu;

interface Added {
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
    const added = sites.flatMap((site) => addedBy(audited, site, file));
    for (const commit of commits) {
      const found = apart(audited, index, file, commit, added, commits);
      if (found !== null) yield found;
    }
  }
}

function apart(
  audited: AuditedCode,
  index: number,
  file: string,
  commit: CallSite,
  added: readonly Added[],
  commits: readonly CallSite[],
): SeparatelyCommittedWrites | null {
  const node = findCallNode(audited, { file, site: commit });
  const block =
    node === null ? undefined : [...around(node)].find((ancestor) => ancestor.kind() === 'block');
  const last = commits.at(-1)?.raw.start ?? 0;
  const position = commits.indexOf(commit);
  const from = position === 0 ? 0 : (commits[position - 1]?.raw.start ?? 0);
  const next = commits[position + 1]?.raw.start ?? last;
  const isIn = (addition: Added): boolean =>
    [...around(addition.node)].some((outer) => outer.id() === block?.id());
  const second = added.find(
    (addition) =>
      addition.site.raw.start > commit.raw.start &&
      addition.site.raw.start < next &&
      isIn(addition),
  );
  if (block === undefined || second === undefined) return null;
  const earlier = added.filter(
    ({ site }) => site.raw.start > from && site.raw.start < commit.raw.start,
  );
  const first = earlier.find(
    (addition) => isIn(addition) && isParent(audited, addition.model, second.model),
  );
  const place = { file, line: commit.call.line, endLine: commit.call.endLine, function: index };
  const told = { text: `add(${second.model})`, line: second.site.call.line };
  const shared = { ...place, start: commit.raw.start, second: told, exemption: null };
  if (first !== undefined) {
    const text = `add(${first.model})`;
    return { ...shared, kind: 'family', first: { text, line: first.site.call.line } };
  }
  if (!AUDIT_RECORD_NAME.test(second.model)) return null;
  const text = (audited.code.textOf(file) ?? '').slice(
    Math.max(from, audited.code.rawOf(index).start),
    commit.raw.start,
  );
  const state = [...text.matchAll(STATE)].at(-1);
  if (state === undefined) return null;
  const [written, object = ''] = state;
  const changed = { text: written.replace(/\s*=.*$/su, ''), line: commit.call.line };
  return { ...shared, kind: 'record', first: changed, exemption: whyNotified(audited, object) };
}

/** Returns why commits in between are wanted: the rule on notifications requires them (T652-15). */
function whyNotified({ context, code }: AuditedCode, object: string): string | null {
  const table = context.db_config.triggers.find(
    (trigger) =>
      trigger.table.replace(/(?:es|s)$/u, '') === object ||
      findPythonTables(code).some(
        (model) => model.table === trigger.table && model.name.toLowerCase() === object,
      ),
  )?.table;
  return table === undefined ? null : `a trigger on ${table} publishes each intermediate commit`;
}

function isParent({ code }: AuditedCode, parent: string, child: string): boolean {
  const models = findPythonTables(code);
  const above = models.find(({ name }) => name === parent);
  const below = models.find(({ name }) => name === child);
  return (
    below !== undefined &&
    parent !== child &&
    below.parents.some(
      (parentName) => parentName === parent || (above?.table ?? null) === parentName,
    )
  );
}

/** `session.add(Order(…))`, or of a variable that was made of a class. */
function addedBy(audited: AuditedCode, site: CallSite, file: string): readonly Added[] {
  const { callee } = site.call;
  if (!/\.add$/u.test(callee) || !/session|db$/iu.test(readReceiver(callee))) return [];
  const text = /^\(\s*([\w.]+)/u.exec(site.raw.argumentText)?.[1] ?? '';
  const made = audited.code
    .variablesOf(file)
    .findLast((variable) => variable.name === text && variable.line <= site.call.line);
  const model = (made?.of ?? text).split('.').at(-1) ?? '';
  const node = findCallNode(audited, { file, site });
  return node === null || !/^[A-Z]/u.test(model) ? [] : [{ site, node, model }];
}
