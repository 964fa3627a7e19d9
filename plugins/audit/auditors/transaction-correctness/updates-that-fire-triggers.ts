import type { SgNode } from '@ast-grep/napi';
import { findCallNode, isPythonFunction } from '../../analysis/calls-and-functions.ts';
import {
  findPythonTables,
  isNamedAfterTable,
  type PythonTable,
} from '../../analysis/python-orm-tables-and-foreign-keys.ts';
import type { AuditedCode } from '../../rule.ts';

export interface TriggerUpdate {
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
export function findTriggerTables(audited: AuditedCode): readonly PythonTable[] {
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
export function findTriggerUpdates(
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
export function findCommitOffsets({ code }: AuditedCode, index: number): readonly number[] {
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
