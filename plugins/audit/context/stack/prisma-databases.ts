import { parsePrismaBlocks } from '../../analysis/parse-prisma-schema-blocks.ts';
import type { TextReader } from '../read-project-text-files.ts';
import { KNOWN_TECHNOLOGIES } from './known-technologies.ts';
import type { DetectedTechnology } from './technologies-required-by-manifests.ts';

/** Databases that schemas of Prisma are written for: `provider = "postgresql"` of a datasource. */
export function findPrismaDatabases(
  files: readonly string[],
  read: TextReader,
): readonly DetectedTechnology[] {
  return files
    .filter((file) => file.endsWith('.prisma'))
    .flatMap((file) =>
      parsePrismaBlocks(read(file) ?? '')
        .filter(({ kind }) => kind === 'datasource')
        .flatMap(({ lines }) => lines.map(({ text }) => text))
        .flatMap((line) => {
          const provider = /^provider\s*=\s*"(\w+)"/u.exec(line)?.[1];
          const known = KNOWN_TECHNOLOGIES.find(
            ({ name, role }) => role === 'db' && name === provider,
          );
          return known === undefined
            ? []
            : [{ name: known.name, version: null, from: file, role: known.role }];
        }),
    );
}
