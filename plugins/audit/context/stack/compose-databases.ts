import { LineCounter, parseDocument } from 'yaml';
import { listEntries, readNestedValue } from '../manifests/manifest-dependency.ts';
import type { ContextLog } from '../project-context-conflicts-and-unreadable-files.ts';
import type { TextReader } from '../read-project-text-files.ts';
import { KNOWN_TECHNOLOGIES } from './known-technologies.ts';
import type { DetectedTechnology } from './technologies-required-by-manifests.ts';

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
