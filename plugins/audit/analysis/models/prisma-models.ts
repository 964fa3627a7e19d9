import type { ProjectCode } from '../../../analysis/index.ts';
import { parsePrismaBlocks } from '../parse-prisma-schema-blocks.ts';
import type { DeclaredModel } from './orm-model.ts';

const USUAL_PLACES = ['prisma/schema.prisma', 'schema.prisma'];

/** Reads all Prisma models, named as in the Prisma client: `jobEvent` for `JobEvent`. */
export function readPrismaModels(code: ProjectCode): readonly DeclaredModel[] {
  const listed = code.files.filter((file) => file.endsWith('.prisma'));
  const files = listed.length > 0 ? listed : USUAL_PLACES;
  const blocks = files.flatMap((file) => blocksOf(file, code.textOf(file) ?? ''));
  const names = new Set(blocks.map(({ name }) => name));
  return blocks.map(({ name, file, line, lines }) => ({
    name: name.charAt(0).toLowerCase() + name.slice(1),
    file,
    line,
    bases: [],
    isTable: true,
    isRecord: false,
    columns: lines.flatMap((text) => {
      const [, field, type = ''] = /^\s*(\w+)\s+(\w+)/u.exec(text) ?? [];
      return field === undefined || names.has(type) ? [] : [field];
    }),
  }));
}

function blocksOf(file: string, text: string) {
  return parsePrismaBlocks(text)
    .filter(({ kind }) => kind === 'model')
    .map(({ name, line, lines }) => ({ name, line, file, lines: lines.map((line) => line.text) }));
}
