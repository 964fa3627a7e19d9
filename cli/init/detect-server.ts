import { join } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';
import { dependencyNames } from '../../harness/packages/package-manifest.ts';
import type { ScenarioServer } from './generate-scenario.ts';
import {
  MODULE_EXTENSIONS,
  type PackageJson,
  readPackageJson,
} from './workspace-package-manifests-and-entry-files.ts';

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
  ['astro', 'Astro'],
  ['@sveltejs/kit', 'SvelteKit'],
  ['vite', 'Vite'],
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
/** Scripts that start a server, best first: production scripts before scripts that watch files. */
export const SERVER_SCRIPTS = ['start', 'start:prod', 'serve', 'preview', 'dev', 'start:dev'];
const STARTED_FILE = /(?:^|\s)([\w./-]+\.[mc]?[jt]s)\b/;
const LISTENS = /\.listen\s*\(|createServer\s*\(|\bserve\s*\(/;
const READS_PORT = /process\.env(?:\.PORT\b|\[['"]PORT['"]\])|env\.PORT\b/;
const FIXED_PORT =
  /\.listen\s*\(\s*(?:\{[^}]*?port\s*:\s*)?(\d{2,5})\b|\bport\s*[:=]\s*(\d{2,5})\b/i;

/** Detects a server from package.json and likely entry files; null: none found. Runs nothing. */
export function detectServer(files: Files, root: string): ScenarioServer | null {
  const manifest = readPackageJson(files, root);
  const entry = findServerEntry(files, root, manifest);
  const command = startCommand(manifest, entry?.path);
  if (command === null || (detectFramework(manifest) === undefined && entry === null)) return null;
  return { command, port: entry === null ? null : findFixedPort(entry.text), prepare: null };
}

/** The name that people know it by; undefined: no package that serves HTTP is listed. */
export function detectFramework(manifest: PackageJson): string | undefined {
  const names = dependencyNames(manifest, ['dependencies', 'devDependencies']);
  return FRAMEWORKS.find(([dependency]) => names.includes(dependency))?.[1];
}

/** Finds a file whose text starts a server: the file of a script, `main`, or a common name. */
export function findServerEntry(
  files: Files,
  root: string,
  manifest: PackageJson,
): { readonly path: string; readonly text: string } | null {
  const started = SERVER_SCRIPTS.flatMap(
    (name) => STARTED_FILE.exec(manifest.scripts?.[name] ?? '')?.[1] ?? [],
  );
  const candidates = [
    ...started,
    ...(manifest.main === undefined ? [] : [manifest.main]),
    ...ENTRY_FILES.flatMap((base) => MODULE_EXTENSIONS.map((extension) => base + extension)),
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

/** Returns a server's fixed port from its source; null: it uses `PORT`, or is unknown. */
export function findFixedPort(text: string): number | null {
  if (READS_PORT.test(text)) return null;
  const match = FIXED_PORT.exec(text);
  const port = Number(match?.[1] ?? match?.[2]);
  return Number.isInteger(port) ? port : null;
}
