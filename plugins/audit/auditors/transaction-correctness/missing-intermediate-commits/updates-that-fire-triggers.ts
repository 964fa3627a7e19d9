import type { SgNode } from '@ast-grep/napi';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import {
  findPythonTables,
  isNamedAfterTable,
  type PythonTable,
} from '../../../analysis/python-orm-tables-and-foreign-keys.ts';
import type { AuditedCode } from '../../../rule.ts';

/** A place that changes a row of a table that has a trigger. */
export interface TriggerUpdate {
  readonly table: string;
  /** Object that is changed, as written. */
  readonly object: string;
  readonly text: string;
  readonly line: number;
  readonly start: number;
  readonly node: SgNode;
}

const WATCHED = /^(?:self\.)?(\w+)\.(?:status|state|progress\w*|\w+_progress|\w+_status)$/u;
const REPOSITORY = /(?:^|\.)_?(\w+?)_?(?:repo|repository|dao)\.(?:update|mark_|set_|save)\w*$/iu;
const CLIENT =
  /(?:^|\.)(?:prisma|tx|trx|db)\.(\w+)\.(?:update|updateMany|upsert)$|(?:^|\.)_?(\w+?)Repo(?:sitory)?\.(?:update|save)$/u;

/** Returns tables with an UPDATE trigger as models; a table without a class keeps its own name. */
export function findTriggerTables(audited: AuditedCode): readonly PythonTable[] {
  const { triggers } = audited.context.db_config;
  const tables = new Set(
    triggers.filter((trigger) => trigger.event === 'UPDATE').map((trigger) => trigger.table),
  );
  return [...tables].map(
    (table) =>
      findPythonTables(audited.code).find((model) => model.table === table) ?? {
        name: table,
        table,
        parents: [],
      },
  );
}

/** Returns the updates that a function makes, itself and through its callees, in order. */
export function findTriggerUpdates(
  audited: AuditedCode,
  index: number,
  models: readonly PythonTable[],
  isBelow = false,
): readonly TriggerUpdate[] {
  const { code } = audited;
  const file = code.facts.functions[index]?.file ?? '';
  const found: TriggerUpdate[] = [...assignments(audited, index, models)];
  for (const site of code.callsOf(index)) {
    const { callee, targets, isGuess } = site.call;
    const statement = `${callee}${site.raw.argumentText}`;
    const model =
      models.find((model) => isUpdateOf(callee, statement, model)) ??
      (isBelow || isGuess
        ? undefined
        : models.find((model) =>
            targets.some(
              (target) =>
                target !== index &&
                !commits(audited, target) &&
                findTriggerUpdates(audited, target, [model], true).length > 0,
            ),
          ));
    const node = model === undefined ? null : findCallNode(audited, { file, site });
    if (model === undefined || node === null) continue;
    const { line } = site.call;
    const made = { table: model.table ?? model.name, object: callee, text: `${callee}()`, line };
    found.push({ ...made, start: site.raw.start, node });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Returns the offsets at which a function commits, itself or through its callees. */
export function findCommitOffsets(audited: AuditedCode, index: number): readonly number[] {
  return audited.code
    .callsOf(index)
    .filter(
      ({ call }) =>
        isCommit(call.callee) ||
        (!call.isGuess && call.targets.some((target) => commits(audited, target))),
    )
    .map(({ raw }) => raw.start);
}

function commits({ code }: AuditedCode, index: number): boolean {
  return code.callsOf(index).some(({ call }) => isCommit(call.callee));
}

function isCommit(callee: string): boolean {
  return /\.(?:commit|commitTransaction)$/u.test(callee);
}

function isUpdateOf(callee: string, statement: string, model: PythonTable): boolean {
  const table = model.table ?? model.name;
  if (/\.(?:execute|query|raw|run)$/u.test(callee)) {
    return (
      new RegExp(`\\(\\s*(?:[\\w.]+\\.)?update\\(\\s*(?:\\w+\\.)*${model.name}\\b`, 'u').test(
        statement,
      ) || new RegExp(`['"\`]\\s*UPDATE\\s+"?${table}\\b`, 'iu').test(statement)
    );
  }
  const name = REPOSITORY.exec(callee)?.[1];
  if (name !== undefined && isNamedAfterTable(name, model)) return true;
  const client = CLIENT.exec(callee);
  const of = client?.[1] ?? client?.[2];
  return of !== undefined && isNamedAfterTable(of, model);
}

/** Returns assignments (`job.progress = 5`); consecutive ones without calls between count once. */
function assignments(
  audited: AuditedCode,
  index: number,
  models: readonly PythonTable[],
): readonly TriggerUpdate[] {
  const { code } = audited;
  const raw = code.rawOf(index);
  const file = code.facts.functions[index]?.file ?? '';
  if (!isPythonFunction(audited, index) || raw.name === '(module)') return [];
  const text = (code.textOf(file) ?? '').slice(raw.start, raw.end);
  if (!/\.\w*(?:status|state|progress)\w*\s*[+-]?=[^=]/u.test(text)) return [];
  const kinds = { any: [{ kind: 'assignment' }, { kind: 'augmented_assignment' }] };
  const calls = code.callsOf(index);
  const found: TriggerUpdate[] = [];
  for (const node of code.syntaxOf(file)?.findAll({ rule: kinds }) ?? []) {
    const { start } = node.range();
    if (start.index < raw.start || start.index > raw.end) continue;
    const written = node.field('left')?.text() ?? '';
    const object = WATCHED.exec(written)?.[1] ?? '';
    const model = models.find((model) => isNamedAfterTable(object, model));
    if (model === undefined) continue;
    const last = found.at(-1);
    const isSame =
      last?.object === object &&
      !calls.some((call) => call.raw.start > last.start && call.raw.start < start.index) &&
      last.node.parent()?.parent()?.id() === node.parent()?.parent()?.id();
    if (isSame) continue;
    const table = model.table ?? model.name;
    found.push({ table, object, text: written, line: start.line + 1, start: start.index, node });
  }
  return found;
}
