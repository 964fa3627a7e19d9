import { existsSync, readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { extname, join } from 'node:path';
import { installNpmPackage } from '../../cli/doctor/install-npm-package.ts';
import { LIGHTHOUSE } from '../../cli/doctor/installable-tools.ts';
import { programOnPath } from '../../harness/host/program-on-path.ts';
import type { Host } from '../../harness/host.ts';

/** A real page and its server. */
export interface PageSite {
  readonly name: string;
  readonly path: string;
  readonly answer: RequestListener;
}

/** Packages that bring built pages, with the folder and the page that is loaded. */
const PAGES = [
  { name: 'npm', version: '12.2.0', root: 'docs/output', path: '/commands/npm-install.html' },
  { name: 'swagger-ui-dist', version: '5.35.0', root: '', path: '/index.html' },
  { name: 'speedscope', version: '1.25.0', root: 'dist/release', path: '/index.html' },
  { name: 'reveal.js', version: '6.0.2', root: '', path: '/demo.html' },
  { name: '@mdi/font', version: '7.4.47', root: '', path: '/preview.html' },
] as const;

const INSTALL_LIMIT_MS = 300_000;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.ico': 'image/x-icon',
};

/** Installs the pages and Lighthouse for the bench. @throws if a package has changed. */
export async function preparePages(host: Host, folder: string): Promise<readonly PageSite[]> {
  await installNpmPackage(host, {
    ...LIGHTHOUSE,
    signal: AbortSignal.timeout(INSTALL_LIMIT_MS),
    onStep: (text) => host.terminal.err(`${text}\n`),
  });
  host.files.writeAtomic(join(folder, 'package.json'), '{ "private": true }\n');
  const wanted = PAGES.map(({ name, version }) => `${name}@${version}`);
  const { exit, stderr } = await host.processes.exec({
    file: programOnPath(host, 'npm') ?? 'npm',
    args: ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...wanted],
    cwd: folder,
    timeoutMs: INSTALL_LIMIT_MS,
  });
  if (exit.type !== 'code' || exit.code !== 0) throw new Error(`npm install failed: ${stderr}`);
  return PAGES.map(({ name, root, path }) => {
    const site = join(folder, 'node_modules', name, root);
    if (!existsSync(join(site, path))) throw new Error(`${name} has no ${join(root, path)}`);
    return { name, path, answer: serve(site) };
  });
}

/** Serves the files of a folder. */
function serve(root: string): RequestListener {
  return ({ url = '/' }, response) => {
    const path = join(root, decodeURIComponent(new URL(url, 'http://site').pathname));
    const type = TYPES[extname(path)];
    if (!path.startsWith(root) || type === undefined || !existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', type);
    response.end(readFileSync(path));
  };
}
