import { once, type ProjectCode } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';
import type { Model, RawModel } from './model.ts';
import { prismaModels } from './prisma-models.ts';
import { pythonModels } from './python-models.ts';
import { scriptModels } from './script-models.ts';

const known = once(readModels);

/** The models of a project by name: classes, tables of Drizzle, models of Prisma as their client calls them. */
export function modelsOf({ code }: AuditedCode): ReadonlyMap<string, Model> {
  return known(code);
}

function readModels(code: ProjectCode): ReadonlyMap<string, Model> {
  const files = new Set(code.facts.functions.map(({ file }) => file));
  const raw = [...files].flatMap((file) =>
    file.endsWith('.py') ? pythonModels(code, file) : scriptModels(code, file),
  );
  const byName = new Map<string, RawModel>();
  for (const model of [...raw, ...prismaModels(code)]) {
    const before = byName.get(model.name);
    // If two models share a name, the one with fewer columns is used, so that less is reported.
    if (before === undefined || before.columns.length > model.columns.length)
      byName.set(model.name, model);
  }
  return new Map(
    [...byName.values()]
      .filter(({ isTable }) => isTable)
      .map(({ name, file, line, isRecord, ...rest }) => {
        const columns = columnsOf({ name, file, line, isRecord, ...rest }, byName, new Set());
        return [name, { name, file, line, isRecord, columns: [...new Set(columns)] }];
      }),
  );
}

function columnsOf(
  model: RawModel,
  all: ReadonlyMap<string, RawModel>,
  seen: Set<string>,
): readonly string[] {
  if (seen.has(model.name)) return [];
  seen.add(model.name);
  const inherited = model.bases.flatMap((base) => {
    const above = all.get(base);
    return above === undefined ? [] : columnsOf(above, all, seen);
  });
  return [...inherited, ...model.columns];
}
