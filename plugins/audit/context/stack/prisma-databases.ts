import { blocksOfPrisma } from '../../look/prisma-blocks.ts';
import type { ReadText } from '../project-texts.ts';
import type { FoundTechnology } from './asked-technologies.ts';
import { TECHNOLOGIES } from './known-technologies.ts';

/** Databases that schemas of Prisma are written for: `provider = "postgresql"` of a datasource. */
export function prismaDatabases(
  files: readonly string[],
  read: ReadText,
): readonly FoundTechnology[] {
  return files
    .filter((file) => file.endsWith('.prisma'))
    .flatMap((file) =>
      blocksOfPrisma(read(file) ?? '')
        .filter(({ kind }) => kind === 'datasource')
        .flatMap(({ lines }) => lines.map(({ text }) => text))
        .flatMap((line) => {
          const provider = /^provider\s*=\s*"(\w+)"/u.exec(line)?.[1];
          const known = TECHNOLOGIES.find(({ name, part }) => part === 'db' && name === provider);
          return known === undefined
            ? []
            : [{ name: known.name, version: null, from: file, part: known.part }];
        }),
    );
}
