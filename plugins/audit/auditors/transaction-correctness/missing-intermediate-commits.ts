import type { SgNode } from '@ast-grep/napi';
import { around, once } from '../../../analysis/index.ts';
import {
  findCallNode,
  formatFunctionName,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import {
  findPythonTables,
  isNamedAfterTable,
  type PythonTable,
} from '../../analysis/python-orm-tables-and-foreign-keys.ts';
import type { AuditSeverity } from '../../document/audit-document.ts';
import { lowerSeverity } from '../../document/audit-severities.ts';
import { type AuditedCode, type Candidate, defineRule, type Ruling } from '../../rule.ts';

interface UpdatesCandidate extends Candidate {
  readonly function: number;
  readonly first: TriggerUpdate;
  /** Update that follows; null: the same update again, in a loop. */
  readonly second: TriggerUpdate | null;
  readonly loop: SgNode | null;
}

const LOOPS: ReadonlySet<unknown> = new Set(['for_statement', 'while_statement']);
const INTENDED =
  /(?:#|\/\/|\*).*(?:intentional|on purpose|by design|deliberate|single transaction|one transaction|atomic|ADR-\d+)/iu;
const REAL_TIME =
  /\bLISTEN\s+\w+|\badd_listener\(|EventSourceResponse|text\/event-stream|\bWebSocket\b|\.websocket\(|socket\.io|\.on\(\s*['"]notification['"]/u;

/** T652-05 to T652-08: notifications from triggers are sent with the commit, all at once. */
export const MISSING_INTERMEDIATE_COMMITS = defineRule({
  id: 'missing-intermediate-commits',
  principle: 'Transaction Correctness / Notifications delayed until the last commit',
  sources: {
    'PostgreSQL: NOTIFY, events are delivered when the transaction commits':
      'https://www.postgresql.org/docs/current/sql-notify.html',
  },
  skip: whyNoTriggers,
  match: repeatedUpdates,
  verify: rulingOf,
});

/** T652-01, T652-25. */
function whyNoTriggers({ context }: AuditedCode): string | null {
  const names = context.tech_stack.db.map(({ name }) => name.toLowerCase());
  const isMysql = names.some((name) => /mysql|mariadb/u.test(name));
  if (isMysql && !names.some((name) => name.startsWith('postgres'))) {
    return 'MySQL has no NOTIFY, so the effects of its triggers are not visible outside the database';
  }
  if (context.migrations.length === 0)
    return 'the project has no migrations that could define triggers';
  const isThere = context.db_config.triggers.some(({ event }) => event === 'UPDATE');
  return isThere ? null : 'no migration defines an UPDATE trigger';
}

function* repeatedUpdates(audited: AuditedCode): Generator<UpdatesCandidate> {
  const models = findTriggerTables(audited);
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    const updates = findTriggerUpdates(audited, index, models);
    for (const first of updates) {
      const loop = [...around(first.node)].find((outer) => LOOPS.has(outer.kind())) ?? null;
      const second = updates.find((update) => comesAfter(audited, index, first, update)) ?? null;
      if (loop === null && second === null) continue;
      const place = { file, line: first.line, endLine: first.line, function: index, first };
      yield { ...place, loop, second: loop === null ? second : null };
      break;
    }
  }
}

/**
 * True if `second` follows in the block of `first`, with a call between them; assignments without a
 * call between them are sent as one update.
 */
function comesAfter(
  { code }: AuditedCode,
  index: number,
  first: TriggerUpdate,
  second: TriggerUpdate,
): boolean {
  if (second.table !== first.table) return false;
  const block = [...around(first.node)].find((ancestor) => ancestor.kind() === 'block');
  return (
    [...around(second.node)].some((ancestor) => ancestor.id() === block?.id()) &&
    code.callsOf(index).some(({ raw }) => raw.start > first.start && raw.start <= second.start)
  );
}

function rulingOf(found: UpdatesCandidate, audited: AuditedCode): Ruling {
  const { first, second, loop } = found;
  const commits = findCommitOffsets(audited, found.function);
  const range = loop?.range();
  const [from, to] = [range?.start.index ?? first.start, range?.end.index ?? second?.start ?? 0];
  if (commits.some((at) => from < at && at < to)) return 'the code commits in between';
  const name = formatFunctionName(audited, found.function);
  const often =
    loop === null ? `and again on line ${second?.line}` : 'in every iteration of a loop';
  return {
    severity: severityOf(found, audited),
    issue: `${name} changes ${first.table} with ${first.text} ${often} without an intermediate commit, so all notifications from the ${first.table} trigger are sent together at the last commit`,
    recommendation: `Commit at intervals, such as every 5 % or every few seconds, right after ${first.text}; or send the notification outside the trigger on ${first.table}`,
    effort: 'S',
    evidence: triggersOf(first.table, audited).map((trigger) => ({
      file: trigger.file,
      line: trigger.line,
      text: `a trigger on ${trigger.table} calls ${trigger.function}`,
    })),
  };
}

function triggersOf(table: string, { context }: AuditedCode) {
  return context.db_config.triggers.filter(
    (trigger) => trigger.table === table && trigger.event === 'UPDATE',
  );
}

/** T652-06, T652-07. */
function severityOf(found: UpdatesCandidate, audited: AuditedCode): AuditSeverity {
  const { first, loop, file } = found;
  const notifies = triggersOf(first.table, audited).some(({ channels }) => channels.length > 0);
  let severity: AuditSeverity = notifies && isRealTime(audited) ? 'CRITICAL' : 'HIGH';
  // Each iteration changes a different row, so nobody could see any row half done.
  const over = loop?.field('left')?.text();
  if (severity === 'CRITICAL' && over !== undefined && over === first.object) severity = 'MEDIUM';
  const lines = (audited.code.textOf(file) ?? '')
    .split('\n')
    .slice(Math.max(0, first.line - 6), first.line);
  return lines.some((line) => INTENDED.test(line)) ? lowerSeverity(severity) : severity;
}

/** True if the project listens to notifications, or forwards them as they arrive. */
const isRealTime = once(({ code }: AuditedCode): boolean =>
  code.sources.some((file) => REAL_TIME.test(code.textOf(file) ?? '')),
);

interface TriggerUpdate {
  readonly table: string;
  readonly object: string;
  readonly text: string;
  readonly line: number;
  readonly start: number;
  readonly node: SgNode;
}

const WATCHED = /^(?:self\.)?(\w+)\.(?:status|state|progress\w*|\w+_progress|\w+_status)$/u;
const ASSIGNS = /\.\w*(?:status|state|progress)\w*\s*[+-]?=[^=]/u;
const REPOSITORY = /(?:^|\.)_?(\w+?)_?(?:repo|repository|dao)\.(?:update|mark_|set_|save)\w*$/iu;
const COMMITS = /\.commit$/u;

/** Returns tables with an UPDATE trigger as models; a table without a class keeps its own name. */
function findTriggerTables(audited: AuditedCode): readonly PythonTable[] {
  const updates = audited.context.db_config.triggers.filter(({ event }) => event === 'UPDATE');
  return [...new Set(updates.map(({ table }) => table))].map(
    (table) =>
      findPythonTables(audited.code).find((model) => model.table === table) ?? {
        name: table,
        table,
        parents: [],
      },
  );
}

/** Returns the updates that a Python function makes, itself and through its callees, in order. */
function findTriggerUpdates(
  audited: AuditedCode,
  index: number,
  models: readonly PythonTable[],
  isBelow = false,
): readonly TriggerUpdate[] {
  const { code } = audited;
  if (models.length === 0 || !isPythonFunction(audited, index)) return [];
  const file = code.fileOf(index);
  const found = [...findAssignments(audited, index, file, models)];
  for (const site of code.callsOf(index)) {
    const { callee, targets, isGuess, line } = site.call;
    const isCalleeUpdate = (model: PythonTable): boolean =>
      !isBelow &&
      !isGuess &&
      targets.some(
        (target) =>
          target !== index &&
          findCommitOffsets(audited, target).length === 0 &&
          findTriggerUpdates(audited, target, [model], true).length > 0,
      );
    const model =
      models.find((candidate) => isUpdateOf(callee, site.raw.argumentText, candidate)) ??
      models.find(isCalleeUpdate);
    const node = model === undefined ? null : findCallNode(audited, site);
    if (model === undefined || node === null) continue;
    const table = model.table ?? model.name;
    found.push({ table, object: callee, text: `${callee}()`, line, start: site.raw.start, node });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Returns the offsets at which a function commits, itself or through its callees. */
function findCommitOffsets({ code }: AuditedCode, index: number): readonly number[] {
  const commits = (target: number): boolean =>
    code.callsOf(target).some(({ call }) => COMMITS.test(call.callee));
  return code
    .callsOf(index)
    .filter(({ call }) => COMMITS.test(call.callee) || call.targets.some(commits))
    .map(({ raw }) => raw.start);
}

function isUpdateOf(callee: string, argumentText: string, model: PythonTable): boolean {
  if (/\.execute$/u.test(callee)) {
    const built = new RegExp(`\\bupdate\\(\\s*(?:\\w+\\.)*${model.name}\\b`, 'u');
    const text = new RegExp(`['"]\\s*UPDATE\\s+"?${model.table ?? model.name}\\b`, 'iu');
    return built.test(argumentText) || text.test(argumentText);
  }
  const name = REPOSITORY.exec(callee)?.[1];
  return name !== undefined && isNamedAfterTable(name, model);
}

/** Yields assignments: `job.progress = 5`. */
function* findAssignments(
  { code }: AuditedCode,
  index: number,
  file: string,
  models: readonly PythonTable[],
): Generator<TriggerUpdate> {
  const raw = code.functionAt(index);
  const own = (code.textOf(file) ?? '').slice(raw.start, raw.end);
  if (raw.name === '(module)' || !ASSIGNS.test(own)) return;
  const kinds = { any: [{ kind: 'assignment' }, { kind: 'augmented_assignment' }] };
  for (const node of code.syntaxOf(file)?.findAll({ rule: kinds }) ?? []) {
    const { start } = node.range();
    if (start.index < raw.start || start.index > raw.end) continue;
    const text = node.field('left')?.text() ?? '';
    const object = WATCHED.exec(text)?.[1] ?? '';
    const model = models.find((candidate) => isNamedAfterTable(object, candidate));
    if (model === undefined) continue;
    const table = model.table ?? model.name;
    yield { table, object, text, line: start.line + 1, start: start.index, node };
  }
}
