import type { ProjectCode } from '../../analysis/index.ts';
import type { TableModel } from '../document/audited-project-context-schema.ts';
import { isExcludedFile } from '../scoring/excluded-files.ts';
import { parsePrismaBlocks } from './parse-prisma-schema-blocks.ts';

/** A class that is not nested, and the table name in it or in its class Meta. */
const IN_PYTHON =
  /^class\s+(?<model>\w+)(?:(?!^\S)[\s\S])*?^\s+(?:__tablename__|db_table)\s*=\s*["'](?<table>\w+)["']/gmu;
/** Classes of TypeORM, MikroORM and Sequelize with a decorator, and tables of Drizzle. */
const IN_SCRIPT = [
  /@(?:Entity|Table)\(\s*(?:\{[^}]*?\b(?:name|tableName):\s*)?['"](?<table>\w+)['"][^)]*\)[^{}]*?\bclass\s+(?<model>\w+)/gu,
  /(?<model>\w+)\s*=\s*(?:pg|mysql|sqlite)Table\(\s*['"](?<table>\w+)['"]/gu,
];

/** Returns the classes that represent tables, as far as the code states it (T652-04). */
export function findTableClasses(code: ProjectCode): readonly TableModel[] {
  return code.files.flatMap((file) => {
    const isSchema = file.endsWith('.prisma');
    if ((!isSchema && code.languageOf(file) === null) || isExcludedFile(file)) return [];
    const text = code.textOf(file) ?? '';
    if (isSchema) return ofPrisma(file, text);
    const patterns = file.endsWith('.py') ? [IN_PYTHON] : IN_SCRIPT;
    return patterns.flatMap((pattern) =>
      [...text.matchAll(pattern)].map(({ groups, index }) => {
        const line = text.slice(0, index).split('\n').length;
        const { table = '', model = '' } = groups ?? {};
        return { table, model, file, line };
      }),
    );
  });
}

/** Reads the models of a Prisma schema. Without `@@map`, the table has the name of the model. */
function ofPrisma(file: string, schema: string): readonly TableModel[] {
  return parsePrismaBlocks(schema)
    .filter(({ kind }) => kind === 'model')
    .map(({ name, line, lines }) => {
      const mapped = lines.flatMap(
        ({ text }) => /^@@map\(\s*(?:name:\s*)?"([^"]+)"/u.exec(text)?.[1] ?? [],
      );
      return { table: mapped[0] ?? name, model: name, file, line };
    });
}
