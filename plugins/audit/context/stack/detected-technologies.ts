import { LineCounter, parseDocument } from 'yaml';
import type { ProjectCode } from '../../../analysis/index.ts';
import { parsePrismaBlocks } from '../../analysis/parse-prisma-schema-blocks.ts';
import type { Technology } from '../../document/audited-project-context-schema.ts';
import { isExcludedFile } from '../../scoring/excluded-files.ts';
import { type Dependency, listEntries, readNestedValue } from '../read-manifests.ts';
import type { ContextLog, TextReader } from '../read-project-text-files.ts';
import { KNOWN_TECHNOLOGIES, type KnownTechnology } from './known-technologies.ts';

export interface DetectedTechnology extends Technology {
  readonly role: KnownTechnology['role'];
}

/**
 * Returns the technologies that manifests require. A driver shows which database is used, but not
 * its version. Development dependencies do not count.
 */
export function findRequiredTechnologies(
  dependencies: readonly Dependency[],
): readonly DetectedTechnology[] {
  return dependencies
    .filter((dependency) => !dependency.isForDevelopment)
    .flatMap(({ registry, name, version, file }) =>
      KNOWN_TECHNOLOGIES.flatMap((known): readonly DetectedTechnology[] => {
        const isItself = known.packages[registry]?.includes(name) === true;
        if (!isItself && known.through?.[registry]?.includes(name) !== true) return [];
        const { role } = known;
        return [{ name: known.name, version: isItself ? version : null, from: file, role }];
      }),
    );
}

/**
 * Returns the technologies that the sources import. The version is that of a manifest, development
 * dependencies included; null: no manifest names it (AUD-06).
 */
export function findImportedTechnologies(
  code: ProjectCode,
  dependencies: readonly Dependency[],
): readonly DetectedTechnology[] {
  const found = new Map<string, DetectedTechnology>();
  // Async code of Python runs on asyncio, whether or not it names it.
  const first = code.facts.functions.find(
    ({ file, isAsync }) => isAsync && file.endsWith('.py') && !isExcludedFile(file),
  );
  for (const file of code.files) {
    if (code.languageOf(file) === null || isExcludedFile(file)) continue;
    const registry = file.endsWith('.py') ? 'python' : 'npm';
    for (const { source } of code.importsOf(file)) {
      for (const known of technologiesOf(source, registry)) {
        if (found.has(known.name) || code.resolveModule(file, source) !== null) continue;
        const own = known.packages[registry] ?? [];
        const dependency = dependencies.find(
          (candidate) =>
            candidate.registry === registry &&
            own.includes(candidate.name) &&
            candidate.version !== null,
        );
        found.set(known.name, {
          name: known.name,
          role: known.role,
          version: dependency?.version ?? null,
          from: dependency?.file ?? file,
        });
      }
    }
  }
  if (first !== undefined && !found.has('asyncio')) {
    found.set('asyncio', { name: 'asyncio', role: 'async', version: null, from: first.file });
  }
  return [...found.values()];
}

function technologiesOf(source: string, registry: 'python' | 'npm'): readonly KnownTechnology[] {
  if (source.startsWith('.')) return [];
  // Built-in modules of Node.js are imported only by programs that run on it.
  const isBuiltIn = registry === 'npm' && source.startsWith('node:');
  return KNOWN_TECHNOLOGIES.filter((known) => {
    if (isBuiltIn && known.name === 'node') return true;
    const names = [
      ...(known.modules ?? known.packages[registry] ?? []),
      ...(known.through?.[registry] ?? []),
    ].map((moduleName) => (registry === 'python' ? moduleName.replaceAll('-', '_') : moduleName));
    const separator = registry === 'python' ? '.' : '/';
    return names.some((name) => source === name || source.startsWith(`${name}${separator}`));
  });
}

const UNPARSED = 'the file cannot be parsed, so its services are unknown';
const COMPOSE = /(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/u;

/** Databases that compose files start, with the versions of their images (AUD-05). */
export function findComposeDatabases(
  files: readonly string[],
  read: TextReader,
  log: ContextLog,
): readonly DetectedTechnology[] {
  return files
    .filter((file) => COMPOSE.test(file))
    .flatMap((file) => {
      const text = read(file);
      return text === null
        ? []
        : imagesOf(file, text, log).flatMap((image) => databaseOf(image, file) ?? []);
    });
}

function imagesOf(file: string, text: string, log: ContextLog): readonly string[] {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { merge: true, lineCounter: lines });
    const [error] = document.errors;
    if (error !== undefined) {
      const { line } = lines.linePos(error.pos[0]);
      log.unread(file, line, UNPARSED);
      return [];
    }
    return listEntries(readNestedValue(document.toJS(), 'services')).flatMap(([, service]) => {
      const image = readNestedValue(service, 'image');
      return typeof image === 'string' ? [image] : [];
    });
  } catch {
    // Such as anchors that are used over and over: a file that would not end.
    log.unread(file, 1, UNPARSED);
    return [];
  }
}

/** `postgres:16`, `registry.example/library/postgres:${TAG:-16}-alpine`, `postgis/postgis:16-3.4`. */
function databaseOf(image: string, file: string): DetectedTechnology | null {
  const whole = image.replace(/\$\{\w+:?-([^}]*)\}/gu, '$1').replace(/@sha256:.*$/u, '');
  const last = whole.split('/').at(-1) ?? '';
  const [name = '', tag = ''] = last.split(':');
  const known = KNOWN_TECHNOLOGIES.find(
    (technology) => technology.images?.includes(name.toLowerCase()) === true,
  );
  if (known === undefined) return null;
  return { name: known.name, version: versionOfTag(tag), from: file, role: known.role };
}

function versionOfTag(tag: string): string | null {
  // Images of extensions have their own version and add that of PostgreSQL: `2.14.2-pg16`, `pg16`.
  const extended = /(?:^|-)pg(\d+(?:\.\d+)*)/u.exec(tag)?.[1];
  return extended ?? /^v?(\d+(?:\.\d+)*)/u.exec(tag)?.[1] ?? null;
}

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
