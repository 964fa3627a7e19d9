import { join } from 'node:path';
import type { Files } from '../../harness/host/files.ts';
import { allDependencies, type PackageJson, readPackageJson } from './package-json.ts';

/** What there is to measure in a project that has no scenario yet. */
export type Detected =
  | {
      readonly kind: 'http';
      readonly framework: string;
      /** Arguments that start the server. */
      readonly command: readonly string[];
      /** A port that the server insists on; null where it takes `PORT`. */
      readonly port: number | null;
    }
  | { readonly kind: 'command'; readonly name: string; readonly command: readonly string[] }
  | { readonly kind: 'load'; readonly name: string; readonly module: string };

/** Packages that serve HTTP, and the name that people know them by; the more specific first. */
const FRAMEWORKS: readonly (readonly [dependency: string, name: string])[] = [
  ['next', 'Next.js'],
  ['nuxt', 'Nuxt'],
  ['@nestjs/core', 'NestJS'],
  ['@remix-run/serve', 'Remix'],
  ['fastify', 'Fastify'],
  ['hono', 'Hono'],
  ['express', 'Express'],
  ['koa', 'Koa'],
  ['@hapi/hapi', 'hapi'],
  ['restify', 'restify'],
];

const ENTRY_FILES = [
  'server',
  'app',
  'index',
  'main',
  'src/server',
  'src/app',
  'src/index',
  'src/main',
];
const EXTENSIONS = ['.js', '.mjs', '.cjs', '.ts', '.mts'];
const LISTENS = /\.listen\s*\(|createServer\s*\(|\bserve\s*\(/;
const READS_PORT = /process\.env(?:\.PORT\b|\[['"]PORT['"]\])|env\.PORT\b/;
const FIXED_PORT =
  /\.listen\s*\(\s*(?:\{[^}]*?port\s*:\s*)?(\d{2,5})\b|\bport\s*[:=]\s*(\d{2,5})\b/i;

/** Looks at package.json and the likely entry files; runs nothing. */
export function detectProject(files: Files, root: string): Detected {
  const manifest = readPackageJson(files, root);
  const entry = findServerEntry(files, root, manifest);
  const framework = frameworkOf(manifest);
  const start = startCommand(manifest, entry?.path);
  if (start !== null && (framework !== undefined || entry !== null)) {
    const port = entry === null ? null : fixedPort(entry.text);
    return { kind: 'http', framework: framework ?? 'Node.js', command: start, port };
  }
  const bin =
    typeof manifest.bin === 'string' ? manifest.bin : Object.values(manifest.bin ?? {})[0];
  const name = manifest.name ?? 'this package';
  if (bin !== undefined) return { kind: 'command', name, command: ['node', bin, '--version'] };
  const main = manifest.main;
  const module =
    main !== undefined && files.isFile(join(root, main))
      ? main
      : firstFile(files, root, ['index', 'src/index', 'main']);
  return module === null
    ? { kind: 'command', name: 'node start-up', command: ['node', '-e', '0'] }
    : { kind: 'load', name, module };
}

/** The name that people know it by; undefined: no package that serves HTTP is listed. */
export function frameworkOf(manifest: PackageJson): string | undefined {
  return FRAMEWORKS.find(([dependency]) => dependency in allDependencies(manifest))?.[1];
}

/** A file that starts a server, by its text: the one that `start` names, `main`, or one of the usual names. */
export function findServerEntry(
  files: Files,
  root: string,
  manifest: PackageJson,
): { readonly path: string; readonly text: string } | null {
  const started = /(?:^|\s)([\w./-]+\.(?:m|c)?[jt]s)\b/.exec(manifest.scripts?.start ?? '')?.[1];
  const candidates = [
    ...(started === undefined ? [] : [started]),
    ...(manifest.main === undefined ? [] : [manifest.main]),
    ...ENTRY_FILES.flatMap((base) => EXTENSIONS.map((extension) => base + extension)),
  ];
  for (const path of candidates) {
    const text = files.isFile(join(root, path)) ? files.read(join(root, path)) : null;
    if (text !== null && LISTENS.test(text)) return { path, text };
  }
  return null;
}

function startCommand(manifest: PackageJson, entry: string | undefined): readonly string[] | null {
  if (manifest.scripts?.start !== undefined) return ['npm', 'run', '--silent', 'start'];
  if (entry !== undefined) return ['node', entry];
  return manifest.scripts?.dev === undefined ? null : ['npm', 'run', '--silent', 'dev'];
}

/** The port that a server insists on, by its text; null: it takes `PORT`, or nobody knows. */
export function fixedPort(text: string): number | null {
  if (READS_PORT.test(text)) return null;
  const match = FIXED_PORT.exec(text);
  const port = Number(match?.[1] ?? match?.[2]);
  return Number.isInteger(port) ? port : null;
}

/** The first of these files, less their endings, that there is. */
export function firstFile(
  files: Pick<Files, 'isFile'>,
  root: string,
  bases: readonly string[],
): string | null {
  const paths = bases.flatMap((base) => EXTENSIONS.map((extension) => base + extension));
  return paths.find((path) => files.isFile(join(root, path))) ?? null;
}
