import { once, type ProjectCode } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';
import { parsePrismaBlocks } from '../parse-prisma-schema-blocks.ts';
import { readJavaScriptModels } from './javascript-orm-models.ts';
import type { DeclaredModel, Model } from './orm-model.ts';
import { readPythonModels } from './python-models.ts';

const known = once(readModels);

/** The models of a project by name: classes, and models of Prisma as their client calls them. */
export function findModels({ code }: AuditedCode): ReadonlyMap<string, Model> {
  return known(code);
}

function readModels(code: ProjectCode): ReadonlyMap<string, Model> {
  const files = new Set(code.facts.functions.map(({ file }) => file));
  const raw = [...files].flatMap((file) =>
    file.endsWith('.py') ? readPythonModels(code, file) : readJavaScriptModels(code, file),
  );
  const byName = new Map<string, DeclaredModel>();
  for (const model of [...raw, ...readPrismaModels(code)]) {
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
  model: DeclaredModel,
  all: ReadonlyMap<string, DeclaredModel>,
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

/** Reads all Prisma models, named as in the Prisma client: `jobEvent` for `JobEvent`. */
function readPrismaModels(code: ProjectCode): readonly DeclaredModel[] {
  const files = code.files.filter((file) => file.endsWith('.prisma'));
  const blocks = files.flatMap((file) =>
    parsePrismaBlocks(code.textOf(file) ?? '')
      .filter(({ kind }) => kind === 'model')
      .map((block) => ({ ...block, file })),
  );
  const names = new Set(blocks.map(({ name }) => name));
  return blocks.map(({ name, file, line, lines }) => ({
    name: name.charAt(0).toLowerCase() + name.slice(1),
    file,
    line,
    bases: [],
    isTable: true,
    isRecord: false,
    columns: lines.flatMap(({ text }) => {
      const [, field, type = ''] = /^(\w+)\s+(\w+)/u.exec(text) ?? [];
      return field === undefined || names.has(type) ? [] : [field];
    }),
  }));
}
